"""Graphs of notes that stand in no file, as the engine has them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from kbsite.config import Config
from kbsite.contexts import Page
from kbsite.graph import Ground, build_graph
from kbsite.linking.link_diagnostics import site_diagnostics
from kbsite.model import Details, Note, SiteGraph
from kbsite.nouns.bodies import Body
from kbsite.nouns.sources import Attachment
from kbsite.pages import plan_pages
from kbsite.stages.packed_graph import pack_graph, unpack_graph


def graph_of(
    notes: Iterable[Note],
    config: Config | None = None,
    *,
    attachments: Sequence[Attachment] = (),
    bodies: Mapping[str, Body] | None = None,
) -> SiteGraph:
    """The graph of `notes`."""
    by_path = {note.path: note for note in sorted(notes, key=lambda note: note.path)}
    excerpts = {path: note.excerpt for path, note in by_path.items()}
    details = Details(by_path, excerpts, bodies or {path: Body() for path in by_path})
    cards = list(by_path.values())
    graph = build_graph(Ground(cards, attachments, {}, config or Config()), details)
    return unpack_graph(pack_graph(graph), details)


def codes_of(graph: SiteGraph, path: str, notes: Iterable[Note]) -> set[str]:
    """The codes of what is wrong with the note at `path`, one of `notes`."""
    found = site_diagnostics(graph, {note.path: note for note in notes})
    return {diagnostic.code for diagnostic in found if diagnostic.path == path}


def pages_of(graph: SiteGraph, config: Config | None = None) -> dict[str, Page]:
    """The pages by URL."""
    return {url: make() for url, make in plan_pages(graph, config or Config()).items()}
