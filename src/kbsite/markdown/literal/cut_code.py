"""Code that ends with the list item or quote that its fence stands in, since it is not indented or
marked as that is. No I/O."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from markdown_it.token import Token

#: How far below the line is looked for that was to close it.
MOST_LINES = 1000
_BEFORE = re.compile(r"[ \t>]*")
_ITEM = re.compile(r"\s*(?:[-+*]|\d{1,9}[.)])\s")


class CutCode(NamedTuple):
    """`end` is the line of the body that was to close it, and opens another."""

    end: int
    message: str
    hint: str


def cut_code(token: Token, lines: Sequence[str]) -> CutCode | None:
    """Whether a fence that nothing closes is such: right below it goes on what is no item, and the
    next line of its signs has nothing else. `lines` are the body's."""
    if not (token.level and token.map):
        return None
    first, below = token.map
    if below >= len(lines) or not (lines[below].strip() and lines[below - 1].strip()):
        return None
    if _ITEM.match(lines[below]):
        return None
    mark = token.markup
    for at in range(below, min(len(lines), below + MOST_LINES)):
        if mark in lines[at]:
            begin = _BEFORE.match(lines[at])
            rest = lines[at][begin.end() if begin else 0 :].rstrip()
            return _told(mark, at, lines[first], lines[below]) if set(rest) == {mark[0]} else None
    return None


def _told(mark: str, end: int, first: str, below: str) -> CutCode:
    opening = first.partition(mark)[0]
    if opening.count(">") > below[: len(below) - len(below.lstrip(" \t>"))].count(">"):
        message = "a code block that ends with its quote: no > stands before the code below"
        return CutCode(end, message, f"Put > before the code and the {mark} that closes it.")
    message = "a code block that ends with its item: the code below is not indented as the item is"
    return CutCode(end, message, f"Indent the code and the {mark} below it as the {mark} here.")
