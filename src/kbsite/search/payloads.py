"""A term's list as the payload of a shard's entry, and the rest of it in files of its own.
No I/O but through `Files`.

A payload is `count << 1 | is_split`, where it is split the number of blocks that the rest is in,
for each how many ranges of ids it begins behind the one before and the name of its file, and then
the list, or its best notes.
"""

from __future__ import annotations

import sys
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from typing import Protocol

from kbsite.search.postings import (
    Change,
    Ids,
    Limits,
    Postings,
    joined,
    rank_of,
    read_varint,
    varint,
)
from kbsite.search.shards import Payload, Tail
from kbsite.search.splices import with_newer, with_other, with_posting

_NAME_BYTES = 8
#: Marks of blocks, and the ids that they are of.
_Blocks = tuple[tuple[str, ...], tuple[Ids, ...]]


class Files(Protocol):
    """The contents of the index's files, by mark."""

    def put(self, kind: str, content: bytes) -> str:
        """Keeps a content, and gives its mark."""

    def get(self, mark: str) -> bytes:
        """A content that was kept. Raises LookupError where it was lost."""

    def name(self, mark: str) -> str:
        """What the file of a content is called, eight characters."""


class Payloads:
    """Makes and reads payloads; the rests of lists are kept in `files`."""

    def __init__(self, files: Files, limits: Limits) -> None:
        self._limits = limits
        self._files = files

    def payload(self, count: int, data: bytes) -> Payload:
        """That of a list of `count` notes."""
        limits = self._limits
        if len(data) <= limits.bytes or count <= limits.notes:
            return Payload(varint(count << 1) + data)
        return self._parted(Postings.read(data))

    def payload_of(self, postings: Postings) -> Payload:
        """The same of a list that is unpacked."""
        limits, count = self._limits, len(postings.codes)
        # A head has a byte at the least.
        if count > limits.notes and postings.size > limits.bytes:
            return self._parted(postings)
        return self.payload(count, postings.packed())

    def _parted(self, postings: Postings) -> Payload:
        best, rest, worst = postings.split(self._limits.notes)
        marks, ids = self._kept(rest.blocks(self._limits))
        tail = Tail(marks, ids, postings.codes[-1] >> 1, worst)
        return self._split(len(postings.codes), best.packed(), tail)

    def _kept(self, blocks: Iterable[tuple[Ids, Postings]]) -> _Blocks:
        kept = [(self._files.put("tail", block.packed()), ids) for ids, block in blocks]
        return tuple(mark for mark, _ in kept), tuple(ids for _, ids in kept)

    def _split(self, count: int, best: bytes, tail: Tail) -> Payload:
        parts, before = [varint(count << 1 | 1), varint(len(tail.marks))], 0
        for mark, (first, _) in zip(tail.marks, tail.ids, strict=True):
            parts += (varint(first - before), self._files.name(mark).encode())
            before = first
        return Payload(b"".join((*parts, best)), tail)

    def appended(self, payload: Payload, changes: Sequence[Change]) -> Payload | None:
        """`payload` with one note more, which is newer than all of its list where that is split;
        None where that is not what changes. It is one of the best or not, and perhaps puts out the
        worst of them: the order of all others stays as it is."""
        (change, *others), tail = changes, payload.tail
        if others or change.body is None:
            return None
        count, data = self.data_of(payload)
        if tail is None:
            more = with_posting(data, change)
            return None if more is None else self.payload(count + 1, more)
        if change.id <= tail.newest:
            return None
        worst, demoted = tail.worst, change
        if rank_of(change.body) <= worst:
            data, demoted, worst = with_newer(data, change, worst)
        blocks = self._with(tail, demoted)
        return blocks and self._split(count + 1, data, Tail(*blocks, change.id, worst))

    def edited(self, payload: Payload, changes: Sequence[Change]) -> Payload | None:
        """`payload`, whose list is split, with another posting of a note that is as good as the one
        before, as far as it matters to the order; None where that is not what changes."""
        (change, *others), tail = changes, payload.tail
        if others or change.body is None or tail is None:
            return None
        count, data = self.data_of(payload)
        at = None
        if (found := with_other(data, change)) is None:
            at = self._block_of(tail, change)
            if at is None or not (found := with_other(self._files.get(tail.marks[at]), change)):
                return None
        block, was = found
        old, new = rank_of(was), rank_of(change.body)
        if len(change.body) < len(was) and not self._is_long(tail):
            return None
        if at is None:
            same = old == new or max(old, new) < tail.worst
            return self._split(count, block, tail) if same else None
        if new < old and new <= tail.worst:
            return None
        if len(change.body) < len(was) and self._is_joined(tail, at, block):
            return None
        marks, ids = self._with_block(tail, at, block)
        return self._split(count, data, tail._replace(marks=marks, ids=ids))

    def _is_long(self, tail: Tail) -> bool:
        """Whether a list is so long that it is split even where it has some bytes less."""
        return len(tail.marks) > 1 and self._limits.block >= self._limits.bytes

    def _with(self, tail: Tail, demoted: Change) -> _Blocks | None:
        """The blocks with a note more; None where there is no block of its ids."""
        at = self._block_of(tail, demoted)
        if at is None:
            return None
        longer = with_posting(self._files.get(tail.marks[at]), demoted)
        return None if longer is None else self._with_block(tail, at, longer)

    def _block_of(self, tail: Tail, change: Change) -> int | None:
        """The number of the block of the ids among which a note is; None where it has none."""
        number = change.id // self._limits.step
        at = bisect_right(tail.ids, (number, sys.maxsize)) - 1
        return at if at >= 0 and number < sum(tail.ids[at]) else None

    def _is_joined(self, tail: Tail, at: int, data: bytes) -> bool:
        """Whether `data` in place of a block may be so short that nothing halves it from what is
        beside it."""
        room = self._limits.block - Postings.read(data).size
        if tail.ids[at].width == 1:
            # It was perhaps too long, with nothing beside it.
            return room >= 0
        beside = (*tail.marks[max(at - 1, 0) : at], *tail.marks[at + 1 : at + 2])
        return any(Postings.read(self._files.get(mark)).size <= room for mark in beside)

    def _with_block(self, tail: Tail, at: int, data: bytes) -> _Blocks:
        """The blocks with `data` in place of one, halved where it is too long now."""
        if len(data) <= self._limits.block:
            # No list is longer than its bytes: there is nothing to halve.
            kept: _Blocks = (self._files.put("tail", data),), tail.ids[at : at + 1]
        else:
            kept = self._kept(Postings.read(data).blocks(self._limits, tail.ids[at]))
        marks, ids = kept
        return (
            (*tail.marks[:at], *marks, *tail.marks[at + 1 :]),
            (*tail.ids[:at], *ids, *tail.ids[at + 1 :]),
        )

    def data_of(self, payload: Payload) -> tuple[int, bytes]:
        """How many notes a payload's list has, and it, or its best notes."""
        count, at = read_varint(payload.data, 0)
        if count & 1:
            blocks, at = read_varint(payload.data, at)
            for _ in range(blocks):
                _, at = read_varint(payload.data, at)
                at += _NAME_BYTES
        return count >> 1, payload.data[at:]

    def postings_of(self, payload: Payload) -> Postings:
        """The whole list of a payload."""
        _, data = self.data_of(payload)
        if payload.tail:
            return joined([data, *map(self._files.get, payload.tail.marks)])
        return Postings.read(data)
