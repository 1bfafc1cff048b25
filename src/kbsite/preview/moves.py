"""Where the notes are now whose pages are gone: an open page is led after its note. No I/O."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from kbsite.stages.site import Planned

#: So many pages that are gone are remembered.
_KEPT = 1000


class _Was(NamedTuple):
    """The note of a page that is gone, as it was, and the number of the step that it went with."""

    path: str
    digest: str
    title: str
    step: int


class Moves:
    """The pages that are gone since the preview began, and where their notes went."""

    def __init__(self) -> None:
        self._step = 0
        #: By the URL of the page.
        self._gone: dict[str, _Was] = {}
        #: The notes that were not there at first, with the number of the step that they came with.
        self._came: dict[str, int] = {}
        self._paths: dict[str, str] = {}
        self._urls: Mapping[str, str] = {}

    def take(self, before: Planned | None, now: Planned) -> dict[str, str]:
        """The pages whose notes are found elsewhere with this step: old URL → new URL."""
        if not before or not before.graph or not now.graph:
            return {}
        self._step += 1
        old, self._urls = before.graph.urls, now.graph.urls
        if old != self._urls:
            self._note_changes(before, before.graph.titles)
        if not self._gone:
            return {}
        digests, titles = _digests(now), now.graph.titles
        by_digest, by_title = defaultdict(list), defaultdict(list)
        for path in self._came:
            by_digest[digests.get(path, "")].append(path)
            by_title[titles[path]].append(path)
        known, self._paths = self._paths, {}
        for url, was in self._gone.items():
            hints = (
                was.path,
                known.get(url),
                self._only(by_digest[was.digest], was.step),
                self._only(by_title[was.title], was.step),
            )
            found = next((hint for hint in hints if hint and hint in self._urls), "")
            if found:
                self._paths[url] = found
        return {url: self._urls[path] for url, path in self._paths.items() if url not in known}

    def of(self, url: str) -> str:
        """Where the note of a page that is gone is now, "" where that is not known."""
        return self._urls.get(self._paths.get(url, ""), "")

    def _note_changes(self, before: Planned, titles: Mapping[str, str]) -> None:
        """Which pages went with this step, and which notes came."""
        assert before.graph
        old, taken = before.graph.urls, frozenset(self._urls.values())
        digests = _digests(before)
        for path, url in old.items():
            if url not in taken:
                self._gone[url] = _Was(path, digests.get(path, ""), titles[path], self._step)
        self._gone = {url: was for url, was in self._gone.items() if url not in taken}
        for url in list(self._gone)[:-_KEPT]:
            del self._gone[url]
        self._came = {path: step for path, step in self._came.items() if path in self._urls}
        self._came |= {path: self._step for path in self._urls if path not in old}

    def _only(self, paths: Sequence[str], step: int) -> str:
        """The one of some notes that came with that step or later; "" where there are several."""
        found = [path for path in paths if self._came[path] >= step]
        return found[0] if len(found) == 1 else ""


def _digests(planned: Planned) -> dict[str, str]:
    return {note.path: note.digest for note in planned.sources.notes} if planned.sources else {}
