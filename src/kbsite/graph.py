"""Notes → `SiteGraph`: what is published where, and how it hangs together. No I/O.

Unpublished notes are told apart here, once, before anything is listed or counted.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial

import msgspec

from kbsite.aliases import claim_redirects, places_of
from kbsite.bodies import Body
from kbsite.claims import Claims, explain_claim
from kbsite.config import Config
from kbsite.dates import parse_date
from kbsite.diagnostics import Diagnostic, error
from kbsite.feed_ids import feed_ids
from kbsite.languages import LANGUAGES, Strings
from kbsite.link_diagnostics import link_diagnostics
from kbsite.links import Resolver
from kbsite.listings import Listings, build_listings
from kbsite.lists import Folder
from kbsite.model import (
    Ambiguous,
    Attachment,
    Backlink,
    Found,
    GitDates,
    Note,
    Resolution,
    SiteGraph,
)
from kbsite.navigation import resolve_nav
from kbsite.pinyin import spelling_of
from kbsite.placement import Placement
from kbsite.taxonomies import ALL_NOTES_URL, ARCHIVE_URL, FIXED_URLS, TAGS_URL
from kbsite.urls import MAX_PATH_BYTES, Spelling, note_permalink, output_path, permalink


def build_graph(
    notes: Sequence[Note],
    attachments: Sequence[Attachment],
    git_dates: Mapping[str, GitDates],
    config: Config,
    *,
    bodies: Mapping[str, Body] | None = None,
    drafts: bool = False,
) -> SiteGraph:
    """The graph of the notes that are published; `notes` are in path order, `bodies` by path."""
    found: list[Diagnostic] = []
    claims = Claims(output_path(url) for url in FIXED_URLS)
    spell = spelling_of(config.permalinks)
    candidates = [note for note in notes if _is_published(note, config, drafts)]
    urls = _claim_urls(candidates, claims, spell, found)
    published = {note.path: note for note in notes if note.path in urls}
    dates = {path: _dates(note, git_dates, config) for path, note in published.items()}
    placement = Placement(claims, published, dates)
    lists = build_listings(published, urls, dates, placement, spell)
    places = {note.path: places_of(note, spell) for note in notes}

    resolver = Resolver(
        notes,
        urls,
        {a.path: permalink(a.path.split("/"), directory=False) for a in attachments},
        {a.path: (a.width, a.height) for a in attachments if a.width},
        lists.addresses(),
        {term.key: term.url for term in lists.terms},
        places,
        LANGUAGES[config.language].unpublished_note,
    )
    titles = {path: resolver.title(path) for path in published}
    folders = _titled(lists.folders, published, urls, titles)
    resolutions = {
        path: tuple(resolver.resolve(path, link) for link in note.links)
        for path, note in published.items()
    }
    found += _note_diagnostics(notes, resolutions, resolver)
    pages = _list_titles(lists, folders, LANGUAGES[config.language])
    nav = resolve_nav(config, resolver, titles, pages)
    linked = (*resolutions.values(), nav.targets)
    used = _used_attachments(attachments, resolver, linked, claims, found)
    redirects, in_the_way = claim_redirects(published, places, urls, claims)
    ids, unfit = feed_ids(published, urls, places, config.origin + config.base_path)
    found += (*placement.found, *in_the_way, *unfit)
    return SiteGraph(
        notes=published,
        bodies=bodies or {},
        urls=urls,
        titles=titles,
        dates=dates,
        anchors={
            path: tuple(resolver.anchor(path, i) for i in range(len(note.headings)))
            for path, note in published.items()
        },
        listed=lists.notes,
        resolutions=resolutions,
        backlinks=_backlinks(published, resolutions),
        neighbours=lists.before_after,
        terms=lists.terms,
        folders=folders,
        attachments=used,
        redirects=redirects,
        feed_ids=ids,
        diagnostics=tuple(found),
        series=lists.series,
        series_url=lists.series_url,
        nav=nav.links,
        nav_diagnostics=nav.diagnostics,
    )


def _is_published(note: Note, config: Config, drafts: bool) -> bool:
    front = note.front_matter
    if not note.readable or front.private or front.publish is False:
        return False
    if front.draft and not drafts:
        return False
    return config.publish == "all" or front.publish is True


def _claim_urls(
    notes: Sequence[Note], claims: Claims, spell: Spelling, found: list[Diagnostic]
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


def _dates(note: Note, git_dates: Mapping[str, GitDates], config: Config) -> tuple[str, str]:
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
    notes: Mapping[str, Note],
    urls: Mapping[str, str],
    titles: Mapping[str, str],
) -> dict[str, Folder]:
    """`folders` named as the notes that introduce them."""
    by_url = {urls[p]: titles[p] for p, note in notes.items() if not note.front_matter.unlisted}
    return {
        path: msgspec.structs.replace(folder, title=by_url.get(folder.url, folder.title))
        for path, folder in folders.items()
    }


def _note_diagnostics(
    notes: Iterable[Note], resolutions: Mapping[str, Sequence[Resolution]], resolver: Resolver
) -> Iterator[Diagnostic]:
    """What is wrong with the published notes, and the errors of the others."""
    for note in notes:
        if note.path in resolutions:
            yield from note.diagnostics
            yield from link_diagnostics(note, resolutions[note.path], resolver)
        else:
            yield from (d for d in note.diagnostics if d.severity == "error")


def _list_titles(lists: Listings, folders: Mapping[str, Folder], words: Strings) -> dict[str, str]:
    """What the pages that are no note's are called, by permalink."""
    return {
        **{term.url: term.name for term in (*lists.series, *lists.terms)},
        **{folder.url: folder.title for folder in folders.values()},
        **({lists.series_url: words.series} if lists.series_url else {}),
        ALL_NOTES_URL: words.all_notes,
        ARCHIVE_URL: words.archive,
        TAGS_URL: words.tags,
        "/": words.home,
    }


def _backlinks(
    published: Mapping[str, Note], resolutions: Mapping[str, Sequence[Resolution]]
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
