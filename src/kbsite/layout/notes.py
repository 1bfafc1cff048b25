"""The place of every note in the picture of all of them: a function of the notes alone, without
history, so that the picture is there at once and one note more leaves it as it was. No I/O.

The notes of a folder lie together, in it those that are linked or have tags in common; notes of two
folders that are linked are drawn towards each other. Nothing but `+ - * /` and square roots is
done with fractions, which IEEE 754 rounds alike on every machine, and places are whole numbers.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

from kbsite.layout.folders import folder_discs, gathered, hashed, in_circle
from kbsite.layout.spread import Point, spread

#: The picture.
WIDTH, HEIGHT = 10_000, 8_000

#: How much of a note's place in its disc comes from its neighbours there, and how often they are
#: asked: the one makes groups, the other bounds how far a change is felt.
_DRAWN, _ROUNDS = 0.97, 14
#: Among few each is a large part of any mean, so these are drawn less: so many by half.
_FEW_DRAWN, _FEW_PULLED = 16, 27
#: What spreads notes over their disc counts so many more, which lie about its middle, and how far
#: from it these are, squared.
_MIDDLE, _MIDDLE_SPREAD = 8, 0.04
#: What a tag in common counts for beside a link.
_TAG = 0.4
#: The same in the whole picture.
_PULLED, _PULLS = 0.5, 4
#: Notes stand apart by this part of the distance that they would have if all stood evenly, and by
#: no more than this part of the picture.
_APART, _FARTHEST, _PASSES = 0.56, 0.02, 12
#: Notes fill their disc up to here, so that it stands apart from the next.
_FILLED = 0.86


class Node(NamedTuple):
    """A note: its path, the folder in which it stands ("" outside all), the keys of its tags, and
    the numbers of the notes that it links to or that link to it, each once, ascending."""

    path: str
    folder: str
    tags: Sequence[str]
    neighbours: Sequence[int]


def lay_out(nodes: Sequence[Node]) -> list[tuple[int, int]]:
    """The place of each of `nodes` in a picture of `WIDTH` by `HEIGHT`."""
    if not nodes:
        return []
    folders = gathered([node.folder for node in nodes])
    discs, around = folder_discs(folders)
    members: defaultdict[str, list[int]] = defaultdict(list)
    for number, folder in enumerate(folders):
        members[folder].append(number)
    anchors: list[Point] = [(0.0, 0.0)] * len(nodes)
    for folder, numbers in members.items():
        disc = discs[folder]
        for number, (x, y) in zip(numbers, _in_disc(nodes, numbers), strict=True):
            anchors[number] = (
                disc.x + x * _FILLED * disc.radius,
                disc.y + y * _FILLED * disc.radius,
            )
    pulled = _PULLED * _weight(len(nodes), _FEW_PULLED)
    places = _smoothed(anchors, [node.neighbours for node in nodes], pulled, _PULLS)
    even = around * math.sqrt(math.pi / len(nodes))
    apart = min(_APART * even, 2 * around * _FARTHEST)
    places = spread(places, [apart / 2] * len(nodes), _PASSES, around)
    scale = (1 / around) if around else 0.0
    return [(_whole(x * scale, WIDTH), _whole(y * scale, HEIGHT)) for x, y in places]


def _weight(count: int, half: int) -> float:
    """Nearly 1 of many notes, a half of `half`."""
    return count * count / (count * count + half * half)


def _whole(share: float, size: int) -> int:
    """Where a share from -1 to 1 lies in `size`."""
    return min(size, max(0, math.floor((share + 1) / 2 * size + 0.5)))


def _in_disc(nodes: Sequence[Node], numbers: Sequence[int]) -> list[Point]:
    """The places of the notes `numbers`, which share a disc of the radius 1 about (0, 0)."""
    anchors = [hashed(nodes[number].path) for number in numbers]
    if len(numbers) < 3:
        return [in_circle(x * 1.4 - 0.7, y * 1.4 - 0.7) for x, y in anchors]
    inner = {number: i for i, number in enumerate(numbers)}
    links = [
        [inner[other] for other in nodes[number].neighbours if other in inner] for number in numbers
    ]
    tagged: defaultdict[str, list[int]] = defaultdict(list)
    for i, number in enumerate(numbers):
        for tag in nodes[number].tags:
            tagged[tag].append(i)
    groups = [group for group in tagged.values() if 1 < len(group) < len(numbers)]
    share = _DRAWN * _weight(len(numbers), _FEW_DRAWN)
    places = _smoothed(anchors, links, share, _ROUNDS, groups)
    drawn = [bool(linked) for linked in links]
    for group in groups:
        for i in group:
            drawn[i] = True
    xs, ys = (_stretched([place[axis] for place in places], drawn) for axis in (0, 1))
    return [in_circle(x, y) for x, y in zip(xs, ys, strict=True)]


def _smoothed(
    anchors: Sequence[Point],
    links: Sequence[Sequence[int]],
    share: float,
    rounds: int,
    groups: Sequence[Sequence[int]] = (),
) -> list[Point]:
    """Each of `anchors` drawn by `share` of the way to the mean of those it is linked with; the
    mean of a group that it is in counts for `_TAG` of a link."""
    weights = [float(len(linked)) for linked in links]
    for group in groups:
        for i in group:
            weights[i] += _TAG
    places = list(anchors)
    for _ in range(rounds):
        xs, ys = [x for x, _ in places], [y for _, y in places]
        sums_x = [math.fsum([xs[j] for j in linked]) for linked in links]
        sums_y = [math.fsum([ys[j] for j in linked]) for linked in links]
        for group in groups:
            mean_x = _TAG * math.fsum([xs[i] for i in group]) / len(group)
            mean_y = _TAG * math.fsum([ys[i] for i in group]) / len(group)
            for i in group:
                sums_x[i] += mean_x
                sums_y[i] += mean_y
        places = [
            (x + share * (sum_x / weight - x), y + share * (sum_y / weight - y))
            if weight
            else (x, y)
            for (x, y), sum_x, sum_y, weight in zip(anchors, sums_x, sums_y, weights, strict=True)
        ]
    return places


def _stretched(values: Sequence[float], drawn: Sequence[bool]) -> list[float]:
    """`values` between -1 and 1: evenly those that were `drawn` together, however near each other
    they are."""
    chosen = [value for value, is_drawn in zip(values, drawn, strict=True) if is_drawn]
    count = len(chosen) + _MIDDLE
    mean = (math.fsum(chosen) + 0.5 * _MIDDLE) / count
    squares = math.fsum([(value - mean) ** 2 for value in chosen]) + _MIDDLE_SPREAD * _MIDDLE
    deviation = math.sqrt(squares / count)
    stretched = []
    for value, is_drawn in zip(values, drawn, strict=True):
        scaled = (value - mean) / deviation
        stretched.append(scaled / math.sqrt(1 + scaled * scaled) if is_drawn else 2 * value - 1)
    return stretched
