"""What the search sees of a note: its text as readers see it, and its place. No I/O."""

from __future__ import annotations

import re
from collections.abc import Sequence

import msgspec

from kbsite.nouns.bodies import Heading, Section
from kbsite.nouns.slots import TextPieces
from kbsite.search.note_index import NoteText
from kbsite.stages.note_places import Around, Packed, Place
from kbsite.urls import decoded, fold, segment

_LATIN = re.compile("[A-Za-z]")


class _Front(msgspec.Struct, frozen=True):
    aliases: tuple[str, ...] = ()
    slug: str = ""
    permalink: str = ""


class _Note(msgspec.Struct, frozen=True):
    """What is read here of an encoded `Note`; all else is skipped."""

    path: str
    front_matter: _Front
    headings: tuple[Heading, ...] = ()


_decode_note = msgspec.msgpack.Decoder(_Note).decode
_decode_sections = msgspec.msgpack.Decoder(tuple[Section, ...]).decode
_decode_around = msgspec.msgpack.Decoder(Around).decode


def note_text(packed: Packed) -> NoteText:
    """The text of a note. Raises msgspec.DecodeError."""
    note, around = _decode_note(packed.note), _decode_around(packed.around)
    place, words = around.place, around.words
    return NoteText(
        url=place.url,
        title=place.title,
        aliases=note.front_matter.aliases,
        tags=place.tags,
        tag_keys=place.with_parents,
        date=place.date,
        headings=tuple(
            (anchor, " ".join(_filled(heading.as_read or heading.text, words).split()))
            for anchor, heading in zip(around.anchors, note.headings, strict=True)
        ),
        sections=tuple(
            (section.heading, _filled(section.text, words), section.code)
            for section in _decode_sections(packed.sections)
        ),
        names=_names(note, place),
    )


def _names(note: _Note, place: Place) -> tuple[str, ...]:
    """What the note is called in its URL, where this is Latin and no name of its own: `mlp.md`,
    whose title is 多层感知机. A name in pinyin is none that anybody gave."""
    name = decoded(place.url).removesuffix("/").rpartition("/")[2].removesuffix(".html")
    front = note.front_matter
    folder, _, file = note.path.removesuffix(".md").rpartition("/")
    given = (segment(file), segment(folder.rpartition("/")[2]))
    if not _LATIN.search(name) or not (front.slug or front.permalink or name in given):
        return ()
    known = {fold(known) for known in (place.title, *front.aliases)}
    return () if fold(name) in known else (name,)


def _filled(pieces: TextPieces, words: Sequence[str]) -> str:
    return "".join(piece if isinstance(piece, str) else words[piece.link] for piece in pieces)
