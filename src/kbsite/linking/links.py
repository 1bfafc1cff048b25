"""A link as written → Found, Ambiguous, Missing or Unpublished. No I/O."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property

import msgspec

from kbsite.linking.headings import HeadingIndex
from kbsite.linking.link_targets import Destinations, LinkTargets, has_links
from kbsite.linking.link_words import MASKED_ANCHOR, array_of, as_written, words_of
from kbsite.linking.nearest_file import NearestFile
from kbsite.model import Card, Link
from kbsite.nouns.resolutions import Ambiguous, Found, Missing, Resolution, Unpublished
from kbsite.nouns.slots import LinkText, TextPieces
from kbsite.words.names import Bearers
from kbsite.words.nearest import NearestName
from kbsite.words.tags import tag_key

#: How many of the notes of one name a diagnostic names.
MAX_CANDIDATES = 3


class Resolver:
    """Says what links come to, and what notes and headings are called where readers see it: without
    the names of unpublished notes."""

    def __init__(
        self,
        notes: Iterable[Card],
        destinations: Destinations,
        terms: Mapping[str, str],
        unpublished_words: str,
    ) -> None:
        """`terms` holds the permalink of each tag's key; by `unpublished_words` a note is called
        that is not published."""
        self.notes = {note.path: note for note in notes}
        self.urls = destinations.urls
        self.attachments = destinations.attachments
        self.unpublished_words = unpublished_words
        self._terms = terms
        targets = LinkTargets(self.notes.values(), destinations)
        self._targets, self.drawings = targets, targets.drawings
        self._headings: dict[str, HeadingIndex] = {}
        self._titles: dict[str, str] = {}
        # A note is not called as an unpublished one is, to which its title links.
        for note in self.notes.values():
            if has_links(note) and not self._names_unpublished(note, note.title_text):
                targets.add_title(note)

    def renew(self, note: Card) -> None:
        """Takes `note` in place of the card of the same path, which has the same names."""
        self.notes[note.path] = note
        self._headings.pop(note.path, None)

    def renew_lists(self, list_urls: Mapping[str, str], terms: Mapping[str, str]) -> None:
        """Takes other list pages."""
        self._terms = terms
        self._targets.renew_lists(list_urls)

    def resolve(self, source: str, link: Link) -> Resolution:
        """What `link`, written in the note at `source`, points to."""
        if link.kind == "tag":
            term = self._terms.get(tag_key(link.target))
            return Found(term, "", "") if term else Unpublished("")
        link = self._targets.read(source, link)
        target = self._targets.find(source, link)
        return self._to_note(source, link, target) if isinstance(target, Bearers) else target

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
        is_unpublished = self._targets.is_unpublished(path, link)
        return self.unpublished_words if is_unpublished else self._as_written(path, link)

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
        return any(self._targets.is_unpublished(note.path, link) for link in links)

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

    def nearest_file(self, source: str, target: str) -> str:
        """The path from the note at `source` of the attachment most like `target`, or ""."""
        return self._nearest_file.find(source, target)

    @cached_property
    def _nearest_file(self) -> NearestFile:
        return NearestFile(self.attachments)

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
            piece if isinstance(piece, str) else self._as_written(path, note.links[piece.link])
            for piece in note.headings[number].text
        )

    def _as_written(self, path: str, link: Link) -> str:
        if array_of(link) and isinstance(found := self._targets.find(path, link), Missing):
            return found.text
        return as_written(link)

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
