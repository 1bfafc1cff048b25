"""The body of a note, piece by piece. No I/O."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from html import escape
from typing import NamedTuple

from kbsite.compose.apparatus import (
    equation_html,
    footnote_item,
    footnote_mark,
    footnote_section,
    toc_html,
)
from kbsite.compose.inline import Links, compose_inline, compose_text
from kbsite.compose.links import link_end, link_start, url_attribute
from kbsite.compose.media import File, diagram_html, media_html
from kbsite.compose.tables import tables_html
from kbsite.languages import Strings
from kbsite.linking.embeds import Embed
from kbsite.model import Note
from kbsite.nouns.bodies import Body
from kbsite.nouns.resolutions import Ambiguous, Found, Missing, Unpublished
from kbsite.nouns.slots import (
    Drawing,
    EquationNumber,
    EquationReference,
    FootnoteMark,
    HeadingEnd,
    HeadingStart,
    LinkEnd,
    LinkStart,
    LinkText,
    Media,
    NoteTable,
    Piece,
    TocMarker,
    Url,
)
from kbsite.nouns.views import TableSet
from kbsite.placing.picture_copies import copy_url, widths_of
from kbsite.urls import href

#: Embeds on a page come to so many characters at most; those beyond are links.
MAX_EMBEDDED = 4_000_000


class Shown(NamedTuple):
    """A note, and what its links and the anchors of its headings came to; its title and permalink
    where another note shows it; the tables in it."""

    note: Note
    body: Body
    links: Links
    anchors: Sequence[str]
    title: str = ""
    url: str = ""
    tables: Sequence[TableSet] = ()


class Page:
    """What all parts of a page share: how many embeds it has so far, how much room there is for
    more, and the level of the heading above. `quote` makes what an embed shows."""

    def __init__(
        self,
        base_path: str,
        words: Strings,
        dark: bool,
        sources: Mapping[str, Shown],
        quote: Callable[[Page, Embed], str],
    ) -> None:
        self.base_path = base_path
        self.words = words
        self.dark = dark
        self.sources = sources
        self.quote = quote
        self.embeds = 0
        self.room = MAX_EMBEDDED
        self.level = 1


class Part:
    """The note of a page: the whole of it."""

    def __init__(self, page: Page, shown: Shown, embeds: Sequence[Embed]) -> None:
        self.page = page
        self.shown = shown
        self.embeds = {embed.link: embed for embed in embeds}
        self.tables = {(placed.fence, placed.link): placed.tables for placed in shown.tables}
        self.shift = 1 if any(heading.level == 1 for heading in shown.note.headings) else 0

    def html(self) -> str:
        html = "".join(map(self.fill, self.shown.body.pieces))
        return html + self.footnotes() if self.shown.body.footnotes else html

    def fill(self, piece: Piece) -> str:
        shown, page = self.shown, self.page
        match piece:
            case str():
                return piece
            case LinkStart(link, title, attributes):
                return link_start(shown.links[link], page.base_path, title, attributes)
            case LinkEnd(link):
                return link_end(shown.links[link])
            case LinkText(link):
                return escape(shown.links[link].text)
            case Media():
                return self.media(piece)
            case Url():
                return url_attribute(piece, shown.links[piece.link], page.base_path)
            case HeadingStart(number):
                page.level = self.level(number)
                anchor = escape(shown.anchors[number])
                attributes = shown.note.heading_html[number].attributes
                return f'<h{page.level} id="{anchor}"{attributes}>'
            case HeadingEnd(number):
                return f"</h{self.level(number)}>"
            case FootnoteMark():
                return footnote_mark(piece.footnote, piece.occurrence)
            case EquationNumber() | EquationReference():
                return equation_html(piece, shown.body.equations)
            case TocMarker():
                return toc_html(shown.note, shown.links, shown.anchors)
            case NoteTable(fence):
                return self.table(fence, -1)
            case Drawing(number):
                return diagram_html(shown.note.diagrams[number], page.base_path, dark=page.dark)

    def level(self, heading: int) -> int:
        return min(6, self.shown.note.headings[heading].level + self.shift)

    def media(self, media: Media) -> str:
        alt = compose_text(media.alt, self.shown.links)
        embed = self.embeds.get(media.link) if media.block else None
        if embed and self.page.room > 0:
            html = self.embedded(media, embed, alt)
            return html if media.block == "p" else f"\n{html}"
        if media.block and (html := self.table(-1, media.link)):
            return html if media.block == "p" else f"\n{html}"
        html = self.file(media, alt)
        return f"<p>{html}</p>\n" if media.block == "p" else html

    def table(self, fence: int, link: int) -> str:
        tables = self.tables.get((fence, link), ())
        return tables_html(tables, self.page.base_path, self.page.words)

    def file(self, media: Media, alt: str) -> str:
        """What is shown where no note is."""
        if media.source:
            return media_html(media, File(media.source, media.source), alt)
        target, link = self.shown.links[media.link], self.shown.note.links[media.link]
        if isinstance(target, Missing):
            if target.is_text:
                return escape(target.text)
            # Its caption says the words, and twice they would read as a mistake. Where the file was
            # looked for, may be on the author's disk, is nothing for readers.
            words = alt if alt and not media.captioned else link.target.rpartition("/")[2]
            return f'<span class="missing">{escape(words)}</span>'
        if isinstance(target, Unpublished):
            return escape(alt or target.text)
        if link.kind == "base":
            # A table stands alone; in a line of text there is only its name.
            return escape(alt or target.text)
        base_path = self.page.base_path
        if target.note:
            words = escape(alt or target.text)
            return words if media.linked else f"{link_start(target, base_path)}{words}</a>"
        file = File(href(base_path, target.url, target.anchor), target.text)
        if isinstance(target, Found):
            dark = href(base_path, target.dark) if target.dark and self.page.dark else ""
            copies = tuple(
                (href(base_path, copy_url(target.copies, width)), width)
                for width in (widths_of(target.width) if target.copies and not dark else ())
            )
            file = file._replace(width=target.width, height=target.height, dark=dark, copies=copies)
        return media_html(media, file, alt)

    def embedded(self, media: Media, embed: Embed, alt: str) -> str:
        """Another note, or a part of one, as a quote with a link to it."""
        page = self.page
        page.embeds += 1
        above = page.level
        content = page.quote(page, embed)
        page.level = above
        page.room -= len(content)
        target = self.shown.links[media.link]
        assert isinstance(target, Found | Ambiguous), "only notes are shown"
        url = escape(href(page.base_path, target.url, target.anchor))
        name = escape(alt) or _name(page.sources[embed.path], embed)
        return (
            f'<figure class="embed">\n<figcaption><a href="{url}">{name}</a></figcaption>\n'
            f'<blockquote cite="{url}">\n{content}</blockquote>\n</figure>\n'
        )

    def footnotes(self) -> str:
        items = (
            footnote_item(i, "".join(map(self.fill, found.content)), found.marks, self.page.words)
            for i, found in enumerate(self.shown.body.footnotes)
        )
        return footnote_section("".join(items), self.page.words)


def _name(source: Shown, embed: Embed) -> str:
    """What an embed is called that was given no words, as HTML; formulas as in the contents."""
    if embed.heading < 0:
        return escape(source.title)
    note, links = source.note, source.links
    if not compose_text(note.headings[embed.heading].text, links):
        return escape(source.title)
    words = compose_inline(note.heading_html[embed.heading].content, links)
    return f"{escape(source.title)} › {words}"
