"""The entries of one note, as they are found → its terms with their postings. No I/O.

An entry is `passage << 4 | class`. Most terms of a note have one, so the first is kept apart from
the others, and what is done with each term of a passage is done in C.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from operator import sub

from kbsite.search.note_parts import Part
from kbsite.search.postings import BODY, varint

#: Text has so many classes, by how much of its passage a term makes up.
_LEVELS = 8
# BM25's saturation, with the passage's length against one of 150 terms.
_SATURATION, _CONSTANT, _BY_LENGTH = 1.2, 0.4, 0.6 / 150
#: All of an entry but its class.
_PASSAGE = ~15


class Entries:
    """Gathers entries by term. They come in their order: passage by passage, and of a passage by
    class, those of the text last."""

    def __init__(self) -> None:
        self._first: dict[str, int] = {}
        self._others: defaultdict[str, list[int]] = defaultdict(list)

    def add_field(self, terms: Iterable[str], entry: int) -> None:
        """Adds an entry of a title, heading or the like to each of `terms`; twice is once."""
        for term in terms:
            if self._first.setdefault(term, entry) != entry:
                others = self._others[term]
                if not others or others[-1] != entry:
                    others.append(entry)

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
        first, others = self._first, self._others
        manies = sorted(others)
        many_bodies = [_body(first.pop(term), others[term]) for term in manies]
        ones = sorted(first)
        one_bodies = [_VARINTS[first[term]] for term in ones]
        return Part(ones, one_bodies, manies, many_bodies)


class _Varints(dict[int, bytes]):
    """Numbers as varints, each made once: as many as the entries that the longest note has."""

    def __missing__(self, number: int) -> bytes:
        made = self[number] = varint(number)
        return made


_VARINTS = _Varints()


def _body(first: int, others: list[int]) -> bytes:
    """The body of several ascending entries: how many they are less 2, and each by its distance
    from the passage before."""
    if len(others) == 1:
        return b"\0" + _VARINTS[first] + _VARINTS[others[0] - (first & _PASSAGE)]
    befores = [0, *[entry & _PASSAGE for entry in (first, *others)]]
    numbers = map(sub, (first, *others), befores)
    return b"".join([_VARINTS[len(others) - 1], *map(_VARINTS.__getitem__, numbers)])
