"""Parsed notes in the cache, in parts, each decoded when it is asked for. I/O through the
cache alone.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from functools import cache, lru_cache
from typing import NamedTuple, TypeVar, cast

import msgspec

from kbsite.cache import Cache, CacheReader
from kbsite.keys import mark_of
from kbsite.model import Card, Note, ParsedNote
from kbsite.nouns.bodies import Body, Naming, Section
from kbsite.nouns.slots import Pieces

_CARD, _EXCERPT, _NOTE, _BODY, _SECTIONS, _NAMING, _FRAGMENTS = PARTS = (
    *("card", "excerpt", "note", "body", "sections", "naming"),
    "fragments",
)
_INDEX = "index"
#: How many notes and how many excerpts stay decoded: lists ask for them again and again. A note
#: takes 10 KB, an excerpt one.
_NOTES_KEPT, _KEPT = 2_000, 5_000
#: How many that are gone may be among them.
_GONE_KEPT = 100
#: How many cards do, from one build to the next.
_CARDS_KEPT = 20_000

_Value = TypeVar("_Value")


class LostNoteError(LookupError):
    """A note, or a part of one, is in the cache no more, or damaged."""


class Packed(NamedTuple):
    """A parsed note, encoded. Its sections, which the search reads and no page, stand beside its
    body, which is five times as long and which the search never reads. One that is provisional may
    come out otherwise the next time: it is not kept."""

    key: str
    card: bytes
    excerpt: bytes
    note: bytes
    body: bytes
    sections: bytes
    naming: bytes
    fragments: bytes
    path: str
    is_dated: bool
    is_readable: bool
    is_provisional: bool


class Marks(NamedTuple):
    """The path of a note, what changes where its card does, and its excerpt; whether it has a
    date, and whether it could be read."""

    path: str
    card: bytes
    excerpt: bytes
    is_dated: bool
    is_readable: bool


_encode = msgspec.msgpack.encode
_decode_index = msgspec.msgpack.Decoder(dict[str, Marks]).decode
_decode_fragments = msgspec.msgpack.Decoder(dict[str, str]).decode


def packed(parsed: ParsedNote, fragments: Mapping[str, str]) -> Packed:
    """`parsed`, encoded, and the `fragments` that it uses."""
    note, body = parsed
    card = Card(**{name: getattr(note, name) for name in Card.__struct_fields__})
    packed_body = _encode(msgspec.structs.replace(body, naming=Naming(), sections=()))
    # What took too long today may not tomorrow.
    is_provisional = any(d.code in ("code-slow", "extension") for d in note.diagnostics)
    if is_provisional:
        found = mark_of(_encode(parsed)).hex()
        note = msgspec.structs.replace(note, digest=f"{note.digest}-{found}")
    return Packed(
        note.digest,
        _encode(card),
        _encode(note.excerpt),
        _encode(note),
        packed_body,
        _encode(body.sections),
        _encode(body.naming),
        _encode(fragments) if fragments else b"",
        note.path,
        bool(note.front_matter.date or note.front_matter.updated),
        note.readable,
        is_provisional,
    )


def read_parsed(cache: CacheReader, key: str) -> ParsedNote:
    """The note of a digest, as pages show it: without sections. Raises LostNoteError."""
    return ParsedNote(
        _decoded(Note, cache.get(_NOTE, key), key),
        _decoded(Body, cache.get(_BODY, key), key),
    )


def read_fragments(data: bytes) -> dict[str, str]:
    """Those that `StoredNotes` had; none where they are damaged."""
    try:
        return _decode_fragments(data) if data else {}
    except msgspec.DecodeError:
        return {}


# A decoder of so large a type takes a millisecond to make, and an edit needs few of them.
_decoder = cache(msgspec.msgpack.Decoder)


def _decoded(kind: type[_Value], data: bytes | None, key: str) -> _Value:
    if data is None:
        raise LostNoteError(key)
    try:
        value: _Value = _decoder(cast(Hashable, kind)).decode(data)
    except msgspec.DecodeError:
        raise LostNoteError(key) from None
    return value


class StoredNotes:
    """All that were parsed, by the digest of what they were parsed from."""

    def __init__(self, cache: Cache) -> None:
        self._cache = cache
        self._index = self._read_index()
        self._fresh: dict[str, Packed] = {}
        self._provisional: dict[str, Packed] = {}
        self._cards: dict[str, Card] = {}
        #: How many of the decoded notes may be gone.
        self._gone = 0
        self.note = lru_cache(_NOTES_KEPT)(self._note)
        self.excerpt = lru_cache(_KEPT)(self._excerpt)

    def catch_up(self) -> None:
        """Takes over what another process did to the cache."""
        if self._cache.is_foreign():
            self._index = self._read_index()

    @property
    def index(self) -> Mapping[str, Marks]:
        """The marks of all notes that are kept, by digest."""
        return self._index

    def marks(self, key: str) -> Marks:
        """Those of a note that was parsed."""
        if one := self._provisional.get(key):
            return _marks(one)
        return self._index[key]

    def marks_of(self, keys: Mapping[str, str]) -> dict[str, Marks]:
        """Those of notes, by path."""
        if self._provisional:
            return {path: self.marks(key) for path, key in keys.items()}
        index = self._index
        return {path: index[key] for path, key in keys.items()}

    def add(self, one: Packed) -> None:
        """Takes a note that was parsed."""
        if one.is_provisional:
            self._provisional[one.key] = one
        else:
            self._fresh[one.key] = one

    def write(self) -> None:
        """Hands what was added to the cache."""
        for part in PARTS:
            self._cache.put(part, {key: getattr(one, part) for key, one in self._fresh.items()})
        self._index |= {key: _marks(one) for key, one in self._fresh.items()}
        self._fresh.clear()

    def keep(self, keys: Iterable[str]) -> None:
        """Drops all notes but those of `keys`; other processes can read what is left."""
        kept = set(keys)
        self._provisional = {k: one for k, one in self._provisional.items() if k in kept}
        gone = self._index.keys() - kept
        for part in PARTS:
            self._cache.drop(part, gone)
        self._gone += len(gone)
        if self._gone > _GONE_KEPT:
            # A server sees version after version of the same note.
            self.note.cache_clear()
            self.excerpt.cache_clear()
            self._gone = 0
        for key in gone:
            del self._index[key]
            self._cards.pop(key, None)
        self._cache.put(_INDEX, {"": _encode(self._index)})
        self._cache.commit()

    def forget(self) -> None:
        """Every note is parsed anew."""
        # Entries that are dropped one by one leave a damaged file as it is.
        self._cache.forget()
        self._index = {}
        self._fresh = {}
        self._provisional = {}
        self._cards = {}
        self.note.cache_clear()
        self.excerpt.cache_clear()

    def cards(self, keys: Sequence[str]) -> list[Card]:
        """The cards of notes. Raises LostNoteError."""
        missing = [key for key in keys if key not in self._cards]
        data = dict(self._cache.get_many(_CARD, missing))
        data |= {key: one.card for key, one in self._provisional.items()}
        cards = {key: _decoded(Card, data.get(key), key) for key in missing}
        found = [cards.get(key) or self._cards[key] for key in keys]
        if len(keys) <= _CARDS_KEPT:
            self._cards |= cards
        return found

    def readable(self) -> dict[str, str]:
        """Path → digest, of the notes that could be read."""
        return {marks.path: key for key, marks in self._index.items() if marks.is_readable}

    def older(self) -> dict[str, str]:
        """Path → digest, of the notes as they were before any was added."""
        return {marks.path: key for key, marks in self._index.items()}

    def fragments(self, key: str) -> bytes:
        """The fragments of a note, encoded; b"" for none."""
        return self._read(_FRAGMENTS, key) or b""

    def _note(self, key: str) -> Note:
        return _decoded(Note, self._read(_NOTE, key), key)

    def _excerpt(self, key: str) -> Pieces:
        return _decoded(Pieces, self._read(_EXCERPT, key), key)

    def body(self, key: str) -> Body:
        """The body of a note. Raises LostNoteError, as `note` and `excerpt` do."""
        body = _decoded(Body, self._read(_BODY, key), key)
        sections = _decoded(tuple[Section, ...], self._read(_SECTIONS, key), key)
        return msgspec.structs.replace(body, sections=sections)

    def encoded(self, key: str) -> tuple[bytes, bytes]:
        """A note and its sections as they are kept. Raises LostNoteError."""
        note, sections = self._read(_NOTE, key), self._read(_SECTIONS, key)
        if note is None or sections is None:
            raise LostNoteError(key)
        return note, sections

    def naming(self, key: str) -> bytes:
        """The `Naming` of a note, encoded. Raises LostNoteError."""
        if (data := self._read(_NAMING, key)) is None:
            raise LostNoteError(key)
        return data

    def namings(self, paths: Mapping[str, str]) -> Iterator[tuple[str, bytes]]:
        """Path and `Naming` of many notes, whose keys `paths` has, in any order. Raises
        LostNoteError."""
        missing = dict(paths)
        for key, data in self._cache.get_many(_NAMING, paths):
            yield missing.pop(key), data
        for key, path in missing.items():
            yield path, self.naming(key)

    def _read(self, part: str, key: str) -> bytes | None:
        if one := self._provisional.get(key):
            data: bytes = getattr(one, part)
            return data
        return self._cache.get(part, key)

    def _read_index(self) -> dict[str, Marks]:
        data = self._cache.get(_INDEX, "")
        try:
            return _decode_index(data) if data else {}
        except msgspec.DecodeError:
            return {}


def _marks(one: Packed) -> Marks:
    return Marks(one.path, mark_of(one.card), mark_of(one.excerpt), one.is_dated, one.is_readable)
