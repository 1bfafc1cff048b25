"""The index of each note: kept where nothing that it is made from changed, else made, by other
processes if there are any. I/O through the cache, and pipes to them.

Another process is sent all that it needs, so that the cache is free to be written to while
that works.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import NamedTuple

import msgspec

from kbsite.cache import Cache
from kbsite.diagnostics import Diagnostic, error
from kbsite.keys import mark_of
from kbsite.processes.pool import HINT
from kbsite.processes.standby import FEW, Standby
from kbsite.processes.workers import Crew, share_out, workers_for
from kbsite.search.han_forms import fold_han, form_pairs
from kbsite.stages.linked_site import LinkedSite
from kbsite.stages.note_places import Made, Packed, Places, searched
from kbsite.stages.parsing import LARGE
from kbsite.stages.stored_index import OF_NOTES, SOUNDS, TERMS, TEXTS, Indexed, State

#: Notes of which the marks are compared at once.
_BLOCK = 64

_encode = msgspec.msgpack.encode


class _New(NamedTuple):
    """A note whose index has to be made: what is around it, encoded, and the key of the index of
    its older version, "" where it had none."""

    around: bytes
    older: str


class NoteIndexer:
    """Makes indexes of notes, and keeps them in the cache."""

    def __init__(
        self,
        cache: Cache,
        jobs: int,
        progress: Callable[[str, int, int], None],
        standby: Standby,
    ) -> None:
        """`jobs` is how many processes may work, of which one may stand by."""
        self._standby = standby
        self._cache = cache
        self._jobs = jobs
        self._progress = progress
        #: What was made for a build that did not come to its end, by key.
        self._unused: dict[str, Indexed] = {}

    def index(
        self,
        linked: LinkedSite,
        blocks: Sequence[bytes],
        last: State,
        base: str,
        meanwhile: Iterator[object],
    ) -> Generator[None, None, dict[str, Indexed]]:
        """The index of each note by path, in the order of ids; between two notes there is time for
        something else, and where others are waited for it takes a step of `meanwhile`. `blocks` are
        the `block_marks` of the marks of `linked`; `base` the digest of all that any index is made
        with.

        Raises LostNoteError, and ProduceError where a worker died at a note."""
        found, new = self._recalled(linked, blocks, last, base)
        told = (
            (path, Packed(*linked.notes.encoded(path), one.around, self._sounds(one.older)))
            for path, one in new.items()
        )
        made = _index_all(told, len(new), self._jobs, self._standby, meanwhile)
        for done, (path, one) in enumerate(zip(new, made, strict=True), 1):
            found[path] = self._unused[found[path].key] = self._kept(found[path], one)
            self._progress("index", done, len(new))
            yield
        return found

    def _recalled(
        self, linked: LinkedSite, blocks: Sequence[bytes], last: State, base: str
    ) -> tuple[dict[str, Indexed], dict[str, _New]]:
        """What there is of the index of each note, and those that have to be made."""
        packed = linked.packed
        known = last.notes if last.base == base else {}
        is_same = bool(known) and last.site_map == packed.mark
        as_before = last.blocks if is_same else ()
        own = _own_marks(list(packed.edges), linked.marks, blocks, as_before)
        places = Places(linked.graph)
        # What is not looked at stays where it stands.
        found = dict(known) if is_same else {}
        new: dict[str, _New] = {}
        for path in filter(known.__contains__, own) if is_same else searched(linked.graph):
            older = known.get(path)
            if older and is_same and older.own == own[path]:
                continue
            place = mark_of(_encode(places.of(path)))
            if older and (older.own, older.place) == (own[path], place):
                found[path] = older
                continue
            around = _encode(places.around(path))
            key = mark_of(b"".join((base.encode(), linked.notes.keys[path].encode(), around))).hex()
            made = older if older and older.key == key else self._unused.get(key)
            if not made:
                new[path] = _New(around, older.key if older else "")
            found[path] = (made or Indexed(b"", b"", key))._replace(own=own[path], place=place)
        return found, new

    def forget(self) -> None:
        """Everything is made anew the next time."""
        self._unused.clear()

    def drop_unused(self, used: Iterable[str]) -> None:
        """Drops what was made for earlier builds and has no key that is `used`."""
        gone = self._unused.keys() - set(used)
        for kind in OF_NOTES:
            self._cache.drop(kind, gone)
        self._unused.clear()

    def _sounds(self, key: str) -> bytes:
        return (self._cache.get(SOUNDS, key) if key else None) or b""

    def _kept(self, indexed: Indexed, made: Made) -> Indexed:
        self._cache.put(TERMS, {indexed.key: made.terms})
        self._cache.put(TEXTS, {indexed.key: made.texts})
        self._cache.put(SOUNDS, {indexed.key: made.sounds})
        return indexed._replace(texts=made.mark, chunks=made.chunks)


def block_marks(notes: int, marks: Sequence[bytes]) -> list[bytes]:
    """One mark for the `marks` of so many notes that stand beside one another, of which there are
    `notes` in all: an edit changes those of few."""
    size = max(_BLOCK * len(marks) // max(notes, 1), 1)
    return [mark_of(_encode(marks[at : at + size])) for at in range(0, len(marks), size)]


def _own_marks(
    paths: Sequence[str], marks: Sequence[bytes], blocks: Sequence[bytes], last: Sequence[bytes]
) -> Mapping[str, bytes]:
    """One mark a note instead of several, of those whose `blocks` are other than the `last`."""
    aspects = len(marks) // max(len(paths), 1)
    known = last if len(last) == len(blocks) else [b""] * len(blocks)
    return {
        paths[number]: mark_of(b"".join(marks[number * aspects : (number + 1) * aspects]))
        for start, was, now in zip(range(0, len(paths), _BLOCK), known, blocks, strict=True)
        if was != now
        for number in range(start, min(start + _BLOCK, len(paths)))
    }


# --- workers ---


def _index_all(
    notes: Iterable[tuple[str, Packed]],
    count: int,
    jobs: int,
    standby: Standby,
    meanwhile: Iterator[object],
) -> Iterator[Made]:
    begin = partial(_begin, form_pairs())
    workers = workers_for(count, jobs)
    if not count:
        return iter(())
    if count <= FEW and standby.is_there:
        made = standby.ask(notes, begin, _death)
        deque(meanwhile, maxlen=0)
        return made
    if workers <= 1:
        return map(begin(), notes)
    crew = Crew(workers, is_large=count > LARGE, load=_load_dictionaries)
    return share_out(notes, begin, _death, crew, meanwhile)


def _begin(forms: str) -> Callable[[tuple[str, Packed]], Made]:
    # It brings all that makes an index with it.
    from kbsite.stages.note_indexing import note_indexer

    return note_indexer(forms)


def loads(count: int) -> list[Callable[[], object]]:
    """What is to be loaded before workers index so many notes, since they get it from this process:
    the dictionary of traditional characters, and where this process is small that of sounds."""
    from kbsite.search.pinyin_terms import pinyin_terms

    found: list[Callable[[], object]] = [partial(fold_han, "一")]
    return found if count > LARGE else [*found, partial(pinyin_terms, "一")]


def _load_dictionaries() -> None:
    for load in loads(0):
        load()


def _death(note: tuple[str, Packed], how: str) -> Diagnostic:
    return error("worker", note[0], f"the process that indexed this note {how}", hint=HINT)
