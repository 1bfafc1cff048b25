"""The math font that pages load: what was changed in it, and that it is the same anywhere."""

from __future__ import annotations

import io
import itertools
from functools import cache
from typing import Any

import pytest
from fontTools.ttLib import TTFont

from kbsite.outputs.glyph_outlines import crossings, ink, point_columns
from kbsite.outputs.glyph_sizes import MOST_SIZES
from kbsite.outputs.math_font import subset_font
from kbsite.outputs.math_glyphs import ACCENTS, DOT, DOT_MARGIN
from kbsite.outputs.stretchy_glyphs import FENCE_GROWTH, FENCES
from kbsite.tex.mathml import ACCENTS as WRITTEN

CHARACTERS = "".join(
    sorted({*"abcxyz0123456789+-=()[]{}|√∑∏∫∬∮⋃→←↔⇒⇌↦⏞⏟′″∖ℒ\ufe00\ufe01", *ACCENTS})
)


@cache
def font() -> Any:
    return TTFont(io.BytesIO(subset_font(CHARACTERS)))


def glyph(char: str) -> str:
    name: str = font().getBestCmap()[ord(char)]
    return name


def advance(name: str) -> int:
    width: int = font()["hmtx"][name][0]
    return width


def construction(char: str, *, across: bool = False) -> Any:
    variants = font()["MATH"].table.MathVariants
    coverage, constructions = (
        (variants.HorizGlyphCoverage, variants.HorizGlyphConstruction)
        if across
        else (variants.VertGlyphCoverage, variants.VertGlyphConstruction)
    )
    return constructions[coverage.glyphs.index(glyph(char))]


def sizes(char: str, *, across: bool = False) -> list[tuple[str, int]]:
    """The glyphs of a stretched sign and how long each says it is."""
    records = construction(char, across=across).MathGlyphVariantRecord
    return [(record.VariantGlyph, record.AdvanceMeasurement) for record in records]


def test_the_font_is_the_same_bytes_each_time() -> None:
    data = subset_font(CHARACTERS)
    subset_font.cache_clear()
    assert subset_font(CHARACTERS) == data


def test_the_font_is_small() -> None:
    """With all that this module asks for; without features and hints, which it has no use for."""
    assert len(subset_font(CHARACTERS)) < 20_000
    assert {"GSUB", "GPOS", "GDEF", "fpgm"} & set(font().keys()) == set()


def test_the_font_does_not_go_by_a_reserved_name() -> None:
    names = [str(record) for record in font()["name"].names if record.nameID in (1, 3, 4, 6, 16)]
    assert names
    assert [name for name in names if "STIX" in name] == []


@pytest.mark.parametrize("across", [False, True])
def test_coverage_is_in_the_order_of_glyphs(across: bool) -> None:
    """Chromium refuses the MATH table otherwise, and nothing stretches."""
    variants = font()["MATH"].table.MathVariants
    coverage = variants.HorizGlyphCoverage if across else variants.VertGlyphCoverage
    numbers = [font().getGlyphID(name) for name in coverage.glyphs]
    assert numbers == sorted(set(numbers))


# --- radicals ---


def test_the_shortest_radical_is_hardly_taller_than_a_letter() -> None:
    """One of 1.19 em, the font's own, hangs below the line."""
    box = ink(font(), glyph("√"))
    assert 750 < box.top - box.bottom < 850


def test_radicals_grow_in_small_steps() -> None:
    heights = [length for _, length in sizes("√")]
    assert heights == sorted(heights)
    assert max(b / a for a, b in itertools.pairwise(heights)) < 1.3
    for name, length in sizes("√"):
        box = ink(font(), name)
        assert abs(box.top - box.bottom - length) < 3


def test_radicals_are_no_wider_than_the_shortest() -> None:
    """A browser makes the box of each as wide as the widest."""
    assert {advance(name) for name, _ in sizes("√")} == {advance(glyph("√"))}


def test_the_bar_of_a_radical_keeps_its_thickness() -> None:
    for name, _ in sizes("√"):
        box = ink(font(), name)
        right = [y for x, y in font()["glyf"][name].coordinates if x > box.right - 2]
        assert max(right) - min(right) == 68, name


# --- fences ---


