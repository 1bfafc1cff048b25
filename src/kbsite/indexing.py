"""Notes' indexes are made, in worker processes where there are many. I/O through pipes alone.

A worker is sent all that it needs, so that the cache is free to be written to while it works.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

import msgspec

from kbsite.diagnostics import Diagnostic, error
from kbsite.note_texts import Packed, note_text
from kbsite.search.gzipped import gzipped
from kbsite.search.manifest import file_mark
from kbsite.search.note_index import index_note
from kbsite.search.note_parts import packed_terms
from kbsite.workers import HINT, share_out

#: Fewer notes than this a worker are not worth starting it.
_NOTES_A_WORKER = 100
#: Notes that a worker gets at once.
_SHARE = 16
#: With so many notes this process is large.
_LARGE = 1500


class Made(NamedTuple):
    """The index of a note: its terms, packed; its texts as gzip files, the mark of these, and how
    many they are."""

    terms: bytes
    texts: bytes
    mark: str
    count: int


_encode = msgspec.msgpack.encode
#: The gzip files of a note.
read_texts = msgspec.msgpack.Decoder(list[bytes]).decode


def index_all(
    notes: Iterable[tuple[str, Packed]], count: int, jobs: int
) -> Iterator[Made]:
    """The index of each of `count` notes (path and what it is made from), in their order.

    Raises ProduceError where a worker died at one, and msgspec.DecodeError."""
    workers = min(jobs, count // _NOTES_A_WORKER)
    if workers <= 1:
        yield from map(_index, notes)
        return
    yield from share_out(
        notes, _begin, _death, workers=workers, share=_SHARE, is_large=count > _LARGE
    )


def _begin() -> Callable[[tuple[str, Packed]], Made]:
    return _index


def _index(note: tuple[str, Packed]) -> Made:
    index = index_note(note_text(note[1]))
    # Lengths first: no two lists of texts are one.
    sizes = ",".join(str(len(text)) for text in index.chunks).encode()
    mark = file_mark("texts", b"\n".join((sizes, *index.chunks)))
    texts = _encode([gzipped(text) for text in index.chunks])
    return Made(packed_terms(index.terms, index.postings), texts, mark, len(index.chunks))


def _death(note: tuple[str, Packed], how: str) -> Diagnostic:
    return error("worker", note[0], f"the process that indexed this note {how}", hint=HINT)
