"""What relates notes beyond their links: unlinked mentions, and notes near one another.

    relations = Relating(cache).relate(graph, packed, notes, edges, config)

After an edit only what it touches is looked at again. I/O through the cache alone.
"""

from __future__ import annotations

from collections.abc import Mapping

from kbsite.cache import Cache
from kbsite.config import Config
from kbsite.keys import key_of, mark_of
from kbsite.memo import Memo
from kbsite.mentions import NameFinder
from kbsite.model import SiteGraph
from kbsite.named_notes import NamedNotes
from kbsite.packed_graph import PackedGraph
from kbsite.parsing import ParsedNotes
from kbsite.related import Features, Nearest, Neighbourhood
from kbsite.stored_relations import NOTHING, Known, State

#: Where more notes than these have other features, all are compared anew.
_FEW = 100


class Relating:
    """Relates the notes of one site after another, out of one cache."""

    def __init__(self, cache: Cache) -> None:
        self._cache = cache
        self._state = Memo(cache, "relations", State, NOTHING)
        #: What is in memory of `State.nearest`, and of `State.names`.
        self._near: tuple[State, Neighbourhood] | None = None
        self._finder: tuple[Mapping[str, str], NameFinder] | None = None

    def forget(self) -> None:
        """Everything is made anew the next time."""
        self._state = Memo(self._cache, "relations", State, NOTHING)

    def write(self) -> None:
        """Keeps for the next process what was found."""
        self._state.write()

    def relate(
        self,
        graph: SiteGraph,
        packed: PackedGraph,
        notes: ParsedNotes,
        edges: Mapping[str, bytes],
        config: Config,
    ) -> State:
        """The relations of `graph`, which is that of `packed`; `edges` has what changes with those
        of each note. Raises LostNoteError."""
        base = key_of("relations", config.relations)
        sources = mark_of(
            b"".join([packed.mark, mark_of(packed.aliases), *edges.values()])
            + "".join([notes.keys[path] for path in edges]).encode()
        )
        last = self._state.last
        if last.base == base and last.sources == sources:
            return last
        if last.base != base:
            last = NOTHING
        found = NamedNotes(graph, notes, edges, config.relations.mentions, last, self._find_names)
        state = State(
            base,
            sources,
            found.notes,
            found.names,
            found.common,
            found.unlinked() if config.relations.mentions else {},
            self._nearest(graph, found.notes, last) if config.relations.related else {},
        )
        self._state.hold(state)
        if self._near:
            self._near = (state, self._near[1])
        return state

    def _find_names(self, names: Mapping[str, str]) -> NameFinder:
        if self._finder is None or self._finder[0].keys() != names.keys():
            self._finder = (names, NameFinder(names))
        return self._finder[1]

    def _nearest(
        self, graph: SiteGraph, notes: Mapping[str, Known], last: State
    ) -> dict[str, Nearest]:
        listed = {path: notes[path].features for path in graph.listed}
        was = {p: k.features for p, k in last.notes.items() if p in last.nearest}
        changes: dict[str, Features | None] = {
            path: own for path, own in listed.items() if was.get(path) != own
        }
        changes.update((path, None) for path in was if path not in listed)
        if not was or len(changes) > _FEW:
            near = Neighbourhood(listed)
            self._near = (last, near)
            return {path: near.nearest(path) for path in listed}
        if self._near is None or self._near[0] is not last:
            self._near = (last, Neighbourhood(was))
        near = self._near[1]
        if not changes:
            return last.nearest
        anew = near.change(changes, last.nearest)
        return {path: near.nearest(path) if path in anew else last.nearest[path] for path in listed}
