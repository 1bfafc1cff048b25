"""A picture → the same without the place where it was taken, which cameras write into it. No I/O.

Of its bytes those of the coordinates alone are others, and what is compressed around them: nothing
else needs to be understood, and what shows the picture the right way up stays. Each part that may
have some is looked at by itself, so that what is damaged in one changes nothing outside it.
"""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Iterable, Iterator

from kbsite.words.patterns import late_pattern

#: The key of a file that is published so begins with this: another version may make another of it.
FORM = "without-place-2:"

_PNG = b"\x89PNG\r\n\x1a\n"
# Exif and XMP in a JPEG, also in one that follows another in the same file. The data of the picture
# never has these two bytes.
_APP1 = late_pattern(rb"\xff\xe1(..)(?:Exif\0.|http://ns\.adobe\.com/)", re.DOTALL)

_EXIF = b"Exif\0"
_ORDERS = {b"II*\0": "<", b"MM\0*": ">"}
#: The entry that leads to the coordinates, the last number that any of theirs has, and how large
#: values of each type are (Exif 3.0, 4.6). Those of other types are taken for bytes.
_GPS, _LAST = 0x8825, 31
_SIZES = {3: 2, 4: 4, 5: 8, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8, 13: 4}
#: No list has so many entries, no coordinate is so long.
_MOST, _LARGEST = 256, 4096

# The same in the words of XMP: attributes, and elements with what may stand around their text.
# Prefixes are for the writer to choose.
_NAME = rb":G(?:PS|ps)[A-Za-z]{1,40}"
_XMP_ATTRIBUTE = late_pattern(rb"((?<!xmlns)" + _NAME + rb"\s*=\s*)(\"[^\"<]+|'[^'<]+)")
_ATTRIBUTES = rb"(?:\s+[^\s<>=\"'/]{1,80}\s*=\s*(?:\"[^\"<]{0,300}\"|'[^'<]{0,300}')){0,8}\s*"
_WITHIN = rb"(?:\s*<(?:[A-Za-z][^<>]{0,300}|!--[^<>]{0,300}--)>){0,3}"
_XMP_ELEMENT = late_pattern(
    rb"(<[A-Za-z_][\w.-]{0,60}" + _NAME + _ATTRIBUTES + rb">" + _WITHIN + rb")([^<]+)"
)

#: No text of a PNG that has coordinates is longer.
_LONGEST = 1 << 24
_RAW = late_pattern(rb"(\s*+\S++\s++\d++[^\S\n]*+\n)([0-9A-Fa-f\s]++)")


def without_place(data: bytes) -> bytes:
    """`data` without coordinates, if it is a JPEG, PNG, WebP, HEIC or AVIF that has some; else
    itself."""
    if data.startswith(_PNG):
        return _png(data)
    if data.startswith(b"\xff\xd8\xff"):
        return _without(data, _in_jpeg(data))
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        return _without(data, _in_webp(data))
    if data[4:8] == b"ftyp":
        return _without(data, _in_heic(data))
    return data


def _without(data: bytes, parts: Iterable[tuple[int, int]]) -> bytes:
    """`data` without the coordinates in those parts of it."""
    changed = None
    done = 0
    for begin, end in sorted(parts):
        part = data[begin:end]
        if begin < done or (kept := _without_coordinates(part)) == part:
            continue
        if changed is None:
            changed = bytearray(data)
        done = begin + len(part)
        changed[begin:done] = kept
    return data if changed is None else bytes(changed)


def _without_coordinates(part: bytes) -> bytes:
    """Exif or XMP without them, as long as it was."""
    start = 6 if part.startswith(_EXIF) else 0
    if part[start : start + 4] in _ORDERS:
        changed = bytearray(part)
        for begin, end in _coordinates(part[start:]):
            changed[start + begin : start + end] = bytes(end - begin)
        return bytes(changed)
    if b":GPS" in part or b":Gps" in part:
        return _XMP_ELEMENT.sub(_blank, _XMP_ATTRIBUTE.sub(_blank_quoted, part))
    return part


