"""What the graph says of each note to the search: its place, and what is around it. No I/O."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import msgspec

from kbsite.model import SiteGraph
from kbsite.nouns.resolutions import Resolution
from kbsite.urls import href
from kbsite.words.levels import levels_of


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


class Packed(msgspec.Struct, frozen=True, array_like=True):
    """A note, its sections and what is around it, encoded: what travels to a worker."""

    note: bytes
    sections: bytes
    around: bytes
    #: What an older version of it sounds like.
    sounds: bytes = b""


class Made(NamedTuple):
    """The index of a note, which travels back: its terms, packed; its texts as files, and what it
    sounds like, encoded; the mark of the texts, and how many they are."""

    terms: bytes
    texts: bytes
    sounds: bytes
    mark: str
    chunks: int


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
        above = dict.fromkeys(key for own in keys for key in reversed((*levels_of(own),)))
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
