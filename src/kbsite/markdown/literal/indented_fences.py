"""Fences that their indentation makes code in a line, or a block of code with them in it: what
stands below a task, as far in as the words behind its box, is too far in for its item. No I/O."""

from __future__ import annotations

import re
from collections.abc import Iterator

from markdown_it.token import Token

from kbsite.markdown.reporter import Meant
from kbsite.words.patterns import late_pattern

_OPENING = late_pattern(
    r"^(?: {4}|\t)[ \t]*+(?P<mark>`{3,}|~{3,})[^`~\n]*\n(?:[^\n]*\n){0,100}?[ \t]*(?P=mark)[ \t]*$",
    re.MULTILINE,
)
_BLOCK = re.compile(
    r"\s*(?P<mark>`{3,}|~{3,})[^`\n]*\n(?:.*\n){0,100}?[ \t]*(?P=mark)[ \t]*$", re.M
)


def literal_fences(text: Token) -> Iterator[Meant]:
    """The first in a paragraph: it is code in a line, or text."""
    content = text.content
    if "\n" in content and (found := _OPENING.search(content)):
        mark = found["mark"]
        message = f"{mark} begins no block of code: it is indented by four spaces or more"
        hint = "Indent it less; that far it goes on with the paragraph above."
        yield Meant("mark-literal", found.start("mark"), message, hint)


def fence_in(code: str) -> int | None:
    """Where the fence stands that an indented block of code begins with, which a line of it
    closes."""
    found = _BLOCK.match(code)
    return found.start("mark") if found else None
