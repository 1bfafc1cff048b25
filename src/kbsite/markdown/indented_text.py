"""Paragraphs in an indented block of code: Chinese indents the first line of one, and four spaces
or a tab behind a blank line make code of it. No I/O."""

from __future__ import annotations

import re

from kbsite.markdown.characters import HAN, WIDE_RANGES
from kbsite.words.patterns import late_pattern

_FORMULA = re.compile(r"(?<!\$)\$++[^$\n]++\$++|(?<!`)`++[^`\n]++`++")
# What a sentence begins with: Han, a word directly before it, bold type, a formula, a number.
_BEGINNING = late_pattern(rf"[A-Za-z0-9]*+(?: |[^\w\s]{{0,4}})[{WIDE_RANGES}]|\$|\*\*")
# What begins a comment or a string of code, directly before its words.
_CODE = re.compile(r"[#%;|]|//|/\*|--|\"{3}|'|\$ ")
_MARK = re.compile(r"[，。]")
_WIDE = re.compile(f"[{WIDE_RANGES}]")
_SIGN = re.compile(r"[!-~]")
#: So many characters of Han a line has that is taken for a part of a paragraph.
_LEAST = 12


def paragraph_in(code: str) -> int | None:
    """Where the first line begins that reads as one of a paragraph: it has a mark within or behind
    a sentence, and mostly Han beside its formulas, as the output of a program and a comment in
    code seldom have."""
    if _MARK.search(code) is None:
        return None
    at, above, least = 0, "", None
    for line in code.split("\n"):
        text = line.strip()
        indent = len(line) - len(line.lstrip())
        if text and least is None:
            least = indent
        # Within code stand its comments and words of several lines.
        follows = not above or _begins(above)
        if follows and indent == least and _is_text(text):
            return at + indent
        at, above = at + len(line) + 1, text
    return None


def _begins(line: str) -> bool:
    return _BEGINNING.match(line) is not None and _CODE.match(line) is None


def _is_text(line: str) -> bool:
    if not (_MARK.search(line) and _begins(line)):
        return False
    words = _FORMULA.sub("", line)
    return len(HAN.findall(words)) >= _LEAST and len(_WIDE.findall(words)) > len(
        _SIGN.findall(words)
    )
