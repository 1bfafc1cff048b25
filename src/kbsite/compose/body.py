"""The body of a note on its page. No I/O."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from kbsite.bodies import Body
from kbsite.compose.apparatus import (
    equation_html,
    footnote_item,
    footnote_mark,
    footnote_section,
    toc_html,
)
from kbsite.compose.inline import Links, compose_text
from kbsite.compose.media import File, diagram_html, media_html
from kbsite.compose.tables import tables_html
from kbsite.languages import Strings
from kbsite.model import Note
from kbsite.resolutions import Ambiguous, Found, Missing, Resolution, Unpublished
from kbsite.slots import (
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
from kbsite.urls import href
from kbsite.views import TableSet


def compose_body(
    note: Note,
    body: Body,
    links: Links,
    anchors: Sequence[str],
    base_path: str,
    words: Strings,
    *,
    dark: bool = True,
    tables: Sequence[TableSet] = (),
) -> str:
    """The `body` of `note` as HTML; `links` and `anchors` are those of its links and headings,
    `tables` stand in their places. Without `dark` diagrams have their light picture only, for what
    has no stylesheet.

    Its headings start below the page's own H1, its footnotes stand at the end."""
    return _Page(note, body, links, anchors, base_path, words, dark, tables).html()


class _Page:
    """One note on one page."""

    def __init__(
        self,
        note: Note,
        body: Body,
        links: Links,
        anchors: Sequence[str],
        base_path: str,
        words: Strings,
        dark: bool,
        tables: Sequence[TableSet],
    ) -> None:
        self.note = note
        self.body = body
        self.links = links
        self.anchors = anchors
        self.base_path = base_path
        self.words = words
        self.dark = dark
        self.tables = {(placed.fence, placed.link): placed.tables for placed in tables}
        self.shift = 1 if any(heading.level == 1 for heading in note.headings) else 0

    def html(self) -> str:
        html = "".join(map(self.fill, self.body.pieces))
        return html + self.footnotes() if self.body.footnotes else html

    def fill(self, piece: Piece) -> str:
        match piece:
            case str():
                return piece
            case LinkStart(link, title, attributes):
                return _open(self.links[link], self.base_path, title, attributes)
            case LinkEnd(link):
                return _close(self.links[link])
            case LinkText(link):
                return escape(self.links[link].text)
            case Media():
                return self.media(piece)
            case Url():
                return _attribute(piece, self.links[piece.link], self.base_path)
            case HeadingStart(number):
                anchor = escape(self.anchors[number])
                attributes = self.note.heading_html[number].attributes
                return f'<h{self.level(number)} id="{anchor}"{attributes}>'
            case HeadingEnd(number):
                return f"</h{self.level(number)}>"
            case FootnoteMark():
                return footnote_mark(piece)
            case EquationNumber() | EquationReference():
                return equation_html(piece, self.body.equations)
            case TocMarker():
                return toc_html(self.note, self.links, self.anchors)
            case NoteTable(fence, link):
                return self.table(fence, link)
            case Drawing(number):
                return diagram_html(self.note.diagrams[number], self.base_path, self.dark)

    def level(self, heading: int) -> int:
        return min(6, self.note.headings[heading].level + self.shift)

    def table(self, fence: int, link: int) -> str:
        if tables := self.tables.get((fence, link)):
            return tables_html(tables, self.base_path, self.words)
        if link >= 0 and isinstance(self.links[link], Missing):
            return f'<p><span class="missing">{escape(self.links[link].text)}</span></p>\n'
        return ""

    def media(self, media: Media) -> str:
        alt = compose_text(media.alt, self.links)
        if media.source:
            return media_html(media, File(media.source, media.source), alt)
        target, link = self.links[media.link], self.note.links[media.link]
        written = link.target
        if isinstance(target, Missing):
            return f'<span class="missing">{escape(alt or written)}</span>'
        if isinstance(target, Unpublished):
            return escape(alt or target.text)
        if link.kind == "base":
            # A table stands alone; in a line of text there is only its name.
            return escape(alt or target.text)
        size = (target.width, target.height) if isinstance(target, Found) else (0, 0)
        url = href(self.base_path, target.url, target.anchor)
        return media_html(media, File(url, target.text, *size), alt)

    def footnotes(self) -> str:
        items = (
            footnote_item(i, "".join(map(self.fill, found.content)), found.marks, self.words)
            for i, found in enumerate(self.body.footnotes)
        )
        return footnote_section("".join(items), self.words)


def _open(target: Resolution, base_path: str, title: str, attributes: str) -> str:
    if isinstance(target, Found | Ambiguous):
        shown = f' title="{escape(title)}"' if title else ""
        url = escape(href(base_path, target.url, target.anchor))
        return f'<a href="{url}"{shown}{attributes}>'
    return '<span class="missing">' if isinstance(target, Missing) else ""


def _attribute(url: Url, target: Resolution, base_path: str) -> str:
    """An attribute of the author's own HTML: as written where nothing answers to it, none
    where its target is not published."""
    if not isinstance(target, Found | Ambiguous):
        return url.source if isinstance(target, Missing) else ""
    value = escape(href(base_path, target.url, target.anchor))
    if not url.attribute:
        return value
    size = ""
    if not url.sized and isinstance(target, Found) and target.width:
        size = f' width="{target.width}" height="{target.height}"'
    return f'{url.attribute}="{value}"{size}'


def _close(target: Resolution) -> str:
    if isinstance(target, Found | Ambiguous):
        return "</a>"
    return "</span>" if isinstance(target, Missing) else ""
