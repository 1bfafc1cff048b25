"""All notes' indexes within a range of terms → entries of shards, in whichever process. No I/O but
through `Files`.
"""

from __future__ import annotations

import re
from collections import defaultdict, deque
from collections.abc import Callable, Generator, Sequence
from itertools import repeat
from typing import Any, NamedTuple

from kbsite.search.manifest import file_mark, short_name
from kbsite.search.note_parts import read_part
from kbsite.search.payloads import Files, Payloads
from kbsite.search.postings import BODY, Limits, Postings, rank_of
from kbsite.search.shards import Tail

#: Notes that are read, and postings that are written, in one step; a term is worth some.
NOTES_A_STEP, _POSTINGS_A_STEP, _A_TERM = 512, 50_000, 16
#: So many bodies are nine of ten.
_BODIES = 32_768

_WORD = re.compile(r"(?![0-9]+$)[a-z0-9_]{4,24}")


class Range(NamedTuple):
    """The parts of all notes' indexes with the terms of a range, in the order of the notes; whether
    there may be words among these."""

    has_words: bool
    parts: Sequence[bytes]


class Merged(NamedTuple):
    """Its terms, ascending, each with its payload and the rest of its list; the words among them,
    with the number of their notes; the contents of files that are not kept yet."""

    entries: list[tuple[str, bytes, Tail | None]]
    words: list[tuple[str, int]]
    tails: list[bytes]


class RangeMerger:
    """Merges one range after another; the rests of lists are kept in `files`."""

    def __init__(self, files: Files, limits: Limits) -> None:
        self._payloads = Payloads(files, limits)
        self._one_of = _Bodies().__getitem__

    def steps(self, one: Range) -> Generator[None, None, Merged]:
        """What a range comes to; between two steps there is time for something else."""
        merged = Merged([], [], [])
        lists = yield from _lists(one.parts, self._one_of)
        done = 0
        for term in sorted(lists):
            posts = lists.pop(term)
            postings = Postings(posts[::2], posts[1::2])
            merged.entries.append((term, *self._payloads.payload_of(postings)))
            count = len(postings.codes)
            if one.has_words and is_known(term, postings):
                merged.words.append((term, count))
            done += count + _A_TERM
            if done > _POSTINGS_A_STEP:
                done = 0
                yield
        return merged


class _Bodies(dict[bytes, bytes]):
    """Bodies, each once, but those that come late: so the processor has most of them at hand."""

    def __missing__(self, body: bytes) -> bytes:
        if len(self) < _BODIES:
            self[body] = body
        return body


def _lists(
    parts: Sequence[bytes], one_of: Callable[[bytes], bytes]
) -> Generator[None, None, dict[str, list[Any]]]:
    """By term its list, codes and bodies in turn, of all terms in the same part of each note's
    index; `one_of` gives a body that is the same object where it comes again."""
    found: defaultdict[str, list[Any]] = defaultdict(list)
    for note, data in enumerate(parts):
        if note % NOTES_A_STEP == NOTES_A_STEP - 1:
            yield
        if not data:
            continue
        part = read_part(data)
        for many, terms, bodies in (
            (0, part.ones, part.one_bodies),
            (1, part.manies, part.many_bodies),
        ):
            lists = map(found.__getitem__, terms)
            posts = zip(repeat(note << 1 | many), map(one_of, bodies), strict=False)
            # Run through in C.
            deque(map(list.extend, lists, posts), maxlen=0)
    return found


def is_known(term: str, postings: Postings) -> bool:
    """Whether a term is a word that a typing error may have been meant for: it stands in two notes,
    or in a field."""
    codes, bodies = postings
    is_told = len(codes) > 1 or any(rank_of(body) < BODY for body in bodies)
    return is_told and is_word(term)


def is_word(term: str) -> bool:
    """Whether a term is spelt as a word that one may mistype."""
    return _WORD.fullmatch(term) is not None


# --- elsewhere ---


def range_merger(limits: Limits) -> Callable[[Range], Merged]:
    """What merges ranges in a process that keeps no files."""
    files = _Contents()
    merger = RangeMerger(files, limits)

    def merge(one: Range) -> Merged:
        steps = merger.steps(one)
        try:
            while True:
                next(steps)
        except StopIteration as end:
            merged: Merged = end.value
        return merged._replace(tails=files.taken())

    return merge


class _Contents:
    """Files by mark, until they are taken; each is called by its mark alone."""

    def __init__(self) -> None:
        self._contents: dict[str, bytes] = {}

    def put(self, kind: str, content: bytes) -> str:
        mark = file_mark(kind, content)
        self._contents[mark] = content
        return mark

    def get(self, mark: str) -> bytes:
        return self._contents[mark]

    def name(self, mark: str) -> str:
        return short_name(mark)

    def taken(self) -> list[bytes]:
        found = list(self._contents.values())
        self._contents.clear()
        return found
