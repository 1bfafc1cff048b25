"""How cost grows, as an SVG that can be read on light and dark pages. No I/O.

Both axes of both panels are logarithmic: cost that is proportional to the number of notes is a
straight line as steep as the dashed one.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple
from xml.sax.saxutils import escape

WIDTH, HEIGHT = 720, 330
_TOP, _BOTTOM = 48, 286
_STYLE = """\
  text { font: 12px system-ui, sans-serif; fill: #1f2328 }
  .title { font-weight: 600; font-size: 13px }
  .card { fill: #ffffff }
  .grid { stroke: #d1d9e0 }
  .even { stroke: #59636e; fill: #59636e; stroke-dasharray: 4 4 }
  .line { fill: none; stroke-width: 2 }
  .a { stroke: #0550ae; fill: #0550ae } .b { stroke: #9a3412; fill: #9a3412 }
  .c { stroke: #166534; fill: #166534 }
  @media (prefers-color-scheme: dark) {
    text { fill: #e6edf3 }
    .card { fill: #0d1117 }
    .grid { stroke: #30363d }
    .even { stroke: #9198a1; fill: #9198a1 }
    .a { stroke: #79c0ff; fill: #79c0ff } .b { stroke: #ffa657; fill: #ffa657 }
    .c { stroke: #7ee787; fill: #7ee787 }
  }
  text { stroke: none !important }
  .line.a, .line.b, .line.c { fill: none }
"""

#: Number of notes → cost.
Line = Mapping[int, float]


class Axis(NamedTuple):
    """A logarithmic scale: values from `low` to `high` lie from pixel `start` to pixel `end`."""

    low: float
    high: float
    start: float
    end: float

    def at(self, value: float) -> float:
        """The pixel of a value."""
        share = math.log(value / self.low) / math.log(self.high / self.low)
        return round(self.start + share * (self.end - self.start), 1)


def ticks(low: float, high: float) -> list[float]:
    """1, 10, 100 … from `low` to `high`, both included."""
    first, last = math.floor(math.log10(low) + 1e-9), math.ceil(math.log10(high) - 1e-9)
    return [10.0**power for power in range(first, last + 1)]


def plot(seconds: Mapping[str, Line], megabytes: Mapping[str, Line]) -> str:
    """The lines of each panel by their names; a line has two points or more."""
    words = "How the cost of kbsite grows with the number of notes: seconds, and peak memory"
    return "\n".join(
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" '
            f'width="{WIDTH}" height="{HEIGHT}" role="img" aria-label="{words}">',
            f"<style>\n{_STYLE}</style>",
            f'<rect class="card" width="{WIDTH}" height="{HEIGHT}" rx="6"/>',
            *_panel("Seconds", seconds, 52, 276),
            *_panel("Peak memory, MB", megabytes, 448, 624),
            f'<text x="{WIDTH / 2}" y="{HEIGHT - 8}" text-anchor="middle">notes</text>',
            "</svg>\n",
        )
    )


def _panel(title: str, lines: Mapping[str, Line], left: float, right: float) -> Iterator[str]:
    notes = [number for line in lines.values() for number in line]
    costs = [cost for line in lines.values() for cost in line.values()]
    rows = ticks(min(costs), max(costs))
    x = Axis(min(notes), max(notes), left, right)
    y = Axis(rows[0], rows[-1], _BOTTOM, _TOP)
    yield f'<text class="title" x="{left}" y="{_TOP - 20}">{escape(title)}</text>'
    for row in rows:
        at = y.at(row)
        yield f'<line class="grid" x1="{left}" y1="{at}" x2="{right}" y2="{at}"/>'
        yield f'<text x="{left - 8}" y="{at + 4}" text-anchor="end">{_number(row)}</text>'
    for column in _columns(x):
        at = x.at(column)
        yield f'<line class="grid" x1="{at}" y1="{_BOTTOM}" x2="{at}" y2="{_BOTTOM + 4}"/>'
        yield f'<text x="{at}" y="{_BOTTOM + 18}" text-anchor="middle">{_number(column)}</text>'
    # As steep as what is proportional, from the lower left, as far as there is room.
    times = min(x.high / x.low, y.high / y.low)
    even = x.at(x.low * times), y.at(y.low * times)
    yield f'<line class="even" x1="{left}" y1="{_BOTTOM}" x2="{even[0]}" y2="{even[1]}"/>'
    *ends, even_end = _apart([*(y.at(line[max(line)]) for line in lines.values()), even[1]])
    yield f'<text class="even" x="{right + 9}" y="{even_end + 4}">proportional</text>'
    for (name, line), color, end in zip(lines.items(), "abc", ends, strict=False):
        points = [(x.at(number), y.at(line[number])) for number in sorted(line)]
        path = " ".join(f"{a},{b}" for a, b in points)
        yield f'<polyline class="line {color}" points="{path}"/>'
        yield from (f'<circle class="{color}" cx="{a}" cy="{b}" r="3"/>' for a, b in points)
        yield f'<text class="{color}" x="{right + 9}" y="{end + 4}">{escape(name)}</text>'


def _columns(x: Axis, apart: float = 46) -> list[int]:
    """Round numbers of notes, so few that their names do not touch."""
    chosen: list[int] = []
    for number in (step * 10**power for step in (1, 5, 2) for power in range(1, 7)):
        if x.low <= number <= x.high and all(
            abs(x.at(number) - x.at(other)) >= apart for other in chosen
        ):
            chosen.append(number)
    return sorted(chosen)


def _apart(places: Sequence[float], least: float = 15) -> list[float]:
    """The same places, moved up where two names would lie on one another."""
    moved = list(places)
    previous = math.inf
    for index in sorted(range(len(places)), key=lambda i: -places[i]):
        moved[index] = previous = min(places[index], previous - least)
    return moved


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 1 else f"{value:g}"