def _blank(found: re.Match[bytes]) -> bytes:
    return found[1] + b" " * len(found[2])


def _blank_quoted(found: re.Match[bytes]) -> bytes:
    return found[1] + found[2][:1] + b" " * (len(found[2]) - 1)


def _coordinates(tiff: bytes) -> Iterator[tuple[int, int]]:
    """Where they stand in what begins as a TIFF. A list of them that is cut off, or has entries
    that are damaged, is emptied as far as it is one."""
    order = _ORDERS[tiff[:4]]
    main = _number(tiff, order, 4)
    entries = _entries(tiff, order, main)
    # That which leads to them, with what shows the picture the right way up.
    kept = range(main, main + 2 + 12 * len(entries))
    for begin in {_number(tiff, order, at) for tag, _, _, at in entries if tag == _GPS}:
        found = [entry for entry in _entries(tiff, order, begin) if entry[0] <= _LAST]
        # A list of no entries.
        spans = [(begin, begin + 2)] if found else []
        for _, kind, count, at in found:
            spans.append((at - 8, at + 4))
            size = _SIZES.get(kind, 1) * count
            place = _number(tiff, order, at)
            if 4 < size <= _LARGEST and place + size <= len(tiff):
                spans.append((place, place + size))
        for first, last in spans:
            if first >= 8 and (last <= kept.start or first >= kept.stop):
                yield first, last


def _entries(tiff: bytes, order: str, offset: int) -> list[tuple[int, int, int, int]]:
    """Tag, type, number of values, and where the value or its offset stands, of a list of them as
    far as it goes; nothing where it is none."""
    if offset + 2 > len(tiff):
        return []
    (number,) = struct.unpack_from(order + "H", tiff, offset)
    if number > _MOST:
        return []
    first = offset + 2
    last = min(first + 12 * number, len(tiff) - 11)
    return [(*struct.unpack_from(order + "HHI", tiff, at), at + 8) for at in range(first, last, 12)]


def _number(tiff: bytes, order: str, at: int) -> int:
    return int.from_bytes(tiff[at : at + 4], "little" if order == "<" else "big")


def _in_jpeg(data: bytes) -> Iterator[tuple[int, int]]:
    at = 0
    while found := _APP1.search(data, at):
        begin = found.start() + 4
        end = begin - 2 + int.from_bytes(found[1], "big")
        yield begin, end
        at = max(begin, end)


def _in_webp(data: bytes) -> Iterator[tuple[int, int]]:
    at = 12
    while at + 8 <= len(data):
        (size,) = struct.unpack_from("<I", data, at + 4)
        if data[at : at + 4] in (b"EXIF", b"XMP "):
            yield at + 8, at + 8 + size
        at += 8 + size + size % 2


def _in_heic(data: bytes) -> Iterator[tuple[int, int]]:
    """Exif and XMP are items, which lie anywhere (ISO/IEC 14496-12, 8.11)."""
    for kind, begin, end in _boxes(data, 0, len(data)):
        if kind != b"meta":
            continue
        boxes = {kind: (first, last) for kind, first, last in _boxes(data, begin + 4, end)}
        if not boxes.keys() >= {b"iinf", b"iloc"}:
            continue
        kinds = dict(_item_kinds(data, *boxes[b"iinf"]))
        idat = boxes.get(b"idat", (0, 0))[0]
        for item, method, offset, size in _item_places(data, *boxes[b"iloc"]):
            first = offset + idat if method == 1 else offset
            if kinds.get(item) == b"Exif":
                # Before it stands how far it is from there to what begins as a TIFF.
                yield first + 4 + _big(data, first, 4), first + size
            elif kinds.get(item) == b"mime":
                yield first, first + size


