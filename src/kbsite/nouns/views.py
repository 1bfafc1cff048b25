"""The nouns of tables of notes: what a base says, and the rows that it comes to. Frozen values, no
behaviour, no I/O.

An expression is a flat list of steps in the order in which they are taken, each of which works on
what the steps before it left (reverse Polish notation): `a + 1 > b` is `a`, `1`, `+`, `b`, `>`.
However deep its author nested it, nothing that reads it has to recurse.
"""

from __future__ import annotations

from typing import Literal, TypeAlias

import msgspec

# --- what a base says ---

#: What a property is one of: the front matter of a note, its file, the formulas of the base, the
#: front matter of the note that shows the table.
Owner: TypeAlias = Literal["note", "file", "formula", "this"]


class Constant(msgspec.Struct, frozen=True, array_like=True, tag="c"):
    """Leaves a value that stands in the expression."""

    value: str | int | float | bool | None


class Read(msgspec.Struct, frozen=True, array_like=True, tag="p"):
    """Leaves the value of a property. `file` and `this` with the name "" are a note itself."""

    of: Owner
    name: str


class Gather(msgspec.Struct, frozen=True, array_like=True, tag="l"):
    """Makes a list of the last `count` values."""

    count: int


class Field(msgspec.Struct, frozen=True, array_like=True, tag="d"):
    """`.name` of the last value."""

    name: str


class Item(msgspec.Struct, frozen=True, array_like=True, tag="i"):
    """`[…]`: what the last value names of the one before it."""


class Call(msgspec.Struct, frozen=True, array_like=True, tag="f"):
    """A function of the last `count` values; a `method` also of the one before them."""

    name: str
    count: int
    method: bool = False


class Operator(msgspec.Struct, frozen=True, array_like=True, tag="o"):
    """`name` between the last two values; `!` and `neg` (the minus of a number) work on one."""

    name: str


Step: TypeAlias = Constant | Read | Gather | Field | Item | Call | Operator
Expression: TypeAlias = tuple[Step, ...]


class Column(msgspec.Struct, frozen=True):
    """A property that a view shows, and what its heading says, "" for its name. `summary` is what
    the last row says of it, "" for nothing."""

    of: Owner
    name: str
    label: str = ""
    summary: str = ""


class SortBy(msgspec.Struct, frozen=True):
    """A property by which rows are sorted or grouped."""

    of: Owner
    name: str
    descending: bool = False


class View(msgspec.Struct, frozen=True):
    """One table. `condition` holds the filters of the base, too; an empty one lets all notes in.
    `limit` is 0 for none."""

    name: str
    columns: tuple[Column, ...]
    condition: Expression = ()
    sort: tuple[SortBy, ...] = ()
    group: SortBy | None = None
    limit: int = 0


class Base(msgspec.Struct, frozen=True):
    """What a fence or a `.base` file says. A formula stands behind those that it reads. `line` is
    that of the fence in its note."""

    views: tuple[View, ...]
    formulas: tuple[tuple[str, Expression], ...] = ()
    line: int = 0


# --- what it comes to ---


class Part(msgspec.Struct, frozen=True, array_like=True):
    """Words, and where they lead: a permalink with an anchor, or an address `outside` the site.
    What has no words stands between two items, or before and behind a list in a list (its `url` is
    `(` or `)` then)."""

    text: str
    url: str = ""
    anchor: str = ""
    outside: bool = False


CellKind: TypeAlias = Literal["text", "number", "date", "check", "list"]


class Cell(msgspec.Struct, frozen=True, array_like=True):
    """A value as it is shown. That of a check is `true` or `false`, that of a date its ISO form."""

    kind: CellKind = "text"
    parts: tuple[Part, ...] = ()
    value: str = ""


Order: TypeAlias = Literal["", "ascending", "descending"]


class Heading(msgspec.Struct, frozen=True, array_like=True):
    """That of a column; `file` without a label is called by the interface. `kind` is that of all
    cells that say something; `order` is set where the rows are sorted by it."""

    text: str
    kind: CellKind = "text"
    order: Order = ""
    is_note: bool = False


class RowGroup(msgspec.Struct, frozen=True, array_like=True):
    """Rows under the value that they share, None where nothing is grouped."""

    rows: tuple[tuple[Cell, ...], ...]
    heading: Cell | None = None


class Table(msgspec.Struct, frozen=True, array_like=True):
    """A view with its rows; `total` is how many notes it found, which may be more. Of the last row
    each cell is the label of a summary, what it says and its name, each "" where there is none."""

    name: str
    headings: tuple[Heading, ...]
    groups: tuple[RowGroup, ...]
    total: int
    summaries: tuple[tuple[str, str, str], ...] = ()


class TableSet(msgspec.Struct, frozen=True, array_like=True):
    """The tables in one place of a note: in that of its fence or of its link of this number, the
    other is -1."""

    fence: int
    link: int
    tables: tuple[Table, ...]
