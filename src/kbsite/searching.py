"""The search's files as planned outputs; what is known of the last time is used again. I/O through
the cache, and pipes to workers.

    files = Search(cache, jobs, progress).plan(graph, packed, notes, marks)
"""

from __future__ import annotations

import zlib
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import NamedTuple

import msgspec

from kbsite.cache import Cache
from kbsite.indexing import Made, index_all, read_texts
from kbsite.keys import key_of, mark_of
from kbsite.memo import Memo
from kbsite.model import PlannedOutput, SiteGraph
from kbsite.note_texts import Packed, Places, searched
from kbsite.packed_graph import PackedGraph
from kbsite.parsing import ParsedNotes
from kbsite.search.gzipped import gzipped
from kbsite.search.han_forms import traditional_forms
from kbsite.search.manifest import Names, file_mark, manifest
from kbsite.search.merge import Shards, Sizes, merge_all, merge_changes
from kbsite.search.note_parts import changes_between
from kbsite.search.postings import Change
from kbsite.stored_notes import LostNoteError

FOLDER = "assets/search"

_TERMS, _TEXTS, _FILE = "search-terms", "search-texts", "search-file"
#: Where more notes than these changed, or this part of all, the index is made anew.
_FEW, _PART = 32, 50
_KEPT = 50


class Indexed(NamedTuple):
    """The index of a note as the cache has it under `key`: the bytes of its terms, the mark of its
    texts and how many they are. `own` is the mark of the note and of what hangs on it, `place` that
    of what the map of the site says of it."""

    own: bytes
    place: bytes
    key: str
    size: int
    texts: str
    count: int


class State(msgspec.Struct, frozen=True, array_like=True):
    """What a build leaves to the next: the digest of all that any note's index is made with, the
    mark of the map of the site, the notes by path in the order of their ids, the shards, and whether
    the name of each file is that of its mark."""

    base: str
    site_map: bytes
    notes: dict[str, Indexed]
    shards: Shards
    is_plain: bool


_NOTHING = State("", b"", {}, Shards(), True)
_encode = msgspec.msgpack.encode


