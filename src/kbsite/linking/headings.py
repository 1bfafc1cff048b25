"""The headings and named blocks of one note, to be found by text, anchor, chain or id. No I/O."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property

from kbsite.model import Card, Link, LinkKind
from kbsite.urls import BLOCK_MARK, fold, heading_slug
from kbsite.words.heading_forms import letters, stripped
from kbsite.words.nearest import NearestName

# What is written as in the address of a page.
_BY_ANCHOR = frozenset({"link", "html"})
# The top of any page, unless an element of it has this id (HTML, 7.4.6.4).
_TOP = "top"


class HeadingIndex:
    """`words` are the headings' texts; `anchors` theirs as published."""

    def __init__(self, note: Card, words: Sequence[str], anchors: Sequence[str]) -> None:
        self._title = note.title
        self._title_id = note.title_id
        self._title_source = note.title_source or stripped(note.title)
        self._anchors = anchors
        self._named = {anchor: anchor for anchor in (*note.anchors, *anchors)}
        for heading, said, anchor in zip(note.headings, words, anchors, strict=True):
            self._named.setdefault(heading.anchor, anchor)
            self._named.setdefault(fold(said), anchor)
        for anchor in (*note.anchors, *anchors):
            self._named.setdefault(fold(anchor), anchor)
        self._headings = note.headings
        self._blocks = {name.lower(): f"{BLOCK_MARK}{name}" for name in note.blocks}
        self._words = words
        self._ends = _section_ends([heading.level for heading in note.headings])

    def read(self, link: Link) -> tuple[str | None, str]:
        """The anchor that the fragment of `link` means, as `find` has it or else by the source of
        headings, as Obsidian does, or of an address by their letters; and what of it may be shown:
        nothing where it says the title, which would be said twice, nor what of a source no reader
        sees."""
        anchor = self.find(link.fragment, link.kind)
        if anchor is not None or block_of(link.fragment):
            return anchor, "" if anchor == "" else link.fragment
        said = [part for part in link.fragment.split("#") if part.strip()]
        numbers = self._numbers([stripped(part) for part in said], self._source_positions)
        if not numbers and said and stripped(said[0]) == self._title_source:
            del said[0]
            numbers = self._numbers([stripped(part) for part in said], self._source_positions)
            if not said:
                return "", ""
        if not numbers:
            foreign = self._by_letters(link.fragment) if link.kind in _BY_ANCHOR else None
            return foreign, "" if foreign == "" else link.fragment
        shown = (
            self._words[number] if self._headings[number].source_hides else part
            for number, part in zip(numbers, said, strict=True)
        )
        return self._anchors[numbers[-1]], "#".join(shown)

    def find(self, fragment: str, kind: LinkKind) -> str | None:
        """The anchor of an HTML id, an anchor, a heading's text, a chain of texts (`heading#sub`),
        or a block (`^id`, whatever chain stands before it); "" for the note's title or its id,
        which heads the page and may stand before a chain; `top` of an address, which every page
        has; None where there is none. To a wikilink a heading's text goes before an anchor that was
        made of another's."""
        if block := block_of(fragment):
            return self._blocks.get(block.lower())
        if found := self._named.get(fragment) or self._named.get(fold(fragment)):
            return found if kind in _BY_ANCHOR else self._said(fragment, found)
        if self._title_id and fold(fragment) == fold(self._title_id):
            return ""
        if kind in _BY_ANCHOR and fragment.lower() == _TOP:
            return _TOP
        # Obsidian passes over empty parts, too.
        parts = [part for part in fragment.split("#") if part.strip()]
        if parts and (found := self._find(parts)):
            return found
        if parts and not self._is_title(parts[0]):
            return None
        return self._find(parts[1:]) if len(parts) > 1 else ""

    def _by_letters(self, fragment: str) -> str | None:
        """The anchor of the first heading of the same letters and digits: other programs make
        `_1-1-甲-乙` of `1.1 甲：乙`, each in its own way, and none drops these."""
        key = letters(fragment)
        if positions := self._letter_positions.get(key):
            return self._anchors[positions[0]]
        return "" if key and key == letters(self._title) else None

    def _said(self, fragment: str, found: str) -> str:
        """The anchor of the heading that says `fragment`, where `found` is a numbered one."""
        positions = self._positions.get(fold(fragment))
        if not positions or found not in self._anchors or self._anchors[positions[0]] == found:
            return found
        number = self._anchors.index(found)
        slug, anchor = heading_slug(self._words[number]), self._headings[number].anchor
        is_made = anchor.startswith(f"{slug}-") and anchor[len(slug) + 1 :].isdecimal()
        return self._anchors[positions[0]] if is_made else found

    def _find(self, parts: Sequence[str]) -> str | None:
        slug = self._named.get(heading_slug(parts[0])) if len(parts) == 1 else None
        return (
            self._chained([fold(part) for part in parts], self._positions)
            or slug
            or self._chained([stripped(part) for part in parts], self._stripped_positions)
        )

    def _is_title(self, words: str) -> bool:
        return any(form(words) == form(self._title) for form in (fold, heading_slug, stripped))

    def _chained(self, parts: Sequence[str], known: Mapping[str, Sequence[int]]) -> str | None:
        """The anchor of the last of `parts`, each in the section of the one before it."""
        numbers = self._numbers(parts, known)
        return self._anchors[numbers[-1]] if numbers else None

    def _numbers(self, parts: Sequence[str], known: Mapping[str, Sequence[int]]) -> list[int]:
        """The numbers of those headings, none where one is not there."""
        found: list[int] = []
        end = len(self._ends)
        for part in parts:
            positions = known.get(part, ())
            next_one = bisect_left(positions, found[-1] + 1 if found else 0)
            if next_one == len(positions) or positions[next_one] >= end:
                return []
            found.append(positions[next_one])
            end = self._ends[found[-1]]
        return found

    @cached_property
    def _positions(self) -> Mapping[str, Sequence[int]]:
        return self._by(fold)

    @cached_property
    def _stripped_positions(self) -> Mapping[str, Sequence[int]]:
        return self._by(stripped)

    @cached_property
    def _letter_positions(self) -> Mapping[str, Sequence[int]]:
        return self._by(letters)

    @cached_property
    def _source_positions(self) -> Mapping[str, Sequence[int]]:
        """By both forms, as a chain may have one of each."""
        found: defaultdict[str, list[int]] = defaultdict(list)
        for number, (heading, words) in enumerate(zip(self._headings, self._words, strict=True)):
            for key in filter(None, {heading.source, stripped(words)}):
                found[key].append(number)
        return found

    def _by(self, form: Callable[[str], str]) -> Mapping[str, Sequence[int]]:
        """The numbers of the headings, in order, by a form of their text."""
        found: defaultdict[str, list[int]] = defaultdict(list)
        for number, words in enumerate(self._words):
            if key := form(words):
                found[key].append(number)
        return found

    def nearest(self, fragment: str) -> str:
        """The heading or block of this note most like one that it has not, "" where none is."""
        if block := block_of(fragment):
            return self._blocks.get(self._nearest_block.find(block.lower()), "")
        return self._nearest_heading.find(fragment.rpartition("#")[2])

    @cached_property
    def _nearest_heading(self) -> NearestName:
        return NearestName(self._words)

    @cached_property
    def _nearest_block(self) -> NearestName:
        return NearestName(self._blocks)


def block_of(fragment: str) -> str:
    """The id of the block that a fragment names, "" where it names none."""
    last = fragment.rpartition("#")[2].strip()
    return last.removeprefix(BLOCK_MARK) if last.startswith(BLOCK_MARK) else ""


def _section_ends(levels: Sequence[int]) -> list[int]:
    """For each heading the number of the next that is not below it."""
    ends = [len(levels)] * len(levels)
    open_sections: list[int] = []
    for i, level in enumerate(levels):
        while open_sections and levels[open_sections[-1]] >= level:
            ends[open_sections.pop()] = i
        open_sections.append(i)
    return ends
