"""Every page as an output. A page of which nothing changed is not made again. No I/O.

What a page was made from is known from its last time: see `traces`.
"""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections import ChainMap, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence, Set
from functools import partial
from itertools import accumulate
from typing import NamedTuple, cast

import msgspec

from kbsite.config import Config
from kbsite.keys import digest_of, mark_of
from kbsite.model import PlannedOutput
from kbsite.output_tables import OutputRows
from kbsite.pages import MakePage, plan_pages
from kbsite.redirects import plan_redirects
from kbsite.stages.page_outputs import PageOutputs
from kbsite.stages.producing import PageProducer
from kbsite.stages.rendering import Renderer
from kbsite.stages.traces import Tracer, changed_marks
from kbsite.urls import markdown_path, output_path
from kbsite.words.levels import levels_above


class PlannedPage(NamedTuple):
    """The file and key of a page, what tells its context from others, and what of the notes that is
    made from: four bytes for each aspect, as most builds read hardly any of them."""

    path: str
    key: str
    context: bytes
    trace: bytes

    def aspects(self) -> array[int]:
        """The numbers of what of the notes it is made from."""
        return array("I", self.trace)


class PagePlan(msgspec.Struct, frozen=True, array_like=True):
    """All pages by URL: the digest of all that any context may be made from beside notes, that of
    what each is rendered with, and what changes with each aspect of each note."""

    seen: str
    look: str
    marks: list[bytes]
    pages: dict[str, PlannedPage]


NO_PLAN = PagePlan("", "", [], {})

#: A page that is made from so many aspects of notes takes as long as all others that are.
_LONG = 1000
#: So few numbers are looked for in the bytes of traces before these are read.
_FEW = 8
#: Contexts of pages up to so many bytes together stay in memory; what is beyond is made once more.
_KEPT = 64_000_000


class Readers:
    """Which pages may be made from an aspect of a note: all that are, and some that were. It pays
    where plans follow on one another."""

    def __init__(self) -> None:
        self._plan: PagePlan | None = None
        self._urls: defaultdict[int, set[str]] = defaultdict(set)

    def of(self, plan: PagePlan, changed: Iterable[int]) -> Set[str]:
        """The pages of `plan` that may have read what `changed`."""
        if plan is not self._plan:
            return plan.pages.keys()
        return {url for number in changed for url in self._urls.get(number, ())}

    def follow(self, plan: PagePlan, before: PagePlan, planned: Iterable[str]) -> None:
        """Takes `plan`, which differs from `before` in the pages of `planned`, in place of the
        last."""
        if before is not self._plan:
            self._urls.clear()
            planned = plan.pages
        self._plan = plan
        for url in planned:
            if url in plan.pages:
                for number in plan.pages[url].aspects():
                    self._urls[number].add(url)


class Addresses:
    """Where the pages of the last site stand: most edits leave that as it is."""

    def __init__(self) -> None:
        self._seen = ""
        self._urls: Mapping[str, str] = {}

    def of(self, seen: str, urls: Collection[str], last: PagePlan) -> Mapping[str, str]:
        """The URLs of pages by the paths of their files. `urls` are the same as long as `seen`
        is."""
        if seen != self._seen:
            if seen == last.seen and len(urls) == len(last.pages):
                self._urls = {page.path: url for url, page in last.pages.items()}
            else:
                self._urls = {output_path(url): url for url in urls}
            self._seen = seen
        return self._urls


