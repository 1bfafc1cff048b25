"""What looks like a heading, a quote, a fence or an item of a list in a paragraph and is none: the
space before its mark is one of full width, or one that does not break. No I/O."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from markdown_it.token import Token

from kbsite.markdown.literal_marks import NO_SPACES, leading_marks
from kbsite.markdown.reporter import Meant

_FENCES = ("```", "~~~")
# Numbers are not looked for: they are read as what they are, also in text. `> 3` may go on with a
# comparison, and `* * *` parts two scenes.
_LINE = re.compile(
    rf"^[ \t>]*(?P<space>[{NO_SPACES}])[ \t{NO_SPACES}]*"
    r"(?![-*](?:[ \t]*[-*]){2,}[ \t]*$)"
    r"(?P<mark>(?:\#{1,6}|[-+*])(?=[ \t]+\S)|>(?=[ \t]*[^\s>=\d])|`{3,}|~{3,})",
    re.MULTILINE,
)
_NAMES = {"#": "heading", ">": "quote", "`": "block of code", "~": "block of code"}
_LEADING = re.compile(r"#+|[-+*>]|`+|~+")


def indents_in(body: str) -> Mapping[int, re.Match[str]]:
    """Number of a line, from 0 → what it begins with, in a note of this text."""
    if not any(space in body for space in NO_SPACES):
        return {}
    found: dict[int, re.Match[str]] = {}
    line = at = 0
    for one in _LINE.finditer(body):
        line, at = line + body.count("\n", at, one.start("mark")), one.start("mark")
        found[line] = one
    return found


def literal_indents(text: Token, indents: Mapping[int, re.Match[str]]) -> Iterator[Meant]:
    """The first of those of the text of a paragraph."""
    first, end = text.map or (0, 0)
    lines = [line for line in range(first, end) if line in indents]
    if not lines:
        return
    shown = leading_marks(text, _LEADING)
    rows = text.content.split("\n")
    for number, line in enumerate(lines):
        mark, row = indents[line]["mark"], line - first
        # Two fences are code in a line.
        is_code = mark.startswith(_FENCES) and number + 1 < len(lines)
        if row < len(rows) and (is_code or mark in shown):
            at = sum(len(above) + 1 for above in rows[:row]) + max(0, rows[row].find(mark))
            sign = f"U+{ord(indents[line]['space']):04X}"
            name = _NAMES.get(mark[0], "item of a list")
            said = mark if mark.startswith(_FENCES) else f"`{mark}`"
            message = f"{said} begins no {name}: {sign} before it is no indentation"
            hint = "Put plain spaces there if it belongs to an item above, else none."
            yield Meant("mark-literal", at, message, hint)
            return
