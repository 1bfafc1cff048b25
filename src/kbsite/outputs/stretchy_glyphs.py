"""Narrows the stretched forms of a math font's fences and radicals. No I/O.

MathML Core (section 5.3, "Stretchy operators") gives a stretchy glyph a box as wide as the
widest of its variants and parts, so that a small √ or parenthesis is followed by a gap. The
forms are made hardly wider than the base glyph: the stem keeps its thickness, the arms of a
bracket and the bends of a brace give way.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

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
    assembled: list[_Parts] = []
    coverage = variants.VertGlyphCoverage.glyphs
    for base, construction in zip(coverage, variants.VertGlyphConstruction, strict=True):
        char = characters.get(base)
        sizes = [record.VariantGlyph for record in construction.MathGlyphVariantRecord]
        assembly = construction.GlyphAssembly
        parts = list(assembly.PartRecords) if assembly else []
        if char in RADICALS:
            for glyph in (*sizes, *(part.glyph for part in parts)):
                _scale(font, glyph, _advance(font, base))
        elif char in FENCES:
            for glyph in sizes:
                _keep_stem(font, [glyph], glyph, base)
            stem = next((part.glyph for part in parts if part.PartFlags), "")
            _collect(assembled, _Parts([part.glyph for part in parts], stem, base))
    for glyphs, stem, base in assembled:
        if stem:
            _keep_stem(font, glyphs, stem, base)


class _Parts(NamedTuple):
    """What a fence, or fences that share parts, are assembled of."""

    glyphs: list[str]
    stem: str
    base: str


def _collect(assembled: list[_Parts], more: _Parts) -> None:
    """Both braces have one extender: what shares a part has to be moved alike."""
    for parts in assembled:
        if not set(parts.glyphs).isdisjoint(more.glyphs):
            parts.glyphs.extend(glyph for glyph in more.glyphs if glyph not in parts.glyphs)
            return
    assembled.append(more._replace(glyphs=list(dict.fromkeys(more.glyphs))))


def _scale(font: Any, glyph: str, limit: int) -> None:
    if (advance := _advance(font, glyph)) > limit:
        copy_glyph(font, glyph, glyph, lambda x, y: (x * limit / advance, y), limit)


def _keep_stem(font: Any, glyphs: Sequence[str], pattern: str, base: str) -> None:
    """Moves `glyphs`, which are one form or the parts of one, alike: by the stem of `pattern`."""
    limit = _advance(font, base) + FENCE_GROWTH
    if base in glyphs or max(_advance(font, glyph) for glyph in glyphs) <= limit:
        return
    boxes = [ink(font, glyph) for glyph in glyphs]
    left, right = min(box.left for box in boxes), max(box.right for box in boxes)
    base_box = ink(font, base)
    bearing = max(_advance(font, glyph) for glyph in glyphs) - right
    new_left = min(left, base_box.left)
    new_right = limit - min(bearing, _advance(font, base) - base_box.right)
    if right - left <= new_right - new_left:
        # The outline fits, and only stands in the middle of too wide a box.
        move = _shift((new_left + new_right - left - right) / 2)
    else:
        move = _squeeze((left, right), (new_left, new_right), _stem(font, pattern))
    for glyph in glyphs:
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


def _shift(offset: float) -> Move:
    return lambda x, y: (x + offset, y)


def _squeeze(old: tuple[float, float], new: tuple[float, float], stem: tuple[float, float]) -> Move:
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
