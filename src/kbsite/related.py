"""Which notes are near one another: by their text, by tags and by links they share. No I/O.

Each is a *feature*, a number. What two notes share counts by how rare it is, as a power of two:
so the size of the site does not matter, and an edit disturbs few. What more than `MAX_NOTES` notes
have says nothing.
"""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from heapq import nsmallest
from typing import NamedTuple

import msgspec

from kbsite.nouns.bodies import Terms
from kbsite.nouns.relations import Reason, Related
from kbsite.reading.note_terms import NUMBERS, number_of

#: How many related notes a page shows, how many terms of it are compared, and how many links.
MAX_RELATED, MAX_COMPARED, MAX_LINKS = 6, 32, 64
#: What more notes have relates none.
MAX_NOTES = 256
#: How much a tag counts, and a link, where a term counts one.
_TAG, _LINK = 4, 3
#: What text has to come to, to be a reason: some three terms that few notes have.
_LEAST_TEXT = 16

_KINDS: tuple[Reason, ...] = ("text", "tags", "links", "links")
_RARITIES = 9


class Features(NamedTuple):
    """Those of a note; `levels` says of the terms, which come first, how frequent each is there."""

    numbers: tuple[int, ...] = ()
    levels: bytes = b""


_NONE = Features()


def features_of(
    terms: Terms, tags: Iterable[str], links: Sequence[str], linked_from: Sequence[str]
) -> Features:
    """The features of a note: its terms, the keys of its tags, the paths of the notes that it links
    to, and of those that link to it."""
    numbers = list(terms.numbers)
    shared = ((1, tags), (2, links[:MAX_LINKS]), (3, linked_from[:MAX_LINKS]))
    for kind, names in shared:
        # Two names that come to one number count as one.
        found = dict.fromkeys(kind * NUMBERS + number_of(name) for name in names)
        numbers += found
    return Features(tuple(numbers), terms.levels)


class PackedHolders(msgspec.Struct, frozen=True, array_like=True):
    """Who has each feature: the numbers of notes in `paths`, four bytes each. `of` is the mark of
    what all that was made from, b"" where nothing was."""

    of: bytes = b""
    paths: list[str] = []
    notes: dict[int, bytes] = {}


NO_HOLDERS = PackedHolders()


class _Holders(dict[int, list[str]]):
    """The paths of the notes that have each feature; of those that are `packed` an edit reads
    few."""

    def __init__(self, packed: PackedHolders) -> None:
        super().__init__()
        self.packed = packed

    def __missing__(self, number: int) -> list[str]:
        paths, notes = self.packed.paths, array("I", self.packed.notes.get(number, b""))
        found = self[number] = [paths[note] for note in notes]
        return found

    def unread(self, number: int) -> int:
        """How many notes have a feature that was not read."""
        return len(self.packed.notes.get(number, b"")) // 4

    def pack(self, of: bytes, paths: Iterable[str]) -> PackedHolders:
        """All of them, who are among `paths` or packed; the same as before where that is so."""
        if not self:
            return self.packed
        numbers = {p: i for i, p in enumerate(dict.fromkeys((*self.packed.paths, *paths)))}
        notes = dict(self.packed.notes)
        for number, held in self.items():
            notes[number] = array("I", list(map(numbers.__getitem__, held))).tobytes()
            if not held:
                del notes[number]
        return self.packed if notes == self.packed.notes else PackedHolders(of, [*numbers], notes)


