"""Arrows of a math font in many lengths. No I/O.

Those of STIX Two Math come in one length and in parts, which Chromium does not put together
and Firefox with visible seams. `font` is everywhere a fontTools TTFont with `glyf` and MATH
tables, changed in place; lengths are font units, 1000 an em.
"""

from __future__ import annotations

import itertools
from typing import Any

from kbsite.outputs.glyph_outlines import Move, copy_glyph, point_columns
from kbsite.outputs.glyph_sizes import add_size, construction_of, lengthen

#: Each length is so much more than the one before.
_ARROWS, _ARROW_STEP = "=→←↔↦↤↩↪⇒⇐⇔⇌⇋⇄⇆⇉⇇↠↞↣↢⇀⇁↼↽", 1.15
#: An arrow is cut where it has this much plain shaft.
_SHAFT = 200


def add_arrows(font: Any) -> None:
    """Lengths of whole arrows, and parts that fit for longer ones."""
    _mend_connectors(font["MATH"].table.MathVariants)
    for char in _ARROWS:
        _add_arrow(font, char)


def _add_arrow(font: Any, char: str) -> None:
    """An arrow in more lengths, its shaft longer and its head as it is."""
    from fontTools.ttLib.tables import otTables

    glyph = font.getBestCmap().get(ord(char))
    shaft = glyph and _shaft(font, glyph)
    if not shaft:
        return
    construction = construction_of(font, char, across=True)
    if construction is None:
        construction = otTables.MathGlyphConstruction()
        construction.MathGlyphVariantRecord = []
        construction.GlyphAssembly = _assembly(font, glyph, shaft)
        add_size(construction, glyph, font["hmtx"][glyph][0])
        variants = font["MATH"].table.MathVariants
        variants.HorizGlyphCoverage.glyphs.append(glyph)
        variants.HorizGlyphConstruction.append(construction)
    lengthen(font, construction, _with_longer_shaft, _ARROW_STEP)


def _assembly(font: Any, glyph: str, shaft: tuple[float, float]) -> Any:
    """An arrow cut in its shaft: two ends and what repeats."""
    from fontTools.ttLib.tables import otTables

    left, right = shaft
    half, advance = int(right - left) // 2, font["hmtx"][glyph][0]
    cut, end = round(left) + half, float("inf")
    pieces = (
        ("left", (-end, cut), 0, cut, (0, half)),
        ("middle", (left, left + 2 * half), round(left), 2 * half, (half, half)),
        ("right", (cut, end), cut, advance - cut, (half, 0)),
    )
    assembly = otTables.GlyphAssembly()
    assembly.ItalicsCorrection = otTables.MathValueRecord()
    assembly.ItalicsCorrection.Value = 0
    assembly.PartRecords = []
    for name, span, start, width, connectors in pieces:
        part = otTables.GlyphPartRecord()
        part.glyph, part.FullAdvance = f"{glyph}.{name}", width
        part.StartConnectorLength, part.EndConnectorLength = connectors
        part.PartFlags = int(name == "middle")
        copy_glyph(font, glyph, part.glyph, _clamped(span, start), width)
        assembly.PartRecords.append(part)
    return assembly


def _clamped(span: tuple[float, float], start: int) -> Move:
    low, high = span
    return lambda x, y: (min(max(x, low), high) - start, y)


def _with_longer_shaft(font: Any, source: str, target: str, width: int) -> None:
    shaft, advance = _shaft(font, source), font["hmtx"][source][0]
    cut = shaft[0] if shaft else 0
    copy_glyph(
        font, source, target, lambda x, y: (x + (width - advance if x > cut else 0), y), width
    )


def _shaft(font: Any, glyph: str) -> tuple[float, float] | None:
    """The widest stretch of a glyph in which no point stands, None where none is wide enough."""
    columns = point_columns(font, glyph)
    stretches = list(itertools.pairwise(columns))
    left, right = max(stretches, key=lambda pair: pair[1] - pair[0], default=(0, 0))
    return (left, right) if right - left >= _SHAFT else None


def _mend_connectors(variants: Any) -> None:
    """The last part of the font's assembled right arrows says that it joins at its tip, for
    which Chromium does not assemble them."""
    for construction in variants.HorizGlyphConstruction:
        if construction.GlyphAssembly is None:
            continue
        last = construction.GlyphAssembly.PartRecords[-1]
        if len(construction.GlyphAssembly.PartRecords) > 1 and last.StartConnectorLength == 0:
            last.StartConnectorLength, last.EndConnectorLength = last.EndConnectorLength, 0
