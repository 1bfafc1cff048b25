"""A picture → the same without the place where it was taken, which cameras write into it. No I/O.

Of its bytes those of the coordinates alone are others: nothing is moved, so nothing else needs to
be understood, and what shows the picture the right way up stays.
"""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Iterable, Iterator

#: The key of a file that is published so begins with this: another version may make another of it.
FORM = "without-place-1:"

_PNG = b"\x89PNG\r\n\x1a\n"
_EXIF = b"Exif\0\0"
_ORDERS = {b"II*\0": "<", b"MM\0*": ">"}
#: The entry that leads to the coordinates, and how large values of each type are (Exif 2.32, 4.6).
_GPS = 0x8825
_SIZES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8, 13: 4}
#: No list has so many entries, no coordinate is so long.
_MOST, _LARGEST = 256, 4096
# The same in the words of XMP.
_XMP = b"exif:GPS"
_XMP_VALUE = re.compile(rb"(exif:GPS[A-Za-z]{1,40}(?:\s*=\s*[\"']|>))([^\"'<>]{1,200})")


def without_place(data: bytes) -> bytes:
    """`data` without coordinates, if it is a JPEG, PNG, WebP or HEIC that has some; else itself."""
    if data.startswith(_PNG):
        return _png(data)
    is_webp = data.startswith(b"RIFF") and data[8:12] == b"WEBP"
    if not is_webp and not data.startswith(b"\xff\xd8\xff") and data[4:8] != b"ftyp":
        return data
    return _without(data, _webp_exif(data) if is_webp else ())


def _without(data: bytes, bare: Iterable[int] = ()) -> bytes:
    """`data` without the coordinates behind the mark of Exif, and `bare` of it, and in XMP."""
    spans = [span for at in (*_marked(data), *bare) for span in _coordinates(data, at)]
    if spans:
        changed = bytearray(data)
        for begin, end in spans:
            changed[begin:end] = bytes(end - begin)
        data = bytes(changed)
    return _XMP_VALUE.sub(_blank, data) if _XMP in data else data


def _blank(found: re.Match[bytes]) -> bytes:
    return found[1] + b" " * len(found[2])


def _marked(data: bytes) -> Iterator[int]:
    at = data.find(_EXIF)
    while at >= 0:
        yield at + len(_EXIF)
        at = data.find(_EXIF, at + len(_EXIF))


def _coordinates(data: bytes, start: int) -> Iterator[tuple[int, int]]:
    """Where they stand in what begins as a TIFF at `start`; nothing of what is none."""
    if (order := _ORDERS.get(data[start : start + 4])) is None:
        return
    try:
        for tag, _, _, at in _entries(data, start, order, _number(data, order, start + 4)):
            if tag != _GPS:
                continue
            begin = _number(data, order, at)
            entries = _entries(data, start, order, begin)
            for _, kind, count, value in entries:
                size = _SIZES[kind] * count
                place = start + _number(data, order, value)
                if 4 < size <= _LARGEST and place + size <= len(data):
                    yield place, place + size
            # A list of no entries.
            yield start + begin, start + begin + 2 + 12 * len(entries)
    except (struct.error, KeyError):
        """It is damaged, or none."""


def _entries(data: bytes, start: int, order: str, offset: int) -> list[tuple[int, int, int, int]]:
    """Tag, type, number of values, and where the value or its offset stands, of a list of them.
    Raises struct.error where it is none."""
    (number,) = struct.unpack_from(order + "H", data, start + offset)
    if number > _MOST:
        raise struct.error
    first = start + offset + 2
    return [
        (*struct.unpack_from(order + "HHI", data, at), at + 8)
        for at in range(first, first + 12 * number, 12)
    ]


def _number(data: bytes, order: str, at: int) -> int:
    number: int = struct.unpack_from(order + "I", data, at)[0]
    return number


def _webp_exif(data: bytes) -> Iterator[int]:
    """Where in a WebP Exif begins that has no mark."""
    at = 12
    while at + 8 <= len(data):
        (size,) = struct.unpack_from("<I", data, at + 4)
        if data[at : at + 4] == b"EXIF":
            yield at + 8
        at += 8 + size + size % 2


def _png(data: bytes) -> bytes:
    """Each of its parts has a sum of its own."""
    at = len(_PNG)
    parts: list[bytes] = []
    done = 0
    while at + 12 <= len(data):
        (size,) = struct.unpack_from(">I", data, at)
        kind, end = data[at + 4 : at + 8], at + 8 + size
        if kind in (b"eXIf", b"iTXt") and end + 4 <= len(data):
            inside = data[at + 8 : end]
            kept = _without(inside, (0,) if kind == b"eXIf" else ())
            if kept != inside:
                checksum = struct.pack(">I", zlib.crc32(kind + kept))
                parts += (data[done : at + 8], kept, checksum)
                done = end + 4
        at = end + 4
    return b"".join((*parts, data[done:])) if parts else data
