"""What a note's HTML leaves open because it cannot be known from the note alone. No I/O.

The parser leaves slots among finished HTML; `compose` fills them in. They name links,
headings, footnotes and equations by their number in the note.
"""

from __future__ import annotations

from typing import Literal, TypeAlias

import msgspec


class LinkStart(msgspec.Struct, frozen=True, tag="a"):
    """Opens link number `link` of the note; `attributes` is finished HTML."""

    link: int
    title: str = ""
    attributes: str = ""


class LinkEnd(msgspec.Struct, frozen=True, tag="/a"):
    """Closes link number `link` of the note."""

    link: int


class LinkText(msgspec.Struct, frozen=True, tag="text"):
    """The words of a wikilink that was given none: they depend on what it points to."""

    link: int


#: Plain text, or the words of a wikilink.
TextPieces: TypeAlias = tuple[str | LinkText, ...]


class Media(msgspec.Struct, frozen=True, tag="media"):
    """An image or other attachment shown in place; one on another site has its address as
    `source` and no `link` (-1). `width` and `height` are the author's, CSS pixels, 0 where none
    is given; `attributes` is finished HTML. What is `linked` stands in a link. What looks like a
    note is a `block`: "p" in place of a paragraph, "flow" among the words of an item or a cell.
    The caption of one that is `captioned` holds the words of `alt`."""

    link: int
    alt: TextPieces
    title: str = ""
    width: int = 0
    height: int = 0
    attributes: str = ""
    lazy: bool = True
    linked: bool = False
    source: str = ""
    block: Literal["", "p", "flow"] = ""
    captioned: bool = False


class Url(msgspec.Struct, frozen=True, tag="url"):
    """An attribute of the author's own HTML (`src`, `href`, `poster`) that holds a link, and
    how it stands in the source. Without `attribute` it is an address among others, as in
    `srcset`. An image that is not `sized` by its author gets the size of its file."""

    link: int
    attribute: str
    source: str
    sized: bool = True


class HeadingStart(msgspec.Struct, frozen=True, tag="h"):
    """Opens heading number `heading` of the note."""

    heading: int


class HeadingEnd(msgspec.Struct, frozen=True, tag="/h"):
    """Closes heading number `heading` of the note."""

    heading: int


class FootnoteMark(msgspec.Struct, frozen=True, tag="fn"):
    """Refers to footnote number `footnote` of the note, for the `occurrence`th time from 0."""

    footnote: int
    occurrence: int


class EquationNumber(msgspec.Struct, frozen=True, tag="eq"):
    """The number of equation `equation` of the note, an element of its formula; `text` is
    what it says where the note stands alone."""

    equation: int
    text: str


class EquationReference(msgspec.Struct, frozen=True, tag="ref"):
    """Refers to equation `equation` of the note (-1: none that can be linked to); `in_math` says
    that it is an element of a formula."""

    equation: int
    text: str
    in_math: bool = False


class TocMarker(msgspec.Struct, frozen=True, tag="toc"):
    """The contents of the note stand here."""


class Drawing(msgspec.Struct, frozen=True, tag="diagram"):
    """Diagram number `diagram` of the note, shown as a picture."""

    diagram: int


class NoteTable(msgspec.Struct, frozen=True, tag="base"):
    """The tables of notes of fence number `fence` of the note (see `Card.bases`). Those of an
    embedded file stand in the place of its `Media`."""

    fence: int


Slot: TypeAlias = (
    LinkStart
    | LinkEnd
    | LinkText
    | Media
    | Url
    | HeadingStart
    | HeadingEnd
    | FootnoteMark
    | EquationNumber
    | EquationReference
    | TocMarker
    | Drawing
    | NoteTable
)
#: Finished HTML, or a slot that `compose` fills in.
Piece: TypeAlias = str | Slot
Pieces: TypeAlias = tuple[Piece, ...]
