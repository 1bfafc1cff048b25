"""A note, or a part of one, within the page of another: what an embed shows. No I/O."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

import msgspec

from kbsite.compose.apparatus import (
    equation_html,
    footnote_item,
    footnote_mark,
    footnote_section,
)
from kbsite.compose.ids import balanced, prefixed
from kbsite.compose.part import Page, Part, Shown
from kbsite.linking.embeds import Embed
from kbsite.nouns.slots import (
    EquationNumber,
    EquationReference,
    FootnoteMark,
    HeadingStart,
    Media,
    Piece,
    Pieces,
    TocMarker,
)
from kbsite.urls import equation_id, href

#: What is filled in with ids that have their prefix already.
_WITH_IDS = (HeadingStart, FootnoteMark, EquationNumber, EquationReference)


def quote(page: Page, embed: Embed) -> str:
    """The HTML of what an embed on `page` shows."""
    return _Quoted(page, page.sources[embed.path], embed, f"KB-embed-{page.embeds}-").html()


class _Quoted(Part):
    """What an embed shows. Its headings begin below that of the text around, its ids have a prefix,
    its footnotes stand at its own end and count from 1; its equations keep the numbers that they
    have in their note."""

    def __init__(self, page: Page, shown: Shown, embed: Embed, prefix: str) -> None:
        super().__init__(page, shown, embed.embeds)
        self.prefix = prefix
        self.pieces, self.around = _range(shown, embed)
        starts = (piece.heading for piece in self.pieces if isinstance(piece, HeadingStart))
        top = min((shown.note.headings[number].level for number in starts), default=1)
        self.shift = page.level + 1 - top
        #: The footnotes that are marked, in order: number here by number in the note, number in
        #: the note, marks so far.
        self.numbers: dict[int, int] = {}
        self.order: list[int] = []
        self.marks: list[int] = []
        self.equations = {
            piece.equation for piece in self.pieces if isinstance(piece, EquationNumber)
        }

    def html(self) -> str:
        opening, closing = self.around
        html = balanced(f"{opening}{self.filled(self.pieces)}{closing}")
        return html + self.footnotes() if self.numbers else html

    def filled(self, pieces: Pieces) -> str:
        """`pieces` as HTML. Where ids are not given here they get the prefix; a tag of the author's
        may be in several pieces."""
        done: list[str] = []
        plain: list[str] = []
        for piece in pieces:
            html = self.fill(piece)
            if isinstance(piece, _WITH_IDS) or self._is_embed(piece):
                done += (prefixed("".join(plain), self.prefix), html)
                plain.clear()
            else:
                plain.append(html)
        return "".join([*done, prefixed("".join(plain), self.prefix)])

    def _is_embed(self, piece: Piece) -> bool:
        return isinstance(piece, Media) and piece.block != "" and piece.link in self.embeds

    def fill(self, piece: Piece) -> str:
        match piece:
            case HeadingStart(number):
                self.page.level = self.level(number)
                anchor = escape(f"{self.prefix}{self.shown.anchors[number]}")
                attributes = self.shown.note.heading_html[number].attributes
                return f'<h{self.page.level} id="{anchor}"{attributes}>'
            case FootnoteMark(footnote):
                number = self.numbers.setdefault(footnote, len(self.numbers))
                if number == len(self.marks):
                    self.order.append(footnote)
                    self.marks.append(0)
                self.marks[number] += 1
                return footnote_mark(number, self.marks[number] - 1, self.prefix)
            case EquationNumber():
                return equation_html(piece, self.shown.body.equations, self.prefix)
            case EquationReference():
                return self.reference(piece)
            case TocMarker():
                # What it would list stands elsewhere.
                return ""
            case Media():
                return super().fill(msgspec.structs.replace(piece, lazy=True))
            case _:
                return super().fill(piece)

    def reference(self, piece: EquationReference) -> str:
        """To an equation that is not shown here a link leads to its note."""
        equations, number = self.shown.body.equations, piece.equation
        if number < 0 or number in self.equations:
            return equation_html(piece, equations, self.prefix)
        anchor = equation_id(equations[number].label)
        url = href(self.page.base_path, self.shown.url, anchor)
        return equation_html(piece, equations, url=url)

    def footnotes(self) -> str:
        return footnote_section("".join(self._items()), self.page.words, is_whole=False)

    def _items(self) -> Iterator[str]:
        footnotes = self.shown.body.footnotes
        contents: list[str] = []
        # In one there may be marks of others.
        while len(contents) < len(self.order):
            pieces = footnotes[self.order[len(contents)]].content
            contents.append(balanced(self.filled(pieces)))
        for number, (content, marks) in enumerate(zip(contents, self.marks, strict=True)):
            yield footnote_item(number, content, marks, self.page.words, self.prefix)


def _range(shown: Shown, embed: Embed) -> tuple[Pieces, tuple[str, str]]:
    """The pieces that an embed shows, and what they stand between."""
    pieces = shown.body.pieces
    if embed.heading >= 0:
        heading = shown.note.heading_html[embed.heading]
        return pieces[heading.start : heading.end], ("", "")
    if embed.block >= 0:
        block = shown.body.blocks[embed.block]
        return pieces[block.start : block.end], (block.opening, block.closing)
    return pieces, ("", "")
