"""Terms and their payloads in ascending order as shards, cut where their content says. No I/O.

A shard is a sequence of entries, each: how many bytes of its UTF-8 the term shares with the one
before (0 for the first), how many bytes follow of the term, these, the length of the payload, and
the payload. The numbers are varints.

A shard ends at a term whose checksum is a multiple of `one_in`, so that what changes in one shard
leaves the cuts behind it where they are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple
from zlib import crc32

import msgspec

from kbsite.search.postings import Ids, read_varint, varint


class Cuts(NamedTuple):
    """A shard ends at one of `one_in` terms once it has `least` bytes; at a term whose entry has
    `heavy` bytes, at two of `one_in`, and so on; and at the latest where the next entry would take
    it over `most`."""

    one_in: int = 12
    least: int = 1024
    most: int = 8192
    heavy: int = 16


class Tail(NamedTuple):
    """The files that hold the rest of a list: their marks, the ids that they are of, and what
    spares to read the list when a note is added: the last note of the whole, the worst rank in the
    payload."""

    marks: tuple[str, ...]
    ids: tuple[Ids, ...]
    newest: int
    worst: int


class Payload(NamedTuple):
    """What stands at a term, and the rest of its list, where that is in other files."""

    data: bytes
    tail: Tail | None = None


class Shard(msgspec.Struct, frozen=True, array_like=True):
    """First and last term, mark of the content, and the rests of its lists, in the order of their
    terms."""

    first: str
    last: str
    mark: str
    tails: tuple[Tail, ...] = ()


def files_of(shards: Iterable[Shard]) -> list[str]:
    """The marks of all files: of each shard those of its lists' rests, and its own."""
    marks: list[str] = []
    for shard in shards:
        for tail in shard.tails:
            marks += tail.marks
        marks.append(shard.mark)
    return marks


class ShardWriter:
    """Cuts what is added into shards."""

    def __init__(self, keep: Callable[[bytes], str], cuts: Cuts) -> None:
        """`keep` takes the content of a shard and gives its mark."""
        self.shards: list[Shard] = []
        self._keep = keep
        self._cuts = cuts
        self._content = bytearray()
        self._tails: list[Tail] = []
        self._first = self._last = ""
        self._before = b""

    @property
    def is_between(self) -> bool:
        """Whether the last shard is done and the next not begun."""
        return not self._content

    def add(self, term: str, payload: Payload) -> None:
        """Adds an entry; terms ascend."""
        word = term.encode()
        entry = _entry(self._before, word, payload.data)
        if self._content and len(self._content) + len(entry) > self._cuts.most:
            self.close()
            entry = _entry(b"", word, payload.data)
        if not self._content:
            self._first = term
        self._content += entry
        self._last, self._before = term, word
        if payload.tail:
            self._tails.append(payload.tail)
        cuts = self._cuts
        if len(self._content) >= cuts.least and crc32(word) % cuts.one_in * cuts.heavy <= len(
            entry
        ):
            self.close()

    def close(self) -> None:
        """Ends the shard, if there is one."""
        if self._content:
            mark = self._keep(bytes(self._content))
            self.shards.append(Shard(self._first, self._last, mark, tuple(self._tails)))
        self._content, self._tails, self._before = bytearray(), [], b""


def _entry(before: bytes, word: bytes, payload: bytes) -> bytes:
    shared, most = 0, min(len(before), len(word))
    while shared < most and before[shared] == word[shared]:
        shared += 1
    rest = len(word) - shared
    size = len(payload)
    if shared < 0x80 and rest < 0x80 and size < 0x80:
        return b"%c%c%b%c%b" % (shared, rest, word[shared:], size, payload)
    return b"".join((varint(shared), varint(rest), word[shared:], varint(size), payload))


def entries_of(content: bytes) -> Iterator[tuple[str, bytes]]:
    """The terms of a shard and their payloads."""
    at, word = 0, b""
    while at < len(content):
        shared, at = read_varint(content, at)
        size, at = read_varint(content, at)
        word = word[:shared] + content[at : at + size]
        size, at = read_varint(content, at + size)
        yield word.decode(), content[at : at + size]
        at += size


def separator(last: str, first: str) -> str:
    """The shortest beginning of `first` that is greater than `last`, which is less than it."""
    shared = 0
    while shared < len(last) and last[shared] == first[shared]:
        shared += 1
    return first[: shared + 1]
