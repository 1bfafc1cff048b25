"""What an author is at work on, and where. No I/O."""

from __future__ import annotations

from itertools import zip_longest

from kbsite.bodies import Body
from kbsite.model import SiteGraph
from kbsite.site import Planned
from kbsite.sources import Sources
from kbsite.urls import href


def edited_note(planned: Planned, base_path: str) -> dict[str, str] | None:
    """URL and anchor of the heading above the first change, "" at the top; None where no note was
    parsed anew, or several."""
    graph = planned.graph
    if graph is None or len(planned.earlier) != 1:
        return None
    ((path, earlier),) = planned.earlier.items()
    if path not in graph.urls or path in planned.broken:
        return None
    heading = _first_change(earlier, graph.bodies[path]) if earlier else -1
    return {"url": href(base_path, graph.urls[path]), "anchor": _anchor(graph, path, heading)}


def _first_change(old: Body, new: Body) -> int:
    """The number of the heading whose section changed first, -1 for the text above all."""
    last = -1
    for before, now in zip_longest(old.sections, new.sections):
        if now is None:
            return last
        last = now.heading
        if before != now:
            return now.heading
    return -1


def _anchor(graph: SiteGraph, path: str, heading: int) -> str:
    anchors = graph.anchors[path]
    return anchors[heading] if 0 <= heading < len(anchors) else ""


def changed_files(before: Sources | None, planned: Planned) -> tuple[str, ...]:
    """The files that are others than before, as an author calls them; none at first."""
    if before is None or planned.sources is None:
        return ()
    old, new = (_digests(sources, planned.prefix) for sources in (before, planned.sources))
    return tuple(sorted({path for path, _ in old ^ new}))


def _digests(sources: Sources, prefix: str) -> set[tuple[str, str]]:
    found = {(prefix + note.path, note.digest) for note in sources.notes}
    found |= {(prefix + file.path, file.digest) for file in sources.attachments}
    found |= {(f"templates/{file.path}", file.digest) for file in sources.templates}
    return found | {(f"static/{file.path}", file.digest) for file in sources.static}
