"""Narrows the stretched forms of a math font's fences and radicals. No I/O.

MathML Core (section 5.3, "Stretchy operators") gives a stretchy glyph a box as wide as the
widest of its variants and parts, so that a small √ or parenthesis is followed by a gap. The
forms are made hardly wider than the base glyph: the stem keeps its thickness, the arms of a
bracket and the bends of a brace give way.
"""

from __future__ import annotations

from typing import Any

from kbsite.outputs.glyph_outlines import Move, copy_glyph, crossings, ink

RADICALS = frozenset("√∛∜")
FENCES = frozenset("()[]{}⌈⌉⌊⌋⟦⟧⟨⟩⟪⟫⦃⦄⦅⦆")
#: How much wider than its base a fence may grow.
FENCE_GROWTH = 70
#: What a stem keeps of its width: the tall forms are drawn for boxes twice as wide.
_STEM_KEPT = 0.8
#: At these parts of a form's height its stem is looked for; elsewhere a brace has its bends.
_STEM_HEIGHTS = (0.3, 0.7, 0.5)


def narrow_stretchy_glyphs(font: Any) -> None:
    """Changes `font` (a fontTools TTFont with `glyf` and MATH tables) in place."""
    variants = font["MATH"].table.MathVariants
    if variants is None or variants.VertGlyphCoverage is None:
        return
    characters = {glyph: chr(code) for code, glyph in font.getBestCmap().items()}
    bases: dict[str, str] = {}
    coverage = variants.VertGlyphCoverage.glyphs
    for base, construction in zip(coverage, variants.VertGlyphConstruction, strict=True):
        if characters.get(base) not in RADICALS | FENCES:
            continue
        parts = construction.GlyphAssembly.PartRecords if construction.GlyphAssembly else ()
        names = [record.VariantGlyph for record in construction.MathGlyphVariantRecord]
        for glyph in (*names, *(part.glyph for part in parts)):
            # Parts that brackets share are as wide as the narrowest of them allows.
            if glyph not in bases or _advance(font, base) < _advance(font, bases[glyph]):
                bases[glyph] = base
    for glyph, base in bases.items():
        if characters[base] in RADICALS:
            _scale(font, glyph, _advance(font, base))
        else:
            _keep_stem(font, glyph, base)


def _scale(font: Any, glyph: str, limit: int) -> None:
    if (advance := _advance(font, glyph)) > limit:
        copy_glyph(font, glyph, glyph, lambda x, y: (x * limit / advance, y), limit)


def _keep_stem(font: Any, glyph: str, base: str) -> None:
    limit = _advance(font, base) + FENCE_GROWTH
    if glyph == base or _advance(font, glyph) <= limit:
        return
    box, base_box = ink(font, glyph), ink(font, base)
    left = min(box.left, base_box.left)
    right = limit - min(_advance(font, glyph) - box.right, _advance(font, base) - base_box.right)
    if box.right - box.left <= right - left:
        # The outline fits, and only stands in the middle of too wide a box.
        offset = (left + right - box.left - box.right) / 2
        copy_glyph(font, glyph, glyph, lambda x, y: (x + offset, y), limit)
        return
    stem = _stem(font, glyph)
    move = _squeeze((box.left, box.right), (left, right), stem)
    copy_glyph(font, glyph, glyph, move, limit)


def _stem(font: Any, glyph: str) -> tuple[float, float]:
    """The narrowest stroke at the heights where a stem can be, as (left, right)."""
    box = ink(font, glyph)
    found = []
    for part in _STEM_HEIGHTS:
        columns = crossings(font, glyph, box.bottom + part * (box.top - box.bottom))
        if len(columns) == 2:
            found.append((columns[0], columns[1]))
    middle = (box.left + box.right) / 2
    return min(found, key=lambda stem: stem[1] - stem[0], default=(middle, middle))


def _squeeze(
    old: tuple[float, float], new: tuple[float, float], stem: tuple[float, float]
) -> Move:
    """Maps the span `old` to `new`, of which the part `stem` nearly keeps its width."""
    width = stem[1] - stem[0]
    factor = (new[1] - new[0] - width * _STEM_KEPT) / (old[1] - old[0] - width)
    if factor <= 0:
        factor = (new[1] - new[0]) / (old[1] - old[0])
        return lambda x, y: (new[0] + (x - old[0]) * factor, y)

    def move(x: float, y: float) -> tuple[float, float]:
        kept = min(max(x, stem[0]), stem[1]) - stem[0]
        return new[0] + (x - old[0] - kept) * factor + kept * _STEM_KEPT, y

    return move


def _advance(font: Any, glyph: str) -> int:
    advance: int = font["hmtx"][glyph][0]
    return advance
