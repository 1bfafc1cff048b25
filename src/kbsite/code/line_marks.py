"""What single lines of code say about themselves: `[!code ++]`, and + and - in a diff. No I/O.

The first is Shiki's notation, which VitePress and others have too: at the end of a line, mostly in
a comment, and no part of the code. Alone on a line it speaks of the line below; `[!code ++:3]` is
about three lines.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from typing import Literal, NamedTuple, TypeAlias

Mark: TypeAlias = Literal["added", "removed", "marked"]
#: Index of a line, from 0 → what it is.
Marks: TypeAlias = dict[int, set[Mark]]

_NOTATION = re.compile(
    r"\[!code[ \t]++(?:(\+\+|--|highlight|hl|mark|focus|error|warning)|word:[^\]\n]+?)"
    r"(?::([0-9]{1,6}))?[ \t]*+\]"
)
_LONGEST = 120
_BLANKS = " \t"
_MARKS: dict[str, Mark] = {"++": "added", "--": "removed"}
_COMMENTS = (("{/*", "*/}"), ("/*", "*/"), ("<!--", "-->"), ("(*", "*)"), ("{-", "-}"))
_TO_LINE_END = ("//", "--", "#", ";", "%")
#: In Visual Basic and in Vim's scripts a quote opens a comment: after a space, not in a string.
_QUOTES = ("'", '"')


class _Noted(NamedTuple):
    """A line without its notations, and these: what, and for how many lines."""

    line: str
    notations: list[tuple[Mark, int]]
    alone: bool


def without_notations(text: str) -> tuple[str, Marks]:
    """The code that is meant, and what its lines are marked as."""
    marks: Marks = defaultdict(set)
    if "[!code" not in text:
        return text, marks
    lines: list[str] = []
    until: dict[Mark, int] = {}
    for line in text.split("\n"):
        noted = _noted(line) if "[!code" in line else _Noted(line, [], False)
        for mark, count in noted.notations:
            until[mark] = max(until.get(mark, 0), len(lines) + count)
        if noted.alone:
            continue
        for mark, end in until.items():
            if len(lines) < end:
                marks[len(lines)].add(mark)
        lines.append(noted.line)
    # A notation below the last line marks nothing.
    last = len(lines) - (lines[-1:] == [""])
    return "\n".join(lines), {i: names for i, names in marks.items() if i < last}


def _noted(line: str) -> _Noted:
    code = line.rstrip()
    opener, closer = next(((o, c) for o, c in _COMMENTS if code.endswith(c)), ("", ""))
    end = _before(line, len(code) - len(closer), _BLANKS)
    notations: list[tuple[Mark, int]] = []
    match = _notation(line, end)
    if not match:
        return _Noted(line, [], False)
    while match:
        if match[1]:
            notations.append((_MARKS.get(match[1], "marked"), int(match[2] or 1)))
        end = _before(line, match.start(), _BLANKS)
        # Each may be a comment of its own: `# [!code ++] # [!code hl]`.
        match = _notation(line, end) or _notation(line, _before(line, end, _BLANKS + "/-#;%"))
    kept = _without_comment(line[:end], opener, closer)
    return _Noted(kept, notations, not kept.strip())


def _notation(line: str, end: int) -> re.Match[str] | None:
    """The notation that ends at `end`."""
    begin = line.rfind("[!code", max(0, end - _LONGEST), end)
    return _NOTATION.fullmatch(line, begin, end) if begin >= 0 else None


def _before(line: str, end: int, characters: str) -> int:
    """Where the run of `characters` that ends at `end` begins."""
    while end and line[end - 1] in characters:
        end -= 1
    return end


def _without_comment(code: str, opener: str, closer: str) -> str:
    """The code without the comment that has become empty; what else a comment says stays."""
    if closer:
        empty = code.endswith(opener)
        return code.removesuffix(opener).rstrip() if empty else f"{code} {closer}"
    for mark in _TO_LINE_END:
        if code.endswith(mark):
            return code.rstrip(mark[0]).rstrip()
    for quote in _QUOTES:
        if code == quote or code.endswith((f" {quote}", f"\t{quote}")):
            return code.removesuffix(quote).rstrip()
    return code


_SIGNS: dict[str, Mark] = {"+": "added", "-": "removed"}
_HEADERS = ("@@ ", "diff --git ", "index ", "\\ No newline")


class DiffLine(NamedTuple):
    """`sign` is +, -, a space or nothing; a header (`@@ …`) is no code."""

    sign: str
    code: str
    header: bool = False


def diff_lines(lines: Sequence[str]) -> list[DiffLine]:
    """The lines of a unified diff, or of code with a sign in front of what changes."""
    result: list[DiffLine] = []
    # Where some unchanged line has no space in front, none of the spaces is a sign.
    signed = all(line[:1] in ("", *_SIGNS, " ") or line.startswith(_HEADERS) for line in lines)
    for i, line in enumerate(lines):
        file_header = (
            line.startswith("--- ") and i + 1 < len(lines) and lines[i + 1].startswith("+++ ")
        ) or (line.startswith("+++ ") and i > 0 and lines[i - 1].startswith("--- "))
        if file_header or line.startswith(_HEADERS):
            result.append(DiffLine("", line, header=True))
        elif line[:1] in _SIGNS or (signed and line.startswith(" ")):
            result.append(DiffLine(line[0], line[1:]))
        else:
            result.append(DiffLine("", line))
    return result


def diff_marks(lines: Sequence[DiffLine]) -> Marks:
    """Which lines a diff adds and which it removes."""
    return {i: {_SIGNS[line.sign]} for i, line in enumerate(lines) if line.sign in _SIGNS}
