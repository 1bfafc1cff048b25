"""The index of each note: kept where nothing that it is made from changed, else made, by other
processes if there are any. I/O through the cache, and pipes to them.

Another process is sent all that it needs, so that the cache is free to be written to while
that works.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from functools import partial

import msgspec

from kbsite.cache import Cache
from kbsite.diagnostics import Diagnostic, error
from kbsite.keys import mark_of
from kbsite.model import SiteGraph
from kbsite.processes.pool import HINT
from kbsite.processes.standby import FEW, Standby
from kbsite.processes.workers import share_out, workers_for
from kbsite.search.han_forms import fold_han, form_pairs
from kbsite.stages.note_places import Made, Packed, Places, searched
from kbsite.stages.packed_graph import PackedGraph
from kbsite.stages.parsing import LARGE, ParsedNotes
from kbsite.stages.stored_index import OF_NOTES, SOUNDS, TERMS, TEXTS, Indexed, State

#: Notes that a worker gets at once.
_SHARE = 16
#: Notes of which the marks are compared at once.
_BLOCK = 64

_encode = msgspec.msgpack.encode


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
        graph: SiteGraph,
        packed: PackedGraph,
        notes: ParsedNotes,
        marks: Sequence[bytes],
        blocks: Sequence[bytes],
        last: State,
        base: str,
        meanwhile: Iterator[object],
    ) -> Generator[None, None, dict[str, Indexed]]:
        """The index of each note by path, in the order of ids; between two notes there is time for
        something else, and where others are waited for it takes a step of `meanwhile`. `marks` is
        what `marks_of` says of the notes of `packed`, whose graph `graph` is, and `blocks` their
        `block_marks`; `base` the digest of all that any index is made with.

        Raises LostNoteError, and ProduceError where a worker died at a note."""
        known = last.notes if last.base == base else {}
        is_same = bool(known) and last.site_map == packed.mark
        as_before = last.blocks if is_same else ()
        own = _own_marks(list(packed.edges), marks, blocks, as_before)
        places = Places(graph)
        # What is not looked at stays where it stands.
        found = dict(known) if is_same else {}
        # What is around each new one, and the key of its older version.
        new: dict[str, tuple[bytes, str]] = {}
        for path in filter(known.__contains__, own) if is_same else searched(graph):
            was = known.get(path)
            if was and is_same and was.own == own[path]:
                continue
            place = mark_of(_encode(places.of(path)))
            if was and (was.own, was.place) == (own[path], place):
                found[path] = was
                continue
            around = _encode(places.around(path))
            key = mark_of(b"".join((base.encode(), notes.keys[path].encode(), around))).hex()
            if known_one := was if was and was.key == key else self._unused.get(key):
                found[path] = known_one._replace(own=own[path], place=place)
                continue
            found[path] = Indexed(own[path], place, key)
            new[path] = around, was.key if was else ""
        told = (
            (path, Packed(*notes.encoded(path), around, self._sounds(older)))
            for path, (around, older) in new.items()
        )
        made = _index_all(told, len(new), self._jobs, self._standby, meanwhile)
        for done, (path, one) in enumerate(zip(new, made, strict=True), 1):
            found[path] = self._unused[found[path].key] = self._kept(found[path], one)
            self._progress("index", done, len(new))
            yield
        return found

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
    return share_out(
        notes,
        begin,
        _death,
        workers=workers,
        share=_SHARE,
        is_large=count > LARGE,
        load=_load_dictionaries,
        meanwhile=meanwhile,
    )


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
