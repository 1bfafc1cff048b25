"""Words in text, and which of them are so short that they are found by what stands beside them.
No I/O.

Neighbours are searched once forwards and once backwards, in the text turned round: looking for a
word and then for a short one behind it would try all words.
"""

from __future__ import annotations

import re

from kbsite.search.characters import GREEK, HAN, LETTER, WORD

_NO_TOKEN = rf"[^{HAN}{GREEK}{WORD}\n]"
_OTHER = LETTER.replace("A-Za-z", "")

# `c#`, `n!`; `c++`, `g++`: the marks, and the words.
_SIGN = rf"(?:\#(?![{WORD}])|!(?![{WORD}=]))"
_PLUS = rf"\+\+(?![{WORD}+])"
_WORD = rf"(?<![{WORD}])[A-Za-z]{_SIGN}|[{WORD}]++(?:(?<=[A-Za-z]){_PLUS})?"
_ONE = rf"(?<![{WORD}])(?:[A-Za-z](?!{_SIGN}|{_PLUS})|[{_OTHER}])(?![{WORD}])"

# The same from behind.
_SIGN_TURNED = rf"(?:(?<![{WORD}])\#|(?<![{WORD}=])!)"
_PLUS_TURNED = rf"(?<![{WORD}+])\+\+"
_LONG_TURNED = (
    rf"{_SIGN_TURNED}[A-Za-z](?![{WORD}])|{_PLUS_TURNED}(?=[A-Za-z])[{WORD}]++|[{WORD}]{{2,}}+"
)
_NO_MARK_TURNED = rf"(?<!(?<![{WORD}])\#)(?<!(?<![{WORD}=])!)(?<!{_PLUS_TURNED})"
_ONE_TURNED = rf"(?<![{WORD}])(?:{_NO_MARK_TURNED}[A-Za-z]|[{_OTHER}])(?![{WORD}])"

# What may stand between neighbours; in text white space does not count.
_IN_CODE = rf"{_NO_TOKEN}{{0,2}}?"
_IN_TEXT = (
    rf"(?={_NO_TOKEN}{{0,6}}[{HAN}{GREEK}{WORD}])"
    rf"[ \t]*+(?:[^ \t{HAN}{GREEK}{WORD}\n][ \t]*+){{0,2}}?"
)

_WORDS = re.compile(_WORD)
_ONES = re.compile(_ONE)
# In text, in code.
_FORWARDS = [
    re.compile(rf"({_ONE}){between}(?=([{HAN}{GREEK}]|{_WORD}))")
    for between in (_IN_TEXT, _IN_CODE)
]
_BACKWARDS = [
    re.compile(rf"({_ONE_TURNED}){between}(?=([{HAN}{GREEK}]|{_LONG_TURNED}))")
    for between in (_IN_TEXT, _IN_CODE)
]


def words_in(text: str) -> list[str]:
    """The words of `text` in order; `c++`, `c#` and `n!` are words."""
    return _WORDS.findall(text)


def short_words(text: str) -> list[str]:
    """Those of one character."""
    return _ONES.findall(text)


def neighbours(text: str, *, is_code: bool) -> list[tuple[str, str]]:
    """Neighbouring words, Greek letters and Han characters, in pairs of which one is a word of
    one character."""
    pairs: list[tuple[str, str]] = _FORWARDS[is_code].findall(text)
    # A pair of short ones is found above.
    turned = _BACKWARDS[is_code].findall(text[::-1])
    return pairs + [(other[::-1], one) for one, other in turned]
