"""What an import did: the fate of every file, every change, and counts that add up. No I/O."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Literal, NamedTuple, TypeAlias

import msgspec

from kbsite.importers.model import Counts, Outcome

#: What a note or file in the site is to what was there: `kept`: that stays, `failed`: it could
#: not be written.
State: TypeAlias = Literal["new", "updated", "unchanged", "kept", "failed"]

KINDS = ("formulas", "code_blocks", "images", "links")


class FileAccount(msgspec.Struct, frozen=True):
    """What became of a file of the source. `target`: its path in the site, where it has one;
    `state`: whether that is new, or what was there."""

    path: str
    fate: Literal["imported", "merged", "skipped", "failed"]
    why: str = ""
    target: str = ""
    state: State | Literal[""] = ""
    is_note: bool = False


class ChangeAccount(msgspec.Struct, frozen=True):
    """A change, with the places of it in the source and in the site; 0: no line."""

    source: str
    line: int
    target: str
    target_line: int
    construct: str
    outcome: Outcome
    why: str = ""


class Sum(msgspec.Struct, frozen=True):
    """How many formulas, say, there were, and are: `before + made - lost == after`, but for what
    no change explains."""

    before: int = 0
    after: int = 0
    made: int = 0
    lost: int = 0
    unexplained: int = 0


class Download(msgspec.Struct, frozen=True):
    """A remote image: where it stands in the site, or why not."""

    url: str
    source: str
    target: str = ""
    why: str = ""


class Account(msgspec.Struct, frozen=True):
    """All of an import. `made`: notes that no file of the source is, such as the index of a
    folder; `gone`: what an earlier import wrote, and this source has no more."""

    kind: str
    source: str
    into: str
    dry_run: bool
    files: tuple[FileAccount, ...]
    made: tuple[FileAccount, ...]
    changes: tuple[ChangeAccount, ...]
    sums: Mapping[str, Sum]
    downloads: tuple[Download, ...] = ()
    gone: tuple[str, ...] = ()

    @property
    def notes(self) -> tuple[FileAccount, ...]:
        """Every note that was imported or made."""
        written = (one for one in self.files if one.is_note and one.fate == "imported")
        return (*written, *(one for one in self.made if one.fate == "imported"))

    def of(self, fate: str) -> tuple[FileAccount, ...]:
        """All of one fate, notes that were made among them if something is wrong with them."""
        made = (one for one in self.made if fate in ("skipped", "failed"))
        return tuple(one for one in (*self.files, *made) if one.fate == fate)

    @property
    def is_empty(self) -> bool:
        """Whether the source has no note, whatever became of it."""
        return not any(one.is_note for one in (*self.files, *self.made))

    @property
    def has_failed(self) -> bool:
        """Whether something is not there that should be."""
        return bool(
            self.of("failed")
            or any(one.why for one in self.downloads)
            or any(one.unexplained for one in self.sums.values())
        )

    @property
    def is_quiet(self) -> bool:
        """Whether everything was there already."""
        states = {one.state for one in (*self.files, *self.made)}
        return states.isdisjoint({"new", "updated"})


class Totals:
    """Adds up the counts of notes."""

    def __init__(self) -> None:
        self._sums = {kind: [0, 0, 0, 0, 0] for kind in KINDS}

    def add(self, before: Counts, after: Counts, deltas: Iterable[Counts]) -> tuple[str, ...]:
        """A note's; the kinds of which no change explains the difference."""
        deltas = list(deltas)
        odd = []
        for kind, total in self._sums.items():
            changes = [getattr(delta, kind) for delta in deltas]
            made = sum(number for number in changes if number > 0)
            lost = -sum(number for number in changes if number < 0)
            was, now = getattr(before, kind), getattr(after, kind)
            unexplained = now - was - made + lost
            if unexplained:
                odd.append(kind)
            for place, number in enumerate((was, now, made, lost, abs(unexplained))):
                total[place] += number
        return tuple(odd)

    def sums(self) -> dict[str, Sum]:
        """All of them so far."""
        return {kind: Sum(*numbers) for kind, numbers in self._sums.items()}


class Tally(NamedTuple):
    """How often a construct had an outcome."""

    construct: str
    outcome: Outcome
    number: int


def tallies(changes: Iterable[ChangeAccount]) -> list[Tally]:
    """Constructs by outcome, the most frequent first."""
    numbers: dict[tuple[str, Outcome], int] = {}
    for change in changes:
        key = change.construct, change.outcome
        numbers[key] = numbers.get(key, 0) + 1
    found = [Tally(construct, outcome, n) for (construct, outcome), n in numbers.items()]
    return sorted(found, key=lambda tally: (-tally.number, tally.construct))
