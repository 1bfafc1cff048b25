"""Where the notes of each folder lie: in a disc of their own within that of the folder above.
No I/O.
"""

from __future__ import annotations

import hashlib
import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from kbsite.layout.spread import Point, spread

#: Fewer notes have no disc: those of a folder lie among those of the folder above, and those beside
#: folders among these.
FEWEST = 2
#: How much room discs side by side have, and how often they are pushed apart.
_ROOM, _PASSES = 1.15, 60
#: What a disc is larger by than its notes ask for: one more changes little in a small one.
_EXTRA = 4.0


class Disc(NamedTuple):
    """Its centre and radius; one note asks for a disc of the radius 1."""

    x: float
    y: float
    radius: float


def hashed(text: str) -> Point:
    """A point between (0, 0) and (1, 1) that belongs to `text`."""
    digest = hashlib.blake2b(text.encode(), digest_size=8).digest()
    x, y = int.from_bytes(digest[:4], "big"), int.from_bytes(digest[4:], "big")
    return x / 2**32, y / 2**32


def in_circle(x: float, y: float) -> Point:
    """A point of the square from (-1, -1) to (1, 1) as one of the circle in it."""
    return x * math.sqrt(1 - y * y / 2), y * math.sqrt(1 - x * x / 2)


def gathered(folders: Sequence[str]) -> list[str]:
    """For each of `folders`, which come once for each note, the nearest one at or above it that has
    a disc: it holds enough notes, in itself or below."""
    counts = _counts(folders)
    return [_nearest(folder, counts) for folder in folders]


def _counts(folders: Sequence[str]) -> Mapping[str, int]:
    counts: defaultdict[str, int] = defaultdict(int)
    for folder in folders:
        while folder:
            counts[folder] += 1
            folder = folder.rpartition("/")[0]
    return counts


def _nearest(folder: str, counts: Mapping[str, int]) -> str:
    while folder and counts[folder] < FEWEST:
        folder = folder.rpartition("/")[0]
    return folder


def folder_discs(folders: Sequence[str]) -> tuple[dict[str, Disc], float]:
    """The disc of the notes that stand in each of `folders` (which come once for each note) itself,
    and the radius of the circle about (0, 0) that holds all. Where a disc begins is decided by
    names and where it ends by sizes, so that one note more moves nothing far."""
    own: defaultdict[str, int] = defaultdict(int)
    children: defaultdict[str, set[str]] = defaultdict(set)
    for folder in folders:
        own[folder] += 1
        while folder and folder not in children[above := folder.rpartition("/")[0]]:
            children[above].add(folder)
            folder = above
    radii: dict[str, float] = {}
    packed: dict[str, list[tuple[str, Point, float]]] = {}
    # Those below come first.
    known = {*own, *children}
    for folder in sorted(known, key=lambda path: (-path.count("/") - bool(path), path)):
        inner = [(name, radii[name]) for name in sorted(children.get(folder, ()))]
        if own[folder] >= FEWEST or not inner:
            inner.append((folder + "/", math.sqrt(own[folder] + _EXTRA)))
        packed[folder], radii[folder] = _packed(inner)
    return _placed(packed, radii), radii[""]


def _packed(inner: Sequence[tuple[str, float]]) -> tuple[list[tuple[str, Point, float]], float]:
    """Discs (name, radius) side by side, each with its centre, and the radius of what holds all."""
    if len(inner) == 1:
        [(name, radius)] = inner
        return [(name, (0.0, 0.0), radius)], radius
    radii = [radius for _, radius in inner]
    largest = max(radii)
    others = math.fsum([radius * radius for radius in radii]) - largest * largest
    # A small one beside the largest hardly moves it.
    around = largest + _ROOM * math.sqrt(others)
    begun = []
    for name, radius in inner:
        x, y = hashed(name)
        x, y = in_circle(2 * x - 1, 2 * y - 1)
        begun.append((x * (around - radius), y * (around - radius)))
    places = spread(begun, [1.04 * radius for radius in radii], _PASSES, around * 1.02)
    return [
        (name, place, radius) for (name, radius), place in zip(inner, places, strict=True)
    ], around


def _placed(
    packed: Mapping[str, Sequence[tuple[str, Point, float]]], radii: Mapping[str, float]
) -> dict[str, Disc]:
    discs: dict[str, Disc] = {}
    waiting: list[tuple[str, Point]] = [("", (0.0, 0.0))]
    while waiting:
        folder, (x, y) = waiting.pop()
        discs[folder] = Disc(x, y, radii[folder])
        for name, (right, down), radius in packed[folder]:
            if name.endswith("/"):
                discs[name[:-1]] = Disc(x + right, y + down, radius)
            else:
                waiting.append((name, (x + right, y + down)))
    return discs
