"""What relates notes beyond their links: unlinked mentions, and notes near one another. After an
edit only those that it touches are looked at again. I/O through the cache alone.

    relations = Relating(cache).relate(graph, packed, notes, marks, config)
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple, TypeAlias

import msgspec

from kbsite.bodies import Naming, Prose
from kbsite.cache import Cache
from kbsite.config import Config
from kbsite.keys import key_of, mark_of
from kbsite.lazy import Lazy
from kbsite.memo import Memo
from kbsite.mentions import (
    NameFinder,
    Places,
    holds_any,
    is_common,
    line_of,
    names_of,
    quote_of,
)
from kbsite.model import SiteGraph
from kbsite.packed_graph import PackedGraph
from kbsite.parsing import ParsedNotes
from kbsite.related import Features, Nearest, Neighbourhood, features_of
from kbsite.relations import Unlinked, UnlinkedMention
from kbsite.resolutions import Ambiguous, Found
from kbsite.stored_notes import LostNoteError

#: How many unlinked mentions a page shows.
MAX_SHOWN = 20


#: Path of a note, where in its prose, and how many characters.
_Place: TypeAlias = tuple[str, int, int]
_FindNames: TypeAlias = Callable[[Mapping[str, str]], NameFinder]


class _Words(msgspec.Struct, frozen=True, array_like=True):
    text: str


class _NamingText(msgspec.Struct, frozen=True, array_like=True):
    """What is read of a `Naming` where nothing but the text is wanted."""

    prose: _Words


class Known(msgspec.Struct, frozen=True, array_like=True):
    """What is known of a note: the digest of its file, the mark of its edges, its tags; the notes
    that it links to, the names in it, its features."""

    key: str
    edges: bytes
    tags: tuple[str, ...]
    linked: tuple[str, ...]
    places: Places
    features: Features


class PackedUnlinked(NamedTuple):
    """The unlinked mentions of a note, and what tells what a page shows of them from others."""

    data: bytes
    mark: bytes

    def read(self) -> Unlinked:
        """They themselves."""
        return _decode_unlinked(self.data)


class State(msgspec.Struct, frozen=True, array_like=True):
    """What a build leaves to the next: the digest of all that it was made with, and the mark of
    that by which it was made from; the notes, what each name means, the names that are common
    words; of each note its unlinked mentions, encoded, and what is nearest."""

    base: str
    sources: bytes
    notes: dict[str, Known]
    names: dict[str, str]
    common: frozenset[str]
    unlinked: dict[str, PackedUnlinked]
    nearest: dict[str, Nearest]

    def marks(self, paths: Iterable[str]) -> Iterator[bytes]:
        """What changes with what a page shows of the relations of each note."""
        for path in paths:
            unlinked, nearest = self.unlinked.get(path), self.nearest.get(path)
            yield (unlinked.mark if unlinked else b"") + b"|" + (nearest.mark if nearest else b"")

    def added_to(self, graph: SiteGraph) -> SiteGraph:
        """`graph` with these relations."""
        return msgspec.structs.replace(
            graph,
            unlinked=Lazy({p: p for p in self.unlinked}, lambda p: self.unlinked[p].read()),
            related=Lazy({p: p for p in self.nearest}, lambda p: self.nearest[p].related),
        )


NOTHING = State("", b"", {}, {}, frozenset(), {}, {})

_encode = msgspec.msgpack.encode
_decode_unlinked = msgspec.msgpack.Decoder(Unlinked).decode
_decode_text = msgspec.msgpack.Decoder(_NamingText).decode
_decode_naming = msgspec.msgpack.Decoder(Naming).decode


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
        found = _Round(graph, notes, edges, config, last, self._find_names)
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
        if not last.nearest:
            near = Neighbourhood(listed)
            self._near = (last, near)
            return {path: near.nearest(path) for path in listed}
        if self._near is None or self._near[0] is not last:
            self._near = (last, Neighbourhood(was))
        near = self._near[1]
        changes: dict[str, Features | None] = {
            path: own for path, own in listed.items() if was.get(path) != own
        }
        changes.update((path, None) for path in was if path not in listed)
        if not changes:
            return last.nearest
        anew = near.change(changes, last.nearest)
        return {path: near.nearest(path) if path in anew else last.nearest[path] for path in listed}


class _Round:
    """One look at all notes. `last` is what was found before."""

    def __init__(
        self,
        graph: SiteGraph,
        notes: ParsedNotes,
        edges: Mapping[str, bytes],
        config: Config,
        last: State,
        find_names: _FindNames,
    ) -> None:
        self._graph, self._parsed, self._last = graph, notes, last
        self._paths = [path for path in graph.urls if path not in graph.unlisted]
        self._shown = config.relations
        titles = {path: graph.titles[path] for path in self._paths}
        self.names = names_of(titles, graph.aliases) if config.relations.mentions else {}
        self._find = find_names
        self._texts: dict[str, Prose] = {}
        self.read: set[str] = set()
        self.notes: dict[str, Known] = {}
        self._edges = edges
        self._look()
        self._who: defaultdict[str, list[str]] = defaultdict(list)
        for path, known in self.notes.items():
            for name in known.places:
                self._who[name].append(path)
        count = len(self._paths)
        self.common = frozenset(n for n, who in self._who.items() if is_common(len(who), count))

    # --- notes ---

    def _look(self) -> None:
        keys, tags, last = self._parsed.keys, self._graph.tags, self._last
        gone = last.names.keys() - self.names.keys()
        new = self.names.keys() - last.names.keys()
        for path in self._paths:
            was = last.notes.get(path)
            key, edge, own = keys[path], self._edges[path], tags.get(path, ())
            is_read = was is not None and was.key == key
            if was and is_read and (was.edges, was.tags) == (edge, own):
                known = was
            else:
                known = self._known(path, was if is_read else None)
            if was and is_read and self._is_touched(path, was.places, gone, new):
                places = self._places(self._text(path))
                known = msgspec.structs.replace(known, places=places)
            self.notes[path] = known

    def _is_touched(self, path: str, places: Places, gone: set[str], new: set[str]) -> bool:
        """Whether other names may be found in a text that is as it was."""
        if not gone.isdisjoint(places):
            return True
        return bool(new) and holds_any(self._text(path), new)

    def _known(self, path: str, was: Known | None) -> Known:
        """What is known of a note; `was` is the same of the same text."""
        graph = self._graph
        tags, key = graph.tags.get(path, ()), self._parsed.keys[path]
        targets = {
            found.note
            for found in graph.resolutions[path]
            if isinstance(found, Found | Ambiguous) and found.note not in ("", path)
        }
        linked = tuple(sorted(targets))
        sources = tuple(dict.fromkeys(link.source for link in graph.backlinks[path]))
        if was is None:
            naming = self._naming(path)
            places = self._places(naming.prose.text)
            terms = naming.terms
            self.read.add(path)
        else:
            places = was.places
            terms = self._naming(path).terms
        features = features_of(terms, tags, linked, sources)
        return Known(key, self._edges[path], tags, linked, places, features)

    def _places(self, text: str) -> Places:
        return self._find(self.names).places(text) if self.names else {}

    def _naming(self, path: str) -> Naming:
        try:
            naming = _decode_naming(self._parsed.naming(path))
        except msgspec.DecodeError:
            raise LostNoteError(path) from None
        return naming

    def _text(self, path: str) -> str:
        try:
            return _decode_text(self._parsed.naming(path)).prose.text
        except msgspec.DecodeError:
            raise LostNoteError(path) from None

    def _prose(self, path: str) -> Prose:
        return self._naming(path).prose

    # --- mentions ---

    def unlinked(self) -> dict[str, PackedUnlinked]:
        """The unlinked mentions of each note that has some."""
        touched = self._touched()
        by_target: defaultdict[str, list[str]] = defaultdict(list)
        for name, path in self.names.items():
            if path in touched and name not in self.common:
                by_target[path].append(name)
        kept = {p: data for p, data in self._last.unlinked.items() if p not in touched}
        wanted = {path: found for path in touched if (found := self._list(path, by_target[path]))}
        quoted = self._quoted(wanted)
        made = {
            path: _packed(Unlinked(total, tuple(quoted[place] for place in places)))
            for path, (total, places) in wanted.items()
        }
        return kept | made

    def _touched(self) -> set[str]:
        """The notes whose mentions may not be as they were."""
        last = self._last
        names = {n for n in self.names.keys() | last.names.keys() if self.names.get(n) != last.names.get(n)}
        names |= self.common ^ last.common
        touched: set[str] = set()
        for path in self.notes.keys() | last.notes.keys():
            now, was = self.notes.get(path), last.notes.get(path)
            if now is was:
                continue
            names.update(now.places if now else (), was.places if was else ())
            touched |= set(now.linked if now else ()) ^ set(was.linked if was else ())
        touched |= {self.names.get(name, "") for name in names}
        touched |= {last.names.get(name, "") for name in names}
        return touched - {""}

    def _list(self, target: str, names: Iterable[str]) -> tuple[int, list[_Place]] | None:
        """How many paragraphs name a note, and the first places."""
        total = 0
        found: list[_Place] = []
        for name in names:
            for path in self._who[name]:
                known = self.notes[path]
                if path != target and target not in known.linked:
                    count, *starts = known.places[name]
                    total += count
                    found += ((path, start, len(name)) for start in starts)
        return (total, sorted(found)[:MAX_SHOWN]) if total else None

    def _quoted(
        self, wanted: Mapping[str, tuple[int, Sequence[_Place]]]
    ) -> dict[_Place, UnlinkedMention]:
        quoted: dict[_Place, UnlinkedMention] = {}
        for path in wanted:
            if data := self._last.unlinked.get(path):
                for one in data.read().found:
                    if one.source in self.notes and one.source not in self.read:
                        quoted[one.source, one.at, len(one.words)] = one
        places = {place for _, found in wanted.values() for place in found} - quoted.keys()
        source, prose = "", Prose()
        for place in sorted(places):
            path, at, length = place
            if path != source:
                source, prose = path, self._prose(path)
            words = prose.text[at : at + length]
            quote = quote_of(prose, at, length)
            quoted[place] = UnlinkedMention(path, line_of(prose, at), words, quote, at)
        return quoted


def _packed(unlinked: Unlinked) -> PackedUnlinked:
    shown = [(one.source, one.quote) for one in unlinked.found]
    return PackedUnlinked(_encode(unlinked), mark_of(_encode((unlinked.total, shown))))
