"""How wide text can get in the fonts that readers have. No I/O.

Which font a reader's system picks is not known. The widths here are upper bounds over the
common sans-serif faces (the widest of them are DejaVu Sans and Verdana), so that a box made
for a text holds it everywhere. Han and full-width characters are 1 em in every font.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

#: A line of text in an SVG or HTML label ends here.
LINE_END = re.compile(r"\r?\n|<br\s{0,9}/?>|\\n", re.IGNORECASE)

_NARROW = frozenset(" !'(),-./:;I[\\]`fijlrt|")
_WIDE = frozenset("%&@MWmw")
_BOLD = 1.12
_BOLD_NAMES = frozenset({"bold", "bolder"})
# What a line may break before or after: spaces, and any character of a script without them.
_WORDS = re.compile(r"\s+|[^\s⺀-￯\U00020000-\U0003ffff]+|.", re.DOTALL)


@lru_cache(maxsize=4096)
def _em(char: str) -> float:
    if char < "\x7f":
        if char in _NARROW:
            return 0.42
        if char in _WIDE:
            return 1.0
        return 0.8 if char.isupper() or char in '+<=>^~#"_' else 0.66
    if unicodedata.category(char) in ("Mn", "Me", "Cf"):
        return 0.0
    return 1.0 if unicodedata.east_asian_width(char) in "FWA" else 0.85


def is_bold(weight: str | None) -> bool:
    """Whether a CSS font weight is drawn bold."""
    if not weight:
        return False
    return weight in _BOLD_NAMES or (weight.isdigit() and int(weight) >= 600)


def line_width(line: str, size: float, bold: bool) -> float:
    """The width of one line, in the unit of `size` (the font size)."""
    factor = _BOLD if bold else 1.0
    return size * sum(em * factor if (em := _em(char)) < 1.0 else em for char in line)


def text_width(text: str, size: float, bold: bool = False) -> float:
    """The width of the widest line."""
    return max(line_width(line, size, bold) for line in LINE_END.split(text))


def wrapped(text: str, size: float, limit: float, bold: bool = False) -> tuple[int, float]:
    """The number of lines that `text` takes where none may be wider than `limit`, and the
    width of the widest: between words, and anywhere in Han text and in what is too long."""
    count, widest = 0, 0.0
    for line in LINE_END.split(text):
        count, used = count + 1, 0.0
        for word in _WORDS.findall(line):
            width = line_width(word, size, bold)
            if used and used + width > limit and not word.isspace():
                count, used = count + 1, 0.0
            if width > limit > 0:
                more = int(width // limit)
                count, width = count + more, width - more * limit
                widest = limit
            used += width
            widest = max(widest, min(used, limit))
    return count, widest
