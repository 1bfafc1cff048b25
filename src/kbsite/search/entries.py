"""The entries of one note, as they are found → its terms with their postings. No I/O.

An entry is `passage << 4 | class`. Most terms of a note have one, so that one is kept apart from the
others, and what is done with each term of a passage is done in C.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from functools import lru_cache

from kbsite.search.note_parts import Part
from kbsite.search.postings import BODY, varint

#: Text has so many classes, by how much of its passage a term makes up.
_LEVELS = 8
# BM25's saturation, with the passage's length against one of 150 terms.
_SATURATION, _CONSTANT, _BY_LENGTH = 1.2, 0.4, 0.6 / 150


class Entries:
    """Gathers entries by term."""

    def __init__(self) -> None:
        self._first: dict[str, int] = {}
        self._others: defaultdict[str, list[int]] = defaultdict(list)

    def add_field(self, terms: Iterable[str], entry: int) -> None:
        """Adds an entry of a title, heading or the like to each of `terms`; twice is once."""
        first = self._first
        for term in terms:
            if first.setdefault(term, entry) != entry:
                self._others[term].append(entry)

    def add_passage(self, counts: dict[str, int], number: int) -> None:
        """Adds the entries of a passage, by how often each term stands in it; `counts` is used
        up."""
        damping = _SATURATION * (_CONSTANT + _BY_LENGTH * sum(counts.values()))
        by_count = {
            count: number << 4 | BODY + min(_LEVELS - 1, int(_LEVELS * count / (count + damping)))
            for count in set(counts.values())
        }
        first, others = self._first, self._others
        for term in first.keys() & counts.keys():
            others[term].append(by_count[counts.pop(term)])
        first.update(zip(counts, map(by_count.__getitem__, counts.values()), strict=True))

    def packed(self) -> Part:
        """All terms and their postings; nothing can be added any more."""
        first = self._first
        manies = sorted(self._others)
        many_bodies = [
            _body(tuple(sorted({first.pop(term), *self._others[term]}))) for term in manies
        ]
        ones = sorted(first)
        one_bodies = list(map(_varint, map(first.__getitem__, ones)))
        return Part(ones, one_bodies, manies, many_bodies)


_varint = lru_cache(maxsize=65536)(varint)


@lru_cache(maxsize=16384)
def _body(entries: tuple[int, ...]) -> bytes:
    """The body of several ascending entries: how many they are less 2, and each by its distance
    from the passage before."""
    out = bytearray(varint(len(entries) - 2))
    before = 0
    for entry in entries:
        out += varint(entry - (before << 4))
        before = entry >> 4
    return bytes(out)
