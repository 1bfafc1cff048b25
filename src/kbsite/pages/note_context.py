"""A note as its page shows it. No I/O."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Sequence
from html import escape

from kbsite.compose.inline import compose_inline
from kbsite.config import Config
from kbsite.contexts import BacklinkGroup, EmbeddedNote, NoteContext, SeriesPlace, TocItem
from kbsite.languages import LANGUAGES
from kbsite.linking.embeds import Embed, Embeds, paths_in
from kbsite.model import Note, SiteGraph
from kbsite.nouns.link_map import targets_of
from kbsite.nouns.resolutions import Resolution
from kbsite.pages.properties import note_properties, property_label
from kbsite.pages.references import References
from kbsite.pages.relations import mention_list, related_notes
from kbsite.reading.note_language import language_beside, title_language
from kbsite.urls import href, markdown_url, neighbourhood_url
from kbsite.words.flags import FALSE
from kbsite.words.order import order_key

HAN_A_MINUTE, WORDS_A_MINUTE = 400, 220


class NoteContexts:
    """Those of one site."""

    def __init__(self, references: References) -> None:
        self._to = references
        self._graph = graph = references.graph
        self._embeds = Embeds(graph.notes, graph.resolutions, graph.anchors)
        self._series = {
            path: SeriesPlace(term.name, references.href(term.url), number, len(term.notes))
            for term in graph.series
            for number, path in enumerate(term.notes, 1)
        }

    def of(self, note: Note) -> NoteContext:
        """What the template of a note's page sees of it."""
        graph, path = self._graph, note.path
        links = graph.resolutions[path]
        date, updated = graph.dates[path]
        language = language_beside(note.language, self._to.config.language)
        before, after = graph.neighbours.get(path, ("", ""))
        return NoteContext(
            body=note.digest,
            path=path,
            title_html=compose_inline(note.title_content, links),
            links=tuple(links),
            anchors=graph.anchors[path],
            toc=_contents(note, links, graph.anchors[path]) if _has(note, "toc") else (),
            tags=self._to.tags(path),
            date=date[:10],
            updated=updated[:10] if updated[:10] != date[:10] else "",
            minutes=max(1, math.ceil(note.han / HAN_A_MINUTE + note.latin / WORDS_A_MINUTE)),
            backlinks=_backlinks(path, graph, self._to),
            previous=self._to.note(before) if before else None,
            next=self._to.note(after) if after else None,
            series=self._series.get(path),
            properties=note_properties(graph.properties.get(path, ()), self._to.config),
            tables=graph.tables.get(path, ()),
            embeds=(embeds := self._embeds.of(path)),
            embedded=tuple(map(self._embedded, dict.fromkeys(paths_in(embeds)))),
            mentions=mention_list(path, graph, self._to),
            related=related_notes(path, graph, self._to),
            markdown=self._to.href(markdown_url(graph.urls[path])),
            comments=_has(note, "comments"),
            has_code_groups=any(one.has_code_groups for one in self._shown(note, embeds)),
            language=language,
            title_language=language and title_language(graph.titles[path], language),
            graph=self._to.href(neighbourhood_url(path)) if _is_linked(path, graph) else "",
        )

    def shows_math(self, note: Note, context: NoteContext) -> bool:
        """Whether a note holds a formula, or what is shown within it, or quoted beside it."""
        named = context.mentions.groups if context.mentions else ()
        quotes = (q for group in (*context.backlinks, *named) for q in group.quotes)
        shown = self._shown(note, context.embeds)
        return any(one.has_math for one in shown) or any("<math" in quote for quote in quotes)

    def _shown(self, note: Note, embeds: Sequence[Embed]) -> Iterator[Note]:
        """A note and those that are shown within it."""
        yield note
        yield from (self._graph.notes[path] for path in dict.fromkeys(paths_in(embeds)))

    def _embedded(self, path: str) -> EmbeddedNote:
        graph = self._graph
        return EmbeddedNote(
            graph.notes[path].digest,
            path,
            graph.titles[path],
            graph.urls[path],
            tuple(graph.resolutions[path]),
            graph.anchors[path],
            graph.tables.get(path, ()),
        )


def _has(note: Note, part: str) -> bool:
    """Whether the page of a note has a part that its front matter can leave out."""
    said = (value for key, value in note.front_matter.properties if key.casefold() == part)
    return not any(str(value).strip().casefold() in FALSE for value in said)


def _is_linked(path: str, graph: SiteGraph) -> bool:
    """Whether a picture of what is around the note shows another."""
    if path in graph.unlisted:
        return False
    return bool(graph.backlinks.get(path)) or any(
        target not in graph.unlisted for target in targets_of(graph.resolutions[path], path)
    )


def _contents(
    note: Note, links: Sequence[Resolution], anchors: Sequence[str]
) -> tuple[TocItem, ...]:
    top = min((heading.level for heading in note.headings), default=1)
    return tuple(
        TocItem(
            heading.level - top,
            href("", "", anchor),
            compose_inline(html.content, links),
        )
        for heading, html, anchor in zip(note.headings, note.heading_html, anchors, strict=True)
        if heading.level - top < 3
    )


def _introduced(quote: str, source: Note, link: int, config: Config) -> str:
    """A quote of front matter with the name of its key; of an embed that stands alone, that it is
    one."""
    in_properties = source.front_matter.links
    number = link - (len(source.links) - len(in_properties))
    if number >= 0:
        label = property_label(in_properties[number].key, config)
        return f"{escape(label)}: {quote}" if label else quote
    if not quote and source.links[link].kind in ("embed", "base"):
        return escape(LANGUAGES[config.language].embedded)
    return quote


def _backlinks(path: str, graph: SiteGraph, references: References) -> tuple[BacklinkGroup, ...]:
    quotes: defaultdict[str, dict[str, None]] = defaultdict(dict)
    backlinks = graph.backlinks.get(path, ())
    for backlink in sorted(backlinks, key=lambda one: order_key(None, one.source)):
        source, links = graph.notes[backlink.source], graph.resolutions[backlink.source]

        def points_here(link: int, links: Sequence[Resolution] = links) -> bool:
            return getattr(links[link], "note", "") == path

        quote = compose_inline(source.mentions[backlink.link].quote, links, points_here)
        quote = _introduced(quote, source, backlink.link, references.config)
        quotes[backlink.source].setdefault(quote)
    return tuple(
        BacklinkGroup(
            graph.titles[source],
            references.href(graph.urls[source]),
            tuple(quote for quote in found if quote),
        )
        for source, found in quotes.items()
    )
