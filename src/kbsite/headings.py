"""The headings and named blocks of one note, to be found by text, anchor, chain or id. No I/O."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Sequence
from functools import cached_property

from kbsite.model import Card
from kbsite.nearest import NearestName
from kbsite.urls import BLOCK_MARK, fold, heading_slug


class HeadingIndex:
    """`words` are the headings' texts; `anchors` theirs as published."""

    def __init__(self, note: Card, words: Sequence[str], anchors: Sequence[str]) -> None:
        self._anchors = anchors
        self._named = {anchor: anchor for anchor in (*note.anchors, *anchors)}
        self._positions: defaultdict[str, list[int]] = defaultdict(list)
        for i, heading in enumerate(note.headings):
            self._named.setdefault(heading.anchor, anchors[i])
            self._named.setdefault(fold(words[i]), anchors[i])
            self._positions[fold(words[i])].append(i)
        self._blocks = {name.lower(): f"{BLOCK_MARK}{name}" for name in note.blocks}
        self._words = words
        self._ends = _section_ends([heading.level for heading in note.headings])

    def find(self, fragment: str) -> str:
        """The anchor of an HTML id, an anchor, a heading's text, a chain of texts
        (`heading#sub`), or a block (`^id`, whatever chain stands before it); "" where there is
        none."""
        if block := block_of(fragment):
            return self._blocks.get(block.lower(), "")
        if found := self._named.get(fragment) or self._named.get(fold(fragment)):
            return found
        parts = fragment.split("#")
        if len(parts) == 1:
            return self._named.get(heading_slug(fragment), "")
        position, end = -1, len(self._ends)
        for part in parts:
            positions = self._positions.get(fold(part), [])
            next_one = bisect_left(positions, position + 1)
            if next_one == len(positions) or positions[next_one] >= end:
                return ""
            position = positions[next_one]
            end = self._ends[position]
        return self._anchors[position]

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
