"""Text → the terms by which it is found, the same as in `static/js/search/terms.js`. No I/O.

A run of Han is its overlapping pairs, so that no dictionary has to know its words. A Latin word is
itself and the parts of an identifier. What has one letter is found by its neighbour: `O(n²)` is
the term `o n2`. Both languages run `tests/fixtures/search/terms.md`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache
from operator import add
from typing import NamedTuple

from kbsite.search.characters import GREEK, HAN, WORD
from kbsite.search.neighbours import neighbours, short_words, words_in

_NAMES = """
alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho sigma sigma
tau upsilon phi chi psi omega
"""
_SMALL = dict(zip("αβγδεζηθικλμνξοπρςστυφχψω", _NAMES.split(), strict=True))
#: Greek letter → its name in TeX; both small sigmas have one.
GREEK_NAMES = _SMALL | {letter.upper(): name for letter, name in _SMALL.items()}

_GREEK = re.compile(f"[{GREEK}]")
_HAN = re.compile(f"[{HAN}]+")
_NOT_HAN = re.compile(f"[^{HAN}]+")
#: Two words that a title may also write as one.
_SIDE_BY_SIDE = re.compile(rf"(?<![{WORD}])([{WORD}]{{2,}}+)[ \u2010-]{{1,3}}(?=([{WORD}]{{2,}}+))")
_HUMP = re.compile("[A-Z]+(?![a-z])|[A-Z]?[a-z]+")

#: A word longer than this is none, nor is a longer number, nor a digest: a word of so many
#: characters and digits without `_`.
_MAX_LENGTH, _MAX_NUMBER, _DIGEST, _DIGEST_DIGITS = 40, 6, 20, 4


class FieldTerms(NamedTuple):
    """The terms of a title or another short text, and of how many they are made: pairs of Han
    and words."""

    terms: frozenset[str]
    size: int


def body_terms(text: str, *, is_code: bool = False) -> dict[str, int]:
    """The terms of normalised text, and how often each stands there."""
    if not text:
        return {}
    counts = _han_terms(text)
    words = Counter(words_in(text))
    if letters := _GREEK.findall(text):
        words.update(map(GREEK_NAMES.__getitem__, letters))
    for word, count in words.items():
        for term in word_terms(word):
            counts[term] = counts.get(term, 0) + count
    for pair in neighbours(text, is_code=is_code):
        if term := _joined(pair):
            counts[term] = counts.get(term, 0) + 1
    return counts


def _han_terms(text: str) -> dict[str, int]:
    """The pairs and the last characters of the runs of Han."""
    if text.isascii():
        return {}
    runs = _NOT_HAN.sub("\n", text) + "\n"
    pairs = Counter(map(add, runs, runs[1:]))
    return {
        pair if pair[1] != "\n" else pair[0]: count
        for pair, count in pairs.items()
        if pair[0] != "\n"
    }


def field_terms(text: str) -> FieldTerms:
    """The terms of a normalised title, alias, heading or tag: single characters as well, and
    neighbouring words as one."""
    terms = set(body_terms(text))
    runs = _HAN.findall(text)
    ones = short_words(text)
    letters = _GREEK.findall(text)
    words = [word for word in words_in(text) if len(word) > 1 and not _is_dropped(word)]
    terms.update(char for run in runs for char in run)
    terms.update(map(str.lower, ones))
    for first, second in _SIDE_BY_SIDE.findall(text):
        if len(first) + len(second) <= _MAX_LENGTH and not (first + second).isdigit():
            terms.add((first + second).lower())
    size = sum(max(1, len(run) - 1) for run in runs) + len(ones) + len(letters) + len(words)
    return FieldTerms(frozenset(terms), size)


@lru_cache(maxsize=65536)
def word_terms(word: str) -> tuple[str, ...]:
    """The terms of one word: itself in lower case and its parts; () of one that has none."""
    if len(word) < 2 or _is_dropped(word):
        return ()
    parts = [part for piece in word.rstrip("+#!").split("_") for part in _parts(piece)]
    return tuple(dict.fromkeys([word.lower(), *(part.lower() for part in parts if len(part) > 1)]))


def _parts(piece: str) -> Iterable[str]:
    """What stands between underscores, and the parts that its capitals show."""
    return () if piece.isdigit() else (piece, *_HUMP.findall(piece))


def _is_dropped(word: str) -> bool:
    """Whether nobody types a word: long numbers, digests, lines of underscores."""
    if len(word) <= _MAX_NUMBER:
        return not word.strip("_")
    if len(word) > _MAX_LENGTH or word.isdigit() or not word.strip("_"):
        return True
    if len(word) < _DIGEST or "_" in word:
        return False
    return sum(map(str.isdigit, word)) >= _DIGEST_DIGITS


@lru_cache(maxsize=65536)
def _joined(pair: tuple[str, str]) -> str:
    """The term of two neighbours, "" where one of them is no word."""
    first, second = pair
    if _is_dropped(first) or _is_dropped(second):
        return ""
    return f"{GREEK_NAMES.get(first) or first.lower()} {GREEK_NAMES.get(second) or second.lower()}"
