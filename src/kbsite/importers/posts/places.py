"""Where files of an old site stand now, and what its links and names of posts mean. No I/O."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple
from urllib.parse import urljoin, urlsplit

from kbsite.importers.entry_names import unscrambled
from kbsite.urls import decoded, fold, scheme_of

_SUFFIXES = re.compile(r"(?i)\.(?:md|markdown|mkdn?|mdown|html?)$")
_POSTS = re.compile(r"(?:^|(?<=/))_(?:posts|drafts)/")
_DATED = re.compile(r"^\d{4}-\d{1,2}-\d{1,2}-")
#: A relative address of a page, not of a file.
_PAGE = re.compile(r"(?!/)(?:[^/{}\s]*/)*(?:[^/{}\s]+\.html?|[^/.{}()\[\]\s]+|\.\.?|)")
#: The file of a page whose address ends with its folder.
_INDEX_PAGE = re.compile(r"(?<=/)index\.html?$")
#: A folder that is a part of a site and may hold another one: a theme, what a tool brought along.
PARTS = r"themes|exampleSite|node_modules|vendor"
#: Of an address that has more nobody asks for the end.
_MOST_FOLDERS = 20
#: The name of a page that stands for its folder.
_INDEX = frozenset({"index", "_index"})


class Spot(NamedTuple):
    """A file of the old site: its path from the root of the old site's folder, where it stands
    now, whether it is a note, and the folder of files that belong to it, "" for none. `name`: the
    path by which links call it, where `path` tells it from another one that differs in case."""

    path: str
    target: str
    is_note: bool
    assets: str = ""
    name: str = ""

    @property
    def called(self) -> str:
        """The path by which links call it."""
        return self.name or self.path


class Places:
    """All files of the old site. `roots`: the folders in which what starts with `/` is looked for;
    `base`: the path below which the old site was published; `hosts`: the addresses that it had."""

    def __init__(
        self, spots: Sequence[Spot], roots: Sequence[str], base: str, hosts: Iterable[str]
    ) -> None:
        self._by_path = {fold(spot.called): spot for spot in reversed(spots)}
        #: Those of which another one has the same path but for its case.
        self._spelt = {spot.name: spot for spot in spots if spot.name}
        self._roots = roots
        self._base = f"/{base.strip('/')}" if base.strip("/") else ""
        self._hosts = frozenset(host.casefold() for host in hosts if host)
        self._assets = {fold(spot.assets) for spot in spots if spot.assets}
        stems = [(spot, self._stems_of(spot.called)) for spot in spots if spot.is_note]
        paths = [(stem, spot) for spot, each in stems for stem in each]
        lasts = [(name, spot) for spot, each in stems for name in _last_names(each)]
        # A path names what lies there, whatever else has its last part for a name.
        self._spelt_names = _single(lasts) | _single(paths)
        self._names = _single(_folded(lasts)) | _single(_folded(paths))

    def _stems_of(self, path: str) -> set[str]:
        """By what tags name a post: its path, also below a root, and that of its folder where it
        is an index."""
        paths = {path, *(path[len(root) :] for root in self._roots if path.startswith(root))}
        # Jekyll's `sub/_posts/a.md` is `sub/a`.
        paths |= {_POSTS.sub("", each) for each in paths}
        stems = set()
        for each in paths:
            stem = _SUFFIXES.sub("", each)
            folder, _, name = stem.rpartition("/")
            stems |= {stem, folder} if name in _INDEX and folder else {stem}
        return stems

    def destination(self, note: Spot, address: str, url: str = "") -> str | None:
        """What a link of `note` to `address` has to be now; None where it stays as it is. `url`:
        where the note was published, from where an address leads that is no file's."""
        path, behind = _parted(address)
        inside = self._inside(path)
        if inside is None or not inside:
            return None
        spot = self.file(note, inside) or self._asset(note, decoded(inside), decoded(url))
        if spot is None and url and _PAGE.fullmatch(inside):
            inside = urljoin(url, inside)
        if spot is None:
            inside = _INDEX_PAGE.sub("", inside)
            return inside + behind if inside != path else None
        relative = path_between(note.target, spot.target)
        return None if relative == decoded(path) else relative + behind

    def _inside(self, path: str) -> str | None:
        """A path within the old site, None where the address leaves it."""
        scheme = scheme_of(path)
        if scheme in ("", "http", "https"):
            parts = urlsplit(path)
            if parts.netloc.casefold() not in self._hosts:
                return None
            path = parts.path or "/"
        elif scheme is not None:
            return None
        if self._base and (path == self._base or path.startswith(f"{self._base}/")):
            path = path[len(self._base) :] or "/"
        return path

    def file(self, note: Spot, path: str) -> Spot | None:
        """The file that `note` means by a path, relative or from a root of the site."""
        path = decoded(path)
        if path.startswith("/"):
            tried = [root + path[1:] for root in self._roots]
        else:
            folders = [note.assets, posixpath.dirname(note.path), *self._roots]
            tried = [posixpath.join(f, path) for f in folders if f or not note.assets]
        for each in tried:
            if spot := self._at(posixpath.normpath(each)):
                return spot
        return None

    def _at(self, path: str) -> Spot | None:
        """The file at a path: the one that is spelt so, else one that differs in case, or whose
        name was scrambled so."""
        found = self._spelt.get(path) or self._by_path.get(fold(path))
        if found is None and (meant := unscrambled(path)[0]) != path:
            return self._by_path.get(fold(meant))
        return found

    def _asset(self, note: Spot, path: str, url: str) -> Spot | None:
        """The file that belongs to a post, by a path from the root: below the URL of the post,
        which is known of `note`, and of others mostly ends as its path does."""
        if not self._assets or not path.startswith("/"):
            return None
        base = re.sub(r"(?:\.html?|/)?$", "/", url, count=1)
        if url and note.assets and path.startswith(base):
            found = self._at(f"{note.assets}/{path[len(base) :]}")
            if found:
                return found
        parts = path.split("/")[1 : _MOST_FOLDERS + 1]
        for begin in range(len(parts) - 1):
            for root in self._roots:
                found = self._at(root + "/".join(parts[begin:]))
                if found and self._belongs(found.path):
                    return found
        return None

    def _belongs(self, path: str) -> bool:
        """Whether a file lies in the folder of a post."""
        folders = (path[:at] for at, char in enumerate(path) if char == "/")
        return any(fold(folder) in self._assets for folder in folders)

    def post(self, note: Spot, name: str) -> Spot | None:
        """The post that a tag names: by its path from `note` or a root, or by its name alone."""
        name = decoded(name.strip())
        stem = _SUFFIXES.sub("", name).rstrip("/")
        near = posixpath.normpath(posixpath.join(posixpath.dirname(note.path), stem))
        for tried in (near, stem.lstrip("/"), posixpath.normpath(stem.lstrip("/"))):
            if spot := self._spelt_names.get(tried) or self._names.get(fold(tried)):
                return spot
        return None


