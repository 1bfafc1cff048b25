"""Addresses from the root of a site of Markdown, which other programs publish from a folder of the
source, and take pictures for from another. No I/O."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from urllib.parse import parse_qs

from kbsite.importers.posts.places import Places, Spot, path_between

#: What marks a site, the folder that it is in, and the folders below that its root is made of.
_MARKS: Sequence[tuple[re.Pattern[str], Sequence[str]]] = (
    (re.compile(r"((?:[^/]+/)*?)\.vitepress/"), ("", "public/")),
    (re.compile(r"((?:[^/]+/)*?)\.vuepress/"), ("", ".vuepress/public/")),
    (re.compile(r"((?:[^/]+/)*)docusaurus\.config\.[cm]?[jt]s$"), ("", "static/")),
    (re.compile(r"((?:[^/]+/)*)mkdocs\.ya?ml$"), ("docs/",)),
)
#: In Docsify each folder of a site may have these, for a list of its own.
_LISTS = re.compile(r"((?:[^/]+/)*)_(?:sidebar|navbar|coverpage)\.md$")
_PAGE = re.compile(r"(?:\.html?|/)?$")


class SiteRoots:
    """The sites of a source; `is_moved`: its notes do not come to the root of the site's notes."""

    def __init__(self, paths: Iterable[str], spots: Sequence[Spot], *, is_moved: bool) -> None:
        found: dict[str, dict[str, None]] = {}
        lists: set[str] = set()
        for path in paths:
            for mark, below in _MARKS:
                if match := mark.match(path):
                    found.setdefault(match[1], {}).update(dict.fromkeys(below))
            if match := _LISTS.match(path):
                lists.add(match[1])
        marked = lists.union(found)
        for site in lists:
            if site not in found and marked.isdisjoint(_folders(site[:-1])):
                found[site] = {"": None}
        self._sites = found
        self._places = Places(spots, ("",), "", ())
        self._is_moved = is_moved

    def __bool__(self) -> bool:
        return bool(self._sites)

    def file(self, note: Spot, path: str) -> Spot | None:
        """The file that a note means by a path, which begins with `@/` at the root of its site."""
        if not path.startswith("@/"):
            return self._places.file(note, path)
        sites = [each for each in _folders(note.path) if each in self._sites] or [""]
        tried = (self._places.file(note, f"/{site}{path[2:]}") for site in sites)
        return next(filter(None, tried), None)

    def address(self, note: Spot, address: str) -> str | None:
        """What an address in a note has to be now, None where it stays."""
        route = address.startswith("#/")
        path, mark, behind = re.split(r"([?#]|$)", address[route:], maxsplit=1)
        if not path.startswith("/") or path.startswith("//"):
            return None
        sites = (each for each in _folders(note.path) if each in self._sites)
        for root in (f"{site}{below}" for site in sites for below in self._sites[site]):
            if not (root or route or self._is_moved):
                continue
            for tried in _files(path):
                if found := self._places.file(note, f"/{root}{tried}"):
                    if mark == "?" and (named := parse_qs(behind).get("id")):
                        # Docsify's way to say a heading.
                        mark, behind = "#", named[0]
                    return f"{path_between(note.target, found.target)}{mark}{behind}"
        return None


def _folders(path: str) -> Iterator[str]:
    """The folders that a path lies in, the nearest first, with a slash at the end, and ""."""
    while path:
        path = path.rpartition("/")[0]
        yield f"{path}/" if path else ""


def _files(path: str) -> Iterator[str]:
    """The files that an address may mean, as paths from the root."""
    path = path.lstrip("/")
    page = _PAGE.sub("", path, count=1)
    if path and not path.endswith("/"):
        yield path
    if page:
        yield f"{page}.md"
    for index in ("README.md", "index.md"):
        yield f"{page}/{index}".lstrip("/")