class Planner:
    """Plans the pages of one site, as many as are asked for: `left` are those that are still to be
    planned, the next one last, and `short` is how many of them come before those that take
    long."""

    def __init__(
        self, tracer: Tracer, config: Config, renderer: Renderer, cards: Mapping[str, str]
    ) -> None:
        """`cards` are the names of the pictures of notes, by path."""
        self._tracer = tracer
        self._renderer = renderer
        graph = tracer.graph
        self._makes = _both(plan_redirects(graph, config), plan_pages(graph, config, cards))
        self._urls: Mapping[str, str] = {}
        self._packed: dict[str, bytes] = {}
        self._size = 0
        self._plan = NO_PLAN
        self.planned: list[str] = []
        self.left: list[str] = []
        self.short = 0

    def begin(
        self,
        look: str,
        seen: str,
        marks: list[bytes],
        last: PagePlan,
        readers: Readers,
        addresses: Addresses,
    ) -> None:
        """Takes from `last`, the plan of the last time, what is as it was. `look` is the digest of
        what each page is rendered with beside its context, `seen` that of all that any context may
        be made from beside notes."""
        self._urls = addresses.of(seen, self._makes, last)
        pages: dict[str, PlannedPage] = {}
        long: list[str] = []
        if last.seen == seen:
            pages = dict(last.pages)
            changed = changed_marks(last.marks, marks)
            for url in _readers(pages, readers.of(last, changed), changed):
                long += [url] * (len(pages.pop(url).aspects()) >= _LONG)
            if last.look != look:
                pages = {url: _with_look(page, look) for url, page in pages.items()}
        self._plan = PagePlan(seen, look, marks, pages)
        short = [url for url in self._urls.values() if url not in pages and url not in long]
        self.short = len(short)
        self.left = [*long, *reversed(short)]

    def go_on(self, most: int) -> None:
        """Plans `most` pages."""
        for _ in range(min(most, len(self.left))):
            url = self.left.pop()
            packed, trace = self._tracer.traced(partial(_packed, self._makes[url]))
            context = mark_of(packed)
            key = digest_of(self._plan.look, context)
            page = PlannedPage(output_path(url), key, context, array("I", trace).tobytes())
            self._plan.pages[url] = page
            self.planned.append(url)
            self._size += len(packed)
            if self._size < _KEPT:
                self._packed[url] = packed

    def outputs(self) -> PageOutputs:
        """The pages. One that is still to be planned has no key yet."""
        return PageOutputs(self._urls, self._plan.pages, self._output)

    def markdown(self) -> OutputRows:
        """The Markdown files of the notes, which are planned with their pages; none where a page,
        a folder of one or that of another note would be in its way."""
        pages, taken = self._plan.pages, _folders_of(self._urls)
        found: dict[str, str] = {}
        for url in self._tracer.graph.urls.values():
            path = markdown_path(pages[url].path)
            if path in self._urls or (taken and path.casefold() in taken):
                continue
            found.setdefault(path, url)
        urls = list(found.values())
        keys = [f"markdown {pages[url].key}" for url in urls]
        return OutputRows(
            list(found), keys, lambda row: self._producer(urls[row], is_markdown=True)
        )

    def _output(self, path: str, url: str) -> PlannedOutput:
        page = self._plan.pages.get(url)
        return PlannedOutput(path, page.key if page else "", self._producer(url))

    def _producer(self, url: str, *, is_markdown: bool = False) -> PageProducer:
        return PageProducer(self._renderer, self._makes, url, self._packed.get(url), is_markdown)

    def plan(self) -> PagePlan:
        """What was planned, for the next time."""
        return self._plan


def _readers(
    pages: Mapping[str, PlannedPage], urls: Iterable[str], changed: frozenset[int]
) -> list[str]:
    """Those of `urls` whose `pages` are made from something that `changed`."""
    known = [(url, pages[url]) for url in urls if url in pages]
    if len(changed) <= _FEW:
        known = [known[row] for row in _rows_with(changed, [page.trace for _, page in known])]
    return [url for url, page in known if not changed.isdisjoint(page.aspects())]


def _rows_with(few: Iterable[int], traces: Sequence[bytes]) -> set[int]:
    """Which of the traces have bytes of any of a few numbers, looked for in all of them at once: it
    may be those of two numbers side by side."""
    every, ends = b"".join(traces), list(accumulate(map(len, traces)))
    found: set[int] = set()
    for number in few:
        one = array("I", [number]).tobytes()
        at = every.find(one)
        while at >= 0:
            row = bisect_right(ends, at)
            found.add(row)
            at = every.find(one, ends[row])
    return found


def _folders_of(paths: Iterable[str]) -> frozenset[str]:
    """Those of files of `paths` that are named as a Markdown file might be, case folded."""
    return frozenset(
        folder
        for path in paths
        if ".md/" in (folded := path.casefold())
        for folder in levels_above(folded)
        if folder.endswith(".md")
    )


def _both(first: Mapping[str, MakePage], then: Mapping[str, MakePage]) -> Mapping[str, MakePage]:
    """Both, of which nothing is written to."""
    return ChainMap(cast(dict[str, MakePage], first), cast(dict[str, MakePage], then))


def _with_look(page: PlannedPage, look: str) -> PlannedPage:
    return page._replace(key=digest_of(look, page.context))


def _packed(make: MakePage) -> bytes:
    return msgspec.msgpack.encode(make())