@pytest.mark.parametrize("char", sorted(FENCES & set(CHARACTERS)))
def test_fences_grow_upwards_only(char: str) -> None:
    parts = construction(char).GlyphAssembly.PartRecords
    names = [name for name, _ in sizes(char)] + [part.glyph for part in parts]
    widest = max(map(advance, names))
    assert widest <= advance(glyph(char)) + FENCE_GROWTH
    for name in names:
        box = ink(font(), name)
        assert box.left >= 0, name
        assert box.right <= advance(name), name


@pytest.mark.parametrize("char", "()[]{}")
def test_the_parts_of_a_fence_have_one_stem(char: str) -> None:
    parts = construction(char).GlyphAssembly.PartRecords
    stem = next(part.glyph for part in parts if part.PartFlags)
    left, right = ink(font(), stem).left, ink(font(), stem).right
    for part in parts:
        box = ink(font(), part.glyph)
        ends = (box.bottom + 20, box.top - 20)
        near = [crossings(font(), part.glyph, height) for height in ends]
        assert any(abs(c[0] - left) < 6 and abs(c[-1] - right) < 6 for c in near), part.glyph


def test_a_stem_keeps_most_of_its_thickness() -> None:
    box = ink(font(), sizes("[")[-1][0])
    stem = crossings(font(), sizes("[")[-1][0], (box.top + box.bottom) / 2)
    assert stem[1] - stem[0] > 50


# --- accents, primes, letters ---


def test_accents_stand_on_the_line_with_a_width() -> None:
    assert font()["MATH"].table.MathConstants.AccentBaseHeight.Value == 0
    for char in ACCENTS:
        box = ink(font(), glyph(char))
        assert box.left == (DOT_MARGIN if char == DOT else 0), char
        assert advance(glyph(char)) == box.right + box.left, char
        assert 0 <= box.bottom < 120, char


def test_every_accent_that_is_written_is_in_the_font() -> None:
    assert set("".join(WRITTEN.values())) <= set(ACCENTS)


def test_wide_accents_reach_far() -> None:
    for char in "ˆ˜ˇ":
        assert sizes(char, across=True)[-1][1] > 4000
        for name, length in sizes(char, across=True):
            assert abs(advance(name) - length) <= 2


def test_a_prime_is_made_for_superscripts() -> None:
    """As tall as a small letter at full size, not raised by itself."""
    box = ink(font(), glyph("′"))
    assert box.bottom < 150
    assert box.top - box.bottom > 400


def test_round_script_letters_differ_from_chancery() -> None:
    table = next(table for table in font()["cmap"].tables if table.format == 14)
    round_forms = dict(table.uvsDict[0xFE01])
    assert round_forms[ord("ℒ")] != glyph("ℒ")


# --- arrows and bars ---


@pytest.mark.parametrize("char", "→←↔⇒⇌↦=")
def test_arrows_come_in_many_lengths_with_the_head_they_have(char: str) -> None:
    lengths = [length for _, length in sizes(char, across=True)]
    assert len(lengths) == MOST_SIZES
    assert lengths[-1] > 2000
    first = point_columns(font(), glyph(char))
    for name, length in sizes(char, across=True):
        columns = point_columns(font(), name)
        assert advance(name) == length
        # The widest stretch without a point is the shaft; the rest is as it was.
        gaps = sorted(b - a for a, b in itertools.pairwise(columns))
        assert gaps[:-1] == sorted(b - a for a, b in itertools.pairwise(first))[:-1]


@pytest.mark.parametrize("char", "→⇌=⏞")
def test_longer_ones_are_assembled_of_parts_that_overlap(char: str) -> None:
    overlap = font()["MATH"].table.MathVariants.MinConnectorOverlap
    parts = construction(char, across=True).GlyphAssembly.PartRecords
    for before, after in itertools.pairwise(parts):
        assert min(before.EndConnectorLength, after.StartConnectorLength) >= overlap


def test_no_sign_has_more_sizes_than_chromium_reads() -> None:
    for char in "√|([{→=⏞⏟ˆ":
        assert len(sizes(char, across=char not in "√|([{")) <= MOST_SIZES
    assert sizes("(")[-1][1] > 5000


def test_large_operators_stand_on_the_axis() -> None:
    axis = font()["MATH"].table.MathConstants.AxisHeight.Value
    for char in "∑∏⋃∬":
        box = ink(font(), sizes(char)[1][0])
        assert abs((box.top + box.bottom) / 2 - axis) <= 1
