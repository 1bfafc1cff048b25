"""A term's list as the payload of a shard's entry, and the rest of it in a file of its own.
No I/O but through `Files`.

A payload is `count << 1 | is_split`, where it is split the name of the file of the rest, and the
list, or its best notes.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from kbsite.search.postings import (
    Change,
    Limits,
    Postings,
    joined,
    rank_of,
    read_varint,
    varint,
)
from kbsite.search.shards import Payload, Tail
from kbsite.search.splices import with_newer, with_posting

_NAME_BYTES = 8


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

    def payload_of_parts(self, parts: list[bytes]) -> Payload:
        """The same of a list as its heads and bodies in turn."""
        limits, count = self._limits, len(parts) // 2
        data = b"".join(parts)
        if len(data) <= limits.bytes or count <= limits.notes:
            return Payload(varint(count << 1) + data)
        return self._parted(Postings.of(parts[::2], parts[1::2]))

    def payload_of(self, postings: Postings) -> Payload:
        """The same of a list that is unpacked."""
        limits, count = self._limits, len(postings.ids)
        # A head has a byte at the least.
        if count > limits.notes and count + sum(map(len, postings.bodies)) > limits.bytes:
            return self._parted(postings)
        return self.payload(count, postings.packed())

    def _parted(self, postings: Postings) -> Payload:
        best, rest, worst = postings.split(self._limits.notes)
        ends = (rest.ids[-1], postings.ids[-1], worst)
        return self._split(len(postings.ids), best.packed(), rest.packed(), *ends)

    def _split(
        self, count: int, best: bytes, rest: bytes, last: int, newest: int, worst: int
    ) -> Payload:
        mark = self._files.put("tail", rest)
        head = varint(count << 1 | 1) + self._files.name(mark).encode()
        return Payload(head + best, Tail(mark, last, newest, worst))

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
        rest, last, worst = self._files.get(tail.mark), tail.last, tail.worst
        if rank_of(change.body) <= worst:
            data, demoted, worst = with_newer(data, change, worst)
        else:
            demoted = change
        longer = with_posting(rest, demoted)
        if longer is None:
            return None
        newest, last = change.id, max(last, demoted.id)
        return self._split(count + 1, data, longer, last, newest, worst)

    def data_of(self, payload: Payload) -> tuple[int, bytes]:
        """How many notes a payload's list has, and it, or its beginning."""
        count, at = read_varint(payload.data, 0)
        return count >> 1, payload.data[at + _NAME_BYTES * (count & 1) :]

    def list_of(self, payload: Payload) -> tuple[int, tuple[bytes]]:
        """The same, the list as its one part."""
        count, data = self.data_of(payload)
        return count, (data,)

    def postings_of(self, payload: Payload) -> Postings:
        """The whole list of a payload."""
        _, data = self.data_of(payload)
        if payload.tail:
            return joined(data, self._files.get(payload.tail.mark))
        return Postings.read(data)
