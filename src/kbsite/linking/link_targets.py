"""Every name that a link may use, and whose it is. No I/O."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Container, Iterable, Mapping, Sequence
from typing import NamedTuple

import msgspec

from kbsite.linking.aliases import Place
from kbsite.linking.drawings import Drawings, Exported
from kbsite.linking.link_words import array_of, as_written
from kbsite.linking.written_links import other_readings
from kbsite.model import Card, Link
from kbsite.nouns.resolutions import Found, Missing, Resolution
from kbsite.urls import fold, is_drawing, note_permalink, permalink, segment
from kbsite.words.names import (
    Bearers,
    Names,
    folded_name,
    folder_of_index,
    path_from,
    sources_of_page,
    tails_of,
)

#: The kinds of links that are written in double brackets, or may be.
_BRACKETED = frozenset({"wikilink", "embed", "property"})


class Destinations(NamedTuple):
    """What links of a site may lead to. `urls` holds the published notes' permalinks, `places`
    where notes once stood, `for_folders` the notes that folders' names lead to, `attachments` every
    attachment's permalink, `sizes` size and copies of images, `list_urls` the permalinks of list
    pages by all they are spelt, `at_root` the files of the site's root."""

    urls: Mapping[str, str]
    places: Mapping[str, Sequence[Place]]
    for_folders: Container[str] = ()
    attachments: Mapping[str, str] = {}
    sizes: Mapping[str, tuple[int, int, str]] = {}
    list_urls: Mapping[str, str] = {}
    at_root: Sequence[str] = ()


