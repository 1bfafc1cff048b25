"""What a browser needs of a math font and STIX Two Math does not give. No I/O.

`prepare_characters` comes before the font is subset, `complete_math_table` after it. Both
change a fontTools TTFont with `glyf` and MATH tables in place; lengths are font units.
"""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from kbsite.outputs.glyph_outlines import copy_glyph, ink, point_columns

#: Primes: in a superscript they need the form that the font keeps for scripts, and Chromium
#: does not ask for it.
_PRIMES = "′″‴⁗‵‶‷"
#: Accents: the spacing character in the formula → the combining one, whose outline is made
#: to be set above a letter. `markdown/mathml.py` writes the spacing ones.
ACCENTS = {
    **{"ˆ": 0x0302, "˜": 0x0303, "¯": 0x0304, "˘": 0x0306, "˙": 0x0307, "¨": 0x0308},
    **{"˚": 0x030A, "ˇ": 0x030C, "ˊ": 0x0301, "ˋ": 0x0300, "￫": 0x20D7},
}
#: Heights of the radicals that stand between those of the font: a browser hangs a radical from
#: its bar, so one that is too tall drops below the line.
_RADICAL_HEIGHTS = (820, 930, 1050, 1350, 1530, 1700, 2100, 2600)
_RADICAL_BAR = 68
#: Signs that the font does not stretch and TeX does.
_STRETCHED = "=⇌⇋⇄⇆⇉⇇↠↞↣↢"
#: Heights of bars: what the font assembles of pieces shows its seams.
_BARS = "|‖∣∥"
_BAR_HEIGHTS = (1200, 1450, 1750, 2100, 2500, 3000, 3600)
#: Widths of accents beyond the font's widest, for which it has no parts.
_ACCENT_WIDTHS = (2900, 3500, 4300, 5300, 6500)
#: Accents are set this much lower: browsers with MathML Core raise an accent above letters
#: taller than `AccentBaseHeight`, which is made 0, and WebKit sets it on top of what is below.
_ACCENT_SHIFT = 470
#: Integrals in display: by how much their advance and their italics correction shrink.
#: Chromium adds the width of a lower limit to the advance although it stands further left.
_INTEGRALS = "∫∬∭∮∯∰∱∲∳⨌⨍⨎⨏⨐⨑⨒⨓⨔⨕⨖⨗⨘⨙⨚⨛⨜"
_INTEGRAL_ADVANCE, _INTEGRAL_CORRECTION = 90, 210
#: A part of a stretched sign shares this much with its neighbour, at least.
_OVERLAP = 100
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


def prepare_characters(font: Any) -> None:
    """Gives primes and accents the outlines that they have in a formula."""
    substitutes = _script_forms(font)
    names = font.getBestCmap()
    for char in _PRIMES:
        if form := substitutes.get(names.get(ord(char), "")):
            _assign(font, char, form)
    for char, code in ACCENTS.items():
        source = names.get(code)
        if source is None:
            continue
        target = f"accent.{ord(char):04X}"
        _stand_up(font, source, target)
        _assign(font, char, target)
        _copy_construction(font, source, target)


def complete_math_table(font: Any) -> None:
    """Adds radicals, mends and adds stretched signs, sets the distances of scripts."""
    table = font["MATH"].table
    for name, value in _CONSTANTS.items():
        getattr(table.MathConstants, name).Value = value
    _add_radicals(font)
    _add_bars(font)
    _center_operators(font)
    _narrow_integrals(font)
    variants = table.MathVariants
    if variants.HorizGlyphCoverage is not None:
        _mend_connectors(variants)
    for char in _STRETCHED:
        glyph = font.getBestCmap().get(ord(char))
        if glyph is not None:
            _add_stretched(font, glyph)
    if variants.HorizGlyphCoverage is not None:
        _sort(font, variants.HorizGlyphCoverage, variants.HorizGlyphConstruction)


def _sort(font: Any, coverage: Any, values: list[Any]) -> None:
    """Browsers refuse a table whose coverage is not in the order of glyph numbers."""
    pairs = sorted(
        zip(coverage.glyphs, values, strict=True), key=lambda pair: font.getGlyphID(pair[0])
    )
    coverage.glyphs[:], values[:] = (list(column) for column in zip(*pairs, strict=True))


def _script_forms(font: Any) -> dict[str, str]:
    """glyph → its form of the first script level (feature `ssty`)."""
    table = font["GSUB"].table
    numbers = {
        number
        for record in table.FeatureList.FeatureRecord
        if record.FeatureTag == "ssty"
        for number in record.Feature.LookupListIndex
    }
    return {
        glyph: forms[0]
        for number in sorted(numbers)
        for subtable in table.LookupList.Lookup[number].SubTable
        for glyph, forms in getattr(subtable, "ExtSubTable", subtable).alternates.items()
    }


