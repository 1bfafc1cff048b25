"""Which names stand in each note, and which notes name another without a link. I/O through the
cache alone: only notes that an edit touches are read.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TypeAlias

import msgspec

from kbsite.bodies import Naming, Prose
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
from kbsite.parsing import ParsedNotes
from kbsite.related import features_of
from kbsite.relations import Unlinked, UnlinkedMention
from kbsite.resolutions import Ambiguous, Found
from kbsite.stored_notes import LostNoteError
from kbsite.stored_relations import Known, PackedUnlinked, State, packed_unlinked

#: How many unlinked mentions a page shows.
MAX_SHOWN = 20

#: Makes a finder of the names that are keys.
FindNames: TypeAlias = Callable[[Mapping[str, str]], NameFinder]
#: Path of a note, where in its prose, and how many characters.
_Place: TypeAlias = tuple[str, int, int]


class _Words(msgspec.Struct, frozen=True, array_like=True):
    text: str


class _NamingText(msgspec.Struct, frozen=True, array_like=True):
    """What is read of a `Naming` where nothing but the text is wanted."""

    prose: _Words


_decode_text = msgspec.msgpack.Decoder(_NamingText).decode
_decode_naming = msgspec.msgpack.Decoder(Naming).decode


class NamedNotes:
    """One look at all notes. `last` is what was found before."""

    def __init__(
        self,
        graph: SiteGraph,
        notes: ParsedNotes,
        edges: Mapping[str, bytes],
        with_names: bool,
        last: State,
        find_names: FindNames,
    ) -> None:
        self._graph, self._parsed, self._last = graph, notes, last
        self._paths = [path for path in graph.urls if path not in graph.unlisted]
        titles = {path: graph.titles[path] for path in self._paths}
        self.names = names_of(titles, graph.aliases) if with_names else {}
        self._find = find_names
        self._texts: dict[str, Prose] = {}
        self.read: set[str] = set()
        self.notes: dict[str, Known] = {}
        self._edges = edges
        self._linked: dict[str, frozenset[str]] = {}
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
            path: packed_unlinked(Unlinked(total, tuple(quoted[place] for place in places)))
            for path, (total, places) in wanted.items()
        }
        return kept | made

    def _touched(self) -> set[str]:
        """The notes whose mentions may not be as they were."""
        last = self._last
        names = {
            n
            for n in self.names.keys() | last.names.keys()
            if self.names.get(n) != last.names.get(n)
        }
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
                if path != target and target not in self._linked_from(path):
                    count, *starts = self.notes[path].places[name]
                    total += count
                    found += ((path, start, len(name)) for start in starts)
        return (total, sorted(found)[:MAX_SHOWN]) if total else None

    def _linked_from(self, path: str) -> frozenset[str]:
        if path not in self._linked:
            self._linked[path] = frozenset(self.notes[path].linked)
        return self._linked[path]

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
