"""Paragraphs and lists in an indented block of code: Chinese indents the first line of a paragraph,
a list goes on below a block that was to be in one of its items, and four spaces or a tab make code
of both. No I/O."""

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


_ITEM = re.compile(r"(?:[-*+]|(\d{1,2})[.)])[ \t]+(?=\S)")
# What only Markdown has in an item: bold type, a link, a formula.
_MARKUP = re.compile(
    r"\*\*[^*\s][^*\n]*+\*\*|\][(][^()\s]++[)]|(?<![\w$])\$[^$\s][^$\n]*+(?<!\s)\$(?![\w$])"
)


def items_in(code: str) -> int | None:
    """Where the first item stands of a block that is a list in Chinese: all of its lines are items
    or lie below one, with a mark of Markdown in them or numbered from 1, as what a program prints
    seldom is."""
    if HAN.search(code) is None:
        return None
    lines = [line for line in code.split("\n") if line.strip()]
    least = min(len(line) - len(line.lstrip()) for line in lines)
    items = [_ITEM.match(line, least) for line in lines if not line[least].isspace()]
    if None in items:
        return None
    numbers = [int(item[1] or 0) for item in items if item]
    is_numbered = len(numbers) > 1 and numbers == list(range(1, len(numbers) + 1))
    if _MARKUP.search(code) or (is_numbered and len(HAN.findall(code)) >= _LEAST):
        return len(code) - len(code.lstrip())
    return None


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
