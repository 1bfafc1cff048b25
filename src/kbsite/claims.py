"""Which file of the site belongs to whom, so that no two outputs can meet. No I/O.

File systems differ: two paths that differ only by case are one file on some, and nowhere can
a path be a file and a folder.
"""

from __future__ import annotations

from typing import NamedTuple

#: Files that kbsite itself puts into every site.
RESERVED = (
    "404.html",
    "assets/math.css",
    "assets/math/LICENSE.txt",
    "feed.xml",
    "robots.txt",
    "sitemap.xml",
)
#: Folders whose spelling is kbsite's.
RESERVED_FOLDERS = ("archive", "tags")


class Claim(NamedTuple):
    """A file or folder of the site and the source that claimed it first, "" for kbsite."""

    path: str
    owner: str


class Claims:
    """The paths (relative to the output folder) that are taken."""

    def __init__(self) -> None:
        self._files = {path.casefold(): Claim(path, "") for path in RESERVED}
        self._folders = {path.casefold(): Claim(path, "") for path in RESERVED_FOLDERS}

    def claim(self, path: str, owner: str) -> Claim | None:
        """Takes `path` for `owner`; where that cannot be, the claim in the way."""
        folders = _folders_of(path)
        key = path.casefold()
        in_the_way = self._files.get(key) or self._folders.get(key)
        for folder in folders:
            other = self._folders.get(folder.casefold())
            if in_the_way is None and other is not None and other.path != folder:
                in_the_way = other
            in_the_way = in_the_way or self._files.get(folder.casefold())
        if in_the_way is None:
            self._files[key] = Claim(path, owner)
            for folder in folders:
                self._folders.setdefault(folder.casefold(), Claim(folder, owner))
        return in_the_way


def _folders_of(path: str) -> list[str]:
    parts = path.split("/")[:-1]
    return ["/".join(parts[:end]) for end in range(1, len(parts) + 1)]


def explain_claim(url: str, in_the_way: Claim) -> str:
    """Why nothing can be published at `url`."""
    if in_the_way.owner:
        whose = f"where {in_the_way.owner} stands already"
    else:
        whose = "which kbsite itself uses"
    taken = "/" + in_the_way.path.removesuffix("index.html")
    spelt = "" if taken == url else f" (as {taken})"
    return f"would be published at {url}, {whose}{spelt}"
