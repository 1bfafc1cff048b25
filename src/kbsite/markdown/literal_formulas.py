r"""What is left of `\[…\]` and `\(…\)` in a note's text where their backslashes were lost
or doubled. No I/O.

Chat assistants write formulas so. Copied as they are shown, the marks are brackets alone in their
lines; other programs want two backslashes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from markdown_it.token import Token

from kbsite.markdown.reporter import Meant, shortened
from kbsite.tex.escaped import is_formula, without_escapes

# A mark, or code.
_MARK = re.compile(
    r"^[ \t]*(?P<lone>[\[\]])[ \t]*$|(?<!\\)(?P<doubled>\\\\[()\[\]])"
    r"|(?P<ticks>(?<!`)`+(?!`))(?s:.{0,2000}?)(?<!`)(?P=ticks)(?!`)",
    re.MULTILINE,
)
_TWO, _LONE = re.compile(r"\\\\"), re.compile(r"\[[ \t]*\n")
_CLOSING = {"[": "]", "\\\\[": "\\\\]", "\\\\(": "\\\\)"}
# A command, or a script in braces: words in brackets have neither.
_PLAINLY_TEX = re.compile(r"\\[a-zA-Z]{2,}|[\^_]\{")
#: How many lines a formula has at most whose brackets lost their backslashes.
MOST_LINES = 40


def may_have_formulas(text: str) -> bool:
    """Whether any may stand in a text."""
    return _TWO.search(text) is not None or _LONE.search(text) is not None


def literal_formulas(text: Token) -> Iterator[Meant]:
    """Those of the text of a block."""
    content = text.content
    if not may_have_formulas(content):
        return
    opening = None
    for found in _MARK.finditer(content):
        mark = found["lone"] or found["doubled"] or ""
        if mark in _CLOSING:
            opening = found
        elif mark and opening:
            begins = opening["lone"] or opening["doubled"]
            tex = content[opening.end() : found.start()]
            if _CLOSING[begins] == mark and _is_meant(tex, begins) and _is_shown(text, begins):
                at = opening.start("lone" if opening["lone"] else "doubled")
                yield _literal(at, begins, tex)
            opening = None


def _is_meant(tex: str, opening: str) -> bool:
    if "$" in tex or tex.count("\n") > MOST_LINES:
        return False
    if _PLAINLY_TEX.search(tex):
        return True
    return opening != "[" and is_formula(tex.strip(), in_parentheses=opening.endswith("("))


def _is_shown(text: Token, opening: str) -> bool:
    """Whether such a mark is text: none of code and formulas."""
    words = [child.content for child in text.children or () if child.type == "text"]
    if opening == "[":
        return any(one.strip() == "[" for one in words)
    return any(opening[1:] in one for one in words)


def _literal(at: int, opening: str, tex: str) -> Meant:
    dollars = "$" if opening.endswith("(") else "$$"
    tex = " ".join((tex if opening == "[" else without_escapes(tex)).split())
    hint = f"Write {dollars}{shortened(tex, 60)}{dollars}."
    what = "[ alone in its line is" if opening == "[" else f"{opening} is a backslash and"
    message = f"this looks like a formula, but {what} a bracket here"
    return Meant("math-brackets", at, message, hint)