def _last_names(stems: Iterable[str]) -> set[str]:
    """What a post is called by without its folders, with its date and without."""
    lasts = {stem.rpartition("/")[2] for stem in stems}
    return {name for last in lasts for name in (last, _DATED.sub("", last)) if name}


def _folded(named: Iterable[tuple[str, Spot]]) -> Iterator[tuple[str, Spot]]:
    return ((fold(name), spot) for name, spot in named)


def _single(named: Iterable[tuple[str, Spot]]) -> dict[str, Spot | None]:
    """What each name stands for; two of a name are none."""
    found: dict[str, Spot | None] = {}
    for name, spot in named:
        found[name] = spot if found.get(name, spot) is spot else None
    return found


def _parted(address: str) -> tuple[str, str]:
    """An address, and its query and fragment."""
    found = re.search(r"[?#]", address)
    return (address[: found.start()], address[found.start() :]) if found else (address, "")


def path_between(note: str, target: str) -> str:
    """The path from a note to a file, both below the folder that is imported into."""
    return posixpath.relpath(target, posixpath.dirname(note) or ".")


def root_of(paths: Sequence[str], patterns: Sequence[str], parts: str = "") -> str | None:
    """The folder, with a slash at its end or "", that the first group of a pattern finds in front
    of what marks it: the least deep one, none that lies in a folder whose name matches `parts`."""
    wrapper = wrapper_of(paths)
    found = {match[1] for each in patterns for path in paths if (match := re.match(each, path))}
    part = re.compile(rf"(?:^|/)(?:{parts})/" if parts else "(?!)")
    whole = [folder for folder in found if not part.search(folder[len(wrapper) :])]
    return min(whole, key=lambda folder: (folder.count("/"), folder), default=None)


def wrapper_of(paths: Sequence[str]) -> str:
    """The folder in which all files lie, with a slash at its end, "" where there is none."""
    tops = {path.partition("/")[0] if "/" in path else "" for path in paths}
    return f"{tops.pop()}/".lstrip("/") if len(tops) == 1 else ""
