"""Where the code of a note is, which no conversion may touch. No I/O.

Found line by line, as CommonMark 0.31 §4.5 and §6.1 have it for fences in quotes and list items; an
indented block is no code here, since exports indent what stands in a list or a toggle in the same
way."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from kbsite.importers.model import Line

_QUOTES = re.compile(r"(?: {0,3}> ?)*")
_MARKERS = re.compile(r"[ \t]*(?:(?:[-*+]|[0-9]{1,9}[.)])[ \t]+)*")
_FENCE = re.compile(r"(`{3,}(?=[^`]*$)|~{3,})")
_FENCE_OF_MATH = re.compile(r"(?:[ \t]|>|[-*+][ \t])*\$\$[ \t]*")
_RUN = re.compile("`+")
_TAB = 4


class _Fence(NamedTuple):
    """An open one: its characters, how deep it stands in quotes, and from which column on the
    lines of its container begin at most."""

    marker: str
    depth: int
    column: int
    is_item: bool


class Fences:
    """Reads a text line by line."""

    def __init__(self) -> None:
        self._fence: _Fence | None = None
        #: How many have begun.
        self.begun = 0

    @property
    def is_open(self) -> bool:
        """Whether the next line is in the block of the last one, if it is in its container."""
        return self._fence is not None

    def take(self, text: str) -> bool:
        """Whether this line, the next of the text, is in a fenced block; the fences are."""
        if self._fence and _leaves(text, self._fence):
            self._fence = None
        if self._fence is None:
            self._fence = _opened(text)
            self.begun += self._fence is not None
            return self._fence is not None
        if _closes(text, self._fence):
            self._fence = None
        return True


def code_lines(lines: Sequence[Line]) -> list[bool]:
    """Of each line whether it is in a fenced block; the fences themselves are."""
    if not any("```" in line.text or "~~~" in line.text for line in lines):
        return [False] * len(lines)
    fences = Fences()
    return [fences.take(line.text) for line in lines]


def with_code(lines: Sequence[Line]) -> Iterator[tuple[Line, bool]]:
    """Each line, and whether it is in a fenced block; the fences themselves are."""
    return zip(lines, code_lines(lines), strict=True)


def prose_lines(lines: Sequence[Line]) -> Iterator[bool]:
    """Of each line whether it is neither in a fenced block nor in a formula between `$$` in lines
    of their own."""
    in_math = False
    for line, is_code in with_code(lines):
        if not is_code and _FENCE_OF_MATH.fullmatch(line.text):
            in_math = not in_math
        yield not (is_code or in_math)


def outside_code(text: str, convert: Callable[[str], str]) -> str:
    """A line of prose with `convert` applied to what stands between its code spans."""
    if "`" not in text:
        return convert(text)
    parts: list[str] = []
    end = 0
    for begin, behind in code_spans(text):
        parts += (convert(text[end:begin]), text[begin:behind])
        end = behind
    return "".join((*parts, convert(text[end:])))


def code_spans(text: str) -> Iterator[tuple[int, int]]:
    """Begin and end of each code span in a line, backticks included."""
    runs = [match.span() for match in _RUN.finditer(text)]
    # The next run of the same length, from behind: a search from every run would be quadratic.
    following: dict[int, int] = {}
    partner = [-1] * len(runs)
    for index in range(len(runs) - 1, -1, -1):
        length = runs[index][1] - runs[index][0]
        partner[index] = following.get(length, -1)
        following[length] = index
    index = 0
    while index < len(runs):
        begin = runs[index][0]
        # An escaped backtick opens none; the rest of its run does.
        if partner[index] < 0 or _is_escaped(text, begin):
            index += 1
            continue
        yield begin, runs[partner[index]][1]
        index = partner[index] + 1


def _is_escaped(text: str, at: int) -> bool:
    before = at
    while before and text[before - 1] == "\\":
        before -= 1
    return (at - before) % 2 == 1


def _opened(text: str) -> _Fence | None:
    if "```" not in text and "~~~" not in text:
        return None
    rest, depth = _unquoted(text)
    match = _MARKERS.match(rest)
    begin = match.end() if match else 0
    fence = _FENCE.match(rest, begin)
    if not fence:
        return None
    before = rest[:begin]
    return _Fence(fence[1], depth, len(before.expandtabs(_TAB)), bool(before.strip()))


def _leaves(text: str, fence: _Fence) -> bool:
    """Whether the quote or the list item of the fence has ended before this line."""
    rest, depth = _unquoted(text, fence.depth)
    if depth < fence.depth:
        return True
    if not rest.strip():
        return False
    least = fence.column if fence.is_item else fence.column - 3
    return indent_of(rest) < least


def _closes(text: str, fence: _Fence) -> bool:
    rest, _ = _unquoted(text, fence.depth)
    closing = rest.strip()
    return (
        len(closing) >= len(fence.marker)
        and not closing.strip(fence.marker[0])
        and indent_of(rest) < fence.column + 4
    )


def _unquoted(text: str, depth: int = -1) -> tuple[str, int]:
    """A line without its quote marks, `depth` of them at most, and how many there were."""
    if ">" not in text:
        return text, 0
    match = _QUOTES.match(text)
    marks = match[0] if match else ""
    if 0 <= depth < marks.count(">"):
        end = -1
        for _ in range(depth):
            end = marks.index(">", end + 1)
        kept = end + 1
        return text[kept:].removeprefix(" ") if depth else text, depth
    return text[len(marks) :], marks.count(">")


def indent_of(text: str) -> int:
    """The columns of blanks and tabs at the beginning of a line."""
    return len(text[: len(text) - len(text.lstrip(" \t"))].expandtabs(_TAB))
