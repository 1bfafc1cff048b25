"""Which names stand in each note. I/O through the cache alone: only notes that an edit touches are
read.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TypeAlias

import msgspec

from kbsite.mentions import NameFinder, holds_any, is_alone, names_of
from kbsite.model import SiteGraph
from kbsite.nouns.bodies import Naming
from kbsite.nouns.link_map import targets_of
from kbsite.related import features_of
from kbsite.stages.parsing import ParsedNotes
from kbsite.stages.stored_notes import LostNoteError
from kbsite.stages.stored_relations import Known, State

#: Makes a finder of the names that are keys, for about so many texts.
FindNames: TypeAlias = Callable[[Mapping[str, str], int], NameFinder]


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
    """One look at all notes. `last` is what was found before; `counts` says in how many notes each
    name stands."""

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
        self._graph, self._parsed, self._edges, self.last = graph, notes, edges, last
        paths = [path for path in graph.urls if path not in graph.unlisted]
        self.names = last.names if has_same_names else self._names(paths) if with_names else {}
        self._find = find_names
        # Names come with the map of the site, which has the tags.
        self._has_same_tags = has_same_names
        self.notes = self._look(paths)
        was = last.notes
        #: The notes that are not what they were, or are no more.
        self.changed = [p for p, known in self.notes.items() if was.get(p) is not known]
        self.changed += [path for path in was if path not in self.notes]
        self.counts = self._count()

    def _names(self, paths: Iterable[str]) -> dict[str, str]:
        titles = self._graph.titles
        return names_of({path: titles[path] for path in paths}, self._graph.aliases)

    # --- notes ---

    def _look(self, paths: Sequence[str]) -> dict[str, Known]:
        keys, tags, edges, last = self._parsed.keys, self._graph.tags, self._edges, self.last.notes
        gone = self.last.names.keys() - self.names.keys()
        new = self.names.keys() - self.last.names.keys()
        known = {path: last[path] for path in paths if path in last}
        fresh = [path for path in paths if path not in known or known[path].key != keys[path]]
        find = self._find(self.names, len(fresh)) if fresh or gone or new else None
        for path in fresh:
            known.pop(path, None)
        touched = self._touched_texts(known, gone, new)
        for path in touched:
            assert find
            known[path] = known[path]._replace(
                places=_encode(find.places(self.naming(path).prose.text))
            )
        return {
            path: one
            if (one := known.get(path))
            and one.edges == edges[path]
            and (self._has_same_tags or one.tags == _encode(tags.get(path, ())))
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
        naming = self.naming(path)
        features = features_of(naming.terms, tags, linked, sources)
        places = was.places if was else _encode(find.places(naming.prose.text) if find else {})
        return Known(
            self._parsed.keys[path],
            self._edges[path],
            _encode(tags),
            _encode(linked),
            places,
            _encode(features),
        )

    def naming(self, path: str) -> Naming:
        """The prose of a note. Raises LostNoteError."""
        try:
            return _decode_naming(self._parsed.naming(path))
        except msgspec.DecodeError:
            raise LostNoteError(path) from None

    def _count(self) -> dict[str, int]:
        """In how many notes each name stands."""
        moved: Counter[str] = Counter()
        for path in self.changed:
            now, was = self.notes.get(path), self.last.notes.get(path)
            if now and was and now.places == was.places:
                continue
            moved.update(now.read_places().keys() if now else ())
            moved.subtract(was.read_places().keys() if was else ())
        counts = dict(self.last.counts)
        for name, more in moved.items():
            counts[name] = counts.get(name, 0) + more
            if not counts[name]:
                del counts[name]
        return counts
