"""The search's files as planned outputs; what is known of the last time is used again.

    files = yield from Search(cache, jobs, progress, standby).plan(graph, packed, notes, marks)

I/O through the cache, and pipes to workers.
"""

from __future__ import annotations

import zlib
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence, Set
from contextlib import suppress
from functools import partial
from itertools import accumulate

import msgspec

from kbsite.cache import Cache
from kbsite.diagnostics import Diagnostic, error
from kbsite.keys import key_of, mark_of
from kbsite.memo import Memo
from kbsite.model import PlannedOutput
from kbsite.output_tables import ListedOutputs, OutputRows
from kbsite.processes.pool import HINT
from kbsite.processes.standby import Standby
from kbsite.processes.steps import NO_STEPS
from kbsite.processes.workers import Crew, share_out, workers_for
from kbsite.search.deflated import deflated
from kbsite.search.han_forms import form_pairs, tell_forms
from kbsite.search.manifest import MANIFEST, NAMES_FROM, Names, manifest
from kbsite.search.merge import (
    SIZES,
    Elsewhere,
    NameTakenError,
    Shards,
    merge_all,
    merge_changes,
)
from kbsite.search.note_parts import changes_between
from kbsite.search.postings import Change
from kbsite.search.ranges import Range, range_merger
from kbsite.search.shards import files_of
from kbsite.search.shelf import Shelf
from kbsite.stages.indexing import NoteIndexer, block_marks
from kbsite.stages.linked_site import LinkedSite
from kbsite.stages.parsing import LARGE
from kbsite.stages.stored_index import (
    FILES,
    FORMS,
    NOTHING,
    OF_NOTES,
    TERMS,
    TEXTS,
    CachedFiles,
    Indexed,
    State,
    read_kept,
)
from kbsite.stages.stored_notes import LostNoteError

FOLDER = "assets/search"

#: Where more notes than these changed, or this part of all, the index is made anew.
_FEW, _PART = 32, 50
#: So many ranges a worker are in memory, each with its part of all notes' indexes.
_AHEAD = 2
#: So much of a digest tells keys of one version of kbsite from those of another.
_PREFIX = 16

_decode_texts = msgspec.msgpack.Decoder(list[bytes]).decode


