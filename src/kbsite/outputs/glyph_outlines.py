"""Copies of a font's glyphs with their points moved. No I/O.

`font` is everywhere a fontTools TTFont with TrueType outlines; lengths are font units, 1000 an em
in the font that kbsite uses.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

Move = Callable[[float, float], tuple[float, float]]


class Box(NamedTuple):
    """What of a glyph is ink."""

    left: float
    bottom: float
    right: float
    top: float


def copy_glyph(font: Any, source: str, target: str, move: Move, advance: int) -> None:
    """Makes `target`, new or not, of `source` with every point, control points too, moved.
    A move has to keep straight what is straight: linear in pieces, cut where no curve is."""
    from fontTools.pens.recordingPen import DecomposingRecordingPen
    from fontTools.pens.ttGlyphPen import TTGlyphPen

    recorded = DecomposingRecordingPen(font.getGlyphSet())
    font.getGlyphSet()[source].draw(recorded)
    pen = TTGlyphPen(None)
    for operation, points in recorded.value:
        moved = (point and _rounded(move(*point)) for point in points)
        getattr(pen, operation)(*moved)
    if target not in font["glyf"]:
        font.setGlyphOrder([*font.getGlyphOrder(), target])
    glyph = pen.glyph()
    glyph.recalcBounds(font["glyf"])
    font["glyf"][target] = glyph
    font["hmtx"][target] = (advance, getattr(glyph, "xMin", 0))


def ink(font: Any, name: str) -> Box:
    """The bounds of a glyph's outline."""
    from fontTools.pens.boundsPen import BoundsPen

    pen = BoundsPen(font.getGlyphSet())
    font.getGlyphSet()[name].draw(pen)
    return Box(*(pen.bounds or (0, 0, 0, 0)))


def point_columns(font: Any, name: str) -> list[float]:
    """Where the points of a glyph stand horizontally, each column once, from the left."""
    from fontTools.pens.recordingPen import DecomposingRecordingPen

    recorded = DecomposingRecordingPen(font.getGlyphSet())
    font.getGlyphSet()[name].draw(recorded)
    return sorted({point[0] for _, points in recorded.value for point in points if point})


def crossings(font: Any, name: str, height: float) -> list[float]:
    """Where a glyph's outline crosses a level, from the left; curves are taken as the chords
    of eighths."""
    from fontTools.pens.basePen import BasePen

    class Crossings(BasePen):  # type: ignore[misc]
        def __init__(self) -> None:
            super().__init__(font.getGlyphSet())
            self.found: list[float] = []

        def _moveTo(self, point: tuple[float, float]) -> None:  # noqa: N802
            self.first = self.last = point

        def _lineTo(self, point: tuple[float, float]) -> None:  # noqa: N802
            (x0, y0), (x1, y1) = self.last, point
            if (y0 <= height) != (y1 <= height):
                self.found.append(x0 + (height - y0) / (y1 - y0) * (x1 - x0))
            self.last = point

        def _curveToOne(self, *points: tuple[float, float]) -> None:  # noqa: N802
            raise NotImplementedError("TrueType outlines have no cubic curves")

        def _qCurveToOne(  # noqa: N802
            self, control: tuple[float, float], end: tuple[float, float]
        ) -> None:
            start = self.last
            for step in range(1, 9):
                t = step / 8
                parts = ((1 - t) ** 2, 2 * t * (1 - t), t * t)
                x, y = (
                    sum(p * q[axis] for p, q in zip(parts, (start, control, end), strict=True))
                    for axis in (0, 1)
                )
                self._lineTo((x, y))

        def _closePath(self) -> None:  # noqa: N802
            self._lineTo(self.first)

    pen = Crossings()
    font.getGlyphSet()[name].draw(pen)
    return sorted(pen.found)


def _rounded(point: tuple[float, float]) -> tuple[int, int]:
    return round(point[0]), round(point[1])
