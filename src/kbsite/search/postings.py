"""Postings: in which passages of which notes a term stands, as bytes. No I/O.

All numbers are varints (LEB128: seven bits a byte, the lowest first, the highest bit set in all but
the last). A *posting* says of one note in which passages a term stands, a *list* holds the postings
of all notes, by ascending id. A list is a sequence of *heads* and *bodies*: the head is `gap << 1 |
many`, where the gap is the id less the last one less 1; the body is, where `many`, the number of
entries less 2, and then the entries, each `passageDelta << 4 | class`.

A list may hold many thousands of postings; what is done with each of them is done in C.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import accumulate, chain, compress, islice, pairwise
from operator import not_, sub
from typing import NamedTuple, Self

#: Classes below are of fields, the lower the weightier; from here on of the body, the higher the
#: more of the term.
BODY = 8
_CLASSES = 16
#: How good each class is, from 0.
_RANKS = (*range(BODY), *reversed(range(BODY, _CLASSES)))


class Change(NamedTuple):
    """A posting that becomes another: the note, whether it has several entries, and its body;
    None where the note has the term no more."""

    id: int
    many: bool
    body: bytes | None


class Limits(NamedTuple):
    """A list of more bytes and more notes than this is split into the best `notes` and blocks of
    the rest, by ranges of ids. A block goes on to the end of the range of `step` ids in which it
    comes to `block` bytes: what is added behind it leaves it as it is."""

    bytes: int = 1536
    notes: int = 200
    block: int = 2048
    step: int = 128


def varint(number: int) -> bytes:
    """`number`, not negative, as a varint."""
    out = bytearray()
    while number > 0x7F:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    out.append(number)
    return bytes(out)


def read_varint(data: bytes, at: int) -> tuple[int, int]:
    """The number at `at`, and where it ends."""
    byte = data[at]
    at += 1
    if byte < 0x80:
        return byte, at
    number, shift = byte & 0x7F, 7
    while (byte := data[at]) > 0x7F:
        number |= (byte & 0x7F) << shift
        shift += 7
        at += 1
    return number | byte << shift, at + 1


@lru_cache(maxsize=1)
def heads_up_to(count: int) -> tuple[bytes, ...]:
    """The heads that are less than `count`, in order."""
    return tuple(map(varint, range(count)))


# --- a list, posting by posting ---

_VARINT = rb"[\x80-\xff]*[\x00-\x7f]"
_NUMBER = re.compile(_VARINT)
_NOT_FIRST = re.compile(rb"(?<=[\x80-\xff])[\x00-\xff]")
#: How many entries a posting may have that the pattern reads; one in thousands has more.
_USUAL = 64
_KEPT = 16_384


def _head(low: int) -> bytes:
    """The pattern of numbers with this lowest bit."""
    one, more = (re.escape(bytes(range(start + low, start + 0x80, 2))) for start in (0, 0x80))
    return b"(?:[%b]|[%b]%b)" % (one, more, _VARINT)


def _bodies() -> bytes:
    """The pattern of bodies that begin with a number of entries."""
    return b"|".join(
        b"%b(?:%b){%d}" % (re.escape(bytes([less])), _VARINT, less + 2)
        for less in range(_USUAL - 1)
    )


#: Head, the same where there are more entries than one, body.
_POSTING = re.compile(b"(%b|(%b))((?(2)(?:%b)|%b))" % (_head(0), _head(1), _bodies(), _VARINT))


@lru_cache(_KEPT)
def step_of(head: bytes) -> int:
    """How far the note is from the one before."""
    return (read_varint(head, 0)[0] >> 1) + 1


@lru_cache(_KEPT)
def head_of(step: int, many: bool) -> bytes:
    """The head of a note so far from the one before."""
    return varint((step - 1) << 1 | many)


#: The rank of the class in the low bits of a byte.
_RANK_OF = bytes(_RANKS) * (256 // _CLASSES)
_SHORT = 4


def _rank_of_long(body: bytes) -> int:
    """That of the best entry of a body."""
    # The class is in the first byte of a number.
    ranks = (body if body.isascii() else _NOT_FIRST.sub(b"", body)).translate(_RANK_OF)
    # Of more numbers than one the first says how many follow.
    return min(ranks[1:] or ranks)


_rank_of_short = lru_cache(2 * _KEPT)(_rank_of_long)


def rank_of(body: bytes) -> int:
    """How good the best entry of a body is, from 0."""
    return _rank_of_short(body) if len(body) <= _SHORT else _rank_of_long(body)


def ranks_of(bodies: Iterable[bytes]) -> list[int]:
    """The same of each body."""
    return [_rank_of_short(body) if len(body) <= _SHORT else _rank_of_long(body) for body in bodies]


def parsed(data: bytes) -> tuple[Sequence[bytes], Sequence[bytes], Sequence[bytes]]:
    """The heads of a list, for each posting b"" where it has one entry, the bodies."""
    found = _POSTING.findall(data)
    heads, many, bodies = zip(*found, strict=True) if found else ((), (), ())
    if sum(map(len, heads)) + sum(map(len, bodies)) < len(data):
        heads, many, bodies = zip(*_slowly(data), strict=True)
    return heads, many, bodies


class Postings(NamedTuple):
    """A list as three: ids, whether a note has more entries than one, bodies."""

    ids: list[int]
    many: list[bool]
    bodies: list[bytes]

    @classmethod
    def read(cls, data: bytes) -> Self:
        """Those of a list."""
        heads, _, bodies = parsed(data)
        return cls.of(heads, bodies)

    @classmethod
    def of(cls, heads: Sequence[bytes], bodies: Sequence[bytes]) -> Self:
        """Those of a list whose heads and bodies are known."""
        ids = list(accumulate(map(step_of, heads), initial=-1))[1:]
        return cls(ids, [head[0] & 1 == 1 for head in heads], list(bodies))

    def packed(self) -> bytes:
        """As a list."""
        heads = map(head_of, map(sub, self.ids, chain((-1,), self.ids)), self.many)
        return b"".join(chain.from_iterable(zip(heads, self.bodies, strict=True)))

    def change(self, changes: Sequence[Change]) -> None:
        """Changes it in place."""
        ids, many, bodies = self
        for change in changes:
            at = bisect_left(ids, change.id)
            there = slice(at, at + (at < len(ids) and ids[at] == change.id))
            is_left = change.body is not None
            ids[there] = [change.id] * is_left
            many[there] = [change.many] * is_left
            bodies[there] = [] if change.body is None else [change.body]

    def split(self, count: int) -> tuple[Self, Self, int]:
        """The best `count` of more notes, and the rest: those that have the term in the weightiest
        field, else those that have most of it, of equals the latest; the worst rank of the
        best."""
        ranks = ranks_of(self.bodies)
        worst = sorted(ranks)[count - 1]
        best = [rank < worst for rank in ranks]
        equals = [place for place, rank in enumerate(ranks) if rank == worst]
        for place in equals[sum(best) - count :]:
            best[place] = True
        return self._only(best), self._only(list(map(not_, best))), worst

    def blocks(self, limits: Limits) -> list[tuple[int, Self]]:
        """The list in blocks, each with the number of the range of ids that it begins with."""
        ids, many, bodies = self
        ends = list(accumulate((len(body) + 1 for body in bodies), initial=0))
        cuts, edges = [0], [0]
        while (full := bisect_left(ends, ends[cuts[-1]] + limits.block)) < len(ids):
            edge = ids[full - 1] // limits.step + 1
            cuts.append(bisect_left(ids, edge * limits.step))
            edges.append(edge)
        if cuts[-1] == len(ids):
            cuts.pop()
            edges.pop()
        parts = (slice(*ends) for ends in pairwise([*cuts, len(ids)]))
        made = (type(self)(ids[part], many[part], bodies[part]) for part in parts)
        return list(zip(edges, made, strict=True))

    def _only(self, chosen: Sequence[bool]) -> Self:
        ids, many, bodies = self
        return type(self)(
            list(compress(ids, chosen)),
            list(compress(many, chosen)),
            list(compress(bodies, chosen)),
        )


def is_in_field(posting: bytes) -> bool:
    """Whether the note of a list of one has the term elsewhere than in its text."""
    numbers: list[bytes] = _NUMBER.findall(posting)
    is_many = numbers[0][0] & 1
    return min(number[0] % _CLASSES for number in numbers[1 + is_many :]) < BODY


def _slowly(data: bytes) -> Iterator[tuple[bytes, bytes, bytes]]:
    """What the pattern finds, however many entries there are."""
    numbers = iter(_NUMBER.findall(data))
    for head in numbers:
        if head[0] & 1:
            less = next(numbers)
            entries = islice(numbers, read_varint(less, 0)[0] + 2)
            yield head, head, b"".join((less, *entries))
        else:
            yield head, b"", next(numbers)


def joined(lists: Iterable[bytes]) -> Postings:
    """The list that was split into `lists`."""
    parts = [Postings.read(data) for data in lists]
    ids, many, bodies = ([*chain.from_iterable(column)] for column in zip(*parts, strict=True))
    order = sorted(range(len(ids)), key=ids.__getitem__)
    return Postings([ids[i] for i in order], [many[i] for i in order], [bodies[i] for i in order])
