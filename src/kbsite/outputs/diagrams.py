"""The pictures of the site's diagrams, light and dark, each once. No I/O.

A picture is named by the digest of all that it is made from, so that it can be cached for
ever and a changed diagram has another URL.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from kbsite.config import Config
from kbsite.keys import key_of
from kbsite.model import PlannedOutput, SiteGraph
from kbsite.urls import diagram_url


def diagrams(graph: SiteGraph, config: Config) -> Iterator[PlannedOutput]:
    """Two files for every distinct diagram of the published notes."""
    if not graph.diagrams:
        return
    from kbsite.mermaid.draw import draw_diagram

    for diagram in graph.diagrams:
        for dark in (False, True):
            path = diagram_url(diagram.name, dark=dark).removeprefix("/")
            produce = partial(draw_diagram, diagram.source, dark=dark)
            yield PlannedOutput(path, key_of("diagram", diagram.name, dark), produce, is_kept=True)
