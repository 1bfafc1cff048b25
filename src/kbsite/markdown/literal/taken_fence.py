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
# Signs at the end of a line of code that holds no others.
_GLUED = re.compile(r"^[^`\n]*[^`\s](?P<mark>`{3,})[ \t]*$", re.MULTILINE)
# What may be a language.
_LANGUAGE = re.compile(r"[A-Za-z{]\S*")


class TakenFence(NamedTuple):
    """`line` is that of the block, its fence counted, and `column` one of the code."""

    line: int
    message: str
    hint: str
    column: int = 1


def taken_fence(token: Token, *, is_open: bool) -> TakenFence | None:
    """The first such line of a fence, which is never closed or is by what was to close another."""
    mark, text = token.markup, token.content
    if mark not in text:
        return None
    found = (_begun(mark, text, is_open=is_open), _glued(mark, text, is_open=is_open))
    return min((one for one in found if one), key=lambda one: one.line, default=None)


def _glued(mark: str, text: str, *, is_open: bool) -> TakenFence | None:
    """Signs that were to close it, and stand behind the last of its code. They may end what is
    shown in it, where one before them begins that, or nothing follows."""
    above = counted = 0
    for found in _GLUED.finditer(text):
        begin = found.start("mark")
        above, counted = above + text.count(mark, counted, begin), begin
        if not found["mark"].startswith(mark) or above % 2:
            continue
        if not (is_open or text[found.end() :].strip()):
            return None
        message = f"this {mark} closes no code block, as code stands before it in its line"
        hint = "Put it below that, in a line of its own."
        column = begin - found.start() + 1
        return TakenFence(text.count("\n", 0, begin) + 1, message, hint, column)
    return None


def _begun(mark: str, text: str, *, is_open: bool) -> TakenFence | None:
    """A line of signs and words: only one below a blank line is surely the beginning of another
    block, and not what is shown."""
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
