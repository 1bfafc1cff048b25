"""`assets/graph/*.json`: what each note is linked with, within two steps. No I/O.

    {"notes": [[title, permalink], …], "near": how many of them are one step away,
     "links": [from, to, …]}

The first of `notes` is the note itself, then come those that are one step away, then the others.
A file is bounded, and so is what it depends on.
"""

from __future__ import annotations

from collections import Counter
from functools import cached_property, partial

import msgspec

from kbsite.keys import key_of
from kbsite.model import SiteGraph
from kbsite.nouns.link_map import FROM, LOOKED_AT, TO, directions_of
from kbsite.output_tables import OutputRows
from kbsite.urls import neighbourhood_url

#: How many notes a file has, and how many of them are one step away.
MOST, MOST_NEAR = 100, 48


def neighbourhoods(graph: SiteGraph) -> OutputRows:
    """A file for each note that is linked with another."""
    made, paths, marks = _Neighbourhoods(graph), graph.link_map.paths, graph.link_map.marks
    base = key_of("neighbourhood")[:16]
    linked = [number for number, mark in enumerate(marks) if mark]
    return OutputRows(
        [neighbourhood_url(paths[number])[1:] for number in linked],
        [base + marks[number].hex() for number in linked],
        lambda row: partial(made.produce, linked[row]),
    )


class _Neighbourhoods:
    """Those of one site; notes go by their numbers in its link map."""

    def __init__(self, graph: SiteGraph) -> None:
        self._graph = graph

    @cached_property
    def _near(self) -> list[dict[int, int]]:
        """Needed only where one is made, which few builds do."""
        return directions_of(self._graph.link_map.targets)

    def produce(self, number: int) -> bytes:
        """The file of a note."""
        near, far = self._chosen(number)
        notes = [number, *near, *far]
        places = {note: place for place, note in enumerate(notes)}
        links: list[int] = []
        done: set[int] = set()
        for note in (number, *near):
            for other, direction in self._around(note, number):
                if other in places and other not in done:
                    pair = (places[note], places[other])
                    links += pair if direction & TO else ()
                    links += pair[::-1] if direction & FROM else ()
            done.add(note)
        graph = self._graph
        paths = [graph.link_map.paths[note] for note in notes]
        shown = [(graph.titles[path], graph.urls[path]) for path in paths]
        return msgspec.json.encode({"notes": shown, "near": len(near), "links": links})

    def _around(self, note: int, centre: int) -> list[tuple[int, int]]:
        around = list(self._near[note].items())
        return around if note == centre else around[:LOOKED_AT]

    def _chosen(self, number: int) -> tuple[list[int], list[int]]:
        """The notes that are one step away, those with most links first where there are too many;
        and some that are two steps away, those that more of these lead to first."""

        def importance(other: int) -> tuple[int, int]:
            return -len(self._near[other]).bit_length(), other

        near = sorted(sorted(self._near[number], key=importance)[:MOST_NEAR])
        known = {number, *near}
        found = Counter(
            other for note in near for other, _ in self._around(note, number) if other not in known
        )
        far = sorted(found, key=lambda other: (-found[other], other))
        return near, sorted(far[: MOST - len(known)])
