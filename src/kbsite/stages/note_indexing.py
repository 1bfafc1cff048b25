"""The index of one note is made, in whichever process. No I/O."""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from kbsite.search.deflated import deflated
from kbsite.search.han_forms import tell_forms
from kbsite.search.manifest import file_mark
from kbsite.search.note_index import index_note
from kbsite.search.note_parts import packed_terms
from kbsite.stages.note_places import Made, Packed
from kbsite.stages.note_texts import note_text

_encode = msgspec.msgpack.encode
_decode_sounds = msgspec.msgpack.Decoder(dict[str, tuple[str, ...]]).decode


def note_indexer(forms: str) -> Callable[[tuple[str, Packed]], Made]:
    """What indexes notes, each given with its path; `forms` is what `form_pairs` gives."""
    tell_forms(forms)
    return _index


def _index(note: tuple[str, Packed]) -> Made:
    packed = note[1]
    known = _decode_sounds(packed.sounds) if packed.sounds else {}
    index = index_note(note_text(packed), known)
    # Lengths first: no two lists of texts are one.
    sizes = ",".join(str(len(text)) for text in index.chunks).encode()
    mark = file_mark("texts", b"\n".join((sizes, *index.chunks)))
    return Made(
        packed_terms(index.terms),
        _encode([deflated(text) for text in index.chunks]),
        _encode(index.sounds),
        mark,
        len(index.chunks),
    )
