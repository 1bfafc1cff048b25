"""The prose of a note as texts in which a pattern may span lines, and edits of it that keep the
source line of every line. No I/O."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import accumulate, groupby
from typing import NamedTuple

from kbsite.importers.code_lines import code_lines, code_spans
from kbsite.importers.model import Line, text_of

#: How much of a line is looked at, so that a line of many edits is not copied for each.
_NEAR = 200
_FORMULA = re.compile(r"(?<![\\$])(?:\$\$[^$]++\$\$|\$(?!\s)(?:[^$\n\\]|\\.)++(?<!\s)\$)")


class Edit(NamedTuple):
    """What stands in place of `text[begin:end]` of a stretch."""

    begin: int
    end: int
    text: str


class Stretch:
    """Lines of prose between two fenced blocks as one text, LF between them."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self.text = text_of(lines)
        self._numbers = [line.number for line in lines]
        self._starts = [0, *accumulate(len(line.text) + 1 for line in lines)][: len(lines)]
        self._code: tuple[list[int], list[int]] | None = None
        self._formulas: tuple[list[int], list[int]] | None = None

    def row(self, offset: int) -> int:
        """The index of the line at `offset`."""
        return bisect_right(self._starts, offset) - 1

    def number(self, offset: int) -> int:
        """The source line at `offset`."""
        return self._numbers[self.row(offset)]

    def number_of(self, row: int) -> int:
        """The source line of the line with this index."""
        return self._numbers[row]

    def in_code(self, offset: int) -> bool:
        """Whether it is within a code span, which may go on over a line end of its paragraph."""
        return self._code_end(offset) >= 0

    def _code_end(self, offset: int) -> int:
        """Where the code span ends that `offset` is within, -1 of none."""
        if self._code is None:
            self._code = _parted(_code_spans(self.text) if "`" in self.text else ())
        index = bisect_right(self._code[0], offset) - 1
        end = self._code[1][index] if index >= 0 else -1
        return end if offset < end else -1

    def outside_code(self, pattern: re.Pattern[str]) -> Iterator[re.Match[str]]:
        """What a pattern finds, but for what would begin in code: that hides nothing behind it."""
        begin = 0
        while found := pattern.search(self.text, begin):
            begin = self._code_end(found.start())
            if begin < 0:
                yield found
                begin = max(found.end(), found.start() + 1)

    def in_formula(self, offset: int) -> bool:
        """Whether it is between dollars that look like those of a formula."""
        if self._formulas is None:
            self._formulas = _parted(found.span() for found in self.outside_code(_FORMULA))
        index = bisect_right(self._formulas[0], offset) - 1
        return index >= 0 and offset < self._formulas[1][index]

    def head_of(self, offset: int) -> str:
        """What the line at `offset` begins with."""
        start = self._starts[self.row(offset)]
        return self.text[start : min(start + _NEAR, offset)]

    def line_of(self, begin: int, end: int) -> tuple[str, str]:
        """What stands before `begin` and behind `end` on their lines; of a long one the part that
        is near, with `…` for the rest."""
        row = self.row(end)
        start = self._starts[self.row(begin)]
        stop = self._starts[row + 1] - 1 if row + 1 < len(self._starts) else len(self.text)
        before = self.text[max(start, begin - _NEAR) : begin]
        behind = self.text[end : min(stop, end + _NEAR)]
        return (
            before if begin - start <= _NEAR else f"…{before}",
            behind if stop - end <= _NEAR else f"{behind}…",
        )


def _parted(spans: Iterable[tuple[int, int]]) -> tuple[list[int], list[int]]:
    """Where they begin, and where they end."""
    whole = list(spans)
    return [begin for begin, _ in whole], [end for _, end in whole]


def _code_spans(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for paragraph in text.split("\n\n"):
        if "`" in paragraph:
            for begin, end in code_spans(paragraph):
                yield start + begin, start + end
        start += len(paragraph) + 2


def edited(
    lines: list[Line],
    find: Callable[[Stretch], Iterable[Edit]],
    code: Sequence[bool] | None = None,
) -> list[Line]:
    """The lines with the edits that `find` gives of each stretch, which are in order and do not
    overlap. Code stays: that in fences, or the lines of which `code` says so."""
    result: list[Line] = []
    code = code_lines(lines) if code is None else code
    for is_code, group in groupby(zip(code, lines, strict=True), lambda pair: pair[0]):
        block = [line for _, line in group]
        result += block if is_code else _edited(block, find)
    return result


def _edited(block: list[Line], find: Callable[[Stretch], Iterable[Edit]]) -> list[Line]:
    stretch = Stretch(block)
    edits = list(find(stretch))
    if not edits:
        return block
    done: list[Line] = []
    parts: list[str] = []
    number = block[0].number
    end = 0

    def add(text: str, first: int, last: int) -> None:
        """Text whose lines come from those at `first` and after, `last` at most."""
        nonlocal number
        head, *rest = text.split("\n")
        parts.append(head)
        row, stop = stretch.row(first), stretch.row(last)
        for step, part in enumerate(rest, start=1):
            done.append(Line("".join(parts), number))
            number = block[min(row + step, stop)].number
            parts[:] = [part]

    for edit in edits:
        add(stretch.text[end : edit.begin], end, edit.begin)
        add(edit.text, edit.begin, edit.end)
        end = edit.end
    add(stretch.text[end:], end, len(stretch.text))
    return [*done, Line("".join(parts), number)]
