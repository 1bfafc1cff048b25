"""Where the HTML of a token is published otherwise than it is written. No I/O."""

from __future__ import annotations

import re
from bisect import bisect_right
from itertools import accumulate
from typing import NamedTuple

from markdown_it.token import Token

#: `Token.meta` keys of raw HTML: where it differs from what is written, and what is told of it.
EDITS, FAULTS = "html_edits", "html_faults"
_NO_LINE_END = re.compile(r"[^\n]")


class Edit(NamedTuple):
    """In place of what is written from `start` to `end` of the HTML stands `text`."""

    start: int
    end: int
    text: str


class Fault(NamedTuple):
    """At an offset of the HTML stands the end `tag` that closes nothing, or what it would close;
    `hint` says what is done."""

    at: int
    tag: str
    is_end: bool
    hint: str


class Edited:
    """The HTML of a token as it is published."""

    def __init__(self, token: Token) -> None:
        # Sorting keeps the order of ends that are set in one place.
        edits: list[Edit] = sorted(token.meta.get(EDITS, ()), key=lambda edit: edit[:2])
        parts: list[str] = []
        done = length = 0
        self._begins = [0]
        gains = [0]
        for edit in edits:
            if edit.start < done:
                # It stands in what is left out already.
                continue
            parts += (token.content[done : edit.start], edit.text)
            length += edit.start - done + len(edit.text)
            done = edit.end
            self._begins.append(length)
            gains.append(edit.end - edit.start - len(edit.text))
        self.html = "".join([*parts, token.content[done:]])
        self._shifts = list(accumulate(gains))

    def written(self, offset: int) -> int:
        """Where in the HTML as it is written an offset of it stands."""
        return offset + self._shifts[bisect_right(self._begins, offset) - 1]


def edit(html: Token, change: Edit) -> None:
    html.meta.setdefault(EDITS, []).append(change)


def tell(html: Token, fault: Fault) -> None:
    html.meta.setdefault(FAULTS, []).append(fault)


def blank(html: str) -> str:
    """Blanks and line ends in place of `html`, so that what follows keeps its line and column."""
    return _NO_LINE_END.sub(" ", html)
