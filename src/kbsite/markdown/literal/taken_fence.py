"""A line within a code block that was to end it, or to begin another. No I/O."""

from __future__ import annotations

import re
from typing import NamedTuple

from markdown_it.token import Token

from kbsite.markdown.characters import HAN

_LINE = re.compile(
    r"^(?P<blank>[ \t]*\n)? {0,3}(?P<mark>`{3,}(?=[^`\n]*$)|~{3,})[ \t]*(?P<words>\S.*)$",
    re.MULTILINE,
)
# What may be a language.
_LANGUAGE = re.compile(r"[A-Za-z{]\S*")


class TakenFence(NamedTuple):
    """`line` is that of the block, its fence counted."""

    line: int
    message: str
    hint: str


def taken_fence(token: Token, *, is_open: bool) -> TakenFence | None:
    """The first such line of a fence, which is never closed or is by what was to close another:
    only one below a blank line is surely the beginning of that, and not what is shown."""
    mark, text = token.markup, token.content
    if mark not in text:
        return None
    end: TakenFence | None = None
    for found in _LINE.finditer(text):
        if not found["mark"].startswith(mark):
            continue
        line = text.count("\n", 0, found.start("mark")) + 1
        language = _LANGUAGE.match(found["words"])
        if language is None or HAN.search(language.group()):
            message = f"this {mark} closes no code block, as words stand behind it: they are code"
            end = end or TakenFence(line, message, "Put them below it, in a line of their own.")
            if is_open:
                return end
        elif is_open:
            return None
        elif found["blank"]:
            message = f"a line in a code block looks like the {mark} of another, and is code"
            hint = (
                f"Close the block above it with a line of {mark} alone. A block that is to hold "
                f"{mark} stands between {mark}{mark[0]}."
            )
            return end or TakenFence(line, message, hint)
    return None
