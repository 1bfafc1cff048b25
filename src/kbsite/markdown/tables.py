"""GFM's tables: where the text of each cell stands in its row, which cells no column shows, and
what looks like a table and is none. No I/O."""

from __future__ import annotations

import re
from typing import NamedTuple

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock, table
from markdown_it.token import Token

#: `Token.meta` keys: of the inline token of a cell, the `Cell`; of a table, its rows of too many.
CELL, LOST = "cell", "lost_cells"

_BAR = re.compile(r"(?<!\\)\|")
_BLANKS = " \t"
_DASHES = frozenset("-—–－─")
# A line that begins with a bar, and below it one of nothing but bars, dashes and colons.
_NO_TABLE = re.compile(r"^[ \t]*(?P<head>\|.*)\n[ \t]*(?P<rule>\|[ \t|:：\-—–－─]*)$", re.MULTILINE)


class Row(NamedTuple):
    """The text of a row, and how many characters stand before it in its line."""

    text: str
    column: int


class Cell(NamedTuple):
    """The cell of a number in its row."""

    row: Row
    number: int

    def column_of(self, position: int) -> int:
        """The column, from 1, of an offset in the text of the cell."""
        spans = _cells_of(self.row.text)
        if self.number >= len(spans):
            return self.row.column + 1
        begin, end = spans[self.number]
        written = self.row.text[begin:end]
        begin += len(written) - len(written.lstrip(_BLANKS))
        # Of `\|` the text has the bar.
        bars = written.strip(_BLANKS).replace("\\|", "|")[:position].count("|")
        return self.row.column + begin + position + bars + 1


class LostCells(NamedTuple):
    """A row of more cells than its table has columns: the line of the note, counted from 0, the
    column of the first that is not shown, and both numbers."""

    line: int
    column: int
    cells: int
    columns: int


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
    lost: list[LostCells] = []
    columns = number = 0
    row = Row("", 0)
    for i in range(first, len(state.tokens)):
        token = state.tokens[i]
        if token.type == "inline":
            token.meta[CELL] = Cell(row, number)
            number += 1
        elif token.type == "tr_open" and token.map:
            row, number = _row(state, token.map[0]), 0
        elif token.type == "tr_close":
            columns = columns or number
            # By what is quickly counted.
            if row.text.count("|") >= columns and (found := _lost(state.tokens, i, row, columns)):
                lost.append(found)
    if lost:
        state.tokens[first].meta[LOST] = lost


def _row(state: StateBlock, line: int) -> Row:
    begin = state.bMarks[line] + state.tShift[line]
    column = begin - state.src.rfind("\n", 0, begin) - 1
    return Row(state.src[begin : state.eMarks[line]].strip(_BLANKS), column)


def _lost(tokens: list[Token], end: int, row: Row, columns: int) -> LostCells | None:
    """What is not shown of the row that ends with the token of the number `end`."""
    spans = _cells_of(row.text)
    behind = [begin for begin, end in spans[columns:] if row.text[begin:end].strip(_BLANKS)]
    lines = next((one.map for one in reversed(tokens[:end]) if one.map), None) if behind else None
    if not lines:
        return None
    begin = behind[0] + len(row.text[behind[0] :]) - len(row.text[behind[0] :].lstrip(_BLANKS))
    return LostCells(lines[0], row.column + begin + 1, len(spans), columns)


def _cells_of(row: str) -> list[tuple[int, int]]:
    """Where the cells of a row begin and end."""
    bars = [bar.start() for bar in _BAR.finditer(row)]
    spans = list(zip([0, *(bar + 1 for bar in bars)], [*bars, len(row)], strict=True))
    if spans and spans[0] == (0, 0):
        spans.pop(0)
    if spans and spans[-1][0] == spans[-1][1]:
        spans.pop()
    return spans


def no_table(text: str) -> tuple[int, str] | None:
    """Where in the text of a paragraph the second line of what looks like a table stands, and why
    there is none; None where nothing looks like one."""
    found = next((one for one in _NO_TABLE.finditer(text) if _DASHES & set(one["rule"])), None)
    if not found:
        return None
    rule = found["rule"]
    above, below = len(_cells_of(found["head"].strip(_BLANKS))), len(_cells_of(rule.strip(_BLANKS)))
    if re.search(r"[^|:\- \t]", rule):
        reason = "the line below the first has other signs than -, : and |"
    elif above != below:
        reason = f"the first line has {above} cells and the one below it {below}"
    else:
        reason = "the line below the first has cells without ---"
    return found.start("rule"), reason
