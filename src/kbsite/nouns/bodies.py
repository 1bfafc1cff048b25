"""What the body of a note is made of; no behaviour, no I/O."""

from __future__ import annotations

import msgspec

from kbsite.nouns.slots import LinkText, Pieces, TextPieces

#: In `Prose.text`: the end of a block, a line break that shows as a space, one that does not show,
#: and what stands for `opaque` things.
BLOCK_END, BREAK, JOINED_BREAK, OPAQUE = "\x1e", "\n", "\v", "\x1f"
#: What TeX stands between in `Section.text`.
FORMULA_START, FORMULA_END = "\x02", "\x03"


class Heading(msgspec.Struct, frozen=True, omit_defaults=True):
    """What others have to know of a heading."""

    level: int
    anchor: str
    text: TextPieces
    #: What links of Obsidian's name it by, where its text gives another form (`heading_forms`).
    source: str = ""
    #: Whether that form may hold what no reader sees: targets of links, comments.
    source_hides: bool = False
    #: The text with its formulas as they are read, where it has any.
    as_read: TextPieces = ()


class HeadingHtml(msgspec.Struct, frozen=True):
    """A heading as its own page shows it: its section is `Body.pieces[start:end]`, up to the next
    heading of the same level or a higher one, or to the end of what it stands in. `attributes` is
    finished HTML."""

    content: Pieces
    start: int
    end: int
    attributes: str = ""


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


class Prose(msgspec.Struct, frozen=True, array_like=True):
    """The text of a note in which other notes may be named: its blocks but headings and code, each
    with a `BLOCK_END`. For each `OPAQUE` in it `opaque` has what is shown there: the HTML of code
    or of a formula, the words of a link. `lines` are those of the file in which blocks begin."""

    text: str = ""
    opaque: tuple[str | LinkText, ...] = ()
    lines: tuple[int, ...] = ()


class Terms(msgspec.Struct, frozen=True, array_like=True):
    """What a note is about: the numbers of its terms, most frequent first, and how frequent each
    is, as a power of two."""

    numbers: tuple[int, ...] = ()
    levels: bytes = b""


class Naming(msgspec.Struct, frozen=True, array_like=True):
    """What of a note is compared with others; only what relates notes reads it."""

    prose: Prose = Prose()
    terms: Terms = Terms()


class Body(msgspec.Struct, frozen=True):
    """What only its own page shows of a note: by far the larger part, read when it is wanted."""

    pieces: Pieces = ()
    footnotes: tuple[Footnote, ...] = ()
    equations: tuple[Equation, ...] = ()
    sections: tuple[Section, ...] = ()
    #: One for each of `Card.blocks`.
    blocks: tuple[Block, ...] = ()
    naming: Naming = Naming()
    #: Whether HTML in it may hide something, which is shown nowhere else.
    hides: bool = False
