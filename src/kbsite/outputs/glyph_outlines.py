"""Copies of a font's glyphs with their points moved. No I/O.

`font` is everywhere a fontTools TTFont with TrueType outlines; lengths are font units, 1000 an em
in the font that kbsite uses.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

Point = tuple[float, float]
Move = Callable[[float, float], Point]


class Box(NamedTuple):
    """What of a glyph is ink."""

    left: float
    bottom: float
    right: float
    top: float


def copy_glyph(font: Any, source: str, target: str, move: Move, advance: int) -> None:
    """Makes `target`, new or not, of `source` with every point, control points too, moved.
    A move has to keep straight what is straight: linear in pieces, cut where no curve is."""
    from fontTools.pens.ttGlyphPen import TTGlyphPen

    pen = TTGlyphPen(None)
    for operation, points in _recorded(font, source):
        moved = (point and _rounded(move(*point)) for point in points)
        getattr(pen, operation)(*moved)
    glyph = pen.glyph()
    glyph.recalcBounds(font["glyf"])
    # A name that is new comes to stand behind the others, without all of them being numbered anew.
    font["glyf"][target] = glyph
    font.getReverseGlyphMap().setdefault(target, len(font.getGlyphOrder()) - 1)
    font["hmtx"][target] = (advance, getattr(glyph, "xMin", 0))


def ink(font: Any, name: str) -> Box:
    """The bounds of a glyph's outline."""
    from fontTools.pens.boundsPen import BoundsPen

    glyphs = font.getGlyphSet()
    pen = BoundsPen(glyphs)
    glyphs[name].draw(pen)
    return Box(*(pen.bounds or (0, 0, 0, 0)))


def point_columns(font: Any, name: str) -> list[float]:
    """Where the points of a glyph stand horizontally, each column once, from the left."""
    return sorted({point[0] for _, points in _recorded(font, name) for point in points if point})


def crossings(font: Any, name: str, height: float) -> list[float]:
    """Where a glyph's outline crosses a level, from the left; a curve is taken as the chords
    of its eighths."""
    from fontTools.pens.basePen import decomposeQuadraticSegment

    found: list[float] = []
    first = last = (0.0, 0.0)
    for operation, points in _recorded(font, name):
        line: list[Point] = []
        if operation == "moveTo":
            first = last = points[0]
        elif operation == "lineTo":
            line = [last, points[0]]
        elif operation == "qCurveTo":
            line = [last]
            for control, end in decomposeQuadraticSegment(points):
                line += _chords(line[-1], control, end)
        else:
            line = [last, first]
        for (x0, y0), (x1, y1) in itertools.pairwise(line):
            if (y0 <= height) != (y1 <= height):
                found.append(x0 + (height - y0) / (y1 - y0) * (x1 - x0))
        last = line[-1] if line else last
    return sorted(found)


def _recorded(font: Any, name: str) -> Any:
    """What a pen does to draw a glyph: operations and their points."""
    from fontTools.pens.recordingPen import DecomposingRecordingPen

    glyphs = font.getGlyphSet()
    pen = DecomposingRecordingPen(glyphs)
    glyphs[name].draw(pen)
    return pen.value


#: What start, control and end of a quadratic curve count for at each eighth of it.
_EIGHTHS = [((1 - t) ** 2, 2 * t * (1 - t), t * t) for t in (step / 8 for step in range(1, 9))]


def _chords(start: Point, control: Point, end: Point) -> Iterator[Point]:
    (x0, y0), (x1, y1), (x2, y2) = start, control, end
    for a, b, c in _EIGHTHS:
        yield a * x0 + b * x1 + c * x2, a * y0 + b * y1 + c * y2


def _rounded(point: Point) -> tuple[int, int]:
    return round(point[0]), round(point[1])
