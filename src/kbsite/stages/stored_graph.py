"""The graph of a site, built only where what it is built from is not what it was. I/O through the
cache alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import msgspec

from kbsite.cache import Cache
from kbsite.keys import key_of
from kbsite.memo import Memo
from kbsite.model import Details
from kbsite.nouns.sources import GitDates
from kbsite.stages.packed_graph import PackedGraph, pack_graph
from kbsite.stages.parsing import ParsedNotes
from kbsite.stages.site import Site

if TYPE_CHECKING:
    from kbsite.graph import GraphMemory


class _Graph(msgspec.Struct, frozen=True, array_like=True):
    """A graph, and the digest of what it was built from."""

    sources: str
    graph: PackedGraph


_NO_GRAPH = _Graph("", PackedGraph(b"", b"", {}, {}))


class StoredGraph:
    """The graph that was built last, by this process or another."""

    def __init__(self, cache: Cache) -> None:
        self._graph = Memo(cache, "graph", _Graph, _NO_GRAPH)
        self._memory: GraphMemory | None = None

    def recall(self) -> None:
        """Reads it before it is asked for."""
        self._graph.recall()

    def write(self) -> None:
        """Writes what was built."""
        self._graph.write()

    def of(self, site: Site, notes: ParsedNotes, dates: Mapping[str, GitDates]) -> PackedGraph:
        """The graph of `site`, with the `dates` of commits."""
        cards = [(path, marks.card) for path, marks in notes.marks.items()]
        attachments, bases = site.sources.attachments, site.sources.bases
        read, at_root = [(file.path, file.digest) for file in bases], site.sources.at_root
        sources = key_of(cards, attachments, dates, site.config, site.drafts, read, at_root)
        if self._graph.last.sources != sources:
            # It brings much with it, and most edits leave the graph as it is.
            from kbsite.graph import GraphMemory, Ground, build_graph

            self._memory = self._memory or GraphMemory()
            details = Details(notes.notes, notes.excerpts, notes.bodies)
            said = (site.config, site.drafts)
            ground = Ground(notes.cards(), attachments, dates, *said, at_root, bases)
            graph = build_graph(ground, details, self._memory)
            self._graph.hold(_Graph(sources, pack_graph(graph)))
        return self._graph.last.graph
