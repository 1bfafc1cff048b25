"""The terms of one note as the merge reads them: in parts by ranges of terms, so that few of them
are unpacked at once. No I/O.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import pairwise

import msgspec

from kbsite.search.postings import Change

#: Where each range begins: a dictionary of the terms of one stays in the processor's cache. None
#: holds terms on both sides of `?` or `{`; they hold about as much each in Chinese notes.
RANGES = ("", "@", *"behmqtw{", *"丑临亟份僵列却含坚宅巴必捷施朋桌炼皆真管耐触迁金")


class Part(msgspec.Struct, frozen=True, array_like=True):
    """The terms of a note, or those of one range, ascending, with the bodies of their postings:
    those with one entry, and those with more."""

    ones: list[str]
    one_bodies: list[bytes]
    manies: list[str]
    many_bodies: list[bytes]


_encode = msgspec.msgpack.encode
_decode_parts = msgspec.msgpack.Decoder(tuple[bytes, ...]).decode
read_part = msgspec.msgpack.Decoder(Part).decode


def packed_terms(terms: Part) -> bytes:
    """All terms of a note, packed; b"" stands for a part without terms."""
    ones, one_bodies = terms.ones, terms.one_bodies
    manies, many_bodies = terms.manies, terms.many_bodies
    parts: list[bytes] = []
    for (one, many), (one_end, many_end) in pairwise(
        zip(_starts(ones), _starts(manies), strict=True)
    ):
        is_empty = one == one_end and many == many_end
        part = (
            ones[one:one_end],
            one_bodies[one:one_end],
            manies[many:many_end],
            many_bodies[many:many_end],
        )
        parts.append(b"" if is_empty else _encode(part))
    return _encode(parts)


def _starts(terms: Sequence[str]) -> list[int]:
    """Where each range begins in ascending terms, and where the last ends."""
    return [*(bisect_left(terms, first) for first in RANGES), len(terms)]


def parts_of(packed: bytes) -> tuple[bytes, ...]:
    """The part of each range. Raises msgspec.DecodeError."""
    return _decode_parts(packed)


def changes_between(old: bytes, new: bytes, note: int) -> Iterator[tuple[str, Change]]:
    """What becomes of the postings of the note with the id `note`, term by term, in no order; b""
    is a note without terms."""
    was, now = _bodies(old), _bodies(new)
    for term, (many, body) in now.items():
        if was.pop(term, None) != (many, body):
            yield term, Change(note, many, body)
    for term in was:
        yield term, Change(note, False, None)


def _bodies(packed: bytes) -> dict[str, tuple[bool, bytes]]:
    found: dict[str, tuple[bool, bytes]] = {}
    for data in parts_of(packed) if packed else ():
        if data:
            part = read_part(data)
            found.update(zip(part.ones, ((False, body) for body in part.one_bodies), strict=True))
            found.update(zip(part.manies, ((True, body) for body in part.many_bodies), strict=True))
    return found
