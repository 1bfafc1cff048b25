"""Which names stand in each note, and which notes name another without a link. I/O through the
cache alone: only notes that an edit touches are read.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TypeAlias

import msgspec

from kbsite.bodies import Naming, Prose
from kbsite.link_map import targets_of
from kbsite.mentions import (
    NameFinder,
    Places,
    holds_any,
    is_alone,
    is_common,
    line_of,
    names_of,
    quote_of,
)
from kbsite.model import SiteGraph
from kbsite.parsing import ParsedNotes
from kbsite.related import features_of
from kbsite.relations import Unlinked, UnlinkedMention
from kbsite.stored_notes import LostNoteError
from kbsite.stored_relations import Known, PackedUnlinked, State, packed_unlinked

#: How many unlinked mentions a page shows.
MAX_SHOWN = 20
#: For more names than this all notes are gone through once, for fewer once for each.
_FEW_NAMES = 40

#: Makes a finder of the names that are keys, for about so many texts.
FindNames: TypeAlias = Callable[[Mapping[str, str], int], NameFinder]
#: Path of a note, where in its prose, and how many characters.
_Place: TypeAlias = tuple[str, int, int]


class _Words(msgspec.Struct, frozen=True, array_like=True):
    text: str


class _NamingText(msgspec.Struct, frozen=True, array_like=True):
    """What is read of a `Naming` where nothing but the text is wanted."""

    prose: _Words


_encode = msgspec.msgpack.encode
_decode_text = msgspec.msgpack.Decoder(_NamingText).decode
_decode_naming = msgspec.msgpack.Decoder(Naming).decode


def _text(path: str, data: bytes) -> str:
    try:
        return _decode_text(data).prose.text
    except msgspec.DecodeError:
        raise LostNoteError(path) from None


class NamedNotes:
    """One look at all notes. `last` is what was found before."""

    def __init__(
        self,
        graph: SiteGraph,
        notes: ParsedNotes,
        edges: Mapping[str, bytes],
        with_names: bool,
        has_same_names: bool,
        last: State,
        find_names: FindNames,
    ) -> None:
        """`edges` has what changes with those of each note. Without `with_names` none are found;
        they may be known to be the same as before. Raises LostNoteError."""
        self._graph, self._parsed, self._edges, self._last = graph, notes, edges, last
        paths = [path for path in graph.urls if path not in graph.unlisted]
        self.names = last.names if has_same_names else self._names(paths) if with_names else {}
        self._find = find_names
        self.notes = self._look(paths)
        was = last.notes
        #: The notes that are not what they were, or are no more.
        self._changed = [p for p, known in self.notes.items() if was.get(p) is not known]
        self._changed += [path for path in was if path not in self.notes]
        self.counts = self._count()
        self._places_of: dict[str, Places] = {}
        self._linked_of: dict[str, frozenset[str]] = {}

    def _names(self, paths: Iterable[str]) -> dict[str, str]:
        titles = self._graph.titles
        return names_of({path: titles[path] for path in paths}, self._graph.aliases)

    # --- notes ---

    def _look(self, paths: Sequence[str]) -> dict[str, Known]:
        keys, tags, edges, last = self._parsed.keys, self._graph.tags, self._edges, self._last.notes
        gone = self._last.names.keys() - self.names.keys()
        new = self.names.keys() - self._last.names.keys()
        known = {path: last[path] for path in paths if path in last}
        fresh = [path for path in paths if path not in known or known[path].key != keys[path]]
        find = self._find(self.names, len(fresh)) if fresh or gone or new else None
        for path in fresh:
            known.pop(path, None)
        touched = self._touched_texts(known, gone, new)
        for path in touched:
            assert find
            known[path] = known[path]._replace(
                places=_encode(find.places(self._naming(path).prose.text))
            )
        return {
            path: one
            if (one := known.get(path))
            and (one.edges, one.tags) == (edges[path], tags.get(path, ()))
            else self._known(path, one, find)
            for path in paths
        }

    def _touched_texts(
        self, known: Mapping[str, Known], gone: set[str], new: set[str]
    ) -> list[str]:
        """The notes in which other names may be found though their text is as it was."""
        found = [
            path for path, one in known.items() if gone and not gone.isdisjoint(one.read_places())
        ]
        if new:
            seen = set(found)
            # What stands there as it is looked for need not be decoded.
            plain = [name.encode() for name in new if is_alone(name)]
            others = [name for name in new if not is_alone(name)]
            for path, data in self._parsed.namings(path for path in known if path not in seen):
                if any(name in data for name in plain) or (
                    others and holds_any(_text(path, data), others)
                ):
                    found.append(path)
        return found

    def _known(self, path: str, was: Known | None, find: NameFinder | None) -> Known:
        """What is known of a note; `was` is the same of the same text."""
        graph = self._graph
        linked = sorted(set(targets_of(graph.resolutions[path], path)))
        sources = list(dict.fromkeys(link.source for link in graph.backlinks[path]))
        tags = graph.tags.get(path, ())
        naming = self._naming(path)
        features = features_of(naming.terms, tags, linked, sources)
        places = was.places if was else _encode(find.places(naming.prose.text) if find else {})
        return Known(
            self._parsed.keys[path],
            self._edges[path],
            tags,
            _encode(linked),
            places,
            _encode(features),
        )

    def _naming(self, path: str) -> Naming:
        try:
            return _decode_naming(self._parsed.naming(path))
        except msgspec.DecodeError:
            raise LostNoteError(path) from None

    def _count(self) -> dict[str, int]:
        """In how many notes each name stands."""
        moved: Counter[str] = Counter()
        for path in self._changed:
            now, was = self.notes.get(path), self._last.notes.get(path)
            if now and was and now.places == was.places:
                continue
            moved.update(now.read_places().keys() if now else ())
            moved.subtract(was.read_places().keys() if was else ())
        counts = dict(self._last.counts)
        for name, more in moved.items():
            counts[name] = counts.get(name, 0) + more
            if not counts[name]:
                del counts[name]
        return counts

    # --- mentions ---

    def unlinked(self) -> dict[str, PackedUnlinked]:
        """The unlinked mentions of each note that has some."""
        touched = self._touched()
        names = {
            name: path
            for name, path in self.names.items()
            if path in touched and name in self.counts and not self._is_common(name)
        }
        by_target: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
        for name, source in self._holders(names):
            by_target[names[name]].append((name, source))
        wanted = {
            path: one for path, found in by_target.items() if (one := self._list(path, found))
        }
        quoted = self._quoted(wanted)
        kept = {path: one for path, one in self._last.unlinked.items() if path not in touched}
        made = {
            path: packed_unlinked(Unlinked(total, tuple(quoted[place] for place in places)))
            for path, (total, places) in wanted.items()
        }
        return kept | made

    def _is_common(self, name: str) -> bool:
        return is_common(name, self.counts.get(name, 0), len(self.notes))

    def _touched(self) -> set[str]:
        """The notes whose mentions may not be as they were."""
        last, notes, names = self._last, self.notes, self.names
        moved: set[str] = set()
        if names is not last.names:
            both = names.keys() | last.names.keys()
            moved = {name for name in both if names.get(name) != last.names.get(name)}
        if len(notes) == len(last.notes):
            counted = {name for name, _ in self.counts.items() ^ last.counts.items()}
        else:
            counted = set(self.counts.keys() | last.counts.keys())
        moved |= {
            name
            for name in counted
            if self._is_common(name) != is_common(name, last.counts.get(name, 0), len(last.notes))
        }
        touched: set[str] = set()
        for path in self._changed:
            now, was = notes.get(path), last.notes.get(path)
            if not (now and was and (now.key, now.places) == (was.key, was.places)):
                moved.update(now.read_places() if now else ())
                moved.update(was.read_places() if was else ())
            if not (now and was and now.linked == was.linked):
                linked = now.read_linked() if now else frozenset()
                touched |= linked ^ (was.read_linked() if was else frozenset())
        touched |= {names.get(name, "") for name in moved}
        touched |= {last.names.get(name, "") for name in moved}
        return touched - {""}

    def _holders(self, names: Mapping[str, str]) -> Iterator[tuple[str, str]]:
        """Each of `names`, and each note in which it stands."""
        if len(names) > _FEW_NAMES:
            for path in self.notes:
                yield from ((name, path) for name in self._places(path) if name in names)
            return
        for name in names:
            needle = name.encode()
            for path, known in self.notes.items():
                if needle in known.places and name in self._places(path):
                    yield name, path

    def _places(self, path: str) -> Places:
        if path not in self._places_of:
            self._places_of[path] = self.notes[path].read_places()
        return self._places_of[path]

    def _linked(self, path: str) -> frozenset[str]:
        if path not in self._linked_of:
            self._linked_of[path] = self.notes[path].read_linked()
        return self._linked_of[path]

    def _list(
        self, target: str, found: Iterable[tuple[str, str]]
    ) -> tuple[int, list[_Place]] | None:
        """How many paragraphs name a note, and the first places."""
        total = 0
        places: list[_Place] = []
        for name, path in found:
            if path != target and target not in self._linked(path):
                count, *starts = self._places(path)[name]
                total += count
                places += ((path, start, len(name)) for start in starts)
        return (total, sorted(places)[:MAX_SHOWN]) if total else None

    def _quoted(
        self, wanted: Mapping[str, tuple[int, Sequence[_Place]]]
    ) -> dict[_Place, UnlinkedMention]:
        """What is shown of each place; of a text that is as it was, what was shown before."""
        was = self._last.notes
        quoted: dict[_Place, UnlinkedMention] = {}
        for path in wanted:
            if data := self._last.unlinked.get(path):
                for one in data.read().found:
                    now = self.notes.get(one.source)
                    if now and now.key == was[one.source].key:
                        quoted[one.source, one.at, len(one.words)] = one
        places = {place for _, found in wanted.values() for place in found} - quoted.keys()
        source, prose = "", Prose()
        for place in sorted(places):
            path, at, length = place
            if path != source:
                source, prose = path, self._naming(path).prose
            words, quote = prose.text[at : at + length], quote_of(prose, at, length)
            quoted[place] = UnlinkedMention(path, line_of(prose, at), words, quote, at)
        return quoted
