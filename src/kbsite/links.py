"""A link as written → Found, Ambiguous, Missing or Unpublished. No I/O."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property

import msgspec

from kbsite.aliases import Place
from kbsite.drawings import Drawings, Exported
from kbsite.headings import HeadingIndex
from kbsite.link_words import MASKED_ANCHOR, as_written, words_of
from kbsite.model import Card, Link
from kbsite.names import Bearers, Names, folded_name, tails_of
from kbsite.nearest import NearestName
from kbsite.resolutions import Ambiguous, Found, Missing, Resolution, Unpublished
from kbsite.slots import LinkText, TextPieces
from kbsite.tags import tag_key
from kbsite.urls import fold, is_drawing, note_permalink, permalink, segment
from kbsite.written_links import other_readings

#: The kinds of links that are written in double brackets, or may be.
_BRACKETED = frozenset({"wikilink", "embed", "property"})
#: How many of the notes of one name a diagnostic names.
MAX_CANDIDATES = 3


class Resolver:
    """Knows every name a link may use.

    Names are looked up in this order, without regard to case: the path of a note or an
    attachment as written, its last segments, a note's title, a note's alias, the path or URL
    that a note once had. Published notes answer before unpublished ones.
    """

    def __init__(
        self,
        notes: Iterable[Card],
        urls: Mapping[str, str],
        attachments: Mapping[str, str],
        sizes: Mapping[str, tuple[int, int, str]],
        list_urls: Mapping[str, str],
        terms: Mapping[str, str],
        places: Mapping[str, Sequence[Place]],
        unpublished_words: str,
    ) -> None:
        """`urls` holds the published notes' permalinks, `attachments` every attachment's, `sizes`
        size and copies of images, `list_urls` those of list pages by all they are spelt, `terms`
        the permalink of each tag's key, `places` where notes once stood."""
        self.notes = {note.path: note for note in notes}
        self.urls = urls
        self.renew_lists(list_urls, terms)
        self.attachments = attachments
        self.sizes = sizes
        self.unpublished_words = unpublished_words
        self._paths, self._tails, self._names = Names(), Names(), Names()
        self._files = Names()
        self._old_places, self._old_tails = Names(), Names()
        self._by_url = {fold(url.strip("/")): path for path, url in urls.items()}
        self.drawings = Drawings(attachments)
        files = [path for path in attachments if not is_drawing(path)]
        self._file_paths = {fold(path): path for path in files}
        self._headings: dict[str, HeadingIndex] = {}
        self._titles: dict[str, str] = {}
        linked: list[Card] = []
        for path, note in self.notes.items():
            published = path in urls
            for name in {path[: -len(".md")], _folder_of_index(path)} - {""}:
                self._paths.add(name, path, published=published)
                self._tails.add_tails(name, path, published=published)
            is_plain = all(isinstance(piece, str) for piece in note.title_text)
            linked += [] if is_plain else [note]
            for name in {*note.front_matter.aliases, *([note.title] if is_plain else [])}:
                self._names.add(name, path, published=published)
            self._add_old(path, places.get(path, ()), published)
            front = note.front_matter
            # A link may spell a permalink as if names were not spelt otherwise.
            plain = note_permalink(path, front.slug, front.permalink, segment)
            if published and plain:
                self._by_url.setdefault(fold(plain.strip("/")), path)
        for path in files:
            self._files.add_tails(path, path)
        # A note is not called as an unpublished one is, to which its title links.
        for note in linked:
            if not self._names_unpublished(note, note.title_text):
                self._names.add(note.title, note.path, published=note.path in urls)

    def _add_old(self, path: str, places: Iterable[Place], published: bool) -> None:
        files = {folded_name(place.file) for place in places if place.file}
        urls = {folded_name(place.url.strip("/")) for place in places if place.url}
        for name in files | urls:
            self._old_places.add(name, path, published=published)
        for tail in {tail for file in files for tail in tails_of(file)}:
            self._old_tails.add(tail, path, published=published)

    def renew(self, note: Card) -> None:
        """Takes `note` in place of the card of the same path, which has the same names."""
        self.notes[note.path] = note
        self._headings.pop(note.path, None)

    def renew_lists(self, list_urls: Mapping[str, str], terms: Mapping[str, str]) -> None:
        """Takes other list pages; no wikilink leads to one but by the name of a note."""
        self.terms = terms
        self._pages = {fold(url.strip("/")): page for url, page in list_urls.items()}

    def resolve(self, source: str, link: Link) -> Resolution:
        """What `link`, written in the note at `source`, points to."""
        if link.kind == "tag":
            term = self.terms.get(tag_key(link.target))
            return Found(term, "", "") if term else Unpublished("")
        target = self._target(source, link := self.read(source, link))
        return self._to_note(source, link, target) if isinstance(target, Bearers) else target

    def read(self, source: str, link: Link) -> Link:
        """`link` as it is meant: the mark in `[[C# 笔记]]` is part of a name where the longer one
        leads to a note or a file and `C` does not; in `[[C#]]` it is, unless only `C` does."""
        others = other_readings(link.target, link.fragment) if link.kind in _BRACKETED else ()
        if others and isinstance(self._target(source, link), Missing):
            for target, fragment in others:
                other = msgspec.structs.replace(link, target=target, fragment=fragment)
                if not isinstance(self._target(source, other), Missing):
                    return other
        return link

    def title(self, path: str) -> str:
        """A note's title without the names of unpublished notes."""
        if path not in self._titles:
            words = (
                piece if isinstance(piece, str) else self._linked_words(path, piece)
                for piece in self.notes[path].title_text
            )
            self._titles[path] = " ".join("".join(words).split())
        return self._titles[path]

    def _linked_words(self, path: str, piece: LinkText) -> str:
        link = self.notes[path].links[piece.link]
        return self.unpublished_words if self._is_unpublished(path, link) else as_written(link)

    def _is_unpublished(self, path: str, link: Link) -> bool:
        target = self._target(path, self.read(path, link))
        return isinstance(target, Bearers) and not target.paths

    def anchor(self, path: str, number: int) -> str:
        """The anchor of heading `number`: the one it was given, unless that would spell the
        name of an unpublished note."""
        note = self.notes[path]
        heading = note.headings[number]
        if self._names_unpublished(note, heading.text):
            return f"{MASKED_ANCHOR}{number + 1}"
        return heading.anchor

    def _names_unpublished(self, note: Card, pieces: TextPieces) -> bool:
        links = (note.links[piece.link] for piece in pieces if isinstance(piece, LinkText))
        return any(self._is_unpublished(note.path, link) for link in links)

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

    def nearest_anchor(self, path: str, fragment: str) -> str:
        """The heading or block in the note at `path` most like `fragment`, "" where none is."""
        return self._headings_of(path).nearest(fragment)

    def _headings_of(self, path: str) -> HeadingIndex:
        if path not in self._headings:
            note = self.notes[path]
            count = range(len(note.headings))
            self._headings[path] = HeadingIndex(
                note,
                [self._heading_words(path, i) for i in count],
                [self.anchor(path, i) for i in count],
            )
        return self._headings[path]

    def _heading_words(self, path: str, number: int) -> str:
        """A heading's text as its author reads it."""
        note = self.notes[path]
        return "".join(
            piece if isinstance(piece, str) else as_written(note.links[piece.link])
            for piece in note.headings[number].text
        )

    def _target(self, source: str, link: Link) -> Bearers | Resolution:
        """The notes that `link` may mean, or what else it comes to."""
        if not link.target:
            return self._alone(source)
        target = link.target.replace("\\", "/")  # As Typora writes paths on Windows.
        is_path = link.kind in ("link", "html") or (link.kind == "embed" and link.has_text)
        found = self._at_path(source, link, target) if is_path else None
        return found or self._by_name(source, link, target) or Missing(as_written(link))

    def _alone(self, path: str) -> Bearers:
        bearers = Bearers()
        if path in self.urls:
            bearers.add(path)
        return bearers

    def _at_path(self, source: str, link: Link, target: str) -> Bearers | Resolution | None:
        """A path relative to the note, or from the content folder where it starts with /."""
        base = "" if target.startswith("/") else posixpath.dirname(source)
        path = posixpath.normpath(posixpath.join(base, target.lstrip("/")))
        path = "" if path == "." else path
        if path.startswith("../") or path == "..":
            return Missing(as_written(link))
        key = fold(path)
        if drawn := self.drawings.at(path) if is_drawing(path) else None:
            return self._to_drawing(link, drawn)
        if file := self._file_paths.get(key):
            return self._to_file(link, path if path in self.attachments else file)
        hidden: Bearers | None = None
        for name in (key.removesuffix(".md"), key):
            bearers = self._paths.find(folded_name(name))
            if bearers and bearers.paths:
                return bearers
            hidden = hidden or bearers
        page = fold(permalink(path.split("/")).strip("/"))
        if page in self._by_url:
            return self._alone(self._by_url[page])
        if page in self._pages:
            return Found(self._pages[page], "", as_written(link))
        is_path = target.startswith(("./", "../", "/"))
        for name in (key.removesuffix(".md"), page):
            bearers = self._old_places.find(folded_name(name))
            if bearers and bearers.paths:
                return bearers
            if is_path:
                hidden = hidden or bearers
        return hidden or (Missing(as_written(link)) if is_path else None)

    def _by_name(self, source: str, link: Link, target: str) -> Bearers | Resolution | None:
        if target.startswith(("./", "../")):
            target = posixpath.normpath(posixpath.join(posixpath.dirname(source), target))
        if drawn := self.drawings.named(source, target.strip("/")) if is_drawing(target) else None:
            return self._to_drawing(link, drawn)
        key = folded_name(target.strip("/"))
        bare = key.removesuffix(".md")
        unpublished: Bearers | None = None
        for names, name in (
            (self._paths, key),
            (self._tails, key),
            (self._paths, bare),
            (self._tails, bare),
            (self._names, folded_name(target)),
            (self._files, key),
            (self._old_places, bare),
            (self._old_tails, bare),
        ):
            bearers = names.find(name)
            if bearers and bearers.paths:
                if names is not self._files:
                    return bearers
                return self._to_file(link, bearers.spelt(target.strip("/")).nearest(source))
            unpublished = unpublished or bearers
        return unpublished

    def _to_drawing(self, link: Link, drawn: Exported) -> Resolution:
        if not drawn.picture:
            return Missing(as_written(link), drawn.drawing)
        found = self._to_file(link, drawn.picture)
        dark = self.attachments[drawn.dark] if drawn.dark else ""
        return msgspec.structs.replace(found, dark=dark)

    def _to_file(self, link: Link, path: str) -> Found:
        wide, high, copies = self.sizes.get(path, (0, 0, ""))
        # A fragment is the reader's page of a PDF, no part of its name.
        # What was cut at a `#` that is part of the name has lost the space behind it.
        name = posixpath.basename(path) if "#" in link.target else link.target
        url, words = self.attachments[path], "" if link.has_text else name
        return Found(url, link.fragment, words, width=wide, height=high, copies=copies)

    def _to_note(self, source: str, link: Link, bearers: Bearers) -> Resolution:
        if not bearers.paths:
            return Unpublished("" if link.has_text else self.unpublished_words)
        path = bearers.nearest(source)
        anchor: str | None = ""
        if link.fragment:
            anchor, fragment = self._headings_of(path).read(link)
            link = msgspec.structs.replace(link, fragment=fragment)
        astray, anchor = anchor is None, anchor or ""
        url, words = self.urls[path], words_of(link, self.title(path), anchor)
        if bearers.is_clear(source):
            return Found(url, anchor, words, path, astray=astray)
        others = [other for other in bearers.paths[: MAX_CANDIDATES + 1] if other != path]
        candidates = (path, *others[: MAX_CANDIDATES - 1])
        return Ambiguous(url, anchor, words, path, candidates, len(bearers.paths), astray)


def _folder_of_index(path: str) -> str:
    return path[: -len("/index.md")] if path.endswith("/index.md") else ""