class Neighbourhood:
    """The features of all notes, and who has each."""

    def __init__(
        self, features: Mapping[str, Features], holders: PackedHolders = NO_HOLDERS
    ) -> None:
        """`holders` are those of the same features, where they are known."""
        self._features = features
        self._changed: dict[str, Features] = {}
        self._holders = _Holders(holders)
        if not holders.of:
            found: defaultdict[int, list[str]] = defaultdict(list)
            for path, own in features.items():
                for number in own.numbers:
                    found[number].append(path)
            self._holders.update(found)
        self._compared: dict[str, list[tuple[int, int]]] = {}

    def pack(self, of: bytes) -> PackedHolders:
        """Who has each feature; `of` is the mark of what these are made from."""
        packed = self._holders.pack(of, (*self._features, *self._changed))
        self._holders = _Holders(packed)
        return packed

    def _of(self, path: str) -> Features:
        """The features of a note; none of one that is gone."""
        return self._changed.get(path) or self._features.get(path, _NONE)

    def change(
        self, changes: Mapping[str, Features | None], last: Callable[[str], Nearest]
    ) -> set[str]:
        """Takes over what changed (None is gone), and says whose nearest notes are to be found
        anew; `last` gives those of a note as they were."""
        moved: defaultdict[int, set[str]] = defaultdict(set)
        for path, new in changes.items():
            for number in set(self._of(path).numbers) ^ set((new or _NONE).numbers):
                moved[number].add(path)
        before_rarity = {number: self._rarity(number) for number in moved}
        for path, new in changes.items():
            self._replace(path, new)
        found = {path for path, new in changes.items() if new is not None}
        near: set[tuple[str, str]] = set()
        for number, movers in moved.items():
            rarity = self._rarity(number)
            holders = self._holders[number] if rarity or before_rarity[number] else ()
            if rarity != before_rarity[number]:
                # What each of them is compared by may be other terms.
                found.update(holders)
                for holder in holders:
                    self._compared.pop(holder, None)
            else:
                near.update((holder, mover) for holder in holders for mover in movers)
        for holder, mover in near:
            if holder not in found and self._disturbs(holder, mover, last(holder)):
                found.add(holder)
        return found

    def _replace(self, path: str, new: Features | None) -> None:
        before, now = set(self._of(path).numbers), set((new or _NONE).numbers)
        for number in before - now:
            self._holders[number].remove(path)
        for number in now - before:
            self._holders[number].append(path)
        self._compared.pop(path, None)
        self._changed[path] = new or _NONE

    def _disturbs(self, holder: str, mover: str, was: Nearest) -> bool:
        """Whether a change of `mover` changes what is near `holder`."""
        if mover in was.paths:
            return True
        own = set(self._of(mover).numbers)
        scores = _Scores()
        for number, weight in self._by(holder):
            if number in own:
                scores.add(number, weight)
        score = scores.total
        return score > 0 and (len(was.paths) < MAX_RELATED or score >= was.least)

    def _rarity(self, number: int) -> int:
        """From 1 up; 0 where it relates nobody."""
        held = self._holders.get(number)
        count = self._holders.unread(number) if held is None else len(held)
        return _RARITIES - (count.bit_length() - 1) if 2 <= count <= MAX_NOTES else 0

    def _by(self, path: str) -> list[tuple[int, int]]:
        """What a note is compared by, and how much each weighs: those of its terms that are most
        frequent here and rare elsewhere, and all else."""
        if path not in self._compared:
            own = self._of(path)
            numbers = own.numbers[: len(own.levels)]
            rarities = map(self._rarity, numbers)
            terms = [
                (-level - rarity, number, rarity)
                for number, level, rarity in zip(numbers, own.levels, rarities, strict=True)
                if rarity
            ]
            best = [(number, rarity) for _, number, rarity in nsmallest(MAX_COMPARED, terms)]
            for number in own.numbers[len(own.levels) :]:
                if rarity := self._rarity(number):
                    best.append((number, rarity * (_TAG if number < 2 * NUMBERS else _LINK)))
            self._compared[path] = best
        return self._compared[path]

    def nearest(self, path: str) -> Nearest:
        """What is near a note, best first."""
        by_kind: dict[Reason, defaultdict[str, int]] = {}
        for number, weight in self._by(path):
            found = by_kind.setdefault(_KINDS[number // NUMBERS], defaultdict(int))
            for other in self._holders[number]:
                found[other] += weight
        text: Mapping[str, int] = by_kind.get("text", {})
        kinds = [found for kind, found in by_kind.items() if kind != "text"]
        # Most share some terms with it and nothing else.
        totals = [(-score, other) for other, score in text.items() if score >= _LEAST_TEXT]
        if kinds:
            others = set().union(*kinds)
            totals = [one for one in totals if one[1] not in others]
            for other in others:
                score = text.get(other, 0) + sum([found.get(other, 0) for found in kinds])
                totals.append((-score, other))
        # The note itself is nearest.
        nearest = nsmallest(MAX_RELATED + 1, totals)
        best = [one for one in nearest if one[1] != path][:MAX_RELATED]
        if not best:
            return NONE
        related = [
            Related(other, _reasons({kind: found[other] for kind, found in by_kind.items()}))
            for _, other in best
        ]
        return Nearest(tuple(related), -best[-1][0])


class Nearest(NamedTuple):
    """The notes near one, best first, and the score of the last."""

    related: tuple[Related, ...] = ()
    least: int = 0

    @property
    def paths(self) -> set[str]:
        """Theirs."""
        return {one.note for one in self.related}


NONE = Nearest()


class _Scores:
    """What two notes share, by kind."""

    __slots__ = ("_by_kind",)

    def __init__(self) -> None:
        self._by_kind: dict[Reason, int] = {}

    def add(self, number: int, score: int) -> None:
        kind = _KINDS[number // NUMBERS]
        self._by_kind[kind] = self._by_kind.get(kind, 0) + score

    @property
    def total(self) -> int:
        """0 where it is too little to say so."""
        text = self._by_kind.get("text", 0)
        is_enough = len(self._by_kind) > 1 or text == 0 or text >= _LEAST_TEXT
        return sum(self._by_kind.values()) if is_enough else 0


def _reasons(by_kind: Mapping[Reason, int]) -> tuple[Reason, ...]:
    """The kinds that count, the strongest first."""
    kept = [
        (-score, kind)
        for kind, score in by_kind.items()
        if score and (kind != "text" or score >= _LEAST_TEXT)
    ]
    return tuple(kind for _, kind in sorted(kept))
