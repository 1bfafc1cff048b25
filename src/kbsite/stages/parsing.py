"""Notes that are not known yet are parsed, by other processes if there are any. I/O through the
cache, and pipes to them.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from kbsite.cache import Cache
from kbsite.diagnostics import Diagnostic, error
from kbsite.extensions.entries import ExtensionSource
from kbsite.extensions.modules import Extensions
from kbsite.model import Card, Note
from kbsite.nouns.bodies import Body
from kbsite.nouns.lazy import Lazy
from kbsite.nouns.slots import Pieces
from kbsite.nouns.sources import Source
from kbsite.processes.pool import HINT
from kbsite.processes.standby import FEW, Standby
from kbsite.processes.workers import Crew, share_out, workers_for
from kbsite.reading.parse_options import ParseOptions, keyed, options_key
from kbsite.stages.stored_notes import Marks, Packed, StoredNotes

if TYPE_CHECKING:
    from kbsite.stages.note_parsing import Told

#: Notes that are written to the cache at once.
_KEPT = 50
#: Of so many new notes at once one may want to know what they were before.
_FEW = 3
#: With so many notes this process is large.
LARGE = 1500


class ParsedNotes:
    """The notes of one build, by path; their parts are read when they are asked for."""

    def __init__(
        self,
        keys: Mapping[str, str],
        stored: StoredNotes,
        *,
        are_as_found: bool = True,
        broken: Mapping[str, str] = {},
        earlier: Mapping[str, Body | None] = {},
    ) -> None:
        """`keys` holds the digest of each note, in path order; they may be other than those of the
        files that were found. Those of `broken`, by path, cannot be read, and stand there as they
        were when they could; `earlier` are the bodies that were replaced, where they are few."""
        self.keys = keys
        self.notes: Mapping[str, Note] = Lazy(keys, stored.note)
        self.excerpts: Mapping[str, Pieces] = Lazy(keys, stored.excerpt)
        self.bodies: Mapping[str, Body] = Lazy(keys, stored.body)
        self.marks: Mapping[str, Marks] = stored.marks_of(keys)
        #: Paths of those that may come out otherwise the next time.
        self.provisional = tuple(path for path, key in keys.items() if key not in stored.index)
        #: Whether the same sources will come to the same notes.
        self.are_settled = are_as_found and not self.provisional
        self.broken: Mapping[str, Note] = Lazy(broken, stored.note)
        self.earlier = earlier
        self._stored = stored

    def encoded(self, path: str) -> tuple[bytes, bytes]:
        """A note and its sections as they are kept. Raises LostNoteError."""
        return self._stored.encoded(self.keys[path])

    def naming(self, path: str) -> bytes:
        """What of a note relates it to others, encoded. Raises LostNoteError."""
        return self._stored.naming(self.keys[path])

    def namings(self, paths: Iterable[str]) -> Iterator[tuple[str, bytes]]:
        """The same of many notes, in any order. Raises LostNoteError."""
        return self._stored.namings({self.keys[path]: path for path in paths})

    def cards(self) -> list[Card]:
        """In path order. Raises LostNoteError."""
        return self._stored.cards(list(self.keys.values()))


class NoteParser:
    """Parses notes, and remembers them by the digest of what they were parsed from."""

    def __init__(
        self,
        cache: Cache,
        jobs: int,
        progress: Callable[[str, int, int], None],
        standby: Standby,
        keeps_good: bool = False,
        meanwhile: Callable[[int], Iterable[Callable[[], object]]] = lambda count: (),
    ) -> None:
        """`jobs` is how many processes may work, of which one may stand by. With `keeps_good` a
        note that cannot be read is as it was when it could. Where others parse so many, this
        process does what `meanwhile` says."""
        self.jobs = jobs
        self.progress = progress
        self.keeps_good = keeps_good
        self._standby = standby
        self._meanwhile = meanwhile
        self._stored = StoredNotes(cache)
        #: Path → digest of the file and of the note, as they were the last time.
        self._known: dict[str, tuple[str, str]] = {}
        self._options: ParseOptions | None = None
        self._kept: tuple[str, ...] = ()

    def parse(
        self, sources: Sequence[Source], content: Path, options: ParseOptions, own: Extensions
    ) -> ParsedNotes:
        """The notes of `sources`, files below `content`. Raises ProduceError where a worker died at
        one; its path counts from the content folder."""
        self._stored.catch_up()
        keys = self._keys_of(sources, options)
        new = [source for source in sources if keys[source.path] not in self._stored.index]
        older = self._stored.older() if new else {}
        earlier = self._bodies(new, older) if self.keeps_good and len(new) <= _FEW else {}
        are_as_found = True
        told = ((source, self._fragments(older.get(source.path))) for source in new)
        with closing(self._parse_new(told, len(new), content, options, own)) as fresh:
            for done, (source, one) in enumerate(zip(new, fresh, strict=True), 1):
                self._stored.add(one)
                are_as_found = are_as_found and one.key == keys[source.path]
                keys[source.path] = one.key
                if done % _KEPT == 0:
                    self._stored.write()
                self.progress("parse", done, len(new))
        if new:
            self._stored.write()
        broken = self._broken(keys) if self.keeps_good else {}
        if new or len(keys) + len(broken) < len(self._stored.index):
            self._kept = (*keys.values(), *broken.values())
        return ParsedNotes(
            keys, self._stored, are_as_found=are_as_found, broken=broken, earlier=earlier
        )

    def _broken(self, keys: dict[str, str]) -> dict[str, str]:
        """The notes that cannot be read and once could; in `keys` what they were then takes their
        place."""
        marks = self._stored.marks_of(keys)
        unread = ((path, keys[path]) for path, m in marks.items() if not m.is_readable)
        # Where code of the site's own fails, it is the site that is broken.
        found = {path: key for path, key in unread if key in self._stored.index}
        good = self._stored.readable() if found else {}
        broken = {path: key for path, key in found.items() if path in good}
        keys.update((path, good[path]) for path in broken)
        return broken

    def _bodies(self, new: Sequence[Source], older: Mapping[str, str]) -> dict[str, Body | None]:
        found: dict[str, Body | None] = {}
        for source in new:
            key = older.get(source.path)
            found[source.path] = self._stored.body(key) if key else None
        return found

    def settle(self) -> None:
        """Drops the notes that the last site has no more; other processes can read what is left."""
        if self._kept:
            self._stored.keep(self._kept)
            self._kept = ()

    def _keys_of(self, sources: Sequence[Source], options: ParseOptions) -> dict[str, str]:
        """The digests of notes. Most are those of the last time."""
        known = self._known if options == self._options else {}
        found, key = {}, options_key(options)
        for source in sources:
            one = known.get(source.path)
            same = one is not None and one[0] == source.digest
            found[source.path] = one if one and same else (source.digest, keyed(key, source))
        self._known, self._options = found, options
        return {path: key for path, (_, key) in found.items()}

    def forget(self) -> None:
        """Everything is parsed anew the next time."""
        self._kept = ()
        self._stored.forget()

    def _fragments(self, older: str | None) -> bytes:
        return self._stored.fragments(older) if older else b""

    def _parse_new(
        self,
        told: Iterable[Told],
        count: int,
        content: Path,
        options: ParseOptions,
        own: Extensions,
    ) -> Generator[Packed]:
        begin = partial(_begin, content, options, own.rule_sources)
        workers = workers_for(count, self.jobs)
        if not count:
            return
        if count <= FEW and self._standby.is_there:
            made = self._standby.ask(told, begin, _death)
            for do in self._meanwhile(count):
                do()
            yield from made
        elif workers <= 1:
            yield from map(begin(), told)
        else:
            steps = (do() for do in self._meanwhile(count))
            # Once, where each worker would; a large process is not to be larger for that.
            load = _load_parser if count <= LARGE else None
            yield from share_out(told, begin, _death, Crew(workers, load=load), steps)


def _load_parser() -> object:
    from kbsite.stages.note_parsing import note_reader

    return note_reader


def _begin(
    content: Path, options: ParseOptions, files: tuple[ExtensionSource, ...]
) -> Callable[[Told], Packed]:
    # It brings the parser with it.
    from kbsite.stages.note_parsing import note_reader

    return note_reader(content, options, files)


def _death(told: Told, how: str) -> Diagnostic:
    return error("worker", told[0].path, f"the process that read this note {how}", hint=HINT)
