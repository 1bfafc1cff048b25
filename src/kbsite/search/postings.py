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
from itertools import accumulate, chain, compress, count, islice, repeat
from operator import add, and_, itemgetter, or_, sub
from typing import NamedTuple, Self

from kbsite.words.patterns import late_pattern

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
    the rest. A block of more than `block` bytes is halved by ids, down to `step` of them: what
    changes in one leaves the others as they are."""

    bytes: int = 1536
    notes: int = 200
    block: int = 3072
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


# Without groups, of each of which Python would make an object for each posting.
_POSTING = late_pattern(b"%b%b|%b(?:%b)" % (_head(0), _VARINT, _head(1), _bodies()))
#: The first bytes of longer heads.
_LONGER = re.compile(b"[\x80-\xff]")
#: How far the note is from the one before, where the head is one byte.
_STEPS = bytes((byte >> 1) + 1 for byte in range(0x100))
_FIRST = itemgetter(0)


def cut(data: bytes) -> tuple[list[bytes], bytes]:
    """The postings of a list, and the first byte of each."""
    postings = _POSTING.findall(data)
    if len(b"".join(postings)) < len(data):
        postings = list(_slowly(data))
    return postings, bytes(map(_FIRST, postings))


def ids_of(postings: Sequence[bytes], firsts: bytes) -> list[int]:
    """The notes of postings with these first bytes, behind the -1 that the first is counted
    from."""
    steps = list(firsts.translate(_STEPS))
    for found in _LONGER.finditer(firsts):
        steps[found.start()] = (read_varint(postings[found.start()], 0)[0] >> 1) + 1
    return list(accumulate(steps, initial=-1))


def head_length(posting: bytes) -> int:
    """How many bytes of a posting are its head."""
    return 1 if posting[0] < 0x80 else read_varint(posting, 0)[1]


def bodies_of(postings: Sequence[bytes], firsts: bytes) -> list[bytes]:
    """The bodies of postings with these first bytes."""
    bodies = [posting[1:] for posting in postings]
    for found in _LONGER.finditer(firsts):
        posting = postings[found.start()]
        bodies[found.start()] = posting[head_length(posting) :]
    return bodies


@lru_cache(_KEPT)
def head_of(step: int, many: bool) -> bytes:
    """The head of a note so far from the one before."""
    return varint((step - 1) << 1 | many)


#: The rank of the class in the low bits of a byte.
_RANK_OF = bytes(_RANKS) * (256 // _CLASSES)


class _BodyRanks(dict[bytes, int]):
    """How good the best entry of each body is; those of the first bodies are kept, which are most
    of all."""

    def __missing__(self, body: bytes) -> int:
        # The class is in the first byte of a number.
        ranks = (body if body.isascii() else _NOT_FIRST.sub(b"", body)).translate(_RANK_OF)
        # Of more numbers than one the first says how many follow.
        best = min(ranks[1:] or ranks)
        if len(self) < 2 * _KEPT:
            self[body] = best
        return best


#: How good the best entry of a body is, from 0.
rank_of = _BodyRanks().__getitem__


class _Heads(dict[int, bytes]):
    """Heads by how far the code of a posting is from the greatest that the note before can have;
    the long ones of rare terms are not kept."""

    def __missing__(self, distance: int) -> bytes:
        made = varint(distance - 1)
        if distance <= _KEPT:
            self[distance] = made
        return made


_HEADS = _Heads()
#: For each rank a table that has 1 for the ranks below it; one that has 1 for 0.
_BELOW = tuple(bytes(rank < worst for rank in range(256)) for worst in range(_CLASSES + 1))
_NOT = b"\1" + bytes(255)


class Ids(NamedTuple):
    """`width` ranges of ids from that of the number `first` on."""

    first: int
    width: int


#: More than any site has notes.
ALL_IDS = Ids(0, 1 << 25)


class Postings(NamedTuple):
    """A list as two: codes, each `id << 1 | many`, where that is whether a note has more entries
    than one; and bodies."""

    codes: list[int]
    bodies: list[bytes]

    @classmethod
    def read(cls, data: bytes) -> Self:
        """Those of a list."""
        postings, firsts = cut(data)
        ids = ids_of(postings, firsts)[1:]
        many = map(and_, firsts, repeat(1))
        return cls(list(map(add, map(add, ids, ids), many)), bodies_of(postings, firsts))

    def packed(self) -> bytes:
        """As a list."""
        codes, bodies = self
        befores = chain((-1,), map(or_, codes, repeat(1)))
        heads = map(_HEADS.__getitem__, map(sub, codes, befores))
        return b"".join(chain.from_iterable(zip(heads, bodies, strict=True)))

    def change(self, changes: Sequence[Change]) -> None:
        """Changes it in place."""
        codes, bodies = self
        for change in changes:
            code = change.id << 1
            at = bisect_left(codes, code)
            there = slice(at, at + (at < len(codes) and codes[at] <= code + 1))
            codes[there] = [] if change.body is None else [code | change.many]
            bodies[there] = [] if change.body is None else [change.body]

    def split(self, most: int) -> tuple[Self, Self, int]:
        """The best `most` of more notes, and the rest: those that have the term in the weightiest
        field, else those that have most of it, of equals the latest; the worst rank of the
        best."""
        ranks, better, worst = bytes(map(rank_of, self.bodies)), 0, 0
        while better + (equal := ranks.count(worst)) < most:
            better, worst = better + equal, worst + 1
        since = len(ranks)
        for _ in range(most - better):
            since = ranks.rfind(worst, 0, since)
        before, behind = ranks[:since], ranks[since:]
        best = before.translate(_BELOW[worst]) + behind.translate(_BELOW[worst + 1])
        return self._only(best), self._only(best.translate(_NOT)), worst

    @property
    def size(self) -> int:
        """How many bytes it has as a list, each head taken for one."""
        return len(self.codes) + sum(map(len, self.bodies))

    def blocks(self, limits: Limits, ids: Ids = ALL_IDS) -> Iterator[tuple[Ids, Self]]:
        """The list, whose notes are among `ids`, in blocks with those that each is of; none where
        there are no notes."""
        codes, bodies = self
        ends = list(map(add, accumulate(map(len, bodies), initial=0), count()))
        parts = [(ids, 0, len(codes))]
        while parts:
            (first, width), start, end = parts.pop()
            if width > 1 and ends[end] - ends[start] > limits.block:
                half = width // 2
                middle = bisect_left(codes, (first + half) * limits.step << 1, start, end)
                parts.append((Ids(first + half, half), middle, end))
                parts.append((Ids(first, half), start, middle))
            elif start < end:
                yield Ids(first, width), type(self)(codes[start:end], bodies[start:end])

    def _only(self, chosen: bytes) -> Self:
        codes, bodies = self
        return type(self)(list(compress(codes, chosen)), list(compress(bodies, chosen)))


def _slowly(data: bytes) -> Iterator[bytes]:
    """What the pattern finds, however many entries there are."""
    numbers = iter(_NUMBER.findall(data))
    for head in numbers:
        less = next(numbers)
        entries = islice(numbers, read_varint(less, 0)[0] + 2 if head[0] & 1 else 0)
        yield b"".join((head, less, *entries))


def joined(lists: Iterable[bytes]) -> Postings:
    """The list that was split into `lists`."""
    parts = [Postings.read(data) for data in lists]
    codes, bodies = ([*chain.from_iterable(column)] for column in zip(*parts, strict=True))
    order = sorted(range(len(codes)), key=codes.__getitem__)
    return Postings([codes[i] for i in order], [bodies[i] for i in order])
