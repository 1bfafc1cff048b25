"""The parts of notes' indexes from note to range: they come note by note and are wanted range by
range. No I/O but through the file that a shelf opens once they are many.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from io import BytesIO
from typing import IO

import msgspec

from kbsite.search.note_parts import RANGES, parts_of

#: So many bytes are held in memory.
_HELD = 16_000_000

_encode = msgspec.msgpack.encode
_decode = msgspec.msgpack.Decoder(list[bytes]).decode


class Shelf:
    """Holds the parts of all notes."""

    def __init__(self, open_file: Callable[[], IO[bytes]] = BytesIO, held: int = _HELD) -> None:
        """`open_file` gives an empty file, without a buffer, for what is more than `held` bytes."""
        self._open_file = open_file
        self._file: IO[bytes] | None = None
        self._end = 0
        self._most = held
        self._size = 0
        self._held: list[list[bytes]] = [[] for _ in RANGES]
        #: Where in the file the parts before those held are, by range: place and size.
        self._filed: list[list[tuple[int, int]]] = [[] for _ in RANGES]

    def add(self, packed: bytes) -> None:
        """Takes the packed index of the next note. Raises msgspec.DecodeError."""
        for held, part in zip(self._held, parts_of(packed), strict=True):
            held.append(part)
        self._size += len(packed)
        if self._size > self._most:
            self._size = 0
            try:
                self._file_all()
            except OSError:
                # A full disk: from here on all is held.
                self._most = 1 << 63

    def _file_all(self) -> None:
        file = self._file = self._file or self._open_file()
        for number, parts in enumerate(self._held):
            data = _encode(parts)
            file.seek(self._end)
            if file.write(data) < len(data):
                raise OSError("no room for all of it")
            self._filed[number].append((self._end, len(data)))
            self._held[number] = []
            self._end += len(data)

    def take(self, number: int) -> list[bytes]:
        """The parts of a range, in the order of the notes; they are gone then. Raises OSError."""
        found: list[bytes] = []
        for place, size in self._filed[number]:
            assert self._file, "it was written to"
            self._file.seek(place)
            data = self._file.read(size)
            if len(data) < size:
                raise OSError("the file beside the cache cannot be read to its end")
            found += _decode(data)
        found += self._held[number]
        self._filed[number], self._held[number] = [], []
        return found

    def close(self) -> None:
        """Lets go of all."""
        if self._file:
            with suppress(OSError):
                self._file.close()
        self._file = None