def _assign(font: Any, char: str, glyph: str) -> None:
    for table in font["cmap"].tables:
        if table.isUnicode() and table.format != 14:
            table.cmap[ord(char)] = glyph


def _stand_up(font: Any, source: str, target: str) -> None:
    """`target` is `source` right of its origin instead of left, and down on the line."""
    box = ink(font, source)
    width = round(box.right - box.left)
    copy_glyph(font, source, target, lambda x, y: (x - box.left, y - _ACCENT_SHIFT), width)
    info = font["MATH"].table.MathGlyphInfo.MathTopAccentAttachment
    glyphs = info.TopAccentCoverage.glyphs
    if source in glyphs:
        value = deepcopy(info.TopAccentAttachment[glyphs.index(source)])
        value.Value = round(value.Value - box.left)
        glyphs.append(target)
        info.TopAccentAttachment.append(value)


def _copy_construction(font: Any, source: str, target: str) -> None:
    """The wide forms of an accent, moved as well, and wider ones."""
    variants = font["MATH"].table.MathVariants
    glyphs = variants.HorizGlyphCoverage.glyphs
    if source not in glyphs:
        return
    construction = deepcopy(variants.HorizGlyphConstruction[glyphs.index(source)])
    for number, record in enumerate(construction.MathGlyphVariantRecord):
        name = target if record.VariantGlyph == source else f"{target}.{number}"
        if name != target:
            _stand_up(font, record.VariantGlyph, name)
        record.VariantGlyph = name
    if construction.GlyphAssembly is None:
        _widen(font, construction)
    else:
        # Its parts are not accents of their own: the variants have to do.
        construction.GlyphAssembly = None
    glyphs.append(target)
    variants.HorizGlyphConstruction.append(construction)


def _widen(font: Any, construction: Any) -> None:
    widest = construction.MathGlyphVariantRecord[-1]
    for width in _ACCENT_WIDTHS:
        record = deepcopy(widest)
        record.VariantGlyph, record.AdvanceMeasurement = f"{widest.VariantGlyph}.w{width}", width
        _scaled_across(font, widest.VariantGlyph, record.VariantGlyph, width)
        construction.MathGlyphVariantRecord.append(record)
    construction.VariantCount = len(construction.MathGlyphVariantRecord)


def _scaled_across(font: Any, source: str, target: str, width: int) -> None:
    factor = width / font["hmtx"][source][0]
    copy_glyph(font, source, target, lambda x, y: (x * factor, y), width)


def _vertical(font: Any, char: str) -> Any:
    """How the font stretches a character upwards, None where it does not or is without it."""
    variants = font["MATH"].table.MathVariants
    glyph = font.getBestCmap().get(ord(char))
    if variants.VertGlyphCoverage is None or glyph not in variants.VertGlyphCoverage.glyphs:
        return None
    return variants.VertGlyphConstruction[variants.VertGlyphCoverage.glyphs.index(glyph)]


def _add_bars(font: Any) -> None:
    for char in _BARS:
        construction = _vertical(font, char)
        if construction is None:
            continue
        records = construction.MathGlyphVariantRecord[:1]
        source = records[0].VariantGlyph
        for height in _BAR_HEIGHTS:
            record = deepcopy(records[0])
            record.VariantGlyph, record.AdvanceMeasurement = f"{source}.h{height}", height
            _scaled_up(font, source, record.VariantGlyph, height)
            records.append(record)
        construction.MathGlyphVariantRecord = records
        construction.VariantCount = len(records)


def _scaled_up(font: Any, source: str, target: str, height: int) -> None:
    box = ink(font, source)
    factor = height / (box.top - box.bottom)
    copy_glyph(
        font, source, target, lambda x, y: (x, y * factor), font["hmtx"][source][0]
    )


def _center_operators(font: Any) -> None:
    """Browsers centre a large operator on the axis, except WebKit."""
    table = font["MATH"].table
    axis = table.MathConstants.AxisHeight.Value
    if table.MathVariants.VertGlyphCoverage is None:
        return
    for construction in table.MathVariants.VertGlyphConstruction:
        records = construction.MathGlyphVariantRecord
        if construction.GlyphAssembly is None and len(records) == 2:
            _move_up(font, records[1].VariantGlyph, axis)


def _move_up(font: Any, glyph: str, axis: int) -> None:
    box = ink(font, glyph)
    offset = axis - (box.top + box.bottom) / 2
    copy_glyph(font, glyph, glyph, lambda x, y: (x, y + offset), font["hmtx"][glyph][0])


