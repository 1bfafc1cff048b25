"""What an author is at work on, and where. No I/O."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import zip_longest
from typing import Protocol

from kbsite.model import SiteGraph
from kbsite.nouns.bodies import Body
from kbsite.nouns.sources import Sources
from kbsite.stages.site import Planned
from kbsite.urls import href


class _File(Protocol):
    """What tells a file from others."""

    @property
    def path(self) -> str: ...

    @property
    def digest(self) -> str: ...


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
    now = planned.sources
    if before is None or now is None:
        return ()
    parts = (
        (planned.prefix, before.notes, now.notes),
        (planned.prefix, before.attachments, now.attachments),
        ("templates/", before.templates, now.templates),
        ("static/", before.static, now.static),
    )
    found = {prefix + path for prefix, old, new in parts for path in _differing(old, new)}
    return tuple(sorted(found))


def _differing(old: Sequence[_File], new: Sequence[_File]) -> Iterator[str]:
    """The paths of files that are not in both."""
    if len(old) == len(new):
        # Nearly always nearly all are the same, one by one.
        pairs = [
            (a, b)
            for a, b in zip(old, new, strict=True)
            if (a.path, a.digest) != (b.path, b.digest)
        ]
        old, new = [a for a, _ in pairs], [b for _, b in pairs]
    before, now = ({(file.path, file.digest) for file in files} for files in (old, new))
    yield from (path for path, _ in before ^ now)


def same_templates(before: Sources | None, now: Sources | None) -> bool:
    """Whether pages are made by the same templates."""
    return bool(before and now and before.templates == now.templates)
