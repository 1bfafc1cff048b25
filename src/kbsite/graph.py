"""Notes → `SiteGraph`: what is published where, and how it hangs together. No I/O.

Unpublished notes are told apart here, once, before anything is listed or counted.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial

import msgspec

from kbsite.aliases import claim_redirects, places_of
from kbsite.claims import Claims, explain_claim
from kbsite.config import Config
from kbsite.dates import parse_date
from kbsite.diagnostics import Diagnostic, error
from kbsite.diagrams import Diagram
from kbsite.feed_ids import feed_ids
from kbsite.languages import LANGUAGES, Strings
from kbsite.link_diagnostics import link_faults
from kbsite.links import Resolver
from kbsite.listings import Listings, build_listings
from kbsite.lists import Folder, Term
from kbsite.model import Card, Details, SiteGraph
from kbsite.navigation import resolve_nav
from kbsite.pinyin import spelling_of
from kbsite.placement import Placement
from kbsite.resolutions import Ambiguous, Backlink, Found, LinkFault, Resolution
from kbsite.sources import Attachment, GitDates
from kbsite.tags import tag_key
from kbsite.taxonomies import ALL_NOTES_URL, ARCHIVE_URL, FIXED_URLS, SEARCH_URL, TAGS_URL
from kbsite.urls import MAX_PATH_BYTES, Spelling, note_permalink, output_path, permalink


def build_graph(
    cards: Sequence[Card],
    attachments: Sequence[Attachment],
    git_dates: Mapping[str, GitDates],
    config: Config,
    details: Details,
    *,
    drafts: bool = False,
    show_resolver: Callable[[Resolver], None] = lambda resolver: None,
) -> SiteGraph:
    """The graph of the notes that are published; `cards` are those of all notes, in path order.
    `show_resolver` is shown what resolves their links."""
    found: list[Diagnostic] = []
    claims = Claims(output_path(url) for url in FIXED_URLS)
    spell = spelling_of(config.permalinks)
    candidates = [card for card in cards if _is_published(card, config, drafts)]
    urls = _claim_urls(candidates, claims, spell, found)
    published = {card.path: card for card in cards if card.path in urls}
    dates = {path: _dates(card, git_dates, config) for path, card in published.items()}
    placement = Placement(claims, published, dates)
    lists = build_listings(published, urls, dates, placement, spell)
    places = {card.path: places_of(card, spell) for card in cards}

    resolver = Resolver(
        cards,
        urls,
        {a.path: permalink(a.path.split("/"), directory=False) for a in attachments},
        {a.path: (a.width, a.height) for a in attachments if a.width},
        lists.addresses(),
        {term.key: term.url for term in lists.terms},
        places,
        LANGUAGES[config.language].unpublished_note,
    )
    show_resolver(resolver)
    titles = {path: resolver.title(path) for path in published}
    folders = _titled(lists.folders, published, urls, titles)
    resolutions = {
        path: tuple(resolver.resolve(path, link) for link in card.links)
        for path, card in published.items()
    }
    pages = _list_titles(lists, folders, LANGUAGES[config.language])
    nav = resolve_nav(config, resolver, titles, pages)
    linked = (*resolutions.values(), nav.targets)
    used = _used_attachments(attachments, resolver, linked, claims, found)
    redirects, in_the_way = claim_redirects(published, places, urls, claims)
    ids, unfit = feed_ids(published, urls, places, config.origin + config.base_path)
    return SiteGraph(
        notes=details.notes,
        excerpts=details.excerpts,
        bodies=details.bodies,
        urls=urls,
        titles=titles,
        dates=dates,
        anchors={
            path: tuple(resolver.anchor(path, i) for i in range(len(card.headings)))
            for path, card in published.items()
        },
        listed=lists.notes,
        resolutions=resolutions,
        backlinks=_backlinks(published, resolutions),
        neighbours=lists.before_after,
        terms=lists.terms,
        folders=folders,
        attachments=used,
        tags=_tags(published, lists.terms),
        unlisted=frozenset(p for p, card in published.items() if card.front_matter.unlisted),
        unsearched=frozenset(p for p, card in published.items() if not _is_found(card)),
        math_characters=_math_characters(published.values()),
        diagrams=_diagrams(published.values()),
        redirects=redirects,
        feed_ids=ids,
        faults=(*found, *placement.found, *in_the_way, *unfit),
        link_faults=_link_faults(published, resolutions, resolver),
        reporting=tuple(card.path for card in cards if card.has_diagnostics),
        series=lists.series,
        series_url=lists.series_url,
        nav=nav.links,
        nav_diagnostics=nav.diagnostics,
        aliases=_aliases(published),
    )


def _is_published(note: Card, config: Config, drafts: bool) -> bool:
    front = note.front_matter
    if not note.readable or front.private or front.publish is False:
        return False
    if front.draft and not drafts:
        return False
    return config.publish == "all" or front.publish is True


def _is_found(note: Card) -> bool:
    """Whether the search knows a published note."""
    return not note.front_matter.unlisted and note.front_matter.search


def _claim_urls(
    notes: Sequence[Card], claims: Claims, spell: Spelling, found: list[Diagnostic]
) -> dict[str, str]:
    """Each note's permalink; one that another note has already is an error of the later."""
    urls: dict[str, str] = {}
    for note in notes:
        front = note.front_matter
        line = front.permalink_line
        report = partial(error, path=note.path, line=line, column=min(line, 1))
        url = note_permalink(note.path, front.slug, front.permalink, spell)
        if url is None:
            given = f"the permalink {front.permalink!r}" if front.permalink else "its name"
            message = f"{given} is not a path inside the site"
            found.append(report("permalink", message=message))
            continue
        if len(output_path(url).encode()) > MAX_PATH_BYTES:
            message = f"the permalink is longer than {MAX_PATH_BYTES:,} bytes"
            hint = "File systems do not hold such paths."
            found.append(report("permalink", message=message, hint=hint))
            continue
        if in_the_way := claims.claim(output_path(url), note.path):
            message = explain_claim(url, in_the_way)
            hint = "Give one of them another `slug` or `permalink`."
            found.append(report("permalink-collision", message=message, hint=hint))
            continue
        urls[note.path] = url
    return urls


