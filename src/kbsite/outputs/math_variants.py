"""The MATH table of a subset math font, completed for browsers: sizes and distances. No I/O.

`complete_math_table` adds sizes of radicals, bars, braces and arrows between those of the font,
and sets the distances that look wrong where they are. It changes a fontTools TTFont with `glyf`
and MATH tables in place; lengths are font units, 1000 an em.
"""

from __future__ import annotations

from typing import Any

from kbsite.outputs.glyph_outlines import copy_glyph, ink
from kbsite.outputs.glyph_sizes import add_size, add_widths, construction_of, lengthen, scale_up
from kbsite.outputs.math_arrows import add_arrows
from kbsite.outputs.stretchy_glyphs import FENCES

#: Heights of radicals: a browser hangs a radical from its bar, so one that is too tall drops
#: below the line.
_RADICAL_HEIGHTS = (820, 930, 1050, 1400, 1620, 2100)
_RADICAL_BAR = 68
#: What the font assembles of pieces shows its seams, so the usual sizes are made whole: each so
#: much longer than the one before.
_BARS, _BAR_STEP = "|‖∣∥", 1.2
#: Of the thirteen sizes of a fence those that are kept, and taller ones.
_FENCE_SIZES = (0, 1, 2, 3, 5, 7, 9, 12)
_FENCE_HEIGHTS = (4700, 5800)
#: Signs of which the font has sizes, but too far apart, and widths between.
_BRACES = "⏞⏟⏜⏝⎴⎵⏠⏡"
_BRACE_WIDTHS = (800, 1240, 1960, 2390)
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
    "UpperLimitGapMin": 111,
    "UpperLimitBaselineRiseMin": 200,
    "LowerLimitBaselineDropMin": 600,
    "StretchStackTopShiftUp": 300,
    "StretchStackBottomShiftDown": 300,
    "StretchStackGapAboveMin": 110,
    "StretchStackGapBelowMin": 110,
}


def complete_math_table(font: Any) -> None:
    """Adds radicals, bars, arrows and braces, mends assemblies, sets distances."""
    table = font["MATH"].table
    for name, value in _CONSTANTS.items():
        getattr(table.MathConstants, name).Value = value
    variants = table.MathVariants
    if variants.VertGlyphCoverage is not None:
        _add_radicals(font)
        for char in _BARS:
            if construction := construction_of(font, char):
                lengthen(font, construction, scale_up, _BAR_STEP)
        for char in sorted(FENCES):
            _spread(font, char)
        _centre_operators(font)
        _narrow_integrals(font)
    if variants.HorizGlyphCoverage is not None:
        add_arrows(font)
        for char in _BRACES:
            if construction := construction_of(font, char, across=True):
                add_widths(font, construction, _BRACE_WIDTHS)
        _sort(font, variants.HorizGlyphCoverage, variants.HorizGlyphConstruction)


def _add_radicals(font: Any) -> None:
    construction = construction_of(font, "√")
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
            add_size(construction, target, height)


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
    construction = construction_of(font, char)
    if construction is None or construction.VariantCount <= max(_FENCE_SIZES):
        return
    records = construction.MathGlyphVariantRecord
    construction.MathGlyphVariantRecord = [records[number] for number in _FENCE_SIZES]
    tallest = construction.MathGlyphVariantRecord[-1].VariantGlyph
    for height in _FENCE_HEIGHTS:
        scale_up(font, tallest, f"{tallest}.h{height}", height)
        add_size(construction, f"{tallest}.h{height}", height)


def _centre_operators(font: Any) -> None:
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
    for construction in filter(None, (construction_of(font, char) for char in _INTEGRALS)):
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
