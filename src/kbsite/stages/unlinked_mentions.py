"""Which notes name another without a link, and in which words. I/O through the cache alone: only
what is quoted anew is read.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TypeAlias

from kbsite.mentions import Places, is_common, line_of, quote_of
from kbsite.nouns.bodies import Prose
from kbsite.nouns.relations import Unlinked, UnlinkedMention
from kbsite.stages.named_notes import NamedNotes
from kbsite.stages.stored_relations import PackedUnlinked, packed_unlinked

#: How many unlinked mentions a page shows.
MAX_SHOWN = 20
#: For more names than this all notes are gone through once, for fewer once for each.
_FEW_NAMES = 40

#: Path of a note, where in its prose, and how many characters.
_Place: TypeAlias = tuple[str, int, int]


class UnlinkedMentions:
    """Those of one look at all notes; of notes that it did not touch they are what they were."""

    def __init__(self, named: NamedNotes) -> None:
        self._named = named
        self._places_of: dict[str, Places] = {}
        self._linked_of: dict[str, frozenset[str]] = {}

    def lists(self) -> dict[str, PackedUnlinked]:
        """Those of each note that has some. Raises LostNoteError."""
        touched = self._touched()
        names = {
            name: path
            for name, path in self._named.names.items()
            if path in touched and name in self._named.counts and not self._is_common(name)
        }
        by_target: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
        for name, source in self._holders(names):
            by_target[names[name]].append((name, source))
        wanted = {
            path: one for path, found in by_target.items() if (one := self._list(path, found))
        }
        quoted = self._quoted(wanted)
        kept = {path: one for path, one in self._named.last.unlinked.items() if path not in touched}
        made = {
            path: packed_unlinked(Unlinked(total, tuple(quoted[place] for place in places)))
            for path, (total, places) in wanted.items()
        }
        return kept | made

    def _is_common(self, name: str) -> bool:
        return is_common(name, self._named.counts.get(name, 0), len(self._named.notes))

    def _touched(self) -> set[str]:
        """The notes whose mentions may not be as they were."""
        last, notes, names = self._named.last, self._named.notes, self._named.names
        moved: set[str] = set()
        if names is not last.names:
            both = names.keys() | last.names.keys()
            moved = {name for name in both if names.get(name) != last.names.get(name)}
        if len(notes) == len(last.notes):
            counted = {name for name, _ in self._named.counts.items() ^ last.counts.items()}
        else:
            counted = set(self._named.counts.keys() | last.counts.keys())
        moved |= {
            name
            for name in counted
            if self._is_common(name) != is_common(name, last.counts.get(name, 0), len(last.notes))
        }
        touched: set[str] = set()
        for path in self._named.changed:
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
            for path in self._named.notes:
                yield from ((name, path) for name in self._places(path) if name in names)
            return
        for name in names:
            needle = name.encode()
            for path, known in self._named.notes.items():
                if needle in known.places and name in self._places(path):
                    yield name, path

    def _places(self, path: str) -> Places:
        if path not in self._places_of:
            self._places_of[path] = self._named.notes[path].read_places()
        return self._places_of[path]

    def _linked(self, path: str) -> frozenset[str]:
        if path not in self._linked_of:
            self._linked_of[path] = self._named.notes[path].read_linked()
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
        was = self._named.last.notes
        quoted: dict[_Place, UnlinkedMention] = {}
        for path in wanted:
            if data := self._named.last.unlinked.get(path):
                for one in data.read().found:
                    now = self._named.notes.get(one.source)
                    if now and now.key == was[one.source].key:
                        quoted[one.source, one.at, len(one.words)] = one
        places = {place for _, found in wanted.values() for place in found} - quoted.keys()
        source, prose = "", Prose()
        for place in sorted(places):
            path, at, length = place
            if path != source:
                source, prose = path, self._named.naming(path).prose
            words, quote = prose.text[at : at + length], quote_of(prose, at, length)
            quoted[place] = UnlinkedMention(path, line_of(prose, at), words, quote, at)
        return quoted
