"""A formula as a picture for those who show no MathML: MathML → SVG, drawn by ziamath. No I/O.

A picture in a line of text stands on its lower edge. So that its formula is on the line of the
text all the same, it reaches as far above the axis of the formula as below it: whoever sets it in
the middle of the line (`vertical-align: middle`) need know nothing of it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from functools import lru_cache
from html import escape

from kbsite.outputs.formula_layout import lay_out, ziamath
from kbsite.outputs.formula_tree import drawable_tree, tree_of

#: CSS pixels of an em: what readers of feeds show text with.
SIZE = 17.0
#: Where the middle of a fraction's bar is above the line, em (the axis of STIX Two Math).
_AXIS = 0.258
#: Signs of the font that are an em wide and stand in no formula: they hold the places of characters
#: that it lacks, such as Han, which are written in a font of the reader's.
_PLACES = "⌦⌫⌭⎆♃♄♈⚣✂☚☛⏭⏮⒒"
# A sign as ziamath writes it: the place of a symbol, in the units of the picture.
_USE = re.compile(
    r'<use href="#(?P<id>[^"]+)" x="(?P<x>[^"]+)" y="(?P<y>[^"]+)" width="[^"]+"'
    r' height="(?P<height>[^"]+)"[^>]*/>'
)
_SYMBOL = re.compile(r'<symbol id="([^"]+)" viewBox="\S+ (\S+) \S+ (\S+)"')
#: By day black with a white edge, by night the other way round: whatever page a reader of feeds
#: shows it on, it can be read, and the edge is hardly seen where both agree.
_COLOURS = (
    "<style>svg{color:#000;fill:#000}.e{color:#fff;fill:#fff;stroke:#fff}"
    "@media(prefers-color-scheme:dark){svg{color:#e6e6e6;fill:#e6e6e6}"
    ".e{color:#1c1c1c;fill:#1c1c1c;stroke:#1c1c1c}}</style>"
)
# What leaves out the style of a picture has the colours of the day.
_EDGE = (
    '<g class="e" color="#fff" fill="#fff" stroke="#fff" stroke-width="1.6"'
    ' stroke-linejoin="round">'
)
_SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="{width:.2f}" height="{height:.2f}"'
    ' viewBox="{x:.2f} {y:.2f} {width:.2f} {height:.2f}">'
)
# Width of a sign of a monospaced font, em.
_MONO = 0.61


def draw_formula(mathml: str, tex: str) -> bytes:
    """The picture of a formula, which is its TeX where it cannot be drawn. The bytes depend on the
    version of ziamath."""
    # A version of it that is not the one that was tested is not passed over.
    ziamath()
    try:
        return _drawn(mathml).encode()
    except Exception:
        # ziamath raises what it meets, and a formula is no reason to stop.
        return _written(tex).encode()


def _drawn(mathml: str) -> str:
    """Raises whatever ziamath raises, and TooComplexError."""
    root = tree_of(mathml)
    lacking = drawable_tree(root, _is_in_font, _PLACES)
    is_block = root.get("display") == "block"
    drawn, x, y, width, height = lay_out(root, SIZE, margin=1)
    body = _with_written(drawn, lacking)
    if not is_block:
        axis = -_AXIS * SIZE
        half = max(axis - y, y + height - axis)
        y, height = axis - half, 2 * half
    opening = _SVG.format(x=x, y=y, width=width, height=height)
    return opening + _edged(body)


def _edged(body: str) -> str:
    """`body` twice, the white edges of all below the black of all."""
    use = '<use href="#f"/>'
    return f'{_COLOURS}<defs><g id="f">{body}</g></defs>{_EDGE}{use}</g>{use}</svg>'


def _with_written(body: str, lacking: str) -> str:
    """The signs of `_PLACES` as the characters whose places they hold, in order."""
    # What is drawn white below must not be black there.
    body = body.replace(' fill="black"', "").replace('"black"', '"currentColor"')
    if not lacking:
        return body
    held = {_symbol_of(place): place for place in set(_PLACES[: len(lacking)])}
    waiting: defaultdict[str, list[str]] = defaultdict(list)
    for number, character in enumerate(lacking):
        waiting[_PLACES[number % len(_PLACES)]].append(character)
    boxes = {found[1]: (float(found[2]), float(found[3])) for found in _SYMBOL.finditer(body)}

    def written(use: re.Match[str]) -> str:
        place = held.get(use["id"])
        if place is None or not waiting[place]:
            return use.group()
        top, tall = boxes[use["id"]]
        scale = float(use["height"]) / tall
        baseline = float(use["y"]) - top * scale
        character = escape(waiting[place].pop(0))
        # Symbols have twelve units to the em.
        return (
            f'<text x="{use["x"]}" y="{baseline:.2f}" font-size="{12 * scale:.2f}"'
            f' font-family="sans-serif">{character}</text>'
        )

    return _USE.sub(written, body)


def _written(tex: str) -> str:
    """The TeX itself, line by line."""
    lines = tex.strip().splitlines()[:40] or [""]
    longest = max(len(line) for line in lines)
    width, height = longest * SIZE * _MONO + 2, len(lines) * SIZE * 1.4
    opening = _SVG.format(x=0, y=0, width=width, height=height)
    shown = (escape(_without_controls(line)) for line in lines)
    rows = "".join(
        f'<tspan x="1" y="{(number + 0.7) * SIZE * 1.4:.2f}">{line}</tspan>'
        for number, line in enumerate(shown)
    )
    text = f'<text font-family="monospace" font-size="{SIZE}" xml:space="preserve">{rows}</text>'
    return opening + _edged(text)


def _without_controls(text: str) -> str:
    return "".join(c for c in text if c >= " " and c not in "\ufffe\uffff")


@lru_cache(maxsize=1)
def _font_characters() -> frozenset[int]:
    """What the font for drawing has a sign for."""
    import io

    from fontTools.ttLib import TTFont

    from kbsite.outputs.math_font import font_file

    return frozenset(TTFont(io.BytesIO(font_file()), lazy=True).getBestCmap())


@lru_cache(maxsize=4096)
def _is_in_font(text: str) -> bool:
    known = _font_characters()
    return all(character.isspace() or ord(character) in known for character in text)


@lru_cache(maxsize=len(_PLACES))
def _symbol_of(character: str) -> str:
    root = tree_of(f"<math><mtext>{character}</mtext></math>")
    found = _SYMBOL.search(lay_out(root, SIZE, margin=1).body)
    return found[1] if found else ""
