"""Which notes are linked with which, as numbers: what pictures of notes are made of. No I/O."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set

import msgspec

from kbsite.keys import mark_of
from kbsite.nouns.resolutions import Ambiguous, Found, Resolution
from kbsite.words.order import order_key

#: Whether a note links to another, or is linked to by it; both are `TO | FROM`.
TO, FROM = 1, 2
#: How many of those around a note others look at: one more around a hub is read by few.
LOOKED_AT = 64

_BITS = {direction: bytes((direction,)) for direction in (TO, FROM, TO | FROM)}


class LinkMap(msgspec.Struct, frozen=True, array_like=True):
    """The paths of the notes that readers are led to, in the order of folders; for each the numbers
    of those that it links to, each once, ascending, itself left out; and what changes with what is
    seen within two steps of it, b"" where it is linked with none."""

    paths: tuple[str, ...] = ()
    targets: tuple[tuple[int, ...], ...] = ()
    marks: tuple[bytes, ...] = ()


class LinkMaps:
    """Makes the map of one graph after another: most edits change no link, and the marks are taken
    from the last one."""

    def __init__(self) -> None:
        self._last = LinkMap()
        self._labels: list[bytes] = []

    def build(
        self,
        paths: Iterable[str],
        resolutions: Mapping[str, Sequence[Resolution]],
        urls: Mapping[str, str],
        titles: Mapping[str, str],
    ) -> LinkMap:
        """That of the notes at `paths`; links to others are left out."""
        last = self._last
        ordered = _ordered(set(paths), last.paths)
        numbers = {path: number for number, path in enumerate(ordered)}
        targets = tuple(
            tuple(
                sorted({numbers[to] for to in targets_of(resolutions[path], path) if to in numbers})
            )
            for path in ordered
        )
        labels = [mark_of("\0".join((p, urls[p], titles[p])).encode()) for p in ordered]
        if targets != last.targets or labels != self._labels:
            marks = tuple(_marks(labels, directions_of(targets)))
            self._last, self._labels = LinkMap(ordered, targets, marks), labels
        return self._last


def _ordered(paths: Set[str], last: tuple[str, ...]) -> tuple[str, ...]:
    """Most edits leave the paths as they were, in order."""
    if paths == set(last):
        return last
    return tuple(sorted(paths, key=lambda path: order_key(None, path)))


def targets_of(links: Iterable[Resolution], path: str) -> list[str]:
    """The paths of the other notes that `links` of the note at `path` lead to."""
    return [
        link.note
        for link in links
        if isinstance(link, Found | Ambiguous) and link.note not in ("", path)
    ]


def directions_of(targets: Sequence[Sequence[int]]) -> list[dict[int, int]]:
    """For each note those that it is linked with, ascending, and in which direction."""
    near: list[dict[int, int]] = [{} for _ in targets]
    for source, found in enumerate(targets):
        for target in found:
            near[source][target] = near[source].get(target, 0) | TO
            near[target][source] = near[target].get(source, 0) | FROM
    return [dict(sorted(around.items())) for around in near]


def _marks(labels: Sequence[bytes], near: Sequence[Mapping[int, int]]) -> Iterable[bytes]:
    """What changes with a note, with those around it, and with what of these is looked at. Of how
    many a note has around it the magnitude alone counts for others."""

    def seen(number: int, most: int | None) -> bytes:
        around = near[number]
        parts = [labels[other] + _BITS[around[other]] for other in list(around)[:most]]
        return b"".join((labels[number], bytes((len(around).bit_length(),)), *parts))

    looked_at = [mark_of(seen(number, LOOKED_AT)) for number in range(len(labels))]
    for number, around in enumerate(near):
        others = [looked_at[other] for other in around]
        yield mark_of(b"".join((seen(number, None), *others))) if around else b""
