"""The directory of a zip archive, before `zipfile` reads it whole. READS a file.

`zipfile` takes the directory into memory, and gives up on the archive for one name whose flag says
UTF-8 and whose bytes are none. Formats: APPNOTE.TXT §4.3.12–16."""

from __future__ import annotations

import io
import struct
from bisect import bisect_left
from collections.abc import Mapping
from typing import IO, Any

from kbsite.importers.entry_names import IS_UTF8
from kbsite.importers.model import UnreadableError

#: A directory over this many bytes is refused: it has a million names.
MAX_DIRECTORY = 128 * 2**20

_END = struct.Struct("<4s4H2LH")
_END64 = struct.Struct("<4sQ2H2L4Q")
_LOCATOR = struct.Struct("<4sLQL")
_HEADER = struct.Struct("<4s6H3L5H2L")


def mended(file: IO[bytes]) -> IO[bytes]:
    """The same archive, in which no name says that it is UTF-8 and is not. Raises UnreadableError
    where there is no directory, or one that is too large."""
    start, size, shift = _directory(file)
    file.seek(0)
    if shift and file.read(4) == b"PK\3\4":
        # It knows nothing of the first file: it is that of an archive within, the last one.
        raise UnreadableError("its end is missing: the directory there is not that of all of it")
    if size > MAX_DIRECTORY:
        raise UnreadableError(f"its directory of {size:,} bytes is too large")
    file.seek(start)
    directory = file.read(size)
    at = 0
    patches: dict[int, bytes] = {}
    while at + _HEADER.size <= len(directory) and directory[at : at + 4] == b"PK\1\2":
        fields = _HEADER.unpack_from(directory, at)
        flags, name, extra, comment = fields[3], fields[10], fields[11], fields[12]
        begin = at + _HEADER.size
        if flags & IS_UTF8 and not _is_utf8(directory[begin : begin + name]):
            plain = (flags & ~IS_UTF8).to_bytes(2, "little")
            # The flags stand here and in front of the file itself.
            patches |= {start + at + 8: plain, fields[16] + shift + 6: plain}
        at = begin + name + extra + comment
    file.seek(0)
    return io.BufferedReader(_Overlaid(file, patches)) if patches else file


def _directory(file: IO[bytes]) -> tuple[int, int, int]:
    """Where the directory begins, its size, and by how much all offsets in it are too small."""
    length = file.seek(0, io.SEEK_END)
    tail_at = max(0, length - _END.size - 0xFFFF)
    file.seek(tail_at)
    tail = file.read()
    at = tail.rfind(b"PK\5\6")
    if at < 0 or at + _END.size > len(tail):
        raise UnreadableError("it is no zip archive, or its end is missing")
    size, begin = _END.unpack_from(tail, at)[5:7]
    end = tail_at + at
    if end >= _LOCATOR.size:
        file.seek(end - _LOCATOR.size)
        locator = _LOCATOR.unpack(file.read(_LOCATOR.size))
        if locator[0] == b"PK\6\7":
            file.seek(min(locator[2], length))
            record = file.read(_END64.size)
            if len(record) == _END64.size and record.startswith(b"PK\6\6"):
                size, begin = _END64.unpack(record)[8:10]
                end = locator[2]
    # What stands before the archive (a program that unpacks itself) shifts them.
    start = max(0, end - size)
    return start, size, max(0, start - begin)


def _is_utf8(name: bytes | bytearray) -> bool:
    try:
        name.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


class _Overlaid(io.RawIOBase):
    """A file with other bytes in some places."""

    def __init__(self, file: IO[bytes], patches: Mapping[int, bytes]) -> None:
        """`patches`: two bytes each, by where they stand."""
        self._file, self._patches = file, patches
        self._places = sorted(patches)

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        return self._file.seek(offset, whence)

    def tell(self) -> int:
        return self._file.tell()

    def readinto(self, buffer: Any) -> int:
        at = self._file.tell()
        found = self._file.read(len(buffer))
        buffer[: len(found)] = found
        first, last = bisect_left(self._places, at - 1), bisect_left(self._places, at + len(found))
        for place in self._places[first:last]:
            for offset, byte in enumerate(self._patches[place], place - at):
                if 0 <= offset < len(found):
                    buffer[offset] = byte
        return len(found)
