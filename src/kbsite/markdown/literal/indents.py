"""What looks like a heading, a quote, a fence or an item of a list in a paragraph and is none:
before its mark stands a character that shows nothing, or a space that is none, as that of full
width. No I/O."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from markdown_it.token import Token

from kbsite.markdown.literal.marks import leading_marks
from kbsite.markdown.reporter import Meant
from kbsite.words.unseen import INVISIBLE, NO_SPACES

_FENCES = ("```", "~~~")
# Numbers are not looked for behind spaces: lines that are indented so stay lines, and are read as
# what they are. `> 3` may go on with a comparison, and `* * *` parts two scenes.
_LINE = re.compile(
    rf"^[ \t>]*(?P<sign>[{NO_SPACES}{INVISIBLE}])[ \t{NO_SPACES}{INVISIBLE}]*"
    r"(?![-*](?:[ \t]*[-*]){2,}[ \t]*$)"
    r"(?P<mark>(?:\#{1,6}|[-+*])(?=[ \t]+\S)|>(?=[ \t]*[^\s>=\d])|`{3,}|~{3,}"
    rf"|(?<=[{INVISIBLE}])[0-9]{{1,9}}[.)](?=[ \t]+\S))",
    re.MULTILINE,
)
_NAMES = {"#": "heading", ">": "quote", "`": "block of code", "~": "block of code"}
_LEADING = re.compile(r"#+|[-+*>]|`+|~+|[0-9]{1,9}[.)]")
_INVISIBLE = re.compile(f"[{INVISIBLE}]")


def indents_in(body: str) -> Mapping[int, re.Match[str]]:
    """Number of a line, from 0 → what it begins with, in a note of this text."""
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
            sign, name = indents[line]["sign"], _NAMES.get(mark[0], "item of a list")
            said = mark if mark.startswith(_FENCES) else f"`{mark}`"
            message = f"{said} begins no {name}: U+{ord(sign):04X} before it "
            if _INVISIBLE.match(sign):
                message = f"{message}shows nothing, and makes it text"
                hint = f"Take that out, or write {_as_text(mark)} for text."
            else:
                message = f"{message}is no indentation"
                hint = "Put plain spaces there if it belongs to an item above, else none."
            yield Meant("mark-literal", at, message, hint)
            return


def _as_text(mark: str) -> str:
    """`mark` behind a backslash."""
    return rf"{mark[:-1]}\{mark[-1]}" if mark[0].isdigit() else rf"\{mark}"