def _boxes(data: bytes, at: int, end: int) -> Iterator[tuple[bytes, int, int]]:
    """The kind of each box, and where what is in it begins and ends."""
    while at + 8 <= end:
        size, head = _big(data, at, 4), 8
        if size == 1:
            size, head = _big(data, at + 8, 8), 16
        last = min(end, at + size) if size else end
        if last < at + head:
            return
        yield data[at + 4 : at + 8], at + head, last
        at = last


def _item_kinds(data: bytes, begin: int, end: int) -> Iterator[tuple[int, bytes]]:
    first = begin + (8 if data[begin] else 6) if begin < end else end
    for _, at, _ in _boxes(data, first, end):
        wide = 4 if data[at : at + 1] == b"\3" else 2
        yield _big(data, at + 4, wide), data[at + 6 + wide : at + 10 + wide]


def _item_places(data: bytes, begin: int, end: int) -> Iterator[tuple[int, int, int, int]]:
    """Item, what its offset counts from, offset and size, of those that lie in one piece."""
    version = _big(data, begin, 1)
    sizes = _big(data, begin + 4, 2)
    offsets, lengths, bases = sizes >> 12, sizes >> 8 & 15, sizes >> 4 & 15
    indexes = sizes & 15 if version else 0
    wide = 4 if version == 2 else 2
    at = begin + 6 + wide
    while at < end:
        item = _big(data, at, wide)
        at += wide
        method = 0
        if version:
            method = _big(data, at, 2) & 15
            at += 2
        base = _big(data, at + 2, bases)
        number = _big(data, at + 2 + bases, 2)
        at += 4 + bases
        if number == 1 and method < 2:
            offset = base + _big(data, at + indexes, offsets)
            yield item, method, offset, _big(data, at + indexes + offsets, lengths)
        at += number * (indexes + offsets + lengths)


def _big(data: bytes, at: int, size: int) -> int:
    return int.from_bytes(data[at : at + size], "big")


def _png(data: bytes) -> bytes:
    """Each of its parts has a size and a sum of its own."""
    at = len(_PNG)
    parts: list[bytes] = []
    done = 0
    while at + 12 <= len(data):
        (size,) = struct.unpack_from(">I", data, at)
        kind, end = data[at + 4 : at + 8], at + 8 + size
        if kind in (b"eXIf", b"iTXt", b"tEXt", b"zTXt") and end + 4 <= len(data):
            inside = data[at + 8 : end]
            kept = _without_coordinates(inside) if kind == b"eXIf" else _png_text(kind, inside)
            if kept != inside:
                checksum = struct.pack(">I", zlib.crc32(kind + kept))
                parts += (data[done:at], struct.pack(">I", len(kept)), kind, kept, checksum)
                done = end + 4
        at = end + 4
    return b"".join((*parts, data[done:])) if parts else data


def _png_text(kind: bytes, inside: bytes) -> bytes:
    """A name, with iTXt also two languages, and a text, which may be compressed."""
    name, _, rest = inside.partition(b"\0")
    is_compressed, start = kind == b"zTXt", len(name) + 1 + (kind == b"zTXt")
    if kind == b"iTXt":
        is_compressed = rest[:1] == b"\1"
        start = inside.find(b"\0", inside.find(b"\0", start + 2) + 1) + 1
    text = inside[start:]
    if is_compressed:
        stream = zlib.decompressobj()
        try:
            text = stream.decompress(text, _LONGEST)
        except zlib.error:
            return inside
        if not stream.eof:
            return inside
    is_raw = name.startswith(b"Raw profile type ")
    kept = _raw_profile(text) if is_raw else _without_coordinates(text)
    if kept == text:
        return inside
    return inside[:start] + (zlib.compress(kept) if is_compressed else kept)


def _raw_profile(text: bytes) -> bytes:
    """What ImageMagick writes: a name, a size, and bytes as two digits each."""
    if (found := _RAW.fullmatch(text)) is None:
        return text
    try:
        profile = bytes.fromhex(found[2].decode("ascii"))
    except ValueError:
        return text
    kept = _without_coordinates(profile)
    return text if kept == profile else found[1] + kept.hex("\n", -36).encode("ascii") + b"\n"
