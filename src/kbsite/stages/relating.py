"""What relates notes beyond their links: unlinked mentions, and notes near one another.

    relations = yield from Relating(cache).relate(linked, config)

After an edit only what it touches is looked at again. I/O through the cache alone.
"""

from __future__ import annotations

from collections.abc import Generator, Iterable, KeysView, Mapping

from kbsite.cache import Cache
from kbsite.config import Config
from kbsite.keys import key_of, mark_of
from kbsite.memo import Memo
from kbsite.mentions import NameFinder
from kbsite.model import SiteGraph
from kbsite.nouns.lazy import Lazy
from kbsite.related import NO_HOLDERS, Features, Neighbourhood, PackedHolders
from kbsite.stages.linked_site import LinkedSite
from kbsite.stages.named_notes import NamedNotes
from kbsite.stages.stored_relations import NOTHING, Known, PackedNearest, State, packed_nearest
from kbsite.stages.unlinked_mentions import UnlinkedMentions

#: Where more notes than these have other features, all are compared anew.
_FEW = 100
#: So many are compared in one step.
_A_STEP = 100
#: Of more notes nothing stays in memory but what was found: it would be 4 KB for each.
_KEPT = 20_000


class Relating:
    """Relates the notes of one site after another, out of one cache."""

    def __init__(self, cache: Cache) -> None:
        self._cache = cache
        self._state = Memo(cache, "relations", State, NOTHING)
        self._holders = Memo(cache, "holders", PackedHolders, NO_HOLDERS)
        #: What stays in memory, each with what it was made of.
        self._near: tuple[Mapping[str, Known], Neighbourhood] | None = None
        self._finder: tuple[KeysView[str], NameFinder] | None = None

    def forget(self) -> None:
        """Everything is made anew the next time."""
        self._state = Memo(self._cache, "relations", State, NOTHING)
        self._holders = Memo(self._cache, "holders", PackedHolders, NO_HOLDERS)

    def recall(self) -> None:
        """Reads what the last build left, before it is asked for."""
        self._state.recall()

    def write(self) -> None:
        """Keeps for the next process what was found."""
        self._state.write()
        self._holders.write()

    def relate(self, linked: LinkedSite, config: Config) -> Generator[None, None, State]:
        """Between two steps there is time for something else. Raises LostNoteError."""
        graph, packed, notes, _ = linked
        base = key_of("relations", config.relations)
        named, edges = packed.named, packed.marks
        keys = "".join([notes.keys[path] for path in edges]).encode()
        sources = mark_of(b"".join([named, *edges.values(), keys]))
        last = self._state.last
        if last.base == base and last.sources == sources:
            return last
        if last.base != base:
            last = NOTHING
        mentions, related = config.relations.mentions, config.relations.related
        found = NamedNotes(
            graph, notes, edges, mentions, last.named == named, last, self._find_names
        )
        yield
        nearest = (yield from self._nearest(graph, found.notes, last)) if related else {}
        holders = self._pack(found.notes, sources, last.holders)
        state = State(
            base,
            sources,
            named,
            found.notes,
            found.names,
            found.counts,
            UnlinkedMentions(found).lists() if mentions else {},
            nearest,
            holders,
        )
        self._state.hold(state)
        if len(state.notes) > _KEPT:
            self._near = self._finder = None
        return state

    def _pack(self, notes: Mapping[str, Known], sources: bytes, last: bytes) -> bytes:
        """The mark of who has each feature of `notes`, which is the `last` where that is known to
        be as it was; else it is kept for the next process."""
        if not self._near or self._near[0] is not notes:
            return last
        packed = self._near[1].pack(sources)
        if packed.of != last:
            self._holders.hold(packed)
        return packed.of

    def _find_names(self, names: Mapping[str, str], texts: int) -> NameFinder:
        if self._finder is None or self._finder[0] != names.keys():
            self._finder = (names.keys(), NameFinder(names, texts))
        return self._finder[1]

    def _nearest(
        self, graph: SiteGraph, notes: Mapping[str, Known], last: State
    ) -> Generator[None, None, dict[str, PackedNearest]]:
        was = {path: last.notes[path] for path in last.nearest}
        changes = [p for p in graph.listed if p not in was or was[p].features != notes[p].features]
        gone = was.keys() - set(graph.listed)
        if not was or len(changes) + len(gone) > _FEW:
            near = Neighbourhood({path: notes[path].read_features() for path in graph.listed})
            self._near = (notes, near)
            return (yield from _each_nearest(near, graph.listed, {}))
        kept = self._near and self._near[0] is last.notes
        if not changes and not gone:
            if kept and self._near:
                self._near = (notes, self._near[1])
            return last.nearest
        if not kept or not self._near:
            before = Lazy({path: path for path in was}, lambda path: was[path].read_features())
            holders = self._holders.last if self._holders.last.of == last.holders else NO_HOLDERS
            self._near = (last.notes, Neighbourhood(before, holders))
        near = self._near[1]
        self._near = (notes, near)
        moved: dict[str, Features | None] = {p: notes[p].read_features() for p in changes}
        moved.update(dict.fromkeys(gone))
        anew = near.change(moved, lambda path: last.nearest[path].read())
        known = {path: one for path, one in last.nearest.items() if path not in anew}
        return (yield from _each_nearest(near, graph.listed, known))


def _each_nearest(
    near: Neighbourhood, paths: Iterable[str], known: Mapping[str, PackedNearest]
) -> Generator[None, None, dict[str, PackedNearest]]:
    """What is nearest to each note, of some of which it is `known`."""
    found: dict[str, PackedNearest] = {}
    new = 0
    for path in paths:
        if (one := known.get(path)) is None:
            one = packed_nearest(near.nearest(path))
            new += 1
            if new % _A_STEP == 0:
                yield
        found[path] = one
    return found
