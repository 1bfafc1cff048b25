"""The URLs that a site had and would no longer have, and what stands in their place. No I/O."""

from __future__ import annotations

import posixpath
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import NamedTuple
from urllib.parse import urlsplit

from kbsite.checks.sitemaps import ListedUrl
from kbsite.diagnostics import Diagnostic, error
from kbsite.model import Card, SiteGraph
from kbsite.taxonomies import SERIES_URL, TAGS_URL
from kbsite.urls import decoded, fold, output_path, segment, written_permalink
from kbsite.words.nearest import NearestName


class LostUrl(NamedTuple):
    """A URL from the site's root that nothing answers to, where it is listed, and the note that
    stands in its place: `is_sure` where that has its name, "" where none is near. `folder` is the
    URL of the list below which most of what was below it is, `taken` that of the page which a
    redirect would meet where case does not count."""

    url: str
    listed: ListedUrl
    successor: str = ""
    is_sure: bool = False
    folder: str = ""
    taken: str = ""

    @property
    def is_mendable(self) -> bool:
        """Whether a redirect from its note does it for sure."""
        return self.is_sure and not self.taken


def lost_urls(
    listed: Sequence[ListedUrl],
    outputs: Iterable[str],
    graph: SiteGraph,
    notes: Mapping[str, Card],
    base_path: str,
) -> list[LostUrl]:
    """Those of `listed` that no output is for, each once. `outputs` are paths of the output folder,
    redirects too; `base_path` is that of the site, "" where it is not known or the root."""
    base = base_path or _base_of([one.url for one in listed])
    files, successors = set(outputs), _Successors(graph, notes)
    folded = {path.casefold(): path for path in files}
    lost: dict[str, LostUrl] = {}
    for one in listed:
        url = _path_of(one.url, base)
        if url not in lost and not _is_there(url, files):
            place = written_permalink(url, keeps_dots=True)
            file = folded.get(output_path(place).casefold(), "") if place else ""
            taken = f"/{file.removesuffix('index.html')}" if file else ""
            lost[url] = LostUrl(url, one, *successors.find(url), taken=taken)
    folders = _folders(lost.values(), graph)
    return [
        one if one.is_sure else one._replace(folder=folders.get(u, "")) for u, one in lost.items()
    ]


def _folders(lost: Iterable[LostUrl], graph: SiteGraph) -> dict[str, str]:
    """By the URL of a folder that of the one where most of what was below it is."""
    sure = ((one.url, one.successor) for one in lost if one.is_sure)
    moved: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for url, path in (*graph.redirects, *sure):
        if (folder := _above(graph.urls[path])) != "/":
            moved[_above(url)][folder] += 1
    return {url: found.most_common(1)[0][0] for url, found in moved.items()}


def _above(url: str) -> str:
    return posixpath.join(posixpath.dirname(url.rstrip("/")), "")


def _path_of(url: str, base: str) -> str:
    path = decoded(urlsplit(url).path) or "/"
    base = decoded(base).rstrip("/")
    return (path[len(base) :] or "/") if base and f"{path}/".startswith(f"{base}/") else path


def _base_of(urls: Sequence[str]) -> str:
    """The path of the site, to tell by its home page: that which all others lie below."""
    paths = {decoded(urlsplit(url).path) or "/" for url in urls}
    common = posixpath.commonpath(paths) if paths and all(p.startswith("/") for p in paths) else "/"
    return common if f"{common}/" in paths and len(paths) > 1 else ""


def _is_there(url: str, files: set[str]) -> bool:
    """Whether a host answers: hosts add the slash and `.html` that a URL lacks."""
    path = url.lstrip("/")
    if not path or path.endswith("/"):
        return f"{path}index.html" in files
    return bool(files & {path, f"{path}.html", f"{path}/index.html"})


class _Successors:
    """Finds notes by what their old URL says."""

    def __init__(self, graph: SiteGraph, notes: Mapping[str, Card]) -> None:
        self._by_url: defaultdict[str, list[str]] = defaultdict(list)
        self._by_name: defaultdict[str, list[str]] = defaultdict(list)
        self._urls = graph.urls
        self._labels: dict[str, str] = {}
        for path, url in graph.urls.items():
            self._by_url[fold(_last(url))].append(path)
            stem = _last(path).removesuffix(".md")
            front = notes[path].front_matter
            for name in dict.fromkeys((stem, graph.titles[path], *front.aliases)):
                self._by_name[fold(segment(name))].append(path)
                self._labels.setdefault(name, path)

    def find(self, url: str) -> tuple[str, bool]:
        """The path of a note, "" where none is near, and whether it has the name of the URL."""
        if url.startswith((TAGS_URL, SERIES_URL)):
            return "", False
        name = _last(url)
        name = name.removesuffix(".html").removesuffix(".htm")
        if name == "index":
            name = _last(posixpath.dirname(url))
        key = fold(segment(name))
        for known in (self._by_url, self._by_name):
            if paths := known.get(key):
                best = max(paths, key=lambda path: (self._shared(path, url), path))
                rivals = [p for p in paths if self._shared(p, url) == self._shared(best, url)]
                return best, len(rivals) == 1
        near = self._nearest.find(name)
        return (self._labels[near], False) if near else ("", False)

    def _shared(self, path: str, url: str) -> int:
        """How many folders the note's URL has in common with `url`."""
        return len(set(self._urls[path].strip("/").split("/")[:-1]) & set(url.split("/")))

    @cached_property
    def _nearest(self) -> NearestName:
        return NearestName(self._labels)


def _last(url: str) -> str:
    return url.rstrip("/").rpartition("/")[2]


def lost_diagnostic(lost: LostUrl, graph: SiteGraph) -> Diagnostic:
    """What is said of a lost URL, at its place in the list."""
    hint = f"What was below it is below {lost.folder} now." if lost.folder else ""
    if lost.successor and not lost.folder:
        where = f"{lost.successor} ({graph.urls[lost.successor]})"
        word = f"Its note is {where}" if lost.is_sure else f"Perhaps its note is {where}"
        hint = f"{word}: give that  redirect_from: {lost.url}"
    if lost.taken:
        hint = f"{lost.taken} differs from it in case alone, and there can be no redirect: on some "
        hint += "systems both are one file. Hosts that tell case apart answer with the 404 page."
    message = f"nothing would be published at {lost.url} any more"
    listed = lost.listed
    return error(
        "url-lost", listed.path, message, line=listed.line, column=listed.column, hint=hint
    )
