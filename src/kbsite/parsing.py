"""Notes that are not known yet are parsed, in worker processes where there are many. READS notes,
and the cache.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import closing
from functools import partial
from pathlib import Path

from kbsite.bodies import Body
from kbsite.cache import Cache
from kbsite.diagnostics import Diagnostic, error
from kbsite.extensions.entries import ExtensionSource
from kbsite.extensions.modules import Extensions, load_extensions
from kbsite.extensions.reading import parse_with
from kbsite.lazy import Lazy
from kbsite.model import Card, FrontMatter, Note
from kbsite.notes import ParseOptions, note_key, unreadable_note
from kbsite.scan import read_note
from kbsite.slots import Pieces
from kbsite.sources import Source
from kbsite.stored_notes import Marks, Packed, StoredNotes, packed
from kbsite.workers import HINT, share_out

#: Fewer notes than this a worker are not worth starting it.
_NOTES_A_WORKER = 100
#: Notes that a worker gets at once; notes that are written to the cache at once.
_SHARE = 16
_KEPT = 50


class ParsedNotes:
    """The notes of one build, by path; their parts are read when they are asked for."""

    def __init__(self, keys: Mapping[str, str], stored: StoredNotes) -> None:
        """`keys` holds the digest of each note, in path order."""
        self.keys = keys
        self.notes: Mapping[str, Note] = Lazy(keys, stored.note)
        self.excerpts: Mapping[str, Pieces] = Lazy(keys, stored.excerpt)
        self.bodies: Mapping[str, Body] = Lazy(keys, stored.body)
        self.marks: Mapping[str, Marks] = {p: stored.marks(key) for p, key in keys.items()}
        #: Paths of those that may come out otherwise the next time.
        self.provisional = tuple(path for path, key in keys.items() if key not in stored)
        self._stored = stored

    def cards(self) -> list[Card]:
        """In path order. Raises LostNoteError."""
        return self._stored.cards(list(self.keys.values()))


class NoteParser:
    """Parses notes, and remembers them by the digest of what they were parsed from."""

    def __init__(self, cache: Cache, jobs: int, progress: Callable[[str, int, int], None]) -> None:
        """`jobs` is how many processes may work."""
        self.jobs = jobs
        self.progress = progress
        self._stored = StoredNotes(cache)

    def parse(
        self, sources: Sequence[Source], content: Path, options: ParseOptions, own: Extensions
    ) -> ParsedNotes:
        """The notes of `sources`, files below `content`. Raises ProduceError where a worker died at
        one; its path counts from the content folder."""
        keys = {source.path: note_key(source, options) for source in sources}
        new = [source for source in sources if keys[source.path] not in self._stored]
        with closing(self._parse_new(new, content, options, own)) as fresh:
            for done, (source, one) in enumerate(zip(new, fresh, strict=True), 1):
                self._stored.add(one)
                keys[source.path] = one.key
                if done % _KEPT == 0:
                    self._stored.write()
                self.progress("parse", done, len(new))
        if new or len(keys) < len(self._stored):
            self._stored.write()
            self._stored.keep(keys.values())
        return ParsedNotes(keys, self._stored)

    def forget(self) -> None:
        """Everything is parsed anew the next time."""
        self._stored.forget()

    def _parse_new(
        self, sources: list[Source], content: Path, options: ParseOptions, own: Extensions
    ) -> Generator[Packed]:
        workers = min(self.jobs, len(sources) // _NOTES_A_WORKER)
        if workers <= 1:
            yield from (_parse(source, content, options, own) for source in sources)
            return
        begin = partial(_begin, content, options, own.rule_sources)
        yield from share_out(sources, begin, _death, workers=workers, share=_SHARE)


def _begin(
    content: Path, options: ParseOptions, files: tuple[ExtensionSource, ...]
) -> Callable[[Source], Packed]:
    """What a worker parses notes with. `files` hold the site's own rules, which it loads for
    itself."""
    own, faults = load_extensions(files)

    def parse(source: Source) -> Packed:
        if faults:
            key = note_key(source, options)
            return packed(unreadable_note(source.path, key, FrontMatter(), faults))
        return _parse(source, content, options, own)

    return parse


def _death(source: Source, how: str) -> Diagnostic:
    return error("worker", source.path, f"the process that read this note {how}", hint=HINT)


def _parse(source: Source, content: Path, options: ParseOptions, own: Extensions) -> Packed:
    """The note as it is now, which may be later than when it was found."""
    try:
        return packed(parse_with(read_note(content, source.path), options, own))
    except OSError as fault:
        mistake = error("unreadable", source.path, f"cannot be read: {fault.strerror}")
        key = note_key(source, options)
        unread = packed(unreadable_note(source.path, key, FrontMatter(), (mistake,)))
        return unread._replace(is_provisional=True)
