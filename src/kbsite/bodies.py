"""What the body of a note is made of; no behaviour, no I/O."""

from __future__ import annotations

import msgspec

from kbsite.slots import Pieces, TextPieces


class Footnote(msgspec.Struct, frozen=True):
    """A footnote: blocks, and how many marks refer to it."""

    content: Pieces
    marks: int


class Equation(msgspec.Struct, frozen=True):
    """A numbered equation; `label` is "" where nothing can refer to it."""

    label: str
    text: str


class Section(msgspec.Struct, frozen=True):
    """The plain text under one heading (`heading` is its number, -1 before the first). In `text`
    TeX stands as written between U+0002 and U+0003; code blocks stand in `code`."""

    heading: int
    text: TextPieces
    code: str


class Block(msgspec.Struct, frozen=True):
    """A block that its author named: `Body.pieces[start:end]`, which elsewhere stand between
    `opening` and `closing` (an item in a list)."""

    id: str
    start: int
    end: int
    opening: str = ""
    closing: str = ""


class Body(msgspec.Struct, frozen=True):
    """What only its own page shows of a note: by far the larger part, read when it is wanted."""

    pieces: Pieces = ()
    footnotes: tuple[Footnote, ...] = ()
    equations: tuple[Equation, ...] = ()
    sections: tuple[Section, ...] = ()
    #: One for each of `Card.blocks`.
    blocks: tuple[Block, ...] = ()