def _dates(note: Card, git_dates: Mapping[str, GitDates], config: Config) -> tuple[str, str]:
    front = note.front_matter
    if front.date or front.updated:
        return front.date or front.updated, front.updated
    if note.path not in git_dates:
        return "", ""
    git = git_dates[note.path]
    zone = config.timezone
    return parse_date(git.created, zone) or "", parse_date(git.updated, zone) or ""


def _titled(
    folders: Mapping[str, Folder],
    notes: Mapping[str, Card],
    urls: Mapping[str, str],
    titles: Mapping[str, str],
) -> dict[str, Folder]:
    """`folders` named as the notes that introduce them."""
    by_url = {urls[p]: titles[p] for p, note in notes.items() if not note.front_matter.unlisted}
    return {
        path: msgspec.structs.replace(folder, title=by_url.get(folder.url, folder.title))
        for path, folder in folders.items()
    }


def _link_faults(
    published: Mapping[str, Card],
    resolutions: Mapping[str, Sequence[Resolution]],
    resolver: Resolver,
) -> dict[str, tuple[LinkFault, ...]]:
    return {
        path: faults
        for path, card in published.items()
        if (faults := link_faults(card, resolutions[path], resolver))
    }


def _tags(published: Mapping[str, Card], terms: Sequence[Term]) -> dict[str, tuple[str, ...]]:
    """Those of an unlisted note lead nowhere."""
    members = {term.key: frozenset(term.notes) for term in terms}
    return {
        path: tuple(
            dict.fromkeys(key for key in map(tag_key, card.tags) if path in members.get(key, ()))
        )
        for path, card in published.items()
    }


def _aliases(published: Mapping[str, Card]) -> dict[str, tuple[str, ...]]:
    return {
        path: front.aliases
        for path, card in published.items()
        if (front := card.front_matter).aliases and not front.unlisted
    }


def _math_characters(cards: Iterable[Card]) -> str | None:
    with_math = [card for card in cards if card.has_math]
    found = {char for card in with_math for char in card.math_characters}
    return "".join(sorted(found)) if with_math else None


def _diagrams(cards: Iterable[Card]) -> tuple[Diagram, ...]:
    found = {diagram.name: diagram for card in cards for diagram in card.diagrams}
    return tuple(diagram for _, diagram in sorted(found.items()))


def _list_titles(lists: Listings, folders: Mapping[str, Folder], words: Strings) -> dict[str, str]:
    """What the pages that are no note's are called, by permalink."""
    return {
        **{term.url: term.name for term in (*lists.series, *lists.terms)},
        **{folder.url: folder.title for folder in folders.values()},
        **({lists.series_url: words.series} if lists.series_url else {}),
        ALL_NOTES_URL: words.all_notes,
        ARCHIVE_URL: words.archive,
        SEARCH_URL: words.search,
        TAGS_URL: words.tags,
        "/": words.home,
    }


def _backlinks(
    published: Mapping[str, Card], resolutions: Mapping[str, Sequence[Resolution]]
) -> dict[str, tuple[Backlink, ...]]:
    backlinks: defaultdict[str, list[Backlink]] = defaultdict(list)
    for source, note in published.items():
        if note.front_matter.unlisted:
            continue
        for number, target in enumerate(resolutions[source]):
            if isinstance(target, Found | Ambiguous) and target.note not in ("", source):
                backlinks[target.note].append(Backlink(source, number))
    return {path: tuple(links) for path, links in backlinks.items()}


def _used_attachments(
    attachments: Sequence[Attachment],
    resolver: Resolver,
    resolutions: Iterable[Sequence[Resolution]],
    claims: Claims,
    found: list[Diagnostic],
) -> tuple[tuple[Attachment, str], ...]:
    wanted = {
        target.url
        for targets in resolutions
        for target in targets
        if isinstance(target, Found) and not target.note
    }
    used = []
    for attachment in attachments:
        url = resolver.attachments[attachment.path]
        if url not in wanted:
            continue
        if in_the_way := claims.claim(output_path(url), attachment.path):
            message = explain_claim(url, in_the_way)
            hint = "Rename one of them."
            found.append(error("name-collision", attachment.path, message, hint=hint))
            continue
        used.append((attachment, url))
    return tuple(used)
