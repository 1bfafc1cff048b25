"""The headings of one note, to be found by text, anchor or a chain of texts. No I/O."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Sequence

from kbsite.model import Card
from kbsite.urls import fold, heading_slug


class HeadingIndex:
    """`words` are the headings' texts, folded; `anchors` theirs as published."""

    def __init__(self, note: Card, words: Sequence[str], anchors: Sequence[str]) -> None:
        self._anchors = anchors
        self._named = {anchor: anchor for anchor in (*note.anchors, *anchors)}
        self._positions: defaultdict[str, list[int]] = defaultdict(list)
        for i, heading in enumerate(note.headings):
            self._named.setdefault(heading.anchor, anchors[i])
            self._named.setdefault(words[i], anchors[i])
            self._positions[words[i]].append(i)
        self._ends = _section_ends([heading.level for heading in note.headings])

    def find(self, fragment: str) -> str:
        """The anchor of an HTML id, an anchor, a heading's text, or a chain of texts
        (`heading#sub`); "" where there is none."""
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


def _section_ends(levels: Sequence[int]) -> list[int]:
    """For each heading the number of the next that is not below it."""
    ends = [len(levels)] * len(levels)
    open_sections: list[int] = []
    for i, level in enumerate(levels):
        while open_sections and levels[open_sections[-1]] >= level:
            ends[open_sections.pop()] = i
        open_sections.append(i)
    return ends
