"""Notes → `SiteGraph`: what is published where, and how it hangs together. No I/O."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterable, Mapping, Sequence
from typing import NamedTuple

import msgspec

from kbsite.claims import Claims, explain_claim
from kbsite.diagnostics import Diagnostic, error
from kbsite.languages import LANGUAGES, Strings
from kbsite.linking.aliases import claim_redirects
from kbsite.linking.embeds import Embeds
from kbsite.linking.links import Resolver
from kbsite.linking.wanted import wanted_notes
from kbsite.model import Card, Details, SiteGraph
from kbsite.nouns.diagrams import Diagram
from kbsite.nouns.link_map import LinkMap
from kbsite.nouns.lists import Folder, Term
from kbsite.nouns.resolutions import TO_NOTES, Backlink, Found, LinkFault, Resolution
from kbsite.nouns.sources import Attachment
from kbsite.placing.copies import originals_first
from kbsite.placing.feed_ids import feed_ids
from kbsite.placing.graph_memory import GraphMemory, Links
from kbsite.placing.linked_notes import Ground, LinkedNotes, link_notes
from kbsite.placing.listings import Listings
from kbsite.placing.namesakes import namesakes
from kbsite.placing.navigation import resolve_nav
from kbsite.tables import Tables, to_files
from kbsite.tables.notes import PublishedNotes
from kbsite.taxonomies import ALL_NOTES_URL, ARCHIVE_URL, GRAPH_URL, SEARCH_URL, TAGS_URL
from kbsite.urls import output_path
from kbsite.words.tags import tag_key

__all__ = ["GraphMemory", "Ground", "build_graph"]


def build_graph(
    ground: Ground[Card], details: Details, memory: GraphMemory | None = None
) -> SiteGraph:
    """The graph of the notes that are published; `memory` is what the last graph left."""
    memory = memory or GraphMemory()
    return graph_of_linked(link_notes(ground, memory), ground, details, memory)


def graph_of_linked(
    linked: LinkedNotes, ground: Ground[Card], details: Details, memory: GraphMemory
) -> SiteGraph:
    """The same of notes whose links are resolved, with `memory`."""
    cards, published, standing, resolver, links = linked
    config = ground.config
    lists, resolutions, titles = standing.lists, links.resolutions, links.titles
    folders = _titled(lists.folders, published, standing.urls, titles)
    pages = _list_titles(lists, folders, LANGUAGES[config.language])
    nav = resolve_nav(config, resolver, titles, pages)
    tags = _tags(published, lists.terms)
    listed = {path for path, card in published.items() if not card.front_matter.unlisted}
    tables = _tables(linked, tags, listed, ground)
    placed = tables.of_notes(resolutions)
    targets = (*to_files(published, resolutions), nav.targets)
    claimed = _claim(linked, targets, ground)
    return SiteGraph(
        notes=details.notes,
        excerpts=details.excerpts,
        bodies=details.bodies,
        urls=standing.urls,
        titles=titles,
        dates=standing.dates,
        anchors=links.anchors,
        listed=lists.notes,
        pinned=tuple(path for path in lists.notes if published[path].front_matter.pinned),
        resolutions=resolutions,
        backlinks=_backlinks(published, resolutions),
        neighbours=lists.before_after,
        terms=lists.terms,
        folders=folders,
        attachments=claimed.attachments,
        tags=tags,
        unlisted=frozenset(published.keys() - listed),
        unsearched=frozenset(p for p, card in published.items() if not _is_found(card)),
        math_characters=_math_characters(published.values()),
        diagrams=_diagrams(published.values()),
        redirects=claimed.redirects,
        feed_ids=claimed.feed_ids,
        faults=(*claimed.faults, *placed.faults),
        link_faults=_link_faults(published, links, placed.link_faults),
        wanted=wanted_notes(published.values(), resolutions),
        reporting=tuple(card.path for card in cards if card.has_diagnostics),
        series=lists.series,
        series_url=lists.series_url,
        nav=nav.links,
        nav_diagnostics=nav.diagnostics,
        aliases=_aliases(published),
        link_map=_link_map(linked, memory),
        tables=placed.tables,
        properties=tables.properties(),
        namesakes=namesakes(titles),
    )


class _Claimed(NamedTuple):
    """What takes a URL after the notes, or names one for good, and what stood in its way."""

    attachments: tuple[tuple[Attachment, str], ...]
    redirects: tuple[tuple[str, str], ...]
    feed_ids: Mapping[str, str]
    faults: tuple[Diagnostic, ...]


def _claim(
    linked: LinkedNotes, targets: Iterable[Sequence[Resolution]], ground: Ground[Card]
) -> _Claimed:
    """`targets` are what may lead to one of the attachments."""
    _, published, standing, resolver, _ = linked
    urls, places, claims = standing.urls, standing.places, standing.claims.copy()
    found = list(standing.found)
    used = _used_attachments(ground.attachments, resolver, targets, claims, found)
    in_turn = originals_first(published)
    redirects, in_the_way = claim_redirects(in_turn, places, urls, claims)
    ids, unfit = feed_ids(in_turn, urls, places, ground.config.origin + ground.config.base_path)
    return _Claimed(used, redirects, ids, (*found, *standing.moved, *in_the_way, *unfit))


def _tables(
    linked: LinkedNotes,
    tags: Mapping[str, tuple[str, ...]],
    listed: Container[str],
    ground: Ground[Card],
) -> Tables:
    """What makes those of the site; `listed` are the notes that may stand in one."""
    config, words = ground.config, LANGUAGES[ground.config.language]
    notes = PublishedNotes(linked, tags, config.timezone, words.calendar)
    known = linked.resolver.attachments
    files = {known[file.path]: file for file in ground.bases if file.path in known}
    paths = [path for path in linked.standing.urls if path in listed]
    return Tables(notes, paths, files, words)


def _link_map(linked: LinkedNotes, memory: GraphMemory) -> LinkMap:
    """That of the listed notes."""
    paths = (p for p, card in linked.published.items() if not card.front_matter.unlisted)
    links, urls = linked.links, linked.standing.urls
    return memory.link_maps.build(paths, links.resolutions, urls, links.titles)


def _is_found(note: Card) -> bool:
    """Whether the search knows a published note."""
    return not note.front_matter.unlisted and note.front_matter.search


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
    published: Mapping[str, Card], links: Links, others: Mapping[str, tuple[LinkFault, ...]]
) -> dict[str, tuple[LinkFault, ...]]:
    """Those of each note, `others` with them, and what of its embeds its page does not show: that
    depends on what the embedded notes embed."""
    embeds = Embeds(published, links.resolutions, links.anchors)
    found = {
        path: (
            *links.faults.get(path, ()),
            *(embeds.faults(path) if card.embeds else ()),
            *others.get(path, ()),
        )
        for path, card in published.items()
    }
    return {path: faults for path, faults in found.items() if faults}


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
    with_math = [card.math_characters for card in cards if card.has_math]
    return "".join(sorted(set().union(*with_math))) if with_math else None


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
        GRAPH_URL: words.graph,
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
            if isinstance(target, TO_NOTES) and target.note not in ("", source):
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
        url
        for targets in resolutions
        for target in targets
        if isinstance(target, Found) and not target.note
        for url in (target.url, target.dark)
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