class Search:
    """Plans the files of the search of one site after another, out of one cache."""

    def __init__(self, cache: Cache, jobs: int, progress: Callable[[str, int, int], None]) -> None:
        self._cache = cache
        self._jobs = jobs
        self._progress = progress
        self.sizes = Sizes()
        self.forget()

    def forget(self) -> None:
        """Everything is made anew the next time."""
        self._state = Memo(self._cache, "search", State, _NOTHING)
        self._files = _CachedFiles(self._cache)
        self._read: tuple[str, list[bytes]] = ("", [])

    def plan(
        self, graph: SiteGraph, packed: PackedGraph, notes: ParsedNotes, marks: Sequence[bytes]
    ) -> list[PlannedOutput]:
        """The files of `graph`, which is that of `packed`; `marks` is what `marks_of` says of its
        notes. Raises LostNoteError, and ProduceError where a worker died."""
        last = self._state.last
        base = key_of("search", zlib.ZLIB_RUNTIME_VERSION, self.sizes)
        indexed = self._index(graph, packed, notes, marks, last, base)
        names, shards = self._shards(list(indexed.values()), last, base)
        self._state.keep(State(base, packed.mark, indexed, shards, names.are_plain))
        self._drop(last)
        return list(self._outputs(base[:16], names))

    # --- notes ---

    def _index(
        self,
        graph: SiteGraph,
        packed: PackedGraph,
        notes: ParsedNotes,
        marks: Sequence[bytes],
        last: State,
        base: str,
    ) -> dict[str, Indexed]:
        """The index of each note, in the order of ids."""
        known = last.notes if last.base == base else {}
        is_same = last.site_map == packed.mark
        places = Places(graph)
        of_each = len(marks) // max(len(packed.edges), 1)
        starts = {path: of_each * number for number, path in enumerate(packed.edges)}
        found: dict[str, Indexed] = {}
        new: dict[str, bytes] = {}
        for path in known if is_same and known else searched(graph):
            start, was = starts[path], known.get(path)
            own = mark_of(b"".join(marks[start : start + of_each]))
            if was and is_same and was.own == own:
                found[path] = was
                continue
            place = mark_of(_encode(places.of(path)))
            if was and (was.own, was.place) == (own, place):
                found[path] = was
                continue
            around = _encode(places.around(path))
            key = mark_of(b"".join((base.encode(), notes.keys[path].encode(), around))).hex()
            if was and was.key == key:
                found[path] = was._replace(own=own, place=place)
            else:
                found[path] = Indexed(own, place, key, 0, "", 0)
                new[path] = around
        made = index_all(
            ((path, Packed(*notes.encoded(path), around)) for path, around in new.items()),
            len(new),
            self._jobs,
        )
        for done, (path, one) in enumerate(zip(new, made, strict=True), 1):
            found[path] = self._kept(found[path], one)
            self._progress("index", done, len(new))
        return found

    def _kept(self, indexed: Indexed, made: Made) -> Indexed:
        self._cache.put(_TERMS, {indexed.key: made.terms})
        self._cache.put(_TEXTS, {indexed.key: made.texts})
        return indexed._replace(size=len(made.terms), texts=made.mark, count=made.count)

    # --- shards ---

    def _shards(
        self, notes: Sequence[Indexed], last: State, base: str
    ) -> tuple[Names, Shards]:
        """All shards, by the last ones where few notes changed, and the names of all files."""
        files = self._files = _CachedFiles(self._cache)
        old = list(last.notes.values()) if last.base == base and last.is_plain else []
        places = [
            place
            for place in range(max(len(old), len(notes)))
            if _key(old, place) != _key(notes, place)
        ]
        if old and len(places) <= max(_FEW, len(notes) // _PART):
            changes: defaultdict[str, list[Change]] = defaultdict(list)
            for place in places:
                was, now = (self._terms(_key(side, place)) for side in (old, notes))
                for term, change in changes_between(was, now, place):
                    changes[term].append(change)
            shards = merge_changes(last.shards, changes, files, self.sizes)
            if self._named(notes, shards, files.names).are_plain:
                return files.names, shards
        files.names = Names()
        self._named(notes, Shards(), files.names)
        keys = [note.key for note in notes]
        size = sum(note.size for note in notes)
        shards = merge_all(lambda: map(self._terms, keys), size, files, self.sizes)
        return self._named(notes, shards, files.names), shards

    def _named(self, notes: Sequence[Indexed], shards: Shards, names: Names) -> Names:
        """`names`, of which all notes and shards have one, in this order."""
        for note in notes:
            names.name(note.texts)
        for shard in shards.all:
            for mark in (*shard.tails, shard.mark):
                names.name(mark)
        return names

    def _terms(self, key: str) -> bytes:
        return self._get(_TERMS, key) if key else b""

    def _get(self, kind: str, key: str) -> bytes:
        if (data := self._cache.get(kind, key)) is None:
            raise LostNoteError(key)
        return data

    def _drop(self, last: State) -> None:
        """Drops what the last build had, or this one made, and nothing needs."""
        now = self._state.last
        gone = {n.key for n in last.notes.values()} - {n.key for n in now.notes.values()}
        self._cache.drop(_TERMS, gone)
        self._cache.drop(_TEXTS, gone)
        self._cache.drop(_FILE, (_marks(last.shards) | self._files.fresh) - _marks(now.shards))

    # --- files ---

    def _outputs(self, base: str, names: Names) -> Iterator[PlannedOutput]:
        state = self._state.last
        texts, shard = self._texts, self._file
        for note in state.notes.values():
            path, key = f"{FOLDER}/{names.name(note.texts)}", base + note.key
            yield PlannedOutput(f"{path}.bin", key, partial(texts, note.key, 0))
            for number in range(1, note.count):
                yield PlannedOutput(f"{path}-{number}.bin", key, partial(texts, note.key, number))
        for mark in sorted(_marks(state.shards)):
            yield PlannedOutput(f"{FOLDER}/{names.name(mark)}.bin", base + mark, partial(shard, mark))
        fragments = [note.texts for note in state.notes.values()]
        variants = "".join(f"{char}{form}" for char, form in sorted(traditional_forms().items()))
        for name, content in manifest(fragments, state.shards.all, variants, names):
            key = base + mark_of(content).hex()
            yield PlannedOutput(f"{FOLDER}/{name}.bin", key, partial(gzipped, content))

    def _texts(self, key: str, number: int) -> bytes:
        """One gzip file of a note's."""
        if self._read[0] != key:
            try:
                self._read = (key, read_texts(self._get(_TEXTS, key)))
            except msgspec.DecodeError:
                raise LostNoteError(key) from None
        return self._read[1][number]

    def _file(self, mark: str) -> bytes:
        return gzipped(self._files.get(mark))


class _CachedFiles:
    """The contents of files in the cache, and their names."""

    def __init__(self, cache: Cache) -> None:
        self.names = Names()
        #: The marks of those that were made.
        self.fresh: set[str] = set()
        self._cache = cache

    def put(self, kind: str, content: bytes) -> str:
        mark = file_mark(kind, content)
        if mark not in self.fresh:
            self.fresh.add(mark)
            self._cache.put(_FILE, {mark: content})
        return mark

    def get(self, mark: str) -> bytes:
        """Raises LostNoteError."""
        if (content := self._cache.get(_FILE, mark)) is None:
            raise LostNoteError(mark)
        return content

    def name(self, mark: str) -> str:
        return self.names.name(mark)


def _key(notes: Sequence[Indexed], place: int) -> str:
    return notes[place].key if place < len(notes) else ""


def _marks(shards: Shards) -> set[str]:
    return {mark for shard in shards.all for mark in (shard.mark, *shard.tails)}
