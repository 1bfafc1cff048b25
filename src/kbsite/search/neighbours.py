"""Text as its tokens and what stands between them, and which of them are so short that they are
found by what stands beside them. No I/O.

A token is a run of Han, a Greek letter, or a word; `c++`, `c#` and `n!` are words. All text is read
by one pattern, once.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import chain, compress, count

from kbsite.search.characters import GREEK, HAN, LETTER, WORD

#: Less than every character of Han, and greater than those of words and Greek.
FIRST_HAN = "\u3005"

# Marks that belong to the letter before them: `c++`, `g++`; `c#`, `n!`, where it stands alone.
_MARKS = (
    rf"(?:\+(?<=[A-Za-z]\+)\+(?![{WORD}+])"
    rf"|\#(?<=(?<![{WORD}])[A-Za-z]\#)(?![{WORD}])"
    rf"|!(?<=(?<![{WORD}])[A-Za-z]!)(?![{WORD}=]))?"
)
# Where none begins is told by the first look.
_TOKEN = re.compile(rf"((?=[{HAN}{GREEK}{WORD}])(?:[{HAN}]++|[{GREEK}]|[{WORD}]++{_MARKS}))")
_ASCII_TOKEN = re.compile(rf"([A-Za-z0-9_]++{_MARKS})")

_RANGES = re.findall("(.)-(.)|(.)", LETTER)
#: The words of one character.
SHORT = frozenset(
    chain.from_iterable(
        map(chr, range(ord(first or one), ord(last or one) + 1)) for first, last, one in _RANGES
    )
)

# How many characters may stand between neighbours; in text white space does not count.
_BETWEEN, _WITH_SPACE = 2, 6


def split(text: str) -> list[str]:
    """The tokens of `text` in order, with what stands before, between and behind them: tokens have
    the odd places."""
    return (_ASCII_TOKEN if text.isascii() else _TOKEN).split(text)


def neighbours(parts: list[str]) -> list[tuple[str, str]]:
    """Neighbouring words, Greek letters and Han characters, in pairs of which one is a word of one
    character, in a text that was `split`."""
    tokens, between = parts[1::2], parts[::2]
    pairs: list[tuple[str, str]] = []
    last = len(tokens) - 1
    for place in compress(count(), map(SHORT.__contains__, tokens)):
        one = tokens[place]
        if place < last and _is_near(between[place + 1]):
            behind = tokens[place + 1]
            pairs.append((one, behind[0] if behind >= FIRST_HAN else behind))
        # A pair of short ones is found from the first.
        if place and _is_near(between[place]) and (before := tokens[place - 1]) not in SHORT:
            pairs.append((before[-1] if before >= FIRST_HAN else before, one))
    return pairs


def _is_near(between: str) -> bool:
    return len(between) <= _WITH_SPACE and _is_short(between)


@lru_cache(maxsize=16384)
def _is_short(between: str) -> bool:
    return "\n" not in between and len(between) - sum(map(between.count, " \t")) <= _BETWEEN
