"""Text → the terms by which it is found, the same as in `static/js/search/terms.js`. No I/O.

A run of Han is its overlapping pairs, so that no dictionary has to know its words. A Latin word is
itself and the parts of an identifier. What has one letter is found by its neighbour: `O(n²)` is
the term `o n2`. Both languages run `tests/fixtures/search/terms.md`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable
from functools import lru_cache
from itertools import chain
from operator import add, itemgetter
from typing import NamedTuple

from kbsite.search.characters import WORD
from kbsite.search.neighbours import FIRST_HAN, SHORT, neighbours, split

_NAMES = """
alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho sigma sigma
tau upsilon phi chi psi omega
"""
_SMALL = dict(zip("αβγδεζηθικλμνξοπρςστυφχψω", _NAMES.split(), strict=True))
#: Greek letter → its name in TeX; both small sigmas have one.
GREEK_NAMES = _SMALL | {letter.upper(): name for letter, name in _SMALL.items()}

#: Two words that a title may also write as one.
_SIDE_BY_SIDE = re.compile(rf"(?<![{WORD}])([{WORD}]{{2,}}+)[ \u2010-]{{1,3}}(?=([{WORD}]{{2,}}+))")
_HUMP = re.compile("[A-Z]+(?![a-z])|[A-Z]?[a-z]+")
_WITH_UNIT = re.compile(r"([0-9]+)([A-Za-z]{2,})\Z")

# A run of Han that is longer is read otherwise.
_USUAL = 64

#: A word longer than this is none, nor is a longer number, nor a digest: a word of so many
#: characters and digits without `_`.
_MAX_LENGTH, _MAX_NUMBER, _DIGEST, _DIGEST_DIGITS = 40, 10, 20, 4
_SHORT = 6


class FieldTerms(NamedTuple):
    """The terms of a title or another short text, and of how many they are made: pairs of Han
    and words."""

    terms: frozenset[str]
    size: int


def body_terms(text: str) -> dict[str, int]:
    """The terms of normalised text, and how often each stands there."""
    return _counted(split(text)) if text else {}


def _counted(parts: list[str]) -> dict[str, int]:
    """The same of a text that was split."""
    tokens = parts[1::2]
    runs = [token for token in tokens if token >= FIRST_HAN]
    words = [token for token in tokens if token < FIRST_HAN] if runs else tokens
    joined = map(_joined, neighbours(parts))
    terms = chain(map(_han_terms, runs), map(word_terms, words))
    return Counter(chain(chain.from_iterable(terms), filter(None, joined)))


def _han_terms(run: str) -> Iterable[str]:
    """The pairs of a run of Han, and its last character."""
    if len(run) > _USUAL:
        return (*map(add, run, run[1:]), run[-1])
    return _pairs(len(run))(run)


@lru_cache(maxsize=_USUAL)
def _pairs(length: int) -> Callable[[str], Iterable[str]]:
    """The same for a length."""
    return itemgetter(*(slice(place, place + 2) for place in range(length)))


def field_terms(text: str) -> FieldTerms:
    """The terms of a normalised title, alias, heading or tag: single characters as well, and
    neighbouring words as one."""
    parts = split(text)
    tokens = parts[1::2]
    terms = set(_counted(parts))
    size = 0
    for token in tokens:
        if token >= FIRST_HAN:
            terms.update(token)
            size += max(1, len(token) - 1)
        elif token in SHORT:
            terms.add(token.lower())
            size += 1
        else:
            size += token in GREEK_NAMES or (len(token) > 1 and not _is_dropped(token))
    for first, second in _SIDE_BY_SIDE.findall(text):
        if len(first) + len(second) <= _MAX_LENGTH and not (first + second).isdigit():
            terms.add((first + second).lower())
    return FieldTerms(frozenset(terms), size)


@lru_cache(maxsize=16384)
def word_terms(word: str) -> tuple[str, ...]:
    """The terms of one word: itself in lower case and its parts, the name of a Greek letter;
    () of one that has none."""
    if len(word) < 2 or _is_dropped(word):
        return (GREEK_NAMES[word],) if word in GREEK_NAMES else ()
    parts = [part for piece in word.rstrip("+#!").split("_") for part in _parts(piece)]
    return tuple(dict.fromkeys([word.lower(), *(part.lower() for part in parts if len(part) > 1)]))


def _parts(piece: str) -> Iterable[str]:
    """What stands between underscores, the parts that its capitals show, number and unit of `80GB`
    and `5GHz`."""
    if piece.isdigit():
        return ()
    size = _WITH_UNIT.match(piece) if piece[:1].isdigit() else None
    return (piece, *(size.groups() if size else ()), *_HUMP.findall(piece))


def _is_dropped(word: str) -> bool:
    """Whether nobody types a word: long numbers, digests, lines of underscores."""
    if len(word) <= _SHORT:
        return not word.strip("_")
    if len(word) > _MAX_LENGTH or not word.strip("_"):
        return True
    if word.isdigit():
        return len(word) > _MAX_NUMBER
    if len(word) < _DIGEST or "_" in word:
        return False
    return sum(map(str.isdigit, word)) >= _DIGEST_DIGITS


@lru_cache(maxsize=8192)
def _joined(pair: tuple[str, str]) -> str:
    """The term of two neighbours, "" where one of them is no word."""
    first, second = pair
    if _is_dropped(first) or _is_dropped(second):
        return ""
    return f"{GREEK_NAMES.get(first) or first.lower()} {GREEK_NAMES.get(second) or second.lower()}"
