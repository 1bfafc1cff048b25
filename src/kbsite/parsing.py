"""Notes that are not known yet are parsed, in worker processes where there are many; the others
come from memory or the cache. I/O through the cache alone.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from contextlib import closing
from functools import partial

import msgspec

from kbsite.bodies import Bodies, unpacked_body
from kbsite.cache import Cache, CacheReader
from kbsite.diagnostics import Diagnostic, error
from kbsite.extensions.entries import ExtensionSource
from kbsite.extensions.modules import Extensions, load_extensions
from kbsite.extensions.reading import parse_with
from kbsite.model import FrontMatter, Note, ParsedNote, SourceFile
from kbsite.notes import ParseOptions, note_key, unreadable_note
from kbsite.workers import HINT, share_out

#: Fewer notes than this a worker are not worth starting it.
_NOTES_A_WORKER = 100
#: Notes that a worker gets at once; notes that are written to the cache at once.
_SHARE = 16
_KEPT = 50

_NOTE, _BODY = "note", "body"
_DECODER = msgspec.msgpack.Decoder(Note)

Packed = tuple[bytes, bytes]
"""A note and its body, encoded."""


class LostNoteError(LookupError):
    """A note, or the body of one, is in the cache no more, or damaged."""


class NoteParser:
    """Parses notes, and remembers them by the digest of what they were parsed from."""

    def __init__(self, cache: Cache, jobs: int, progress: Callable[[str, int, int], None]) -> None:
        """`jobs` is how many processes may work."""
        self.cache = cache
        self.jobs = jobs
        self.progress = progress
        self._notes: dict[str, Note] = {}
        # Bodies of notes that are parsed anew each time.
        self._provisional: dict[str, bytes] = {}

    def parse(
        self, sources: Sequence[SourceFile], options: ParseOptions, extensions: Extensions
    ) -> list[Note]:
        """The notes of `sources`, in their order. Raises ProduceError where a worker died at one;
        its path counts from the content folder."""
        keys = [note_key(source, options) for source in sources]
        known = self._known(keys)
        new = [s for s, key in zip(sources, keys, strict=True) if key not in known]
        self._provisional = {}
        fresh: dict[str, Packed] = {}
        with closing(self._parse_new(new, options, extensions)) as made:
            for done, (packed, body) in enumerate(made, 1):
                note = _DECODER.decode(packed)
                known[note.digest] = note
                # What took too long today may not tomorrow: such a note is parsed again each time.
                if _is_provisional(note):
                    self._provisional[note.digest] = body
                else:
                    fresh[note.digest] = packed, body
                if len(fresh) >= _KEPT:
                    self._keep(fresh)
                self.progress("parse", done, len(new))
        self._keep(fresh)
        parsed = [known[key] for key in keys]
        self._notes = {n.digest: n for n in parsed if n.digest not in self._provisional}
        if new:
            for kind in (_NOTE, _BODY):
                self.cache.keep(kind, self._notes)
        self.cache.commit()
        return parsed

    def bodies(self, notes: Sequence[Note]) -> Bodies:
        """The bodies of `notes`, which this has parsed."""
        return Bodies({note.path: note.digest for note in notes}, self.body)

    def body(self, key: str) -> bytes:
        """The packed body of the note of this digest. Raises LostNoteError."""
        return self._provisional.get(key) or _found(self.cache, _BODY, key)

    def forget(self) -> None:
        """Everything is parsed anew the next time."""
        self._notes = {}
        for kind in (_NOTE, _BODY):
            self.cache.keep(kind, ())

    def _known(self, keys: Sequence[str]) -> dict[str, Note]:
        known = {key: note for key in keys if (note := self._notes.get(key))}
        missing = [key for key in keys if key not in known]
        for key, packed in self.cache.get_many(_NOTE, missing):
            try:
                known[key] = _DECODER.decode(packed)
            except msgspec.DecodeError:
                continue
        return known

    def _keep(self, fresh: dict[str, Packed]) -> None:
        self.cache.put(_NOTE, {key: note for key, (note, _) in fresh.items()})
        self.cache.put(_BODY, {key: body for key, (_, body) in fresh.items()})
        fresh.clear()

    def _parse_new(
        self, sources: list[SourceFile], options: ParseOptions, extensions: Extensions
    ) -> Generator[Packed]:
        workers = min(self.jobs, len(sources) // _NOTES_A_WORKER)
        if workers <= 1:
            yield from (_packed(parse_with(source, options, extensions)) for source in sources)
            return
        begin = partial(_begin, options, extensions.rule_sources)
        yield from share_out(sources, begin, _death, workers=workers, share=_SHARE)


def read_parsed(cache: CacheReader, key: str) -> ParsedNote:
    """The note of a digest from the cache. Raises LostNoteError."""
    note = _DECODER.decode(_found(cache, _NOTE, key))
    return ParsedNote(note, unpacked_body(_found(cache, _BODY, key)))


def _found(cache: CacheReader, kind: str, key: str) -> bytes:
    value = cache.get(kind, key)
    if value is None:
        raise LostNoteError(key)
    return value


def _is_provisional(note: Note) -> bool:
    return any(diagnostic.code in ("code-slow", "extension") for diagnostic in note.diagnostics)


def _begin(
    options: ParseOptions, files: tuple[ExtensionSource, ...]
) -> Callable[[SourceFile], Packed]:
    """What a worker parses notes with. `files` hold the site's own rules, which it loads for
    itself."""
    extensions, faults = load_extensions(files)

    def parse(source: SourceFile) -> Packed:
        if faults:
            key = note_key(source, options)
            return _packed(unreadable_note(source.path, key, FrontMatter(), faults))
        return _packed(parse_with(source, options, extensions))

    return parse


def _death(source: SourceFile, how: str) -> Diagnostic:
    return error("worker", source.path, f"the process that read this note {how}", hint=HINT)


def _packed(parsed: ParsedNote) -> Packed:
    return msgspec.msgpack.encode(parsed.note), msgspec.msgpack.encode(parsed.body)