def _narrow_integrals(font: Any) -> None:
    info = font["MATH"].table.MathGlyphInfo.MathItalicsCorrectionInfo
    if info is None:
        return
    for char in _INTEGRALS:
        construction = _vertical(font, char)
        if construction is None:
            continue
        glyph = construction.MathGlyphVariantRecord[-1].VariantGlyph
        if glyph in info.Coverage.glyphs:
            advance, bearing = font["hmtx"][glyph]
            font["hmtx"][glyph] = (advance - _INTEGRAL_ADVANCE, bearing)
            info.ItalicsCorrection[info.Coverage.glyphs.index(glyph)].Value -= _INTEGRAL_CORRECTION


def _add_radicals(font: Any) -> None:
    construction = _vertical(font, "√")
    if construction is None:
        return
    records = construction.MathGlyphVariantRecord
    glyph = records[0].VariantGlyph
    # The character itself becomes the shortest form; its outline moves to one of its own.
    first = f"{glyph}.s0"
    copy_glyph(font, glyph, first, lambda x, y: (x, y), font["hmtx"][glyph][0])
    records[0].VariantGlyph = first
    known = [(record.AdvanceMeasurement, record.VariantGlyph) for record in records]
    for height in _RADICAL_HEIGHTS:
        # The next taller outline shrinks; beyond the tallest the font assembles.
        source = next((name for tall, name in known if tall > height), None)
        if source is None:
            continue
        target = glyph if height == _RADICAL_HEIGHTS[0] else f"{glyph}.h{height}"
        _shorten(font, source, target, height)
        record = deepcopy(records[0])
        record.VariantGlyph, record.AdvanceMeasurement = target, height
        records.append(record)
    records.sort(key=lambda record: record.AdvanceMeasurement)
    construction.VariantCount = len(records)


def _shorten(font: Any, source: str, target: str, height: int) -> None:
    """The bar at the top keeps its thickness."""
    box = ink(font, source)
    bar = box.top - _RADICAL_BAR
    factor = (height - _RADICAL_BAR) / (bar - box.bottom)
    top = box.bottom + height

    def move(x: float, y: float) -> tuple[float, float]:
        return x, top - (box.top - y) if y >= bar else box.bottom + (y - box.bottom) * factor

    copy_glyph(font, source, target, move, font["hmtx"][source][0])


def _mend_connectors(variants: Any) -> None:
    """The last part of the font's assembled right arrows says that it joins at its tip."""
    for construction in variants.HorizGlyphConstruction:
        if construction.GlyphAssembly is None:
            continue
        last = construction.GlyphAssembly.PartRecords[-1]
        if len(construction.GlyphAssembly.PartRecords) > 1 and last.StartConnectorLength == 0:
            last.StartConnectorLength, last.EndConnectorLength = last.EndConnectorLength, 0


def _add_stretched(font: Any, glyph: str) -> None:
    """Cuts a sign in the middle of its widest plain stretch: two ends and what repeats."""
    from fontTools.ttLib.tables import otTables

    variants = font["MATH"].table.MathVariants
    columns = point_columns(font, glyph)
    left, right = max(zip(columns, columns[1:], strict=False), key=lambda pair: pair[1] - pair[0])
    half = int(right - left) // 2
    if half < _OVERLAP or variants.HorizGlyphCoverage is None:
        return
    if glyph in variants.HorizGlyphCoverage.glyphs:
        return
    cut, advance = left + half, font["hmtx"][glyph][0]
    pieces = (
        (f"{glyph}.left", float("-inf"), cut, 0, round(cut), (0, half)),
        (f"{glyph}.middle", left, left + 2 * half, left, 2 * half, (half, half)),
        (f"{glyph}.right", cut, float("inf"), cut, round(advance - cut), (half, 0)),
    )
    parts = []
    for name, low, high, start, width, connectors in pieces:
        _clamp(font, glyph, name, (low, high), start, width)
        part = otTables.GlyphPartRecord()
        part.glyph, part.FullAdvance = name, width
        part.StartConnectorLength, part.EndConnectorLength = connectors
        part.PartFlags = int(name.endswith(".middle"))
        parts.append(part)
    variants.HorizGlyphCoverage.glyphs.append(glyph)
    variants.HorizGlyphConstruction.append(_construction(glyph, advance, parts))


def _clamp(
    font: Any, source: str, target: str, span: tuple[float, float], start: float, width: int
) -> None:
    low, high = span
    copy_glyph(
        font, source, target, lambda x, y: (min(max(x, low), high) - start, y), width
    )


def _construction(glyph: str, advance: int, parts: list[Any]) -> Any:
    from fontTools.ttLib.tables import otTables

    record = otTables.MathGlyphVariantRecord()
    record.VariantGlyph, record.AdvanceMeasurement = glyph, advance
    assembly = otTables.GlyphAssembly()
    assembly.ItalicsCorrection = otTables.MathValueRecord()
    assembly.ItalicsCorrection.Value = 0
    assembly.PartRecords = parts
    construction = otTables.MathGlyphConstruction()
    construction.MathGlyphVariantRecord, construction.VariantCount = [record], 1
    construction.GlyphAssembly = assembly
    return construction
