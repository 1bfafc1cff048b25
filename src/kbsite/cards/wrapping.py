"""A title in lines: none begins with what closes or ends with what opens, Latin words stay whole,
and the lines are about as long as one another. No I/O."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence

#: What no line may begin with, and what none may end with (GB/T 15834, 5.1).
_CLOSING = frozenset("、。，．：；！？）」』】〉》〕〗”’…—～·％,.:;!?)]}%°℃¥»-–/")
_OPENING = frozenset("（「『【〈《〔〖“‘([{«#$@")
#: Where a reader pauses, and what share of a line may be left over for it.
_PAUSES, _PAUSE = frozenset("，。：；！？、—…,;:!?"), 0.2
# A run of Latin, or one wide character.
_UNIT = re.compile(r"\s+|[^\s\u1100-\uffff\U00010000-\U0010ffff]+|.", re.DOTALL)

Measure = Callable[[str], float]


def wrapped(text: str, measure: Measure, width: float, most: int) -> list[str] | None:
    """The lines of `text`, each at most `width` wide by `measure`; None where it takes more than
    `most` of them."""
    units = _whole(text, measure, width)
    widths = [measure(unit) for unit in units]
    count = _fewest(units, widths, width)
    if count > most:
        return None
    return _even(units, widths, width, count)


def shortened(text: str, measure: Measure, width: float, most: int) -> list[str]:
    """The same; what does not fit gives way to an ellipsis."""
    lines = wrapped(text, measure, width, most)
    if lines is not None:
        return lines
    fits, too_long = 0, len(text)
    while too_long - fits > 1:
        middle = (fits + too_long) // 2
        if wrapped(f"{text[:middle].rstrip()}…", measure, width, most):
            fits = middle
        else:
            too_long = middle
    return wrapped(f"{text[:fits].rstrip()}…", measure, width, most) or []


def _whole(text: str, measure: Measure, width: float) -> list[str]:
    """What is not parted, in order; spaces are units of their own."""
    units: list[str] = []
    for unit in _UNIT.findall(" ".join(text.split())):
        glued = units and not units[-1].isspace() and not unit.isspace()
        if glued and (unit[0] in _CLOSING or units[-1][-1] in _OPENING or _combines(unit)):
            units[-1] += unit
        elif measure(unit) > width:
            units += unit
        else:
            units.append(unit)
    # What opens and closes may have grown beyond a line.
    return [part for unit in units for part in (unit if measure(unit) > width else (unit,))]


def _combines(unit: str) -> bool:
    return unicodedata.combining(unit[0]) > 0


def _fewest(units: Sequence[str], widths: Sequence[float], width: float) -> int:
    count, used = 1, 0.0
    for unit, wide in zip(units, widths, strict=True):
        if used + wide > width and used:
            count, used = count + 1, 0.0
            if unit.isspace():
                continue
        used += wide
    return count


def _even(units: Sequence[str], widths: Sequence[float], width: float, count: int) -> list[str]:
    """`count` lines whose room left over, squared, is least; a pause at the end of a line is worth
    some of it."""
    ends = len(units)
    best: list[list[tuple[float, int]]] = [[(0.0, 0)] + [(float("inf"), 0)] * ends]
    for _ in range(count):
        last, row = best[-1], [(float("inf"), 0)] * (ends + 1)
        for end in range(1, ends + 1):
            used = 0.0
            for start in range(end - 1, -1, -1):
                used += widths[start]
                shown = used - _outer_space(units, widths, start, end)
                if shown > width:
                    break
                cost = last[start][0] + (width - shown) ** 2
                if end < ends and units[end - 1][-1] in _PAUSES:
                    cost -= (_PAUSE * width) ** 2
                if cost < row[end][0]:
                    row[end] = (cost, start)
        best.append(row)
    lines: list[str] = []
    end = ends
    for row in reversed(best[1:]):
        start = row[end][1]
        lines.append("".join(units[start:end]).strip())
        end = start
    return [line for line in reversed(lines) if line]


def _outer_space(units: Sequence[str], widths: Sequence[float], start: int, end: int) -> float:
    """The width of spaces at the ends of a line, which are not seen."""
    left = widths[start] if units[start].isspace() else 0.0
    right = widths[end - 1] if end - 1 > start and units[end - 1].isspace() else 0.0
    return left + right
