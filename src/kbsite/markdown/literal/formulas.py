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
from kbsite.tex.escaped import is_formula, with_single_backslashes

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
# What it begins with that is shown as it is written.
_PLAIN = re.compile(r"(?:[ A-Za-z0-9]|\\[A-Za-z]){1,2}")
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
    words = [child.content for child in text.children or () if child.type == "text"]
    shown, is_lone = "\n".join(words), any(one.strip() == "[" for one in words)
    opening = None
    for found in _MARK.finditer(content):
        mark = found["lone"] or found["doubled"] or ""
        if mark in _CLOSING:
            opening = found
        elif mark and opening:
            begins = opening["lone"] or opening["doubled"]
            tex = content[opening.end() : found.start()]
            # Code and formulas have none.
            is_text = is_lone if begins == "[" else _is_shown(shown, begins, tex)
            if is_text and _CLOSING[begins] == mark and is_meant(tex, begins):
                at = opening.start("lone" if opening["lone"] else "doubled")
                yield _literal(at, begins, tex)
            opening = None


def is_meant(tex: str, opening: str) -> bool:
    """Whether what stands behind such a mark, up to its closing, reads like a formula."""
    if "$" in tex or not tex.strip() or tex.count("\n") > MOST_LINES:
        return False
    if _PLAINLY_TEX.search(tex):
        return True
    return opening != "[" and is_formula(tex.strip(), in_parentheses=opening.endswith("("))


def _is_shown(text: str, opening: str, tex: str) -> bool:
    """Whether such a mark may be one in `text`, which has what is neither code nor a formula."""
    begin = _PLAIN.match(tex)
    return opening[1:] + (begin.group() if begin else "") in text


def _literal(at: int, opening: str, tex: str) -> Meant:
    dollars = "$" if opening.endswith("(") else "$$"
    tex = " ".join((tex if opening == "[" else with_single_backslashes(tex)).split())
    hint = f"Write {dollars}{shortened(tex, 60)}{dollars}."
    if opening != "[":
        hint = f"{hint[:-1]}, or set `math.delimiters: all`."
    what = "[ alone in its line is" if opening == "[" else f"{opening} is a backslash and"
    message = f"this looks like a formula, but {what} a bracket here"
    return Meant("math-brackets", at, message, hint)
