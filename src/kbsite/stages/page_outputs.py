"""The pages of a plan as outputs, each made when it is asked for: most builds of a server concern
few. No I/O."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Protocol

from kbsite.model import PlannedOutput
from kbsite.output_tables import OutputRows


class _Keyed(Protocol):
    """What is known of a planned page."""

    @property
    def key(self) -> str: ...


class PageOutputs(Mapping[str, PlannedOutput]):
    """Path → page."""

    def __init__(
        self,
        urls: Mapping[str, str],
        planned: Mapping[str, _Keyed],
        output: Callable[[str, str], PlannedOutput],
    ) -> None:
        """`urls` holds the URL of each page by its path. What is known of the pages that are
        `planned`, by URL, stays the same value as long as the page does. `output` makes one of a
        path and a URL."""
        self._urls = urls
        self._planned = planned
        self._output = output

    def __getitem__(self, path: str) -> PlannedOutput:
        return self._output(path, self._urls[path])

    def __contains__(self, path: object) -> bool:
        return path in self._urls

    def __iter__(self) -> Iterator[str]:
        return iter(self._urls)

    def __len__(self) -> int:
        return len(self._urls)

    def rows(self) -> OutputRows:
        """All of them."""
        paths, urls, planned = list(self._urls), self._urls.values(), self._planned
        keys = [planned[url].key if url in planned else "" for url in urls]
        return OutputRows(paths, keys, lambda row: self[paths[row]].produce)

    def differing(self, older: PageOutputs) -> list[str]:
        """The paths of the pages that are not what they were in `older`, or are in one of both
        alone; and of those that are still to be planned."""
        now, before = self._planned, older._planned
        gone = [] if self._urls is older._urls else [p for p in older._urls if p not in self._urls]
        return gone + [
            path
            for path, url in self._urls.items()
            if (page := now.get(url)) is None
            or ((was := before.get(url)) is not page and (was is None or was.key != page.key))
        ]


NO_PAGES = PageOutputs({}, {}, lambda path, url: PlannedOutput(path, "", bytes))
