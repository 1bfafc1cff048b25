"""Discs that lie on one another are pushed apart. No I/O."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import TypeAlias

Point: TypeAlias = tuple[float, float]
_Squares: TypeAlias = Mapping[tuple[int, int], Sequence[int]]

#: Which part of what they lack two discs are driven apart in one pass.
_FORCE = 0.6
#: Half of the squares around one, so that each pair is met once; and all of them.
_AHEAD = ((1, -1), (1, 0), (1, 1), (0, 1))
_AROUND = tuple((right, down) for right in (-1, 0, 1) for down in (-1, 0, 1))


def spread(
    places: Sequence[Point], radii: Sequence[float], passes: int, around: float = math.inf
) -> list[Point]:
    """The centres of discs of `radii` that began at `places`, after at most `passes`; none reaches
    beyond a circle of the radius `around` about (0, 0). A large disc gives way less than a small
    one. Time grows with the number of discs, however much they differ in size."""
    classes: defaultdict[float, list[int]] = defaultdict(list)
    for i, radius in enumerate(radii):
        # Two of one class are never further apart than this when they meet.
        classes[math.ldexp(1.0, math.frexp(2 * radius)[1])].append(i)
    sides = sorted(classes)
    moved = list(places)
    for _ in range(passes):
        grids = {side: _squares(moved, classes[side], side) for side in sides}
        push = _Push(moved, radii)
        for side in sides:
            _meet_alike(push, grids[side])
            for larger in sides:
                if larger > side:
                    _meet_larger(push, classes[side], grids[larger], larger)
        if not push.by:
            break
        for i, (x, y) in push.by.items():
            moved[i] = _within(moved[i][0] + x, moved[i][1] + y, around - radii[i])
    return moved


def _squares(places: Sequence[Point], numbers: Sequence[int], side: float) -> _Squares:
    squares: defaultdict[tuple[int, int], list[int]] = defaultdict(list)
    for i in numbers:
        x, y = places[i]
        squares[int(x // side), int(y // side)].append(i)
    return squares


def _meet_alike(push: _Push, squares: _Squares) -> None:
    for (column, row), here in squares.items():
        near = list(here)
        for right, down in _AHEAD:
            near += squares.get((column + right, row + down), ())
        for number, i in enumerate(here, 1):
            push.apart(i, near[number:])


def _meet_larger(push: _Push, numbers: Sequence[int], larger: _Squares, side: float) -> None:
    for i in numbers:
        column, row = int(push.places[i][0] // side), int(push.places[i][1] // side)
        for right, down in _AROUND:
            push.apart(i, larger.get((column + right, row + down), ()))


class _Push:
    """How far each disc is pushed by the others, by its number."""

    def __init__(self, places: Sequence[Point], radii: Sequence[float]) -> None:
        self.places = places
        self._radii = radii
        self.by: dict[int, Point] = {}

    def apart(self, i: int, others: Sequence[int]) -> None:
        """Pushes disc `i` and those of `others` that it lies on."""
        x, y = self.places[i]
        radius = self._radii[i]
        for j in others:
            right, down = self.places[j][0] - x, self.places[j][1] - y
            reach = radius + self._radii[j]
            square = right * right + down * down
            # Those that touch touch for good.
            if square >= 0.999 * reach * reach:
                continue
            distance = math.sqrt(square)
            if distance < 1e-9 * reach:
                right, down, distance = reach, 0.0, reach / 2
            force = _FORCE * (reach - distance) / distance
            mine, theirs = radius * radius, self._radii[j] ** 2
            self._add(i, -right, -down, force * theirs / (mine + theirs))
            self._add(j, right, down, force * mine / (mine + theirs))

    def _add(self, i: int, right: float, down: float, force: float) -> None:
        x, y = self.by.get(i, (0.0, 0.0))
        self.by[i] = (x + force * right, y + force * down)


def _within(x: float, y: float, most: float) -> Point:
    """The point itself, or the nearest one that is no further than `most` from (0, 0)."""
    distance = math.sqrt(x * x + y * y)
    if distance <= most:
        return x, y
    share = max(0.0, most) / distance
    return x * share, y * share
