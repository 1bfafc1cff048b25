"""Where the notes are now whose pages are gone: an open page is led after its note. No I/O."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from kbsite.site import Planned

#: So many pages that are gone are remembered.
_KEPT = 1000


class _Was(NamedTuple):
    """The note of a page that is gone, as it was."""

    path: str
    digest: str
    title: str


class Moves:
    """The pages that are gone since the preview began, and where their notes went."""

    def __init__(self) -> None:
        #: By the URL of the page.
        self._gone: dict[str, _Was] = {}
        self._paths: dict[str, str] = {}
        self._urls: Mapping[str, str] = {}

    def take(self, before: Planned | None, now: Planned) -> dict[str, str]:
        """The pages whose notes are found elsewhere with this step: old URL → new URL."""
        if not before or not before.graph or not now.graph or before.graph.urls == now.graph.urls:
            return {}
        old, self._urls = before.graph.urls, now.graph.urls
        taken = frozenset(self._urls.values())
        digests = _digests(before)
        for path, url in old.items():
            if url not in taken:
                self._gone[url] = _Was(path, digests.get(path, ""), before.graph.titles[path])
        self._gone = {url: was for url, was in self._gone.items() if url not in taken}
        for url in list(self._gone)[:-_KEPT]:
            del self._gone[url]
        new = {path for path in self._urls if path not in old}
        by_digest = _unique((digest, path) for path, digest in _digests(now).items() if path in new)
        by_title = _unique((now.graph.titles[path], path) for path in new)
        known, self._paths = self._paths, {}
        for url, was in self._gone.items():
            hints = (was.path, known.get(url), by_digest.get(was.digest), by_title.get(was.title))
            found = next((hint for hint in hints if hint and hint in self._urls), "")
            if found:
                self._paths[url] = found
        return {url: self._urls[path] for url, path in self._paths.items() if url not in known}

    def of(self, url: str) -> str:
        """Where the note of a page that is gone is now, "" where that is not known."""
        return self._urls.get(self._paths.get(url, ""), "")


def _digests(planned: Planned) -> dict[str, str]:
    return {note.path: note.digest for note in planned.sources.notes} if planned.sources else {}


def _unique(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """What each key stands for, less those that stand for several."""
    found: dict[str, str] = {}
    for key, value in pairs:
        found[key] = "" if key in found else value
    return found
