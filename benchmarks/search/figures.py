"""Answers → figures: hits, phrases, bytes, milliseconds. No I/O."""

from __future__ import annotations

import statistics
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from cases import Case, Phrase
from engines import Answer

#: What a reader sees without scrolling.
SHOWN = 5
#: What every later query is spared.
ONCE = ("js", "manifest")
KINDS = (*ONCE, "index part", "fragments")


class Hits(NamedTuple):
    """Of so many queries: how many had a right note first, how many among the first five, how
    many no result at all."""

    queries: int
    first: int
    fifth: int
    none: int

    @property
    def at_1(self) -> float:
        return self.first / self.queries if self.queries else 0.0

    @property
    def at_5(self) -> float:
        return self.fifth / self.queries if self.queries else 0.0


class Held(NamedTuple):
    """Of so many phrases: how many of the first five notes there were, how many of these lack the
    phrase; how many notes hold one, and how many of these no result named. `incomplete`: phrases
    of which a note was not found."""

    phrases: int
    shown: int
    lacking: int
    holding: int
    lost: int
    incomplete: int


class Seen(NamedTuple):
    """Of so many phrases: how many notes hold those that few notes hold, how many of these were
    among the first results; how many places there are for notes that hold one, before all others,
    and how many of these others took."""

    phrases: int
    holding: int
    found: int
    places: int
    others: int


class Spread(NamedTuple):
    """Mean, 95th percentile and maximum."""

    mean: float
    p95: float
    most: float


def rank(case: Case, answer: Answer) -> int:
    """The place of the first right note, from 1; 0 where it is not among the first five or
    something is there that the query rules out."""
    shown = answer.notes[:SHOWN]
    if case.allowed is not None and not case.allowed.issuperset(shown):
        return 0
    return next((place for place, path in enumerate(shown, 1) if path in case.expected), 0)


def hits(cases: Sequence[Case], answers: Sequence[Answer]) -> Hits:
    ranks = [rank(case, answer) for case, answer in zip(cases, answers, strict=True)]
    none = sum(not answer.notes for answer in answers)
    return Hits(len(ranks), ranks.count(1), sum(place > 0 for place in ranks), none)


def hits_by_kind(cases: Sequence[Case], answers: Sequence[Answer]) -> dict[str, Hits]:
    pairs: dict[str, tuple[list[Case], list[Answer]]] = {}
    for case, answer in zip(cases, answers, strict=True):
        of_kind = pairs.setdefault(case.kind, ([], []))
        of_kind[0].append(case)
        of_kind[1].append(answer)
    return {kind: hits(*pair) for kind, pair in pairs.items()}


def held(phrases: Sequence[Phrase], answers: Sequence[Answer]) -> Held:
    """Only full results count: what stands under 部分匹配 does not pretend to hold the phrase."""
    shown = lacking = holding = lost = incomplete = 0
    for phrase, answer in zip(phrases, answers, strict=True):
        notes = () if answer.partial else answer.notes
        first = notes[:SHOWN]
        missing = len(phrase.prose.difference(notes))
        shown += len(first)
        lacking += len(set(first) - phrase.anywhere)
        holding += len(phrase.prose)
        lost += missing
        incomplete += missing > 0
    return Held(len(phrases), shown, lacking, holding, lost, incomplete)


def seen(phrases: Sequence[Phrase], answers: Sequence[Answer], most: int) -> Seen:
    """Answers are the first `most` notes."""
    holding = found = shown = lacking = 0
    for phrase, answer in zip(phrases, answers, strict=True):
        notes = () if answer.partial else answer.notes[:most]
        holders = phrase.prose
        if len(holders) <= most:
            holding += len(holders)
            found += len(holders.intersection(notes))
        first = answer.notes[: min(most, len(holders))]
        shown += min(most, len(holders))
        lacking += min(most, len(holders)) - len(phrase.anywhere.intersection(first))
    return Seen(len(phrases), holding, found, shown, lacking)


def spread(values: Iterable[float]) -> Spread:
    ordered = sorted(values)
    if not ordered:
        return Spread(0, 0, 0)
    return Spread(statistics.fmean(ordered), ordered[int(0.95 * (len(ordered) - 1))], ordered[-1])


def wire(answers: Sequence[Answer]) -> dict[str, Spread]:
    """Bytes of a first query by kind of file, in all, and of a later one, which has nothing of
    the index either: of an engine that was asked something else."""

    def total(sizes: Mapping[str, int], without: Sequence[str] = ()) -> int:
        return sum(size for kind, size in sizes.items() if kind not in without)

    rows = {kind: spread(answer.bytes.get(kind, 0) for answer in answers) for kind in KINDS}
    rows["first query"] = spread(total(answer.bytes) for answer in answers)
    rows["later query"] = spread(total(answer.bytes, ONCE) for answer in answers)
    return rows
