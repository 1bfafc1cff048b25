"""Names and who bears them; the nearest bearer is found without looking at all. No I/O."""

from __future__ import annotations

import posixpath
from collections import Counter
from functools import cached_property, lru_cache

from kbsite.urls import fold, is_readme
from kbsite.words.unseen import without_unseen

#: A wikilink names at most this many last segments of a path.
MAX_TAIL = 8


@lru_cache(maxsize=65536)
def folded_name(name: str) -> str:
    """A name as it is compared: as it looks; the space around `#` is lost where a wikilink is cut
    there."""
    folded = fold(without_unseen(name))
    return "#".join(map(str.strip, folded.split("#"))) if "#" in folded else folded


class Bearers:
    """The notes (or files) of one name, which are added before they are asked for. Those that are
    not published are not kept: that there are some is all that may be known of them."""

    def __init__(self) -> None:
        self.paths: list[str] = []

    def add(self, path: str) -> None:
        """One more published bearer."""
        self.paths.append(path)

    @cached_property
    def _in_folder(self) -> Counter[str]:
        return Counter(map(posixpath.dirname, self.paths))

    @cached_property
    def _below(self) -> dict[str, tuple[int, int, str]]:
        """Folder → the best bearer at or below it as (depth of its folder, length, path)."""
        best: dict[str, tuple[int, int, str]] = {}
        for path in self.paths:
            folder = posixpath.dirname(path)
            depth = folder.count("/") + 1 if folder else 0
            rank = (depth, len(path), path)
            while True:
                best[folder] = min(rank, best.get(folder, rank))
                if not folder:
                    break
                folder = posixpath.dirname(folder)
        return best

    def nearest(self, source: str) -> str:
        """The bearer whose folder is fewest steps from that of the note at `source`; of
        several the shortest path."""
        if len(self.paths) == 1:
            return self.paths[0]
        here = source.split("/")[:-1]
        ranks = []
        for depth in range(len(here), -1, -1):
            if below := self._below.get("/".join(here[:depth])):
                ranks.append((len(here) + below[0] - 2 * depth, *below[1:]))
        return min(ranks)[-1]

    def spelt(self, tail: str) -> Bearers:
        """Those whose path ends so to the letter, all where none does."""
        exact = [path for path in self.paths if f"/{path}".endswith(f"/{tail}")]
        if len(exact) in (0, len(self.paths)):
            return self
        found = Bearers()
        found.paths = exact
        return found

    def is_clear(self, source: str) -> bool:
        """Whether the note at `source` can mean one bearer only: there is no other, or none
        but one is in its own folder."""
        return len(self.paths) == 1 or self._in_folder[posixpath.dirname(source)] == 1


def path_from(source: str, target: str) -> str:
    """The path that `target` is in the note at `source`: from its folder, from the content folder
    where it starts with /; "" is that folder, and ../ leads out of it."""
    base = "" if target.startswith("/") else posixpath.dirname(source)
    path = posixpath.normpath(posixpath.join(base, target.lstrip("/")))
    return "" if path == "." else path


def tails_of(name: str) -> list[str]:
    """The last segments of a path: `a/b/c`, `b/c` and `c` of `a/b/c`."""
    parts = name.split("/")
    return ["/".join(parts[start:]) for start in range(max(0, len(parts) - MAX_TAIL), len(parts))]


class Names:
    """Folded names and their bearers."""

    def __init__(self) -> None:
        self._bearers: dict[str, Bearers] = {}

    def add(self, name: str, path: str, *, published: bool = True) -> None:
        """`path` bears `name`."""
        folded = folded_name(name)
        bearers = self._bearers.get(folded)
        if bearers is None:
            bearers = self._bearers[folded] = Bearers()
        if published:
            bearers.add(path)

    def add_tails(self, name: str, path: str, *, published: bool = True) -> None:
        """`path` bears the last segments of `name` (a path): `b/c` and `c` of `a/b/c`."""
        for tail in tails_of(name):
            self.add(tail, path, published=published)

    def find(self, folded: str) -> Bearers | None:
        """Who bears a name that is folded already."""
        return self._bearers.get(folded)


def folder_of_index(path: str) -> str:
    """The folder whose `index.md` stands at `path`, "" where it is none or that of the top."""
    return path[: -len("/index.md")] if path.endswith("/index.md") else ""


def name_of_note(path: str) -> str:
    """What the note at `path` is called that has no title: its file name, `index` and `README`
    their folder's."""
    *folders, name = path.split("/")
    stem = name[: -len(".md")]
    return folders[-1] if folders and (stem == "index" or is_readme(path)) else stem


def sources_of_page(path: str) -> tuple[str, ...]:
    """The notes, without `.md`, of which VuePress and others make the page at `path`."""
    name = path.removesuffix(".html")
    if name == path:
        return ()
    is_index = posixpath.basename(name) == "index"
    return (name, posixpath.join(posixpath.dirname(name), "readme")) if is_index else (name,)
