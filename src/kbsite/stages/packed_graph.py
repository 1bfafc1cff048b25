"""The graph as bytes, and back; what it knows of a single note stays packed until it is asked for.
No I/O.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Self

import msgspec

from kbsite.diagnostics import Diagnostic
from kbsite.keys import mark_of
from kbsite.model import Details, SiteGraph
from kbsite.nouns.diagrams import Diagram
from kbsite.nouns.lazy import Lazy
from kbsite.nouns.link_map import LinkMap
from kbsite.nouns.lists import Folder, NavLink, Term
from kbsite.nouns.resolutions import Backlink, LinkFault, Resolution, Wanted
from kbsite.nouns.sources import Attachment
from kbsite.nouns.views import Cell, TableSet

#: How many notes' edges stay decoded.
_KEPT = 5_000


class Edges(msgspec.Struct, frozen=True, array_like=True):
    """What the graph knows of a note that only pages which show something of that note can see."""

    anchors: tuple[str, ...]
    resolutions: tuple[Resolution, ...]
    backlinks: tuple[Backlink, ...]
    tables: tuple[TableSet, ...] = ()
    properties: tuple[tuple[str, Cell], ...] = ()


class SiteMap(msgspec.Struct, frozen=True):
    """The fields of a `SiteGraph` that any page may see. Most edits of a text leave them as they
    are."""

    urls: dict[str, str]
    dates: dict[str, tuple[str, str]]
    listed: tuple[str, ...]
    pinned: tuple[str, ...]
    neighbours: dict[str, tuple[str, str]]
    terms: tuple[Term, ...]
    folders: dict[str, Folder]
    attachments: tuple[tuple[Attachment, str], ...]
    tags: dict[str, tuple[str, ...]]
    unlisted: frozenset[str]
    unsearched: frozenset[str]
    math_characters: str | None
    diagrams: tuple[Diagram, ...]
    series: tuple[Term, ...]
    series_url: str
    nav: tuple[NavLink, ...]
    redirects: tuple[tuple[str, str], ...]
    feed_ids: dict[str, str]
    namesakes: dict[str, str]


class Faults(msgspec.Struct, frozen=True):
    """The fields of a `SiteGraph` that no page sees."""

    faults: tuple[Diagnostic, ...]
    link_faults: dict[str, tuple[LinkFault, ...]]
    reporting: tuple[str, ...]
    nav_diagnostics: tuple[Diagnostic, ...]
    wanted: tuple[Wanted, ...]
    link_map: LinkMap


class PackedGraph(msgspec.Struct, frozen=True, array_like=True):
    """A `SiteGraph` as bytes: `SiteMap`, `Faults`, the `Edges` of each note and what changes with
    them, its title and its other names; the mark of the site map, and that of all that names notes.
    The map has some MB, which are looked through once, where the graph is built."""

    site_map: bytes
    faults: bytes
    edges: dict[str, bytes]
    marks: dict[str, bytes]
    titles: bytes = b""
    aliases: bytes = b""
    mark: bytes = b""
    named: bytes = b""

    @classmethod
    def of(
        cls,
        site_map: bytes,
        faults: bytes,
        edges: dict[str, bytes],
        titles: bytes,
        aliases: bytes,
    ) -> Self:
        """The same with all marks."""
        marks = {path: mark_of(one) for path, one in edges.items()}
        named = mark_of(site_map + titles + aliases)
        return cls(site_map, faults, edges, marks, titles, aliases, mark_of(site_map), named)


_encode = msgspec.msgpack.encode
# A server asks again and again for the same; nobody writes to them.
_decode_map = lru_cache(maxsize=1)(msgspec.msgpack.Decoder(SiteMap).decode)
_decode_faults = lru_cache(maxsize=1)(msgspec.msgpack.Decoder(Faults).decode)
_decode_titles = lru_cache(maxsize=1)(msgspec.msgpack.Decoder(dict[str, str]).decode)
_decode_aliases = msgspec.msgpack.Decoder(dict[str, tuple[str, ...]]).decode
_decode_edges = msgspec.msgpack.Decoder(Edges).decode


def pack_graph(graph: SiteGraph) -> PackedGraph:
    """The bytes of `graph`, without the parts of notes."""
    edges = {
        path: _encode(
            Edges(
                graph.anchors[path],
                resolutions,
                tuple(graph.backlinks.get(path, ())),
                graph.tables.get(path, ()),
                graph.properties.get(path, ()),
            )
        )
        for path, resolutions in graph.resolutions.items()
    }
    return PackedGraph.of(
        _encode(SiteMap(**_fields(graph, SiteMap))),
        _encode(Faults(**_fields(graph, Faults))),
        edges,
        _encode(graph.titles),
        _encode(graph.aliases),
    )


def _fields(graph: SiteGraph, of: type[msgspec.Struct]) -> dict[str, Any]:
    return {name: getattr(graph, name) for name in of.__struct_fields__}


def unpack_graph(packed: PackedGraph, details: Details) -> SiteGraph:
    """The graph of `packed` and `details`, the parts of all notes."""
    site_map, faults = _decode_map(packed.site_map), _decode_faults(packed.faults)
    edges = lru_cache(_KEPT)(lambda path: _decode_edges(packed.edges[path]))
    paths = {path: path for path in site_map.urls}

    def field(name: str) -> Mapping[str, Any]:
        return Lazy(paths, lambda path: getattr(edges(path), name))

    return SiteGraph(
        notes=Lazy(paths, details.notes.__getitem__),
        excerpts=Lazy(paths, details.excerpts.__getitem__),
        bodies=Lazy(paths, details.bodies.__getitem__),
        anchors=field("anchors"),
        resolutions=field("resolutions"),
        backlinks=field("backlinks"),
        tables=field("tables"),
        properties=field("properties"),
        titles=_decode_titles(packed.titles),
        aliases=_decode_aliases(packed.aliases),
        **{name: getattr(site_map, name) for name in SiteMap.__struct_fields__},
        **{name: getattr(faults, name) for name in Faults.__struct_fields__},
    )
