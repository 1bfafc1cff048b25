"""`math.css` with the math font in it, cut down to the characters of the site's formulas. No I/O
but reading the font from the installed `ziamath` package.

Browsers paint nothing before they have the stylesheet. With the font in it no formula is drawn in
another one first, and none moves the text when its own comes.

Without a font that has a MATH table browsers draw poor formulas. STIX Two Math is under the
SIL Open Font License: the subset is renamed and its notice published beside it.
"""

from __future__ import annotations

import base64
import io
from collections.abc import Iterator
from functools import cache, lru_cache, partial
from importlib.util import find_spec
from pathlib import Path

from kbsite.config import Config
from kbsite.keys import key_of, version_of
from kbsite.model import PlannedOutput, SiteGraph

FAMILY = "kbsite Math"
# Always there: ASCII, the italics that a browser puts for single letters of <mi>, primes, and
# the radical that <msqrt> draws without naming it.
_BASE = frozenset(
    chr(code)
    for codes in (
        range(0x20, 0x7F),
        range(0x1D434, 0x1D468),
        range(0x1D6E2, 0x1D71C),
        (0xB1, 0xB7, 0xD7, 0x210E, 0x2032, 0x2033, 0x2212, 0x221A, 0x22C5),
    )
    for code in codes
)
_CSS = """\
@font-face {{
  font-family: "{family}";
  src: url("data:font/woff2;base64,{font}") format("woff2");
  font-display: swap;
}}
math {{ font-family: "{family}", "STIX Two Math", "Cambria Math", math, var(--text-font); }}
"""


def math_font(graph: SiteGraph, config: Config) -> Iterator[PlannedOutput]:
    """Nothing where no note has a formula. The stylesheet keeps its URL, so that a new character
    leaves the pages alone."""
    if graph.math_characters is None:
        return
    characters = "".join(sorted(_BASE | set(graph.math_characters)))
    made_with = version_of("fonttools"), version_of("brotli")
    key = key_of("math-font", characters, version_of("ziamath"), made_with, FAMILY)
    produce = partial(_math_stylesheet, characters)
    yield PlannedOutput("assets/math.css", key, produce, travels=True, is_kept=True)
    yield PlannedOutput("assets/math/LICENSE.txt", key_of(version_of("ziamath")), _notice)


def _math_stylesheet(characters: str) -> bytes:
    """`math.css` for formulas of `characters`."""
    font = base64.b64encode(subset_font(characters)).decode()
    return _CSS.format(family=FAMILY, font=font).encode()


@lru_cache(maxsize=8)
def subset_font(characters: str) -> bytes:
    """STIX Two Math as WOFF2 with the glyphs of `characters` and their stretched forms."""
    from fontTools import subset
    from fontTools.ttLib import TTFont

    from kbsite.outputs.math_glyphs import prepare_characters
    from kbsite.outputs.math_variants import complete_math_table
    from kbsite.outputs.stretchy_glyphs import narrow_stretchy_glyphs

    # No feature is used: letters of scripts in forms of their own (`ssty`) would double the
    # size and show in one browser only. Hints would be wrong for what is moved here.
    options = subset.Options(flavor="woff2", layout_features=[], notdef_outline=True)
    options.hinting = False
    options.drop_tables += ["GDEF", "GPOS", "GSUB"]
    font = TTFont(io.BytesIO(font_file()), recalcTimestamp=False, lazy=True)
    prepare_characters(font)
    subsetter = subset.Subsetter(options)
    subsetter.populate(text=characters)
    subsetter.subset(font)
    complete_math_table(font)
    narrow_stretchy_glyphs(font)
    for name_id in (1, 3, 4, 16):
        font["name"].setName(FAMILY, name_id, 3, 1, 0x409)
    font["name"].setName("kbsiteMath-Regular", 6, 3, 1, 0x409)
    font.flavor = "woff2"
    out = io.BytesIO()
    font.save(out)
    return out.getvalue()


@cache
def _notice() -> bytes:
    """Copyright and licence as the font itself states them."""
    from fontTools.ttLib import TTFont

    names = TTFont(io.BytesIO(font_file()))["name"]
    lines = [names.getDebugName(number) for number in (0, 13, 14)]
    change = "The font here is a subset of STIX Two Math under another name."
    return ("\n\n".join([change, *(line for line in lines if line)]) + "\n").encode()


def font_file() -> bytes:
    # Found without importing ziamath, which would load the font for drawing first.
    package = find_spec("ziamath")
    folders = package.submodule_search_locations if package else None
    if not folders:
        raise FileNotFoundError("the package ziamath, which brings the math font, is missing")
    return (Path(folders[0]) / "fonts" / "STIXTwoMath-Regular.ttf").read_bytes()
