"""The sizes in which a math font has a stretched sign, and more of them. No I/O.

`font` is everywhere a fontTools TTFont with `glyf` and MATH tables, changed in place; a
construction is its MathGlyphConstruction for one sign; lengths are font units.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from kbsite.outputs.glyph_outlines import copy_glyph, ink

#: Chromium reads no more sizes of a sign than these; beyond them it assembles.
MOST_SIZES = 10

#: Makes the second glyph of the first, that long.
Maker = Callable[[Any, str, str, int], None]


def construction_of(font: Any, char: str, across: bool = False) -> Any:
    """How the font stretches a character, None where it does not, or is without it."""
    variants = font["MATH"].table.MathVariants
    coverage, constructions = (
        (variants.HorizGlyphCoverage, variants.HorizGlyphConstruction)
        if across
        else (variants.VertGlyphCoverage, variants.VertGlyphConstruction)
    )
    glyph = font.getBestCmap().get(ord(char))
    return constructions[coverage.glyphs.index(glyph)] if glyph in coverage.glyphs else None


def add_size(construction: Any, glyph: str, length: int) -> None:
    """Enters one more size of a sign, in its place by length."""
    from fontTools.ttLib.tables import otTables

    record = otTables.MathGlyphVariantRecord()
    record.VariantGlyph, record.AdvanceMeasurement = glyph, length
    records = construction.MathGlyphVariantRecord
    records.append(record)
    records.sort(key=lambda record: record.AdvanceMeasurement)
    construction.VariantCount = len(records)


def lengthen(font: Any, construction: Any, make: Maker, step: float) -> None:
    """Sizes a step apart from the first, in place of others."""
    first = construction.MathGlyphVariantRecord[0]
    construction.MathGlyphVariantRecord = [first]
    for number in range(1, MOST_SIZES):
        length = round(first.AdvanceMeasurement * step**number)
        target = f"{first.VariantGlyph}.l{length}"
        make(font, first.VariantGlyph, target, length)
        add_size(construction, target, length)


def add_widths(font: Any, construction: Any, widths: Sequence[int]) -> None:
    """Enters sizes of a sign, made of the next wider one of the font or of the widest."""
    records = construction.MathGlyphVariantRecord
    known = [(record.AdvanceMeasurement, record.VariantGlyph) for record in records]
    for width in widths:
        source = next((name for wide, name in known if wide > width), known[-1][1])
        target = f"{known[0][1]}.w{width}"
        _scale_across(font, source, target, width)
        add_size(construction, target, width)


def _scale_across(font: Any, source: str, target: str, width: int) -> None:
    """`target` is `source` stretched to an advance of `width`."""
    factor = width / font["hmtx"][source][0]
    copy_glyph(font, source, target, lambda x, y: (x * factor, y), width)


def scale_up(font: Any, source: str, target: str, height: int) -> None:
    """`target` is `source` stretched to a height of `height`."""
    box, advance = ink(font, source), font["hmtx"][source][0]
    factor = height / (box.top - box.bottom)
    copy_glyph(font, source, target, lambda x, y: (x, y * factor), advance)
