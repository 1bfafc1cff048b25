"""Which file of the site belongs to whom, so that no two outputs can meet. No I/O.

File systems differ: two paths that differ only by case are one file on some, and nowhere can
a path be a file and a folder.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from kbsite.words.levels import levels_above

#: Lists what kbsite wrote into the output folder.
MANIFEST = ".kbsite-manifest.json"
#: Files that kbsite itself puts into every site.
RESERVED = (
    MANIFEST,
    "404.html",
    "assets/graph/all.json",
    "assets/math.css",
    "assets/math/LICENSE.txt",
    "assets/search/manifest.bin",
    "feed.xml",
    "llms-full.txt",
    "llms.txt",
    "robots.txt",
    "sitemap.xml",
)

#: Folders that kbsite itself puts files into, beside those of the site's.
RESERVED_FOLDERS = (
    *("assets", "assets/cards", "assets/diagrams", "assets/formulas", "assets/graph"),
    *("assets/math", "assets/pictures", "assets/search"),
)

#: Folders at the top of the site that nothing is in: the preview's own files are in the first, and
#: git and hosts give the others a meaning.
_KEPT = frozenset({"_kbsite", ".git", ".kbsite", ".nojekyll"})


class Claim(NamedTuple):
    """A file or folder of the site and the source that claimed it first, "" for kbsite."""

    path: str
    owner: str


class Claims:
    """The paths (relative to the output folder) that are taken."""

    def __init__(self, pages: Iterable[str]) -> None:
        """`pages` are those that every site has; a note at exactly that path stands on one."""
        self._pages = set(pages)
        taken = (*RESERVED, *self._pages)
        self._files = {path.casefold(): Claim(path, "") for path in taken}
        self._folders = {folder: Claim(folder, "") for folder in RESERVED_FOLDERS}

    def copy(self) -> Claims:
        """The same, to claim more."""
        other = Claims(())
        other._pages = set(self._pages)
        other._files, other._folders = dict(self._files), dict(self._folders)
        return other

    def introduce(self, path: str, owner: str) -> Claim | None:
        """`claim` for a page, which may stand on one that every site has."""
        if path in self._pages:
            self._pages.remove(path)
            del self._files[path.casefold()]
        return self.claim(path, owner)

    def claim(self, path: str, owner: str) -> Claim | None:
        """Takes `path` for `owner`; where that cannot be, the claim in the way."""
        key, folders = path.casefold(), _folders_of(path)
        in_the_way = self._files.get(key) or self._folders.get(key)
        if folders and (top := folders[0][1]) in _KEPT:
            in_the_way = Claim(f"{top}/", "")
        for folder, folded in folders:
            in_the_way = in_the_way or self._files.get(folded)
            other = self._folders.get(folded)
            # A source's folder may differ in case from one of kbsite's own, `Tags/` say.
            if other and other.path != folder and other.owner and owner:
                in_the_way = in_the_way or other
        if in_the_way is None:
            self._files[key] = Claim(path, owner)
            for folder, folded in folders:
                known = self._folders.get(folded)
                if known is None or not known.owner:
                    self._folders[folded] = Claim(folder, owner)
        return in_the_way

    def at(self, path: str) -> Claim | None:
        """The claim of a file at `path`, without regard to case."""
        return self._files.get(path.casefold())


@lru_cache(maxsize=65536)
def _folders_of(path: str) -> tuple[tuple[str, str], ...]:
    """Each folder above a file, and without regard to case."""
    return tuple((folder, folder.casefold()) for folder in levels_above(path))


def explain_claim(url: str, in_the_way: Claim) -> str:
    """Why nothing can be published at `url`."""
    if in_the_way.owner:
        whose = f"where {in_the_way.owner} stands already"
    else:
        whose = "which kbsite itself uses"
    taken = "/" + in_the_way.path.removesuffix("index.html")
    spelt = "" if taken == url else f" (as {taken})"
    return f"would be published at {url}, {whose}{spelt}"
