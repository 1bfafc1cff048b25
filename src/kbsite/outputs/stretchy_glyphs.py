"""Narrows the stretched forms of a math font's fences and radicals. No I/O.

MathML Core (section 5.3, "Stretchy operators") gives a stretchy glyph a box as wide as the
widest of its variants and parts, so that a small √ or parenthesis is followed by a gap. The
forms are scaled horizontally until they are hardly wider than the base glyph.
"""

from __future__ import annotations

from typing import Any

RADICALS = frozenset("√∛∜")
FENCES = frozenset("()[]{}⌈⌉⌊⌋⟦⟧⟨⟩⟪⟫⦃⦄⦅⦆")
#: How much wider than its base a fence may grow, font units of 1000 an em.
_FENCE_GROWTH = 40


def narrow_stretchy_glyphs(font: Any) -> None:
    """Changes `font` (a fontTools TTFont with `glyf` and MATH tables) in place."""
    variants = font["MATH"].table.MathVariants
    if variants is None or variants.VertGlyphCoverage is None:
        return
    characters = {glyph: chr(code) for code, glyph in font.getBestCmap().items()}
    widths = {glyph: advance for glyph, (advance, _) in font["hmtx"].metrics.items()}
    limits: dict[str, int] = {}
    coverage = variants.VertGlyphCoverage.glyphs
    for base, construction in zip(coverage, variants.VertGlyphConstruction, strict=True):
        char = characters.get(base)
        if char not in RADICALS | FENCES:
            continue
        limit = widths[base] + (_FENCE_GROWTH if char in FENCES else 0)
        parts = construction.GlyphAssembly.PartRecords if construction.GlyphAssembly else ()
        names = [record.VariantGlyph for record in construction.MathGlyphVariantRecord]
        for glyph in (*names, *(part.glyph for part in parts)):
            limits[glyph] = min(limit, limits.get(glyph, limit))
    for glyph, limit in limits.items():
        if widths[glyph] > limit:
            _scale(font, glyph, limit / widths[glyph], limit)


def _scale(font: Any, name: str, factor: float, advance: int) -> None:
    from fontTools.pens.transformPen import TransformPen
    from fontTools.pens.ttGlyphPen import TTGlyphPen

    glyphs = font.getGlyphSet()
    pen = TTGlyphPen(glyphs)
    glyphs[name].draw(TransformPen(pen, (factor, 0, 0, 1, 0, 0)))
    glyph = pen.glyph()
    glyph.recalcBounds(font["glyf"])
    font["glyf"][name] = glyph
    font["hmtx"][name] = (advance, getattr(glyph, "xMin", 0))