class LinkTargets:
    """The notes, files and list pages that links may lead to.

    Names are looked up in this order, without regard to case: the path of a note or an
    attachment as written, its last segments, a note's title, a note's alias, the path or URL
    that a note once had. Published notes answer before unpublished ones.
    """

    def __init__(self, notes: Iterable[Card], destinations: Destinations) -> None:
        """A title that holds links is none of these names until it is added."""
        self._urls = urls = destinations.urls
        self._attachments = attachments = destinations.attachments
        self._sizes = destinations.sizes
        self._paths, self._tails, self._names = Names(), Names(), Names()
        self._files = Names()
        self._old_places, self._old_tails = Names(), Names()
        self._by_url = {fold(url.strip("/")): path for path, url in urls.items()}
        self._for_folders = destinations.for_folders
        self._at_root: dict[str, str] = {}
        for path in destinations.at_root:
            url = "/" + re.sub(r"(?:^|(?<=/))index\.html$", "", path)
            self._at_root |= {fold(path): url, fold(url.strip("/")): url}
        self.renew_lists(destinations.list_urls)
        self.drawings = Drawings(attachments)
        files = [path for path in attachments if not is_drawing(path)]
        self._file_paths = {fold(path): path for path in files}
        for note in notes:
            self._add(note, destinations.places.get(note.path, ()))
        for path in files:
            self._files.add_tails(path, path)

    def _add(self, note: Card, places: Iterable[Place]) -> None:
        path, front = note.path, note.front_matter
        published = path in self._urls
        folder = posixpath.dirname(path) if path in self._for_folders else folder_of_index(path)
        for name in {path[: -len(".md")], folder} - {""}:
            self._paths.add(name, path, published=published)
            self._tails.add_tails(name, path, published=published)
        for name in {*front.aliases, *([] if has_links(note) else [note.title])}:
            self._names.add(name, path, published=published)
        self._add_old(path, places, published=published)
        # A link may spell a permalink as if names were not spelt otherwise.
        plain = note_permalink(path, front.slug, front.permalink, segment)
        if published and plain:
            self._by_url.setdefault(fold(plain.strip("/")), path)

    def _add_old(self, path: str, places: Iterable[Place], *, published: bool) -> None:
        files = {folded_name(place.file) for place in places if place.file}
        urls = {folded_name(place.url.strip("/")) for place in places if place.url}
        for name in files | urls:
            self._old_places.add(name, path, published=published)
        for tail in {tail for file in files for tail in tails_of(file)}:
            self._old_tails.add(tail, path, published=published)

    def add_title(self, note: Card) -> None:
        """Adds a title that holds links, of which none names an unpublished note."""
        self._names.add(note.title, note.path, published=note.path in self._urls)

    def renew_lists(self, list_urls: Mapping[str, str]) -> None:
        """Takes other list pages; no wikilink leads to one but by the name of a note."""
        self._pages = {fold(url.strip("/")): page for url, page in list_urls.items()}

    def read(self, source: str, link: Link) -> Link:
        """`link` as it is meant: the mark in `[[C# 笔记]]` is part of a name where the longer one
        leads to a note or a file and `C` does not; in `[[C#]]` it is, unless only `C` does."""
        others = other_readings(link.target, link.fragment) if link.kind in _BRACKETED else ()
        if others and isinstance(self.find(source, link), Missing):
            for target, fragment in others:
                other = msgspec.structs.replace(link, target=target, fragment=fragment)
                if not isinstance(self.find(source, other), Missing):
                    return other
        return link

    def is_unpublished(self, path: str, link: Link) -> bool:
        """Whether `link`, written in the note at `path`, leads to unpublished notes alone."""
        target = self.find(path, self.read(path, link))
        return isinstance(target, Bearers) and not target.paths

    def find(self, source: str, link: Link) -> Bearers | Resolution:
        """The notes that `link` may mean, or what else it comes to."""
        if not link.target:
            return self._alone(source)
        target = link.target.replace("\\", "/")  # As Typora writes paths on Windows.
        is_path = link.kind in ("link", "html") or (link.kind == "embed" and link.has_text)
        found = self._at_path(source, link, target) if is_path else None
        found = found or self._by_name(source, link, target)
        if not found and target.startswith("/"):
            found = self._rooted(link, target)
        if not found and (array := array_of(link)):
            return Missing(array, is_text=True)
        return found or Missing(as_written(link))

    def _alone(self, path: str) -> Bearers:
        bearers = Bearers()
        if path in self._urls:
            bearers.add(path)
        return bearers

    def _at_path(self, source: str, link: Link, target: str) -> Bearers | Resolution | None:
        """A path relative to the note, or from the content folder where it starts with /."""
        path = path_from(source, target)
        if path.startswith("../") or path == "..":
            return Missing(as_written(link))
        if drawn := self.drawings.at(path) if is_drawing(path) else None:
            return self._to_drawing(link, drawn)
        key = fold(path)
        if file := self._file_paths.get(key):
            return self._to_file(link, path if path in self._attachments else file)
        stem = folded_name(key.removesuffix(".md"))
        note = _first((self._paths, stem), (self._paths, folded_name(key)))
        if note and note.paths:
            return note
        page = fold(permalink(path.split("/")).strip("/"))
        if page in self._by_url:
            return self._alone(self._by_url[page])
        if page in self._pages:
            return Found(self._pages[page], "", as_written(link))
        if target.startswith("/") and (rooted := self._rooted(link, target)):
            return rooted
        former = _first((self._old_places, stem), (self._old_places, folded_name(page)))
        if former and former.paths:
            return former
        made = _first(*((self._paths, folded_name(name)) for name in sources_of_page(key)))
        if made and made.paths:
            return made
        # Else it may be a name, too.
        if target.startswith(("./", "../", "/")):
            return note or former or made or Missing(as_written(link))
        return note or made

    def _rooted(self, link: Link, target: str) -> Found | None:
        """The file of the site's root with this address."""
        path = posixpath.normpath(target.strip("/"))
        if url := self._at_root.get(fold(path)):
            return Found(url, link.fragment, "" if link.has_text else posixpath.basename(path))
        return None

    def _by_name(self, source: str, link: Link, target: str) -> Bearers | Resolution | None:
        if target.startswith(("./", "../")):
            target = posixpath.normpath(posixpath.join(posixpath.dirname(source), target))
        if drawn := self.drawings.named(source, target.strip("/")) if is_drawing(target) else None:
            return self._to_drawing(link, drawn)
        key = folded_name(target.strip("/"))
        bare = key.removesuffix(".md")
        note = _first(
            (self._paths, key),
            (self._tails, key),
            (self._paths, bare),
            (self._tails, bare),
            (self._names, folded_name(target)),
        )
        if note and note.paths:
            return note
        if files := self._files.find(key):
            return self._to_file(link, files.spelt(target.strip("/")).nearest(source))
        former = _first((self._old_places, bare), (self._old_tails, bare))
        return former if former and former.paths else note or former

    def _to_drawing(self, link: Link, drawn: Exported) -> Resolution:
        if not drawn.picture:
            return Missing(as_written(link), drawn.drawing)
        found = self._to_file(link, drawn.picture)
        dark = self._attachments[drawn.dark] if drawn.dark else ""
        return msgspec.structs.replace(found, dark=dark)

    def _to_file(self, link: Link, path: str) -> Found:
        wide, high, copies = self._sizes.get(path, (0, 0, ""))
        # A fragment is the reader's page of a PDF, no part of its name.
        # What was cut at a `#` that is part of the name has lost the space behind it.
        name = posixpath.basename(path) if "#" in link.target else link.target
        url, words = self._attachments[path], "" if link.has_text else name
        return Found(url, link.fragment, words, width=wide, height=high, copies=copies)


def _first(*named: tuple[Names, str]) -> Bearers | None:
    """The bearers of the first of these (folded) names that a published note has, else of the first
    that any has."""
    unpublished: Bearers | None = None
    for names, name in named:
        bearers = names.find(name)
        if bearers and bearers.paths:
            return bearers
        unpublished = unpublished or bearers
    return unpublished


def has_links(note: Card) -> bool:
    """Whether the title of `note` holds any."""
    return any(not isinstance(piece, str) for piece in note.title_text)