class Search:
    """Plans the files of the search of one site after another, out of one cache."""

    def __init__(
        self,
        cache: Cache,
        jobs: int,
        progress: Callable[[str, int, int], None],
        standby: Standby,
    ) -> None:
        """`jobs` is how many processes may work, of which one may stand by."""
        self._cache = cache
        self._jobs = jobs
        self._indexer = NoteIndexer(cache, jobs, progress, standby)
        self._state = Memo(cache, "search", State, NOTHING)
        self._files = CachedFiles(cache)
        self._read: tuple[str, list[bytes]] = ("", [])

    def forget(self) -> None:
        """Everything is made anew the next time."""
        self._indexer.forget()
        self._state = Memo(self._cache, "search", State, NOTHING)

    def recall(self) -> None:
        """Reads what the last build left, before it is asked for."""
        self._state.recall()

    def plan(
        self,
        linked: LinkedSite,
        while_indexing: Iterator[object] = NO_STEPS,
        while_merging: Iterator[object] = NO_STEPS,
    ) -> Generator[None, None, list[OutputRows]]:
        """The files of the search. Between two steps there is time for something else, and where
        others index or merge it takes a step of what is to be done meanwhile. Raises LostNoteError,
        and ProduceError where a worker died."""
        last = self._state.last
        base = key_of("search", zlib.ZLIB_RUNTIME_VERSION, SIZES)
        self._read_forms(last.base, base)
        yield
        blocks = block_marks(len(linked.packed.edges), linked.marks)
        indexed = yield from self._indexer.index(linked, blocks, last, base, while_indexing)
        files = self._files = CachedFiles(self._cache)
        shards = yield from self._shards(list(indexed.values()), last, base, files, while_merging)
        yield
        state = State(base, linked.packed.mark, indexed, shards, files.names.are_plain, blocks)
        self._state.keep(state)
        self._indexer.drop_unused(note.key for note in indexed.values())
        used = state.files
        self._drop(last, state, files.fresh, used)
        yield
        return self._outputs(state, used, files.names)

    def _read_forms(self, last: str, base: str) -> None:
        """The forms of characters, which the library takes as long to tell as a note takes."""
        if (known := self._cache.get(FORMS, base)) is not None:
            tell_forms(known.decode())
        else:
            self._cache.drop(FORMS, [last])
            self._cache.put(FORMS, {base: form_pairs().encode()})

    # --- shards ---

    def _shards(
        self,
        notes: Sequence[Indexed],
        last: State,
        base: str,
        files: CachedFiles,
        meanwhile: Iterator[object],
    ) -> Generator[None, None, Shards]:
        """All shards, by the last ones where few notes changed; `files` names all of theirs."""
        old = list(last.notes.values()) if last.base == base and last.is_plain else []
        places = _changed(old, notes)
        if old and len(places) <= max(_FEW, len(notes) // _PART):
            changes: defaultdict[str, list[Change]] = defaultdict(list)
            for place in places:
                was, now = (self._terms(_key(side, place)) for side in (old, notes))
                for term, change in changes_between(was, now, place):
                    changes[term].append(change)
            shards = merge_changes(last.shards, changes, files, SIZES)
            if _name_all(notes, shards, files.names):
                return shards
        elsewhere = _elsewhere(len(notes), self._jobs, meanwhile)
        with suppress(NameTakenError):
            return (yield from self._merged(notes, files, elsewhere))
        return (yield from self._merged(notes, files, None))

    def _merged(
        self, notes: Sequence[Indexed], files: CachedFiles, elsewhere: Elsewhere | None
    ) -> Generator[None, None, Shards]:
        files.names = Names()
        # In this order, since of two that come to one name the later gets another.
        _name_all(notes, Shards(), files.names)
        packed = (self._terms(note.key) for note in notes)
        shards = yield from merge_all(packed, Shelf(files.aside), files, SIZES, elsewhere)
        _name_all((), shards, files.names)
        return shards

    def _terms(self, key: str) -> bytes:
        return read_kept(self._cache, TERMS, key) if key else b""

    def _drop(self, last: State, now: State, fresh: Set[str], used: Set[str]) -> None:
        """Drops what the last build had, or this one made, and is no file that is `used`."""
        if last is not now:
            gone = {n.key for n in last.notes.values()} - {n.key for n in now.notes.values()}
            for kind in OF_NOTES:
                self._cache.drop(kind, gone)
            self._cache.drop(FILES, (last.files | fresh) - used)

    # --- files ---

    def _outputs(self, state: State, files: Set[str], names: Names) -> list[OutputRows]:
        """The outputs of `state`, whose shards and rests of lists are `files`; there are three and
        more for each note."""
        prefix, file = state.base[:_PREFIX], self._file
        named, marks = names.name_all(files), list(files)
        shards = OutputRows(
            [f"{FOLDER}/{named[mark]}.bin" for mark in marks],
            [prefix + mark for mark in marks],
            lambda row: partial(file, marks[row]),
        )
        fragments = self._fragments(list(state.notes.values()), prefix, named)
        return [shards, fragments, ListedOutputs(self._names(state, prefix, names))]

    def _fragments(
        self, notes: Sequence[Indexed], prefix: str, named: Mapping[str, str]
    ) -> OutputRows:
        """The texts of notes, of each in some files one behind another."""
        paths: list[str] = []
        keys: list[str] = []
        for note in notes:
            name, chunks = f"{FOLDER}/{named[note.texts]}", note.chunks
            paths += [f"{name}.bin", *(f"{name}-{part}.bin" for part in range(1, chunks))][:chunks]
            keys += [prefix + note.texts] * chunks
        starts = list(accumulate((note.chunks for note in notes), initial=0))

        def producer(row: int) -> Callable[[], bytes]:
            number = bisect_right(starts, row) - 1
            return partial(self._texts, notes[number].key, row - starts[number])

        return OutputRows(paths, keys, producer)

    def _names(self, state: State, prefix: str, names: Names) -> Iterator[PlannedOutput]:
        """The files that name these."""
        fragments = [note.texts for note in state.notes.values()]
        for name, content in manifest(fragments, state.shards.all, form_pairs(), names):
            key = prefix + mark_of(content).hex()
            names_from = content.index(NAMES_FROM) if name == MANIFEST else None
            packed = partial(deflated, content, names_from=names_from)
            yield PlannedOutput(f"{FOLDER}/{name}.bin", key, packed)

    def _texts(self, key: str, number: int) -> bytes:
        """One file of a note's texts."""
        if self._read[0] != key:
            try:
                self._read = (key, _decode_texts(read_kept(self._cache, TEXTS, key)))
            except msgspec.DecodeError:
                raise LostNoteError(key) from None
        return self._read[1][number]

    def _file(self, mark: str) -> bytes:
        return deflated(self._files.get(mark))


def _elsewhere(notes: int, jobs: int, meanwhile: Iterator[object]) -> Elsewhere | None:
    """What merges the indexes of so many notes in worker processes, if they are worth them."""
    workers = workers_for(notes, jobs)
    if workers <= 1:
        return None
    begin = partial(range_merger, SIZES.limits)
    crew = Crew(workers, share=1, ahead=_AHEAD, is_large=notes > LARGE)
    return partial(share_out, begin=begin, blame=_death, crew=crew, meanwhile=meanwhile)


def _death(one: Range, how: str) -> Diagnostic:
    return error("worker", "", f"the process that merged the search's index {how}", hint=HINT)


def _changed(old: Sequence[Indexed], new: Sequence[Indexed]) -> list[int]:
    """The ids at which another index stands now, or one where none was, or none."""
    places = range(max(len(old), len(new)))
    return [place for place in places if _key(old, place) != _key(new, place)]


def _key(notes: Sequence[Indexed], place: int) -> str:
    return notes[place].key if place < len(notes) else ""


def _name_all(notes: Sequence[Indexed], shards: Shards, names: Names) -> bool:
    """Gives the texts of all notes and the files of all shards their names; whether each is that of
    its mark."""
    names.name_all(note.texts for note in notes)
    names.name_all(files_of(shards.all))
    return names.are_plain
