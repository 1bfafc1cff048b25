"""Lists with a posting more, or another, made by cutting their bytes: what is unpacked is no more
than tells where. No I/O.

A new note has the commonest terms of all, whose lists have thousands of postings; a paragraph
changes the postings of all terms that stand behind it.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

from kbsite.search.postings import Change, bodies_of, cut, head_length, head_of, ids_of, rank_of


def with_posting(data: bytes, change: Change) -> bytes | None:
    """The list `data` with the posting of a note that has none there; None where it has one, or
    `change` is none to add."""
    if change.body is None:
        return None
    postings, firsts = cut(data)
    ids = ids_of(postings, firsts)
    at = bisect_left(ids, change.id) - 1
    posting = head_of(change.id - ids[at], change.many) + change.body
    if at == len(postings):
        return data + posting
    next_id, next_one = ids[at + 1], postings[at]
    if next_id == change.id:
        return None
    start = _length(postings[:at])
    behind = head_of(next_id - change.id, bool(firsts[at] & 1))
    return data[:start] + posting + behind + data[start + head_length(next_one) :]


def with_other(data: bytes, change: Change) -> tuple[bytes, bytes] | None:
    """The list `data` with another posting of a note that has one there, and the body of the one
    before; None where it has none, or is to have none."""
    if change.body is None:
        return None
    postings, firsts = cut(data)
    ids = ids_of(postings, firsts)
    at = bisect_left(ids, change.id) - 1
    if at == len(postings) or ids[at + 1] != change.id:
        return None
    was, start = postings[at], _length(postings[:at])
    posting = head_of(change.id - ids[at], change.many) + change.body
    return data[:start] + posting + data[start + len(was) :], was[head_length(was) :]


def with_newer(data: bytes, newer: Change, worst: int) -> tuple[bytes, Change, int]:
    """The list `data` with the posting of the note `newer`, which is behind all of its own, in
    place of the first whose rank is `worst`: the list, what was put out, the worst rank now."""
    postings, firsts = cut(data)
    bodies = bodies_of(postings, firsts)
    # Most lists have hundreds of that rank, so that not all are looked at.
    places = (at for at, body in enumerate(bodies) if rank_of(body) == worst)
    at = next(places)
    ids = ids_of(postings, firsts)
    before, out = ids[at], Change(ids[at + 1], bool(firsts[at] & 1), bodies[at])
    start = _length(postings[:at])
    end = start + len(postings[at])
    parts, last = [data[:start]], before
    if at + 1 < len(postings):
        next_id, next_one, last = ids[at + 2], postings[at + 1], ids[-1]
        behind = data[end + head_length(next_one) :]
        parts += (head_of(next_id - before, bool(firsts[at + 1] & 1)), behind)
    body = newer.body or b""
    parts += (head_of(newer.id - last, newer.many), body)
    if next(places, None) is None:
        worst = max(map(rank_of, [*bodies[:at], *bodies[at + 1 :], body]))
    return b"".join(parts), out, worst


def _length(postings: Sequence[bytes]) -> int:
    return len(b"".join(postings))
