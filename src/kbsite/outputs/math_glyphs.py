"""Characters of a math font in the outlines that they need in a formula. No I/O.

`prepare_characters` comes before the font is subset, since it says which outlines are kept. It
changes a fontTools TTFont with `cmap`, `glyf`, GSUB and MATH tables in place; lengths are font
units, 1000 an em.
"""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from kbsite.outputs.glyph_outlines import copy_glyph, ink
from kbsite.outputs.glyph_sizes import add_widths

#: Primes: in a superscript they need the form that the font keeps for scripts, and Chromium
#: does not ask for it.
_PRIMES = "′″‴⁗‵‶‷"
#: Accents: the spacing character in the formula → the combining one, whose outline is made
#: to be set above a letter. `tex/mathml.py` writes the spacing ones.
ACCENTS = {
    "ˆ": 0x0302,
    "˜": 0x0303,
    "¯": 0x0304,
    "˘": 0x0306,
    "˙": 0x0307,
    "¨": 0x0308,
    "˚": 0x030A,
    "ˇ": 0x030C,
    "ˊ": 0x0301,
    "ˋ": 0x0300,
    "￫": 0x20D7,
}
#: Accents are set this much lower: browsers with MathML Core raise an accent above letters
#: taller than `AccentBaseHeight`, which is made 0, and WebKit sets it on top of what is below.
_ACCENT_SHIFT = 500
#: Space beside a dot, so that three in a row are three.
DOT, DOT_MARGIN = "˙", 46
#: Widths of accents beside the font's own, and beyond them, for which it has no parts.
_ACCENT_WIDTHS = (760, 1220, 3100, 4200)
#: Characters drawn as others: TeX's set difference is the larger backslash.
_REPLACED = {"∖": 0x29F5}
#: The variation of a script letter that is round, as of `\\mathscr`; the other is chancery.
_ROUND = 0xFE01


def prepare_characters(font: Any) -> None:
    """Gives primes, accents and script letters the outlines that they have in a formula."""
    names = font.getBestCmap()
    for char, form in _forms(font, "ssty", _PRIMES).items():
        _assign(font, char, form)
    for char, code in _REPLACED.items():
        _assign(font, char, names[code])
    _vary_scripts(font)
    for char, code in ACCENTS.items():
        if source := names.get(code):
            target = f"accent.{ord(char):04X}"
            _stand_up(font, source, target, DOT_MARGIN if char == DOT else 0)
            _assign(font, char, target)
            _copy_construction(font, source, target)


def _forms(font: Any, feature: str, characters: str) -> dict[str, str]:
    """The glyphs that a substitution gives to the characters, the first of several."""
    table = font["GSUB"].table
    numbers = {
        number
        for record in table.FeatureList.FeatureRecord
        if record.FeatureTag == feature
        for number in record.Feature.LookupListIndex
    }
    found: dict[str, str] = {}
    for number in sorted(numbers):
        for subtable in table.LookupList.Lookup[number].SubTable:
            actual = getattr(subtable, "ExtSubTable", subtable)
            several = getattr(actual, "alternates", {})
            found |= getattr(actual, "mapping", {}) | {g: forms[0] for g, forms in several.items()}
    names = font.getBestCmap()
    return {char: found[names[ord(char)]] for char in characters if names.get(ord(char)) in found}


def _assign(font: Any, char: str, glyph: str) -> None:
    for table in font["cmap"].tables:
        if table.isUnicode() and table.format != 14:
            table.cmap[ord(char)] = glyph


def _vary_scripts(font: Any) -> None:
    """The font keeps the round script in a feature; here it goes by its variation selector."""
    letters = "".join(map(chr, range(0x1D49C, 0x1D4D0))) + "ℬℰℱℋℐℒℳℛ"
    forms = _forms(font, "ss01", letters)
    for table in font["cmap"].tables:
        if table.format == 14:
            table.uvsDict[_ROUND] = [(ord(char), form) for char, form in sorted(forms.items())]


def _stand_up(font: Any, source: str, target: str, margin: int = 0) -> None:
    """`target` is `source` right of its origin instead of left, and down on the line, with a
    margin on both sides."""
    box = ink(font, source)
    width = round(box.right - box.left) + 2 * margin
    right = margin - box.left
    copy_glyph(font, source, target, lambda x, y: (x + right, y - _ACCENT_SHIFT), width)
    info = font["MATH"].table.MathGlyphInfo.MathTopAccentAttachment
    glyphs = info.TopAccentCoverage.glyphs
    if source in glyphs:
        value = deepcopy(info.TopAccentAttachment[glyphs.index(source)])
        value.Value = round(value.Value + right)
        glyphs.append(target)
        info.TopAccentAttachment.append(value)


def _copy_construction(font: Any, source: str, target: str) -> None:
    """The wide forms of an accent, moved as well, and wider ones."""
    variants = font["MATH"].table.MathVariants
    glyphs = variants.HorizGlyphCoverage.glyphs
    if source not in glyphs:
        return
    construction = deepcopy(variants.HorizGlyphConstruction[glyphs.index(source)])
    # Parts would still stand where the combining accent does; the variants have to do.
    construction.GlyphAssembly = None
    records = construction.MathGlyphVariantRecord
    for number, record in enumerate(records):
        name = target if record.VariantGlyph == source else f"{target}.{number}"
        if name != target:
            _stand_up(font, record.VariantGlyph, name)
        record.VariantGlyph = name
    add_widths(font, construction, _ACCENT_WIDTHS)
    glyphs.append(target)
    variants.HorizGlyphConstruction.append(construction)
