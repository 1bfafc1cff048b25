"""What the search sees of each note: its text as readers see it, and what the graph says of it.
No I/O.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import msgspec

from kbsite.bodies import Section
from kbsite.model import Heading, SiteGraph
from kbsite.resolutions import Resolution
from kbsite.search.note_index import NoteText
from kbsite.slots import TextPieces
from kbsite.urls import decoded, fold, href, segment

_LATIN = re.compile("[A-Za-z]")


class Place(msgspec.Struct, frozen=True, array_like=True):
    """What the map of the site says of a note: permalink as it stands in links, without base path,
    title, date, tags, and these with all those above them."""

    url: str
    title: str
    date: str
    tags: tuple[str, ...]
    with_parents: tuple[str, ...]


class Around(msgspec.Struct, frozen=True, array_like=True):
    """All that the text of a note has from elsewhere: its place, the published anchors of its
    headings, and the words of its links."""

    place: Place
    anchors: tuple[str, ...]
    words: tuple[str, ...]


class _Front(msgspec.Struct, frozen=True):
    aliases: tuple[str, ...] = ()
    slug: str = ""
    permalink: str = ""


class _Note(msgspec.Struct, frozen=True):
    """What is read here of an encoded `Note`; all else is skipped."""

    path: str
    front_matter: _Front
    headings: tuple[Heading, ...] = ()


class _Body(msgspec.Struct, frozen=True):
    """The same of a `Body`."""

    sections: tuple[Section, ...] = ()


class Packed(msgspec.Struct, frozen=True, array_like=True):
    """A note, its body and what is around it, encoded: what travels to a worker."""

    note: bytes
    body: bytes
    around: bytes
    #: What an older version of it sounds like.
    sounds: bytes = b""


_decode_note = msgspec.msgpack.Decoder(_Note).decode
_decode_body = msgspec.msgpack.Decoder(_Body).decode
_decode_around = msgspec.msgpack.Decoder(Around).decode


def searched(graph: SiteGraph) -> list[str]:
    """The paths of the notes that can be found, in the order of their ids: by date, the undated
    first, so that a new note comes last."""
    dates, urls = graph.dates, graph.urls
    paths = [path for path in urls if path not in graph.unsearched]
    return sorted(paths, key=lambda path: (dates[path][0], urls[path]))


class Places:
    """The place of each note of a site."""

    def __init__(self, graph: SiteGraph) -> None:
        self._graph = graph
        self._names = {term.key: term.name for term in graph.terms}

    def of(self, path: str) -> Place:
        graph, names = self._graph, self._names
        keys = graph.tags.get(path, ())
        above = dict.fromkeys(key for own in keys for key in _with_parents(own))
        return Place(
            href("", graph.urls[path]),
            graph.titles[path],
            graph.dates[path][0][:10],
            tuple(names[key] for key in keys),
            tuple(names[key] for key in above if key in names),
        )

    def around(self, path: str) -> Around:
        """Raises KeyError for a note that is not published."""
        resolutions: Sequence[Resolution] = self._graph.resolutions[path]
        words = tuple(resolution.text for resolution in resolutions)
        return Around(self.of(path), self._graph.anchors[path], words)


def _with_parents(key: str) -> Iterator[str]:
    yield key
    while "/" in key:
        key = key.rpartition("/")[0]
        yield key


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
            (anchor, " ".join(_filled(heading.text, words).split()))
            for anchor, heading in zip(around.anchors, note.headings, strict=True)
        ),
        sections=tuple(
            (section.heading, _filled(section.text, words), section.code)
            for section in _decode_body(packed.body).sections
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
