"""What the search leaves in the cache from one build to the next. I/O through the cache alone."""

from __future__ import annotations

from typing import IO, NamedTuple

import msgspec

from kbsite.cache import Cache
from kbsite.search.manifest import Names, file_mark
from kbsite.search.merge import Shards
from kbsite.search.shards import files_of
from kbsite.stages.stored_notes import LostNoteError

#: The kinds of what is kept: terms, texts and sounds of notes, by the key of the note's index;
#: contents of files, by their mark; traditional characters and their simplified forms.
TERMS, TEXTS, SOUNDS = OF_NOTES = ("search-terms", "search-texts", "search-sounds")
FILES = "search-file"
FORMS = "search-forms"


class Indexed(NamedTuple):
    """The index of a note, which the cache has under `key`: the mark of its texts and how many they
    are. `own` is the mark of the note and of what hangs on it, `place` that
    of what the map of the site says of it."""

    own: bytes
    place: bytes
    key: str
    texts: str = ""
    chunks: int = 0


class State(msgspec.Struct, frozen=True, array_like=True):
    """What a build leaves to the next: the digest of all that any note's index is made with, the
    mark of the map of the site, the notes by path in the order of their ids, the shards, whether
    the name of each file follows from its mark alone, and the `block_marks` of notes."""

    base: str
    site_map: bytes
    notes: dict[str, Indexed]
    shards: Shards
    is_plain: bool
    blocks: list[bytes]

    @property
    def files(self) -> set[str]:
        """The marks of shards, and of the rests of lists."""
        return set(files_of(self.shards.all))


NOTHING = State("", b"", {}, Shards(), is_plain=True, blocks=[])


class CachedFiles:
    """The contents of files in the cache, and their names."""

    def __init__(self, cache: Cache) -> None:
        self.names = Names()
        #: The marks of those that were made.
        self.fresh: set[str] = set()
        self._cache = cache

    def put(self, kind: str, content: bytes) -> str:
        """Keeps a content, and gives its mark."""
        mark = file_mark(kind, content)
        if mark not in self.fresh:
            self.fresh.add(mark)
            self._cache.put(FILES, {mark: content})
        return mark

    def get(self, mark: str) -> bytes:
        """A content that was kept. Raises LostNoteError."""
        return read_kept(self._cache, FILES, mark)

    def aside(self) -> IO[bytes]:
        """An empty file without a buffer, gone when it is closed. Raises OSError."""
        return self._cache.aside()

    def name(self, mark: str) -> str:
        """What the file of a content is called."""
        return self.names.name(mark)


def read_kept(cache: Cache, kind: str, key: str) -> bytes:
    """What is kept. Raises LostNoteError."""
    if (data := cache.get(kind, key)) is None:
        raise LostNoteError(key)
    return data
