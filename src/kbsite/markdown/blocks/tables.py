"""GFM's tables: where the text of each cell stands in its row, and what is wrong with rows. No
I/O."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import NamedTuple

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock, table
from markdown_it.token import Token

from kbsite.markdown.blocks.column_widths import stamp_width
from kbsite.markdown.settings import settings_of

#: `Token.meta` keys: of the inline token of a cell, the `Cell`; of a table, its `RowFault`s.
CELL, ROW_FAULTS = "cell", "row_faults"

#: What parts the cells of a row.
BAR = re.compile(r"(?<!\\)\|")
BLANKS = " \t"
_WIKILINK = re.compile(r"\[\[[^\[\]]*\]\]")
_CODE = re.compile(r"(?<![`\\])(?P<ticks>`{1,3})(?![`\s])[^`]*(?<![`\s])(?P=ticks)(?!`)")


class Row:
    """The `text` of a row, its line, how many characters stand before it there, and whether it
    lacks its last bar, and the line below it the first."""

    def __init__(self, text: str, line: int, column: int, *, is_broken: bool = False) -> None:
        self.text = text
        self.line = line
        self.column = column
        self.is_broken = is_broken

    @cached_property
    def spans(self) -> list[tuple[int, int]]:
        """Where its cells begin and end."""
        return cells_of(self.text)


class Cell:
    """The cell of a number in its row."""

    def __init__(self, row: Row, number: int) -> None:
        self.row = row
        self.number = number

    @cached_property
    def _begin(self) -> tuple[int, list[int]]:
        """How many characters stand before its text in the line; where in that bars stand, which
        are written `\\|`."""
        if self.number >= len(self.row.spans):
            return self.row.column, []
        begin, end = self.row.spans[self.number]
        written = self.row.text[begin:end]
        text = written.strip(BLANKS).replace("\\|", "|")
        bars = [at for at, character in enumerate(text) if character == "|"]
        return self.row.column + begin + len(written) - len(written.lstrip(BLANKS)), bars

    def column_of(self, position: int) -> int:
        """The column, from 1, of an offset in the text of the cell."""
        begin, bars = self._begin
        return begin + position + bisect_left(bars, position) + 1


class RowFault(NamedTuple):
    """What is wrong with a row: its line of the note, counted from 0, and the column."""

    line: int
    column: int
    message: str
    hint: str


def tables(md: MarkdownIt) -> None:
    """A line is looked at only where the next may be a delimiter row."""
    md.enable("table")

    def rule(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
        begin = state.bMarks[start_line + 1] + state.tShift[start_line + 1]
        if not state.src.startswith(("|", "-", ":"), begin):
            return False
        first = len(state.tokens)
        if not table(state, start_line, end_line, silent):
            return False
        if not silent:
            _stamp(state, first)
        return True

    md.block.ruler.at("table", rule, {"alt": ["paragraph", "reference"]})


def _stamp(state: StateBlock, first: int) -> None:
    """Of the table whose tokens begin with number `first`: each cell knows where it stands, and
    the table what no column shows."""
    rows: list[Row] = []
    heads: list[Token] = []
    number = 0
    brackets = settings_of(state.env).brackets
    for i in range(first, len(state.tokens)):
        token = state.tokens[i]
        if token.type == "inline":
            token.meta[CELL] = Cell(rows[-1], number)
            stamp_width(token.content, state.tokens[i - 1], heads[number], brackets=brackets)
            number += 1
        elif token.type == "th_open":
            heads.append(token)
        elif token.type == "tr_open" and token.map:
            rows.append(_row(state, token.map[0]))
            number = 0
    if faults := list(_faults(rows, len(heads))):
        state.tokens[first].meta[ROW_FAULTS] = faults


def _row(state: StateBlock, line: int) -> Row:
    begin = state.bMarks[line] + state.tShift[line]
    column = begin - state.src.rfind("\n", 0, begin) - 1
    text = state.src[begin : state.eMarks[line]].strip(BLANKS)
    is_broken = text[:1] == "|" and text[-1:] != "|" and _goes_on(state, line + 1)
    return Row(text, line, column, is_broken=is_broken)


def _goes_on(state: StateBlock, line: int) -> bool:
    """Whether `line` is not blank and begins with no bar."""
    if line >= state.lineMax or state.isEmpty(line):
        return False
    return state.src[state.bMarks[line] + state.tShift[line]] != "|"


def _faults(rows: Sequence[Row], columns: int) -> Iterator[RowFault]:
    bare = _bare(rows, columns)
    for row in rows:
        if row is bare:
            message = "a line without | directly below a table is a row of it"
            hint = "Leave a blank line above it."
            yield RowFault(row.line, row.column + 1, message, hint)
            return
        # By what is quickly counted.
        lost = _lost_cells(row, columns) if row.text.count("|") >= columns else None
        if fault := lost or _parted(row):
            yield fault


def _lost_cells(row: Row, columns: int) -> RowFault | None:
    for begin, end in row.spans[columns:]:
        text = row.text[begin:end]
        if text.strip(BLANKS):
            begin += len(text) - len(text.lstrip(BLANKS))
            message = f"this row has {len(row.spans)} cells, its table {columns} columns"
            hint = r"What is from here on is not shown. A bar within a cell is written \|."
            return RowFault(row.line, row.column + begin + 1, message, hint)
    return None


def _parted(row: Row) -> RowFault | None:
    """The first link or code that a bar parts, as it does in GFM."""
    for name, mark, pattern in (("a wikilink", "[[", _WIKILINK), ("code", "`", _CODE)):
        for found in pattern.finditer(row.text) if mark in row.text else ():
            if bar := BAR.search(row.text, found.start(), found.end()):
                message = f"a | in {name} ends its cell: both parts of it stay text"
                hint = r"A bar within a cell is written \|."
                return RowFault(row.line, row.column + bar.start() + 1, message, hint)
    return None


def _bare(rows: Sequence[Row], columns: int) -> Row | None:
    """The first of the last lines without a bar, where the others begin with one."""
    if columns < 2 or rows[0].text[:1] != "|":
        return None
    bare: Row | None = None
    for row in rows:
        if "|" in row.text and (row.text[0] == "|" or "|" in _WIKILINK.sub("", row.text)):
            bare = None
        # The name of a block (`^id`) needs no line above; kramdown is told as such.
        elif not row.text.startswith(("^", "{:")):
            bare = bare or row
    return bare


def cells_of(row: str) -> list[tuple[int, int]]:
    """Where the cells of a row begin and end."""
    bars = [bar.start() for bar in BAR.finditer(row)]
    spans = list(zip([0, *(bar + 1 for bar in bars)], [*bars, len(row)], strict=True))
    if spans and spans[0] == (0, 0):
        spans.pop(0)
    if spans and spans[-1][0] == spans[-1][1]:
        spans.pop()
    return spans
