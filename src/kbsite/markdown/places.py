"""Offsets in a block's content → (line, column) in the file. No I/O.

The line is exact; the column is found by looking for the content's line in the source line,
else 1. The cells of a row know theirs.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence

from markdown_it.token import Token

from kbsite.markdown.blocks.tables import CELL, Cell

_NEWLINE = re.compile("\n")


class Place:
    """Where `token` stands; `lines` are the body's, the first of which is line `first_line`
    of the file."""

    def __init__(self, token: Token, lines: Sequence[str], first_line: int) -> None:
        self.content = token.content
        self.start = token.map[0] if token.map else 0
        self.lines = lines
        self.first_line = first_line
        self._cell: Cell | None = token.meta.get(CELL)
        self._breaks: list[int] | None = None
        self._columns: dict[int, int | None] = {}

    def of(self, position: int) -> tuple[int, int]:
        """The place of an offset in the content."""
        if self._cell:
            return self.first_line + self.start, self._cell.column_of(position)
        if self._breaks is None:
            self._breaks = [match.end() for match in _NEWLINE.finditer(self.content)]
        row = bisect_right(self._breaks, position)
        begin = self._breaks[row - 1] if row else 0
        if row not in self._columns:
            end = self._breaks[row] - 1 if row < len(self._breaks) else len(self.content)
            self._columns[row] = self._first_column(row, self.content[begin:end])
        first = self._columns[row]
        column = 1 if first is None else max(1, first + position - begin)
        return self.first_line + self.start + row, column

    def _first_column(self, row: int, text: str) -> int | None:
        """The column in which `text`, a line of the content, begins in its source line."""
        source = self.lines[self.start + row] if self.start + row < len(self.lines) else ""
        found = source.find(text.strip())
        return found - (len(text) - len(text.lstrip())) + 1 if found >= 0 else None

    def beside(self, begin: int, end: int) -> tuple[str, str]:
        """The two characters of the content before `begin`, the edge of a cell or a heading where
        there are none, and behind `end`."""
        return self.content[max(0, begin - 2) : begin] or "|", self.content[end : end + 2]

    def within(self, row: int, column: int) -> tuple[int, int]:
        """The place of a column in line `row`, from 1, of the content of a fence."""
        lines = self.content.split("\n", row)
        first = self._first_column(row, lines[row - 1]) if row <= len(lines) else None
        return self.first_line + self.start + row, (first or 1) + column - 1

    def of_line(self, row: int) -> tuple[int, int]:
        """The place of a line of the block."""
        return self.first_line + self.start + row, 1

    def in_line(self, row: int, text: str, position: int) -> tuple[int, int]:
        """The place of an offset in `text`, which is a line of the block."""
        first = self._first_column(row, text)
        return self.first_line + self.start + row, max(1, (first or 1) + position)


class Places:
    """Those of the blocks of one note."""

    def __init__(self, lines: Sequence[str], first_line: int) -> None:
        self._lines = lines
        self._first_line = first_line
        self._last: tuple[Token, Place] | None = None

    def of(self, token: Token) -> Place:
        """That of a block. The parts of a paragraph share theirs: each has the whole content."""
        if self._last:
            last, place = self._last
            if token.content and token.content is last.content and token.map is last.map:
                return place
        place = Place(token, self._lines, self._first_line)
        if token.content:
            self._last = token, place
        return place
