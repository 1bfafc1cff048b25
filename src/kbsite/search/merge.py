"""The indexes of all notes as shards, made anew or from those of the last time. No I/O but through
`Files`.

The same notes come to the same shards whichever way. There are three sequences of shards, one
behind another: of the terms before the vocabulary (its terms begin with `?`), of the vocabulary,
and of the terms behind it. A shard never holds terms of two of them, so that the vocabulary, which
follows from all others, can be made last.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import NamedTuple, TypeAlias

import msgspec

from kbsite.search.manifest import short_name
from kbsite.search.note_parts import RANGES
from kbsite.search.payloads import Files, Payloads
from kbsite.search.postings import Change, Limits, Postings, varint
from kbsite.search.ranges import NOTES_A_STEP, Merged, Range, RangeMerger, is_known, is_word
from kbsite.search.shards import Cuts, Payload, Shard, ShardWriter, entries_of
from kbsite.search.shelf import Shelf

VOCABULARY = "?"
#: Words are below this.
_NO_WORDS = "{"


class Sizes(NamedTuple):
    """Where lists are split and shards end; tests make both small."""

    limits: Limits = Limits()
    cuts: Cuts = Cuts()


SIZES = Sizes()

Elsewhere: TypeAlias = Callable[[Iterable[Range]], Generator[Merged]]
"""Merges ranges in other processes, in their order."""


class NameTakenError(Exception):
    """A file has another name than that of its mark."""


class Shards(msgspec.Struct, frozen=True, array_like=True):
    """All shards: of the terms before the vocabulary, of it, of those behind."""

    before: tuple[Shard, ...] = ()
    vocabulary: tuple[Shard, ...] = ()
    behind: tuple[Shard, ...] = ()

    @property
    def all(self) -> tuple[Shard, ...]:
        return (*self.before, *self.vocabulary, *self.behind)


# --- anew ---


def merge_all(
    notes: Iterable[bytes],
    shelf: Shelf,
    files: Files,
    sizes: Sizes,
    elsewhere: Elsewhere | None = None,
) -> Generator[None, None, Shards]:
    """The shards of the `notes`, given as packed indexes in the order of their ids; `shelf` holds
    them meanwhile, and is empty then. Ranges are merged `elsewhere`, or here. Between two steps
    there is time for something else. Raises OSError, and NameTakenError where another file has the
    name that one was given elsewhere."""
    keep = partial(files.put, "shard")
    before, behind = (ShardWriter(keep, sizes.cuts) for _ in range(2))
    words: list[tuple[str, int]] = []
    merged: Generator[Merged] | None = None
    try:
        for note, packed in enumerate(notes, 1):
            shelf.add(packed)
            if note % NOTES_A_STEP == 0:
                yield
        ranges = (
            Range(first < _NO_WORDS, shelf.take(number)) for number, first in enumerate(RANGES)
        )
        merged = elsewhere(ranges) if elsewhere else None
        merge = RangeMerger(files, sizes.limits)
        for first in RANGES:
            writer = before if first < VOCABULARY else behind
            one = next(merged) if merged else (yield from merge.steps(next(ranges)))
            for content in one.tails:
                mark = files.put("tail", content)
                if files.name(mark) != short_name(mark):
                    raise NameTakenError
            for term, data, tail in one.entries:
                writer.add(term, Payload(data, tail))
            words += one.words
            yield
    finally:
        if merged:
            merged.close()
        shelf.close()
    before.close()
    behind.close()
    vocabulary = ShardWriter(keep, sizes.cuts)
    for word, count in words:
        vocabulary.add(VOCABULARY + word, Payload(varint(count)))
    vocabulary.close()
    return Shards(tuple(before.shards), tuple(vocabulary.shards), tuple(behind.shards))


# --- from the last time ---


def merge_changes(
    last: Shards,
    changes: Mapping[str, Sequence[Change]],
    files: Files,
    sizes: Sizes,
) -> Shards:
    """The shards after `changes`, term by term, to `last`; all others stay as they are. Raises what
    `files` raises."""
    payloads = Payloads(files, sizes.limits)
    words: dict[str, Payload | None] = {}

    def edit(term: str, payload: Payload | None) -> Payload | None:
        if payload and (new := payloads.appended(payload, changes[term])):
            # There are two notes now at the least.
            if is_word(term):
                count, _ = payloads.data_of(new)
                words[VOCABULARY + term] = Payload(varint(count))
            return new
        if payload and (new := payloads.edited(payload, changes[term])):
            return new
        postings = payloads.postings_of(payload) if payload else Postings([], [])
        was = is_known(term, postings)
        postings.change(changes[term])
        count, is_now = len(postings.codes), is_known(term, postings)
        if was or is_now:
            words[VOCABULARY + term] = Payload(varint(count)) if is_now else None
        return payloads.payload_of(postings) if count else None

    terms = sorted(changes)
    middle = bisect_right(terms, VOCABULARY)
    before = _recut(last.before, terms[:middle], edit, files, sizes.cuts)
    behind = _recut(last.behind, terms[middle:], edit, files, sizes.cuts)
    vocabulary = _recut(
        last.vocabulary, sorted(words), lambda word, _: words[word], files, sizes.cuts
    )
    return Shards(before, vocabulary, behind)


def _recut(
    shards: tuple[Shard, ...],
    terms: Sequence[str],
    edit: Callable[[str, Payload | None], Payload | None],
    files: Files,
    cuts: Cuts,
) -> tuple[Shard, ...]:
    """`shards` with what `edit` makes of the payloads of `terms`, which ascend. Shards without any
    are read only where the cuts before them moved."""
    writer = ShardWriter(partial(files.put, "shard"), cuts)
    firsts = [shard.first for shard in shards]
    done = at = 0
    while at < len(shards):
        if writer.is_between:
            if done == len(terms):
                break
            place = max(bisect_right(firsts, terms[done]) - 1, 0)
            # Where a shard ends may depend on the first term of the next.
            place = max(place - (terms[done] == firsts[place]), at)
            writer.shards += shards[at:place]
            at = place
        below = firsts[at + 1] if at + 1 < len(shards) else None
        upto = len(terms) if below is None else bisect_left(terms, below, done)
        for term, payload in _edited(_entries(shards[at], files), terms[done:upto], edit):
            writer.add(term, payload)
        done, at = upto, at + 1
    if not shards:
        for term, payload in _edited(iter(()), terms, edit):
            writer.add(term, payload)
    writer.close()
    return (*writer.shards, *shards[at:])


def _entries(shard: Shard, files: Files) -> Iterator[tuple[str, Payload]]:
    tails = iter(shard.tails)
    for term, data in entries_of(files.get(shard.mark)):
        is_split = shard.tails and data[0] & 1
        yield term, Payload(data, next(tails)) if is_split else Payload(data)


def _edited(
    entries: Iterator[tuple[str, Payload]],
    terms: Sequence[str],
    edit: Callable[[str, Payload | None], Payload | None],
) -> Iterator[tuple[str, Payload]]:
    """`entries` with what `edit` makes of `terms`."""
    done = 0
    for term, payload in entries:
        while done < len(terms) and terms[done] < term:
            if new := edit(terms[done], None):
                yield terms[done], new
            done += 1
        if done < len(terms) and terms[done] == term:
            if new := edit(term, payload):
                yield term, new
            done += 1
        else:
            yield term, payload
    for term in terms[done:]:
        if new := edit(term, None):
            yield term, new
