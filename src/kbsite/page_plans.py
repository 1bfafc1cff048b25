"""Every page as an output. A page of which nothing changed is not made again. No I/O.

What a page was made from is known from its last time: see `traces`.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import NamedTuple

import msgspec

from kbsite.config import Config
from kbsite.keys import digest_of
from kbsite.model import PlannedOutput
from kbsite.pages import MakePage, plan_pages
from kbsite.producing import PageProducer, Renderer
from kbsite.redirects import plan_redirects
from kbsite.traces import Tracer, changed_marks
from kbsite.urls import output_path


class PlannedPage(NamedTuple):
    """The file and key of a page, and what of the notes it is made from."""

    path: str
    key: str
    trace: tuple[int, ...]


class PagePlan(msgspec.Struct, frozen=True, array_like=True):
    """All pages by URL: the digest of all that any of them may see beside notes, and what changes
    with each aspect of each note."""

    seen: str
    marks: list[bytes]
    pages: dict[str, PlannedPage]


NO_PLAN = PagePlan("", [], {})

#: Contexts of pages up to so many bytes together stay in memory; what is beyond is made once more.
_KEPT = 64_000_000


class Planner:
    """Plans the pages of one site."""

    def __init__(self, tracer: Tracer, config: Config, renderer: Renderer) -> None:
        self._tracer = tracer
        self._renderer = renderer
        graph = tracer.graph
        self._makes = plan_pages(graph, config) | plan_redirects(graph, config)

    def plan(
        self, look: str, seen: str, marks: list[bytes], last: PagePlan
    ) -> tuple[list[PlannedOutput], PagePlan]:
        """The pages as outputs, and the plan for the next time. `look` is the digest of what each
        page is rendered with beside its context, `seen` that of all that any context may be made
        from beside notes; `last` is the plan of the last time."""
        known: Mapping[str, PlannedPage] = {}
        changed: frozenset[int] = frozenset()
        if last.seen == seen:
            known, changed = last.pages, changed_marks(last.marks, marks)
        pages: dict[str, PlannedPage] = {}
        outputs = []
        kept = 0
        for url, make in self._makes.items():
            page, packed = known.get(url), None
            if page is None or not changed.isdisjoint(page.trace):
                packed, trace = self._tracer.traced(partial(_packed, make))
                page = PlannedPage(output_path(url), digest_of(look, packed), trace)
                kept += len(packed)
                packed = packed if kept < _KEPT else None
            pages[url] = page
            producer = PageProducer(self._renderer, make, packed)
            outputs.append(PlannedOutput(page.path, page.key, producer))
        return outputs, PagePlan(seen, marks, pages)


def _packed(make: MakePage) -> bytes:
    return msgspec.msgpack.encode(make())
