"""The published notes as expressions see them. No I/O.

What of a property leads to a note that is not published is not there: neither a name nor a word
of it comes into any value.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import msgspec

from kbsite.bases.values import Day, Linked, NoteValue, Value, shown
from kbsite.languages import Calendar
from kbsite.linking.written_links import (
    WrittenLink,
    holds_link,
    links_of,
    name_and_heading,
    parts_of,
)
from kbsite.model import Link, Nested, Property
from kbsite.nouns.resolutions import Ambiguous, Found, Unpublished
from kbsite.nouns.views import Part
from kbsite.placing.linked_notes import LinkedNotes
from kbsite.urls import fold, nfc
from kbsite.words.dates import parse_date
from kbsite.words.tags import tag_key

_DAY = re.compile(
    r"\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[-+]\d{2}:?\d{2})?)?"
)
#: Keys of front matter that kbsite has a meaning for, and the field that it keeps them in.
_OWN: Mapping[str, str] = {
    **{name: name for name in ("title", "series", "draft", "pinned", "slug", "permalink", "lang")},
    **dict.fromkeys(("date", "created", "publishdate", "pubdate"), "date"),
    **dict.fromkeys(("updated", "modified", "lastmod"), "updated"),
    **dict.fromkeys(("tags", "tag"), "tags"),
    **dict.fromkeys(("aliases", "alias"), "aliases"),
    **dict.fromkeys(("summary", "description"), "summary"),
    **dict.fromkeys(("order", "weight"), "order"),
    **dict.fromkeys(("publish", "published"), "publish"),
}


class PublishedNotes:
    """Those of one site."""

    def __init__(
        self,
        linked: LinkedNotes,
        tags: Mapping[str, Sequence[str]],
        timezone: str,
        calendar: Calendar,
    ) -> None:
        """`tags` holds the keys of terms, by the path of a note."""
        self.calendar = calendar
        self.cards = linked.published
        self.titles = linked.links.titles
        self._resolver = linked.resolver
        self._dates = linked.standing.dates
        self._resolutions = linked.links.resolutions
        self._tags = tags
        self._terms = {term.key: term for term in linked.standing.lists.terms}
        self._timezone = timezone
        self._properties: dict[str, dict[str, Value]] = {}
        self._linked: dict[str, frozenset[str]] = {}
        self._named: dict[tuple[str, str], str] = {}

    # --- what expressions ask ---

    def note(self, path: str, name: str) -> Value:
        key = fold(name)
        said = self._said(path)
        return said[key] if key in said else self._own(path, key)

    def has_property(self, path: str, name: str) -> bool:
        return fold(name) in self._said(path) or self._own(path, fold(name)) is not None

    def file(self, path: str, name: str) -> Value:
        folder, _, file = path.rpartition("/")
        match name:
            case "name":
                return file
            case "basename":
                return file.removesuffix(".md")
            case "path":
                return path
            case "folder":
                return folder or "/"
            case "ext":
                return "md"
            case "ctime":
                return self._stored_day(self._dates[path][0])
            case "mtime":
                return self._stored_day(self._dates[path][1] or self._dates[path][0])
            case "tags":
                return self._tags_as_written(path, self.cards[path].tags)
            case "aliases":
                return tuple(self.cards[path].front_matter.aliases)
            case "links":
                return tuple(
                    map(self._link_to, sorted(filter(self._is_listed, self._links_of(path))))
                )
        return None

    def has_tag(self, path: str, tag: str) -> bool:
        sought = tag_key(tag.lstrip("#"))
        keys = self._tags.get(path, ())
        return any(key == sought or key.startswith(f"{sought}/") for key in keys)

    def has_link(self, path: str, target: Value) -> bool:
        if isinstance(target, NoteValue):
            sought = target.path
        elif isinstance(target, Linked) and target.note:
            sought = target.note
        else:
            sought = self._note_called(path, shown(target))
        return bool(sought) and sought in self._links_of(path)

    def in_folder(self, path: str, folder: str) -> bool:
        sought = fold(nfc(folder).strip("/"))
        return not sought or fold(path).startswith(f"{sought}/")

    def link(self, source: str, target: str, words: str) -> Value:
        found = next(parts_of(target.strip()), "")
        if isinstance(found, str) or not found.link:
            found = next(links_of(f"[[{target}]]"), None) or WrittenLink(target, 0)
        if not found.link:
            return words or found.words or None
        words = " ".join(words.split()) or found.words
        link = msgspec.structs.replace(found.link, has_text=bool(words))
        return self._linked_value(source, WrittenLink(words, 0, link))

    def day(self, written: str) -> Day | None:
        iso = parse_date(written, self._timezone)
        return Day(written.strip(), iso) if iso else None

    # --- properties ---

    def _said(self, path: str) -> dict[str, Value]:
        """The properties that kbsite has no meaning for."""
        if path not in self._properties:
            said = self.cards[path].front_matter.properties
            self._properties[path] = {fold(name): self.value(path, value) for name, value in said}
        return self._properties[path]

    def _own(self, path: str, key: str) -> Value:
        """Another, None where the note does not say it."""
        field = _OWN.get(key, "")
        said = getattr(self.cards[path].front_matter, field, None)
        if said is None or said is False or said in ("", ()):
            return None
        if field in ("date", "updated"):
            return self._stored_day(said)
        if field == "tags":
            return self._tags_as_written(path, said)
        return self.value(path, said) if isinstance(said, str) else said

    def _tags_as_written(self, path: str, tags: Sequence[str]) -> tuple[Value, ...]:
        """The tags of a note, each once: compared as they are written, shown as all are."""
        known = frozenset(self._tags.get(path, ()))
        keys = {tag_key(tag): tag for tag in reversed(tags)}
        return tuple(
            self._tag(key, tag) if key in known else tag for key, tag in reversed(keys.items())
        )

    def value(self, path: str, said: Property | Nested) -> Value:
        """A property of the note at `path`."""
        if isinstance(said, Nested):
            said = said.value
        if isinstance(said, str):
            if holds_link(said):
                return self.with_links(path, said)
            return (self.day(said) if _DAY.fullmatch(said) else None) or said
        if isinstance(said, tuple):
            values = (self.value(path, item) for item in said)
            return tuple(value for value in values if value is not None)
        if isinstance(said, dict):
            return {self.words(path, key): self.value(path, item) for key, item in said.items()}
        return said

    def words(self, path: str, text: str) -> str:
        """A text that the note at `path` says, links in it as readers see them, without where they
        lead."""
        if not holds_link(text):
            return text
        return shown(self.with_links(path, text)) or self._resolver.unpublished_words

    def _stored_day(self, iso: str) -> Day | None:
        return Day(iso[:10], iso) if iso else None

    def _tag(self, key: str, written: str) -> Linked:
        term = self._terms[key]
        return Linked((Part(term.name, term.url),), text=written)

    # --- links ---

    def with_links(self, path: str, said: str) -> Value:
        """A text with links in it, None where nothing of it may be shown."""
        found = list(parts_of(said.strip()))
        if len(found) == 1 and isinstance(found[0], WrittenLink):
            return self._linked_value(path, found[0])
        parts: list[Part] = []
        for one in found:
            if isinstance(one, str):
                parts.append(Part(one))
                continue
            value = self._linked_value(path, one)
            words = shown(value) or self._resolver.unpublished_words
            parts += value.parts if isinstance(value, Linked) else (Part(words),)
        return Linked(parts)

    def _linked_value(self, source: str, written: WrittenLink) -> Value:
        words = written.words
        if not written.link:
            outside = Part(words, written.address, outside=True)
            return Linked((outside,)) if written.address else words
        match self._resolver.resolve(source, written.link):
            case Found(url, anchor, text, note) | Ambiguous(url, anchor, text, note):
                return Linked((Part(words or text or written.link.target, url, anchor),), note)
            case Unpublished():
                # The author's own words are no name of it.
                return words or None
        return words or written.shown

    def _is_listed(self, path: str) -> bool:
        return not self.cards[path].front_matter.unlisted

    def _link_to(self, path: str) -> Linked:
        return Linked((Part(self.titles[path], self._resolver.urls[path]),), path)

    def _links_of(self, path: str) -> frozenset[str]:
        """The published notes that a note links to."""
        if path not in self._linked:
            found = (getattr(target, "note", "") for target in self._resolutions[path])
            self._linked[path] = frozenset(note for note in found if note)
        return self._linked[path]

    def _note_called(self, source: str, name: str) -> str:
        """The published note that a link of this name leads to, "" where there is none."""
        folder = source.rpartition("/")[0]
        if (folder, name) not in self._named:
            written = next(links_of(name), None)
            link = written.link if written else None
            target = link.target if link else name_and_heading(nfc(name))[0]
            found = self._resolver.resolve(source, Link("wikilink", target))
            self._named[folder, name] = getattr(found, "note", "")
        return self._named[folder, name]

    def note_part(self, path: str) -> Part:
        """A note by its title."""
        return Part(self.titles[path], self._resolver.urls[path])
