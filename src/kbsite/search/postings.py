"""Postings: in which passages of which notes a term stands, as bytes. No I/O.

All numbers are varints (LEB128: seven bits a byte, the lowest first, the highest bit set in all but
the last). A *posting* says of one note in which passages a term stands, a *list* holds the postings
of all notes, by ascending id. A list is a sequence of `gap << 1 | many`, where the gap is the id
less the last one less 1, and then the *body*: where `many`, the number of entries less 2; the
entries, each `passageDelta << 4 | class`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

#: Classes below are of fields, the lower the weightier; from here on of the body, the higher the
#: more of the term.
BODY = 8
_CLASSES = 16


class Change(NamedTuple):
    """A posting that becomes another: the note, whether it has several entries, and its body;
    None where the note has the term no more."""

    id: int
    many: bool
    body: bytes | None


class Limits(NamedTuple):
    """A list of more bytes and more notes than this is split into the best `notes` and the rest."""

    bytes: int = 4096
    notes: int = 2000


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


def body_of(posting: bytes) -> tuple[bool, bytes]:
    """Whether a note's posting, which begins with the number of its entries, has several, and its
    body."""
    count, at = read_varint(posting, 0)
    return (True, varint(count - 2) + posting[at:]) if count > 1 else (False, posting[at:])


def heads(count: int) -> tuple[list[bytes], list[bytes]]:
    """What stands before the bodies of notes with one entry and with more, by how far a note's id
    is from the last, up to `count`."""
    gaps = range(count)
    return [b"", *(varint(g << 1) for g in gaps)], [b"", *(varint(g << 1 | 1) for g in gaps)]


def _end_of(data: bytes, at: int, many: int) -> int:
    """Where the body at `at` ends."""
    if many:
        count, at = read_varint(data, at)
        for _ in range(count + 1):
            while data[at] > 0x7F:
                at += 1
            at += 1
    while data[at] > 0x7F:
        at += 1
    return at + 1


def notes_in(data: bytes) -> Iterator[tuple[int, bool, bytes]]:
    """Each note of a list: id, whether it has several entries, body."""
    at, note = 0, -1
    while at < len(data):
        head, start = read_varint(data, at)
        at = _end_of(data, start, head & 1)
        note += (head >> 1) + 1
        yield note, bool(head & 1), data[start:at]


def listed(notes: Iterator[tuple[int, bool, bytes]] | Sequence[tuple[int, bool, bytes]]) -> bytes:
    """The list of `notes`, which ascend."""
    out, last = bytearray(), -1
    for note, many, body in notes:
        out += varint((note - last - 1) << 1 | many)
        out += body
        last = note
    return bytes(out)


def classes_in(many: bool, body: bytes) -> list[int]:
    """The class of each entry of a body."""
    count, at = read_varint(body, 0) if many else (-1, 0)
    classes = []
    for _ in range(count + 2):
        entry, at = read_varint(body, at)
        classes.append(entry & _CLASSES - 1)
    return classes


def changed(data: bytes, changes: Sequence[Change]) -> tuple[bytes, int]:
    """A list after `changes`, by ascending id, and how many notes more it has. What lies between
    changed notes is copied as it is."""
    out = bytearray()
    more = 0
    # `at` is behind what was read, the last note of which is `note`; `written` is the last of `out`.
    at, note, written = 0, -1, -1
    for change in changes:
        start = begin = at
        head, following = 0, -1
        while at < len(data):
            head, start = read_varint(data, at)
            following = note + (head >> 1) + 1
            if following >= change.id:
                break
            if written != note:
                # What stands before it is another now.
                out += varint((following - written - 1) << 1 | head & 1)
                begin = start
            at = _end_of(data, start, head & 1)
            note = written = following
        out += data[begin:at]
        is_there = at < len(data) and following == change.id
        if is_there:
            at = _end_of(data, start, head & 1)
            note = following
        if change.body is not None:
            out += varint((change.id - written - 1) << 1 | change.many)
            out += change.body
            written = change.id
        more += (change.body is not None) - is_there
    if at < len(data) and written != note:
        head, start = read_varint(data, at)
        following = note + (head >> 1) + 1
        out += varint((following - written - 1) << 1 | head & 1)
        at = start
    out += data[at:]
    return bytes(out), more


def split(data: bytes, count: int, limits: Limits) -> tuple[bytes, bytes]:
    """A list of `count` notes as the part that every search reads, and the rest, which is empty
    where the list is short. The first holds the notes that have the term in the weightiest field,
    else those that have most of it, of equals the latest."""
    if len(data) <= limits.bytes or count <= limits.notes:
        return data, b""
    notes = list(notes_in(data))
    ranked: list[list[int]] = [[] for _ in range(_CLASSES)]
    for place, (_, many, body) in enumerate(notes):
        ranked[_rank(many, body)].append(place)
    best = bytearray(len(notes))
    left = limits.notes
    for places in ranked:
        for place in reversed(places[-left:] if left else []):
            best[place] = 1
        left -= min(left, len(places))
    return (
        listed([note for note, is_best in zip(notes, best, strict=True) if is_best]),
        listed([note for note, is_best in zip(notes, best, strict=True) if not is_best]),
    )


def _rank(many: bool, body: bytes) -> int:
    if not many:
        kind = body[0] & _CLASSES - 1
        return kind if kind < BODY else _CLASSES + BODY - 1 - kind
    return min(c if c < BODY else _CLASSES + BODY - 1 - c for c in classes_in(many, body))


def joined(head: bytes, tail: bytes) -> bytes:
    """The list that was split into `head` and `tail`."""
    return listed(sorted([*notes_in(head), *notes_in(tail)])) if tail else head
