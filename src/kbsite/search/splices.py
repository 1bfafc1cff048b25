"""Lists with a posting more, or another, made by cutting their bytes: what is unpacked is no more
than tells where. No I/O.

A new note has the commonest terms of all, whose lists have thousands of postings; a paragraph
changes the postings of all terms that stand behind it.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

from kbsite.search.postings import Change, head_of, ids_of, parsed, rank_of


def with_posting(data: bytes, change: Change) -> bytes | None:
    """The list `data` with the posting of a note that has none there; None where it has one, or
    `change` is none to add."""
    if change.body is None:
        return None
    heads, many, bodies = parsed(data)
    ids = ids_of(heads)
    at = bisect_left(ids, change.id) - 1
    posting = head_of(change.id - ids[at], change.many) + change.body
    if at == len(heads):
        return data + posting
    next_id = ids[at + 1]
    if next_id == change.id:
        return None
    start = _length(heads[:at], bodies[:at])
    behind = head_of(next_id - change.id, bool(many[at])) + data[start + len(heads[at]) :]
    return data[:start] + posting + behind


def with_other(data: bytes, change: Change) -> tuple[bytes, bytes] | None:
    """The list `data` with another posting of a note that has one there, and the body of the one
    before; None where it has none, or is to have none."""
    if change.body is None:
        return None
    heads, _, bodies = parsed(data)
    ids = ids_of(heads)
    at = bisect_left(ids, change.id) - 1
    if at == len(heads) or ids[at + 1] != change.id:
        return None
    start = _length(heads[:at], bodies[:at])
    end = start + len(heads[at]) + len(bodies[at])
    posting = head_of(change.id - ids[at], change.many) + change.body
    return data[:start] + posting + data[end:], bodies[at]


def with_newer(data: bytes, newer: Change, worst: int) -> tuple[bytes, Change, int]:
    """The list `data` with the posting of the note `newer`, which is behind all of its own, in
    place of the first whose rank is `worst`: the list, what was put out, the worst rank now."""
    heads, many, bodies = parsed(data)
    # Most lists have hundreds of that rank, so that not all are looked at.
    places = (at for at, body in enumerate(bodies) if rank_of(body) == worst)
    at = next(places)
    ids = ids_of(heads)
    before, out = ids[at], Change(ids[at + 1], bool(many[at]), bodies[at])
    start = _length(heads[:at], bodies[:at])
    end = start + len(heads[at]) + len(bodies[at])
    parts, last = [data[:start]], before
    if at + 1 < len(heads):
        next_id, last = ids[at + 2], ids[-1]
        parts += (head_of(next_id - before, bool(many[at + 1])), data[end + len(heads[at + 1]) :])
    body = newer.body or b""
    parts += (head_of(newer.id - last, newer.many), body)
    if next(places, None) is None:
        worst = max(map(rank_of, [*bodies[:at], *bodies[at + 1 :], body]))
    return b"".join(parts), out, worst


def _length(heads: Sequence[bytes], bodies: Sequence[bytes]) -> int:
    return sum(map(len, heads)) + sum(map(len, bodies))
