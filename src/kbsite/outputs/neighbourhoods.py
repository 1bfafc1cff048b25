"""`assets/graph/*.json`: what each note is linked with, within two steps. No I/O.

    {"notes": [[title, permalink], …], "near": how many of them are one step away,
     "links": [from, to, …]}

The first of `notes` is the note itself, then come those that are one step away, then the others.
A file is bounded, and so is what it depends on: however many a hub has around it, one more is read
by few.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import partial

import msgspec

from kbsite.config import Config
from kbsite.keys import key_of, mark_of
from kbsite.link_map import LinkMap
from kbsite.model import PlannedOutput, SiteGraph
from kbsite.urls import neighbourhood_url

#: How many notes a file has, how many of them are one step away, and how many of those around one
#: such are looked at.
MOST, MOST_NEAR, _LOOKED_AT = 100, 48, 64
#: Whether a note links to another, is linked to by it, or both.
_TO, _FROM = 1, 2


def neighbourhoods(graph: SiteGraph, config: Config) -> Iterator[PlannedOutput]:
    """A file for each note that is linked with another."""
    around = _Neighbourhoods(graph)
    base = key_of("neighbourhood")[:16]
    for number, path in enumerate(graph.link_map.paths):
        if around.near[number]:
            key = base + around.mark(number).hex()
            produce = partial(around.produce, number)
            yield PlannedOutput(neighbourhood_url(path)[1:], key, produce)


class _Neighbourhoods:
    """Those of one site; notes go by their numbers in its link map."""

    def __init__(self, graph: SiteGraph) -> None:
        self._graph = graph
        self._paths = paths = graph.link_map.paths
        self.near = _with_directions(graph.link_map)
        urls, titles = graph.urls, graph.titles
        self._labels = [mark_of("\0".join((p, urls[p], titles[p])).encode()) for p in paths]
        # What changes with what is seen of a note in the files of those around it.
        self._marks = [mark_of(self._seen(number, _LOOKED_AT)) for number in range(len(paths))]

    def _seen(self, number: int, most: int | None = None) -> bytes:
        labels, near = self._labels, self.near[number]
        around = [labels[other] + _BITS[near[other]] for other in list(near)[:most]]
        return b"".join((labels[number], bytes((len(near).bit_length(),)), *around))

    def mark(self, number: int) -> bytes:
        """What changes with the file of a note."""
        marks = self._marks
        return mark_of(self._seen(number) + b"".join([marks[near] for near in self.near[number]]))

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
                    links += pair if direction & _TO else ()
                    links += pair[::-1] if direction & _FROM else ()
            done.add(note)
        shown = [
            (self._graph.titles[p], self._graph.urls[p])
            for p in map(self._paths.__getitem__, notes)
        ]
        return msgspec.json.encode({"notes": shown, "near": len(near), "links": links})

    def _around(self, note: int, centre: int) -> list[tuple[int, int]]:
        around = list(self.near[note].items())
        return around if note == centre else around[:_LOOKED_AT]

    def _chosen(self, number: int) -> tuple[list[int], list[int]]:
        """The notes that are one step away, those with most links first where there are too many;
        and some that are two steps away, those that more of these lead to first."""

        def importance(other: int) -> tuple[int, int]:
            return -len(self.near[other]).bit_length(), other

        near = sorted(sorted(self.near[number], key=importance)[:MOST_NEAR])
        known = {number, *near}
        found = Counter(
            other for note in near for other, _ in self._around(note, number) if other not in known
        )
        far = sorted(found, key=lambda other: (-found[other], other))
        return near, sorted(far[: MOST - len(known)])


_BITS = {direction: bytes((direction,)) for direction in (_TO, _FROM, _TO | _FROM)}


def _with_directions(link_map: LinkMap) -> list[dict[int, int]]:
    """For each note those that it is linked with, ascending, and in which direction."""
    near: list[dict[int, int]] = [{} for _ in link_map.paths]
    for source, targets in enumerate(link_map.targets):
        for target in targets:
            near[source][target] = near[source].get(target, 0) | _TO
            near[target][source] = near[target].get(source, 0) | _FROM
    return [dict(sorted(around.items())) for around in near]
