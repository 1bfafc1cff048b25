"""A line within a code block that was to end it, or to begin another. No I/O."""

from __future__ import annotations

import re
from typing import NamedTuple

from markdown_it.token import Token

from kbsite.markdown.characters import HAN

_LINE = re.compile(r"^ {0,3}(?P<mark>`{3,}(?=[^`]*$)|~{3,})[ \t]*(?P<words>\S.*)$", re.MULTILINE)
# What may be a language, as no sentence begins.
_LANGUAGE = re.compile(r"[A-Za-z{]")


class TakenFence(NamedTuple):
    """`line` is that of the block, its fence counted; `ends` says that it was to end the block."""

    line: int
    ends: bool
    message: str
    hint: str


def taken_fence(token: Token) -> TakenFence | None:
    """The first such line of a fence."""
    mark, text = token.markup, token.content
    if mark not in text:
        return None
    for found in _LINE.finditer(text):
        if not found["mark"].startswith(mark):
            continue
        line = text.count("\n", 0, found.start()) + 1
        words = found["words"]
        if _LANGUAGE.match(words) and not HAN.search(words):
            message = f"a line in a code block looks like the {mark} of another, and is code"
            hint = (
                f"Close the block above it with a line of {mark} alone. A block that is to hold "
                f"{mark} stands between {mark}{mark[0]}."
            )
            return TakenFence(line, False, message, hint)
        message = f"this {mark} closes no code block, as words stand behind it: they are code"
        return TakenFence(line, True, message, "Put them below it, in a line of their own.")
    return None
