"""A link as written → Found, Ambiguous, Missing or Unpublished. No I/O."""

from __future__ import annotations

import posixpath
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property

import msgspec

from kbsite.model import Ambiguous, Found, Link, LinkText, Missing, Note, Resolution, Unpublished
from kbsite.nearest import NearestName
from kbsite.urls import fold, heading_slug, permalink

#: How the anchor of a heading begins that must not spell what the heading says. No slug does.
MASKED_ANCHOR = "h:"

_PATH = re.compile(r"[/#]")
_MARK = re.compile(r"\s*#\s*")


class Resolver:
    """Knows every name a link may use.

    Names are looked up in this order, without regard to case: the path of a note or an
    attachment as written, its last segments, a note's title, a note's alias. Published
    notes answer before unpublished ones.
    """

    def __init__(
        self,
        notes: Iterable[Note],
        urls: Mapping[str, str],
        attachments: Mapping[str, str],
        list_urls: Iterable[str],
        unpublished_words: str,
    ) -> None:
        """`urls` holds the published notes' permalinks, `attachments` every attachment's."""
        self.notes = {note.path: note for note in notes}
        self.urls = urls
        self.attachments = attachments
        self.unpublished_words = unpublished_words
        self._paths: defaultdict[str, list[str]] = defaultdict(list)
        self._tails: defaultdict[str, list[str]] = defaultdict(list)
        self._names: defaultdict[str, list[str]] = defaultdict(list)
        self._files: defaultdict[str, list[str]] = defaultdict(list)
        self._pages = {fold(url.strip("/")): url for url in list_urls}
        self._by_url = {fold(url.strip("/")): path for path, url in urls.items()}
        self._anchors: dict[str, dict[str, str]] = {}
        for path, note in self.notes.items():
            for name in {path[: -len(".md")], _folder_of_index(path)} - {""}:
                self._paths[fold(name)].append(path)
                self._tails[_folded(posixpath.basename(name))].append(path)
            for name in {_folded(n) for n in (note.title, *note.front_matter.aliases)}:
                self._names[name].append(path)
        for path in attachments:
            self._files[fold(posixpath.basename(path))].append(path)
        self._file_paths = {fold(path): path for path in attachments}

    def resolve(self, source: str, link: Link) -> Resolution:
        """What `link`, written in the note at `source`, points to."""
        link = self.read(source, link)
        target = self._target(source, link)
        return self._to_notes(source, link, target) if isinstance(target, list) else target

    def read(self, source: str, link: Link) -> Link:
        """`link` as it is meant: in `[[C# 笔记]]` the mark is part of a name, not the start
        of a heading, if there is no note `C` but one of the whole name."""
        if link.kind != "wikilink" or not link.fragment or not link.target:
            return link
        whole = msgspec.structs.replace(link, target=f"{link.target}#{link.fragment}", fragment="")
        if isinstance(self._target(source, link), Missing) and isinstance(
            self._target(source, whole), list
        ):
            return whole
        return link

    def title(self, path: str) -> str:
        """A note's title without the names of unpublished notes."""
        words = (
            piece if isinstance(piece, str) else self._linked_words(path, piece)
            for piece in self.notes[path].title_text
        )
        return " ".join("".join(words).split())

    def _linked_words(self, path: str, piece: LinkText) -> str:
        link = self.notes[path].links[piece.link]
        return self.unpublished_words if self._is_unpublished(path, link) else _as_written(link)

    def _is_unpublished(self, path: str, link: Link) -> bool:
        target = self._target(path, link)
        return isinstance(target, list) and not self._published(target)

    def anchor(self, path: str, number: int) -> str:
        """The anchor of heading `number`: the one it was given, unless that would spell the
        name of an unpublished note."""
        note = self.notes[path]
        for piece in note.headings[number].text:
            if isinstance(piece, LinkText) and self._is_unpublished(path, note.links[piece.link]):
                return f"{MASKED_ANCHOR}{number + 1}"
        return note.headings[number].anchor

    def nearest_name(self, target: str) -> str:
        """The name of a published note most like `target`, "" where none is."""
        return self._nearest.find(target.removesuffix(".md"))

    @cached_property
    def _nearest(self) -> NearestName:
        published = [self.notes[path] for path in self.urls]
        return NearestName(
            name
            for note in published
            for name in (note.title, *note.front_matter.aliases, note.path[: -len(".md")])
        )

    def find_anchor(self, path: str, fragment: str) -> str:
        """The anchor in the note at `path` that `fragment` names, "" where there is none.

        `fragment` is an HTML id, an anchor, a heading's text, or a chain of such texts
        (`heading#sub`)."""
        index = self._anchor_index(path)
        if found := index.get(fragment) or index.get(fold(fragment)):
            return found
        *above, last = fragment.split("#")
        if not above:
            return index.get(heading_slug(last), "")
        headings = self.notes[path].headings
        start, level, found = 0, 0, ""
        for part in (*above, last):
            for i in range(start, len(headings)):
                if found and headings[i].level <= level:
                    return ""
                if self._heading_words(path, i) == fold(part):
                    start, level, found = i + 1, headings[i].level, self.anchor(path, i)
                    break
            else:
                return ""
        return found

    def _anchor_index(self, path: str) -> dict[str, str]:
        """Every way to name an anchor of the note at `path` → the anchor."""
        if path not in self._anchors:
            note = self.notes[path]
            anchors = [self.anchor(path, i) for i in range(len(note.headings))]
            index = {anchor: anchor for anchor in (*note.anchors, *anchors)}
            for i, anchor in enumerate(anchors):
                index.setdefault(note.headings[i].anchor, anchor)
                index.setdefault(self._heading_words(path, i), anchor)
            self._anchors[path] = index
        return self._anchors[path]

    def _heading_words(self, path: str, number: int) -> str:
        """A heading's text as its author reads it, folded."""
        note = self.notes[path]
        return fold(
            "".join(
                piece if isinstance(piece, str) else _as_written(note.links[piece.link])
                for piece in note.headings[number].text
            )
        )

    def _target(self, source: str, link: Link) -> list[str] | Resolution:
        """The notes that `link` may mean (one of them at least), or what else it comes to."""
        if not link.target:
            return [source]
        found = None
        if link.kind in ("link", "html") or (link.kind == "embed" and link.has_text):
            found = self._at_path(source, link)
        return found or self._by_name(source, link) or Missing(_as_written(link))

    def _at_path(self, source: str, link: Link) -> list[str] | Resolution | None:
        """A path relative to the note, or from the content folder where it starts with /."""
        base = "" if link.target.startswith("/") else posixpath.dirname(source)
        path = posixpath.normpath(posixpath.join(base, link.target.lstrip("/")))
        path = "" if path == "." else path
        if path.startswith("../") or path == "..":
            return Missing(_as_written(link))
        key = fold(path)
        if key in self._file_paths:
            return Found(self.attachments[self._file_paths[key]], "", _as_written(link))
        for name in (key.removesuffix(".md"), key):
            if name in self._paths:
                return self._paths[name]
        page = fold(permalink(path.split("/")).strip("/"))
        if page in self._by_url:
            return [self._by_url[page]]
        if page in self._pages:
            return Found(self._pages[page], "", _as_written(link))
        return Missing(_as_written(link)) if link.target.startswith(("./", "../", "/")) else None

    def _by_name(self, source: str, link: Link) -> list[str] | Resolution | None:
        target = link.target
        if target.startswith(("./", "../")):
            target = posixpath.normpath(posixpath.join(posixpath.dirname(source), target))
        key = _folded(target.strip("/"))
        unpublished: list[str] | None = None
        for paths in self._named(key, _folded(target)):
            if self._published(paths):
                return paths
            unpublished = paths
        files = [p for p in self._files.get(posixpath.basename(key), ()) if _ends(fold(p), key)]
        if files:
            nearest = min(files, key=lambda path: _distance(source, path))
            return Found(self.attachments[nearest], "", _as_written(link))
        return unpublished

    def _named(self, key: str, name: str) -> Iterator[list[str]]:
        """The notes that a folded path, its last segments or a name means, in that order."""
        for path in (key, key.removesuffix(".md")):
            if paths := self._paths.get(path):
                yield paths
            tail = self._tails.get(posixpath.basename(path), ())
            if same := [other for other in tail if _ends_with(_folded(other), path)]:
                yield same
        if paths := self._names.get(name):
            yield paths

    def _published(self, paths: Iterable[str]) -> list[str]:
        return [path for path in paths if path in self.urls]

    def _to_notes(self, source: str, link: Link, paths: list[str]) -> Resolution:
        near = sorted(self._published(paths), key=lambda path: _distance(source, path))
        if not near:
            return Unpublished("" if link.has_text else self.unpublished_words)
        first = near[0]
        anchor = self.find_anchor(first, link.fragment) if link.fragment else ""
        url, words = self.urls[first], self._words(link, first, anchor)
        same_folder = posixpath.dirname(first) == posixpath.dirname(source)
        if len(near) == 1 or (
            same_folder and posixpath.dirname(near[1]) != posixpath.dirname(source)
        ):
            return Found(url, anchor, words, first)
        return Ambiguous(url, anchor, words, first, tuple(near))

    def _words(self, link: Link, path: str, anchor: str) -> str:
        """The words of a link that has none of its own: the target as written, its title
        where a path was written; behind `>` the heading, unless that names an unpublished
        note."""
        if link.has_text:
            return ""
        title = self.title(path)
        heading = "" if anchor.startswith(MASKED_ANCHOR) else link.fragment
        return _joined(title if _PATH.search(link.target) else link.target, heading) or title


def _folder_of_index(path: str) -> str:
    return path[: -len("/index.md")] if path.endswith("/index.md") else ""


def _ends(path: str, tail: str) -> bool:
    return path == tail or path.endswith("/" + tail)


def _ends_with(path: str, tail: str) -> bool:
    return _ends(path.removesuffix(".md"), tail) or _ends(path.removesuffix("/index.md"), tail)


def _distance(source: str, path: str) -> tuple[int, int, str]:
    """Notes in the same folder first, then those whose folders are fewest steps away."""
    here, there = source.split("/")[:-1], path.split("/")[:-1]
    shared = 0
    for a, b in zip(here, there, strict=False):
        if a != b:
            break
        shared += 1
    return len(here) + len(there) - 2 * shared, len(path), path


def _folded(name: str) -> str:
    """A name as it is compared; the space around `#` is lost where a wikilink is cut there."""
    return _MARK.sub("#", fold(name))


def _as_written(link: Link) -> str:
    """The words of a link that has none of its own, as Obsidian shows them."""
    return "" if link.has_text else _joined(link.target, link.fragment)


def _joined(name: str, fragment: str) -> str:
    return " > ".join(part for part in (name, *fragment.split("#")) if part)
