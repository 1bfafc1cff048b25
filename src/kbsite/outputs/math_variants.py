"""The MATH table of a subset math font, completed for browsers: sizes and distances. No I/O.

`complete_math_table` adds sizes of radicals, bars, braces and arrows between those of the font,
and sets the distances that look wrong where they are. It changes a fontTools TTFont with `glyf`
and MATH tables in place; lengths are font units, 1000 an em.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from typing import Any

from kbsite.outputs.glyph_outlines import Move, copy_glyph, ink, point_columns
from kbsite.outputs.stretchy_glyphs import FENCES

#: Heights of radicals: a browser hangs a radical from its bar, so one that is too tall drops
#: below the line.
_RADICAL_HEIGHTS = (820, 930, 1050, 1400, 1620, 2100)
_RADICAL_BAR = 68
#: Chromium reads no more sizes of a sign than these; beyond them it assembles.
MOST_SIZES = 10
#: What the font assembles of pieces shows its seams, so the usual sizes are made whole: each so
#: much longer than the one before.
_BARS, _BAR_STEP = "|‖∣∥", 1.2
_ARROWS, _ARROW_STEP = "=→←↔↦↤↩↪⇒⇐⇔⇌⇋⇄⇆⇉⇇↠↞↣↢⇀⇁↼↽", 1.15
#: Of the thirteen sizes of a fence those that are kept, and taller ones.
_FENCE_SIZES = (0, 1, 2, 3, 5, 7, 9, 12)
_FENCE_HEIGHTS = (4700, 5800)
#: Signs of which the font has sizes, but too far apart, and widths between.
_BRACES = "⏞⏟⏜⏝⎴⎵⏠⏡"
_BRACE_WIDTHS = (800, 1240, 1960, 2390)
#: An arrow is cut where it has this much plain shaft.
_SHAFT = 200
#: Integrals in display: by how much their advance and their italics correction shrink.
#: Chromium adds the width of a lower limit to the advance although it stands further left.
_INTEGRALS = "∫∬∭∮∯∰∱∲∳⨌⨍⨎⨏⨐⨑⨒⨓⨔⨕⨖⨗⨘⨙⨚⨛⨜"
_INTEGRAL_ADVANCE, _INTEGRAL_CORRECTION = 90, 210
#: Distances by TeX (The TeXbook, appendix G) where the font's own look wrong in browsers: these
#: apply the drops of scripts to single letters too, so that those of f, p and β would stand
#: apart from those of x. Rules are one pixel at the size of the text, two on a dense screen.
_CONSTANTS = {
    "AccentBaseHeight": 0,
    "FractionNumeratorShiftUp": 420,
    "FractionDenominatorShiftDown": 360,
    "FractionRuleThickness": 56,
    "OverbarRuleThickness": 56,
    "RadicalRuleThickness": 56,
    "UnderbarRuleThickness": 56,
    "SuperscriptBaselineDropMax": 386,
    "SubscriptBaselineDropMin": 0,
    "StretchStackTopShiftUp": 300,
    "StretchStackBottomShiftDown": 300,
    "StretchStackGapAboveMin": 110,
    "StretchStackGapBelowMin": 110,
}

# Makes the second glyph of the first, that long.
_Maker = Callable[[Any, str, str, int], None]


def complete_math_table(font: Any) -> None:
    """Adds radicals, bars, arrows and braces, mends assemblies, sets distances."""
    table = font["MATH"].table
    for name, value in _CONSTANTS.items():
        getattr(table.MathConstants, name).Value = value
    variants = table.MathVariants
    if variants.VertGlyphCoverage is not None:
        _add_radicals(font)
        for char in _BARS:
            if construction := _construction(font, char):
                _lengthen(font, construction, _scale_up, _BAR_STEP)
        for char in sorted(FENCES):
            _spread(font, char)
        _center_operators(font)
        _narrow_integrals(font)
    if variants.HorizGlyphCoverage is not None:
        _mend_connectors(variants)
        for char in _ARROWS:
            _add_arrow(font, char)
        for char in _BRACES:
            if construction := _construction(font, char, across=True):
                add_widths(font, construction, _BRACE_WIDTHS)
        _sort(font, variants.HorizGlyphCoverage, variants.HorizGlyphConstruction)


def _scale_across(font: Any, source: str, target: str, width: int) -> None:
    """`target` is `source` stretched to an advance of `width`."""
    factor = width / font["hmtx"][source][0]
    copy_glyph(font, source, target, lambda x, y: (x * factor, y), width)


def add_widths(font: Any, construction: Any, widths: Sequence[int]) -> None:
    """Enters sizes of a sign, made of the next wider one of the font or of the widest."""
    records = construction.MathGlyphVariantRecord
    known = [(record.AdvanceMeasurement, record.VariantGlyph) for record in records]
    for width in widths:
        source = next((name for wide, name in known if wide > width), known[-1][1])
        target = f"{known[0][1]}.w{width}"
        _scale_across(font, source, target, width)
        _add_size(construction, target, width)


def _scale_up(font: Any, source: str, target: str, height: int) -> None:
    """`target` is `source` stretched to a height of `height`."""
    box, advance = ink(font, source), font["hmtx"][source][0]
    factor = height / (box.top - box.bottom)
    copy_glyph(font, source, target, lambda x, y: (x, y * factor), advance)


def _construction(font: Any, char: str, across: bool = False) -> Any:
    """How the font stretches a character, None where it does not, or is without it."""
    variants = font["MATH"].table.MathVariants
    coverage, constructions = (
        (variants.HorizGlyphCoverage, variants.HorizGlyphConstruction)
        if across
        else (variants.VertGlyphCoverage, variants.VertGlyphConstruction)
    )
    glyph = font.getBestCmap().get(ord(char))
    return constructions[coverage.glyphs.index(glyph)] if glyph in coverage.glyphs else None


def _add_radicals(font: Any) -> None:
    construction = _construction(font, "√")
    if construction is None:
        return
    records = construction.MathGlyphVariantRecord
    glyph = records[0].VariantGlyph
    # The character itself becomes the shortest form; its outline moves to a glyph of its own.
    copy_glyph(font, glyph, f"{glyph}.s0", lambda x, y: (x, y), font["hmtx"][glyph][0])
    records[0].VariantGlyph = f"{glyph}.s0"
    known = [(record.AdvanceMeasurement, record.VariantGlyph) for record in records]
    for height in _RADICAL_HEIGHTS:
        # The next taller outline shrinks; beyond the tallest the font assembles.
        source = next((name for tall, name in known if tall > height), None)
        if source is not None:
            target = glyph if height == _RADICAL_HEIGHTS[0] else f"{glyph}.h{height}"
            _shorten(font, source, target, height)
            _add_size(construction, target, height)


def _shorten(font: Any, source: str, target: str, height: int) -> None:
    """The bar at the top keeps its thickness."""
    box = ink(font, source)
    bar = box.top - _RADICAL_BAR
    factor = (height - _RADICAL_BAR) / (bar - box.bottom)
    top = box.bottom + height

    def move(x: float, y: float) -> tuple[float, float]:
        return x, top - (box.top - y) if y >= bar else box.bottom + (y - box.bottom) * factor

    copy_glyph(font, source, target, move, font["hmtx"][source][0])


def _spread(font: Any, char: str) -> None:
    """Fewer sizes of a fence that reach further."""
    construction = _construction(font, char)
    if construction is None or construction.VariantCount <= max(_FENCE_SIZES):
        return
    records = construction.MathGlyphVariantRecord
    construction.MathGlyphVariantRecord = [records[number] for number in _FENCE_SIZES]
    tallest = construction.MathGlyphVariantRecord[-1].VariantGlyph
    for height in _FENCE_HEIGHTS:
        _scale_up(font, tallest, f"{tallest}.h{height}", height)
        _add_size(construction, f"{tallest}.h{height}", height)


def _add_size(construction: Any, glyph: str, length: int) -> None:
    from fontTools.ttLib.tables import otTables

    record = otTables.MathGlyphVariantRecord()
    record.VariantGlyph, record.AdvanceMeasurement = glyph, length
    records = construction.MathGlyphVariantRecord
    records.append(record)
    records.sort(key=lambda record: record.AdvanceMeasurement)
    construction.VariantCount = len(records)


def _lengthen(font: Any, construction: Any, make: _Maker, step: float) -> None:
    """Sizes a step apart from the first, in place of others."""
    first = construction.MathGlyphVariantRecord[0]
    construction.MathGlyphVariantRecord = [first]
    for number in range(1, MOST_SIZES):
        length = round(first.AdvanceMeasurement * step**number)
        target = f"{first.VariantGlyph}.l{length}"
        make(font, first.VariantGlyph, target, length)
        _add_size(construction, target, length)


def _add_arrow(font: Any, char: str) -> None:
    """An arrow in more lengths, its shaft longer and its head as it is."""
    from fontTools.ttLib.tables import otTables

    glyph = font.getBestCmap().get(ord(char))
    shaft = glyph and _shaft(font, glyph)
    if not shaft:
        return
    construction = _construction(font, char, across=True)
    if construction is None:
        construction = otTables.MathGlyphConstruction()
        construction.MathGlyphVariantRecord = []
        construction.GlyphAssembly = _assembly(font, glyph, shaft)
        _add_size(construction, glyph, font["hmtx"][glyph][0])
        variants = font["MATH"].table.MathVariants
        variants.HorizGlyphCoverage.glyphs.append(glyph)
        variants.HorizGlyphConstruction.append(construction)
    _lengthen(font, construction, _with_longer_shaft, _ARROW_STEP)


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


def _center_operators(font: Any) -> None:
    """Large operators stand in the middle of the axis, where only WebKit does not move them."""
    table = font["MATH"].table
    axis = table.MathConstants.AxisHeight.Value
    for construction in table.MathVariants.VertGlyphConstruction:
        records = construction.MathGlyphVariantRecord
        if construction.GlyphAssembly is None and len(records) == 2:
            glyph = records[1].VariantGlyph
            box = ink(font, glyph)
            _move_up(font, glyph, axis - (box.top + box.bottom) / 2)


def _move_up(font: Any, glyph: str, offset: float) -> None:
    copy_glyph(font, glyph, glyph, lambda x, y: (x, y + offset), font["hmtx"][glyph][0])


def _narrow_integrals(font: Any) -> None:
    info = font["MATH"].table.MathGlyphInfo.MathItalicsCorrectionInfo
    for construction in filter(None, (_construction(font, char) for char in _INTEGRALS)):
        glyph = construction.MathGlyphVariantRecord[-1].VariantGlyph
        if info is not None and glyph in info.Coverage.glyphs:
            advance, bearing = font["hmtx"][glyph]
            font["hmtx"][glyph] = (advance - _INTEGRAL_ADVANCE, bearing)
            info.ItalicsCorrection[info.Coverage.glyphs.index(glyph)].Value -= _INTEGRAL_CORRECTION


def _sort(font: Any, coverage: Any, values: list[Any]) -> None:
    """Browsers refuse a table whose coverage is not in the order of glyph numbers."""
    pairs = sorted(
        zip(coverage.glyphs, values, strict=True), key=lambda pair: font.getGlyphID(pair[0])
    )
    coverage.glyphs[:], values[:] = (list(column) for column in zip(*pairs, strict=True))
