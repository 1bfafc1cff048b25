"""What of the notes each page is made from, as it turns out when the page is planned. No I/O.

A page sees of the graph the fields of its `SiteMap`, and a few things of a few notes. The latter
are recorded: as long as they and the map are the same, so is the page.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import chain, compress, count
from operator import ne
from typing import TypeVar

import msgspec

from kbsite.model import SiteGraph
from kbsite.stages.packed_graph import PackedGraph
from kbsite.stages.stored_notes import Marks

#: The fields of a `SiteGraph` whose reading is recorded, by what changes with them: the note as a
#: whole, its excerpt, its edges, its title, its relations.
_ASPECTS = (
    ("notes", "bodies"),
    ("excerpts",),
    ("anchors", "resolutions", "backlinks", "tables", "properties"),
    ("titles",),
    ("unlinked", "related"),
)

_Made = TypeVar("_Made")
_Value = TypeVar("_Value")


def marks_of(
    keys: Mapping[str, str],
    marks: Mapping[str, Marks],
    edges: Mapping[str, bytes],
    titles: Mapping[str, str],
    alike: frozenset[str],
) -> list[bytes]:
    """What changes with each aspect but the last of each published note, in the order of their
    numbers. `keys` holds the digest of each note, `edges` what changes with its edges, `alike` the
    notes whose page says of itself more than how it begins."""
    columns: tuple[Iterable[bytes], ...] = (
        [(keys[path] + "=" * (path in alike)).encode() for path in edges],
        [marks[path].excerpt for path in edges],
        edges.values(),
        map(str.encode, map(titles.__getitem__, edges)),
    )
    return _in_rows(columns)


def alike_in(marks: Mapping[str, Marks], paths: Iterable[str]) -> frozenset[str]:
    """Those of `paths` whose notes begin as another of them does."""
    excerpts = {path: marks[path].excerpt for path in paths}
    often = Counter(excerpts.values())
    return frozenset(path for path, excerpt in excerpts.items() if often[excerpt] > 1)


def with_relations(marks: Sequence[bytes], relations: Iterable[bytes]) -> list[bytes]:
    """What `marks_of` says, and behind that of each note what changes with its relations."""
    own = len(_ASPECTS) - 1
    return _in_rows((*(marks[aspect::own] for aspect in range(own)), relations))


def _in_rows(columns: Iterable[Iterable[bytes]]) -> list[bytes]:
    """What stands in columns, row by row."""
    return list(chain.from_iterable(zip(*columns, strict=True)))


class Tracer:
    """Records what is read of `graph`, which is that of the same `packed`."""

    def __init__(self, graph: SiteGraph, packed: PackedGraph) -> None:
        self._read: set[int] = set()
        first = {path: number for number, path in enumerate(packed.edges)}
        self.graph = msgspec.structs.replace(
            graph,
            **{
                field: _Recorded(getattr(graph, field), first, aspect, self._read)
                for aspect, fields in enumerate(_ASPECTS)
                for field in fields
            },
        )

    def traced(self, make: Callable[[], _Made]) -> tuple[_Made, tuple[int, ...]]:
        """What `make` makes, and the numbers of the aspects that it read."""
        self._read.clear()
        made = make()
        return made, tuple(sorted(self._read))


class _Recorded(Mapping[str, _Value]):
    """`values`, whose reading is recorded in `read`."""

    def __init__(
        self, values: Mapping[str, _Value], numbers: Mapping[str, int], aspect: int, read: set[int]
    ) -> None:
        self._values = values
        self._numbers = numbers
        self._aspect = aspect
        self._read = read

    def __getitem__(self, path: str) -> _Value:
        self._read.add(len(_ASPECTS) * self._numbers[path] + self._aspect)
        return self._values[path]

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)


def changed_marks(old: Sequence[bytes], new: Sequence[bytes]) -> frozenset[int]:
    """The numbers of what is no longer the same; of notes that are the same ones."""
    assert len(old) == len(new), "marks of other notes"
    return frozenset(compress(count(), map(ne, old, new)))
