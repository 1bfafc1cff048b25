"""Every page as an output. A page of which nothing changed is not made again. No I/O.

What a page was made from is known from its last time: see `traces`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from functools import partial
from typing import NamedTuple

import msgspec

from kbsite.config import Config
from kbsite.keys import digest_of, mark_of
from kbsite.model import PlannedOutput
from kbsite.pages import MakePage, plan_pages
from kbsite.producing import PageProducer, Renderer
from kbsite.redirects import plan_redirects
from kbsite.traces import Tracer, changed_marks
from kbsite.urls import output_path


class PlannedPage(NamedTuple):
    """The file and key of a page, what tells its context from others, and what of the notes that is
    made from."""

    path: str
    key: str
    context: bytes
    trace: tuple[int, ...]


class PagePlan(msgspec.Struct, frozen=True, array_like=True):
    """All pages by URL: the digest of all that any context may be made from beside notes, that of
    what each is rendered with, and what changes with each aspect of each note."""

    seen: str
    look: str
    marks: list[bytes]
    pages: dict[str, PlannedPage]


NO_PLAN = PagePlan("", "", [], {})

#: Contexts of pages up to so many bytes together stay in memory; what is beyond is made once more.
_KEPT = 64_000_000


class Readers:
    """Which pages may be made from an aspect of a note: all that are, and some that were."""

    def __init__(self) -> None:
        self._plan: PagePlan | None = None
        self._urls: defaultdict[int, set[str]] = defaultdict(set)

    def of(self, plan: PagePlan, changed: Iterable[int]) -> set[str]:
        """The pages of `plan` that may have read what `changed`."""
        if plan is not self._plan:
            self._urls.clear()
            self.follow(plan, plan.pages)
        return {url for number in changed for url in self._urls.get(number, ())}

    def follow(self, plan: PagePlan, planned: Iterable[str]) -> None:
        """Takes `plan` in place of the last, from which it differs in the pages of `planned`."""
        self._plan = plan
        for url in planned:
            if url in plan.pages:
                for number in plan.pages[url].trace:
                    self._urls[number].add(url)


class Planner:
    """Plans the pages of one site, as many as are asked for: `left` are those that are still to be
    planned."""

    def __init__(self, tracer: Tracer, config: Config, renderer: Renderer) -> None:
        self._tracer = tracer
        self._renderer = renderer
        graph = tracer.graph
        self._makes = plan_pages(graph, config) | plan_redirects(graph, config)
        self._packed: dict[str, bytes] = {}
        self._size = 0
        self._plan = NO_PLAN
        self.planned: list[str] = []
        self.left: list[str] = []

    def begin(
        self, look: str, seen: str, marks: list[bytes], last: PagePlan, readers: Readers
    ) -> None:
        """Takes from `last`, the plan of the last time, what is as it was. `look` is the digest of
        what each page is rendered with beside its context, `seen` that of all that any context may
        be made from beside notes."""
        pages: dict[str, PlannedPage] = {}
        if last.seen == seen:
            pages = dict(last.pages)
            changed = changed_marks(last.marks, marks)
            for url in readers.of(last, changed):
                if url in pages and not changed.isdisjoint(pages[url].trace):
                    del pages[url]
            if last.look != look:
                pages = {url: _with_look(page, look) for url, page in pages.items()}
        self._plan = PagePlan(seen, look, marks, pages)
        self.left = [url for url in self._makes if url not in pages]
        self.left.reverse()

    def go_on(self, most: int) -> None:
        """Plans `most` pages."""
        for _ in range(min(most, len(self.left))):
            url = self.left.pop()
            packed, trace = self._tracer.traced(partial(_packed, self._makes[url]))
            context = mark_of(packed)
            page = PlannedPage(
                output_path(url), digest_of(self._plan.look, context), context, trace
            )
            self._plan.pages[url] = page
            self.planned.append(url)
            self._size += len(packed)
            if self._size < _KEPT:
                self._packed[url] = packed

    def outputs(self) -> list[PlannedOutput]:
        """The pages. One that is still to be planned has no key yet."""
        pages, packed, renderer = self._plan.pages, self._packed, self._renderer
        return [
            PlannedOutput(
                pages[url].path if url in pages else output_path(url),
                pages[url].key if url in pages else "",
                PageProducer(renderer, make, packed.get(url)),
            )
            for url, make in self._makes.items()
        ]

    def plan(self) -> PagePlan:
        """What was planned, for the next time."""
        return self._plan


def _with_look(page: PlannedPage, look: str) -> PlannedPage:
    return page._replace(key=digest_of(look, page.context))


def _packed(make: MakePage) -> bytes:
    return msgspec.msgpack.encode(make())
