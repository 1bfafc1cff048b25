"""math-core's MathML → what browsers draw well. No I/O.

MathML Core leaves out `menclose`, and its browsers stretch accents, bars and labelled arrows
badly or not at all. `static/css/formulas.css` has the classes that stand in for them, and for
the style declarations that math-core writes.
"""

from __future__ import annotations

import re

from kbsite.tex.margins import NUMBERED, with_full_rows

#: Declarations that math-core writes, without spaces → the class that says the same.
DECLARATIONS = {
    "text-align:left": "left",
    "text-align:right": "right",
    # Goes with text-align, for tables laid out as grids; the class has both.
    "justify-items:start": "",
    "justify-items:end": "",
    "width:100%": "full",
    "width:50%": "half",
    "width:7.5%": "margin",
    "padding-left:0": "no-left",
    "padding-right:0": "no-right",
    "padding-top:0": "no-top",
    "padding-bottom:0": "no-bottom",
    "padding-left:1em": "indent",
    "padding-left:0.1em": "thin-left",
    "padding-right:0.1em": "thin-right",
    "padding-left:0.2778em": "rel-left",
    "padding-right:0.2778em": "rel-right",
    "padding-left:0.2222em": "bin-left",
    "padding-right:0.2222em": "bin-right",
    "padding-right:0.1667em": "punct-right",
    "padding-top:0.1667em": "strut",
    "margin-left:-0.16666667em": "back",
    **{
        f"border-{side}:0.05em {line} currentcolor": f"{name}-{side}"
        for side in ("left", "right", "top")
        for line, name in (("solid", "rule"), ("dashed", "dash"))
    },
}
#: The colours that have a name without LaTeX's `dvipsnames`, as math-core writes them. The
#: class has one colour for light and one for dark; others stay as they are written.
COLOURS = {
    "#000000": "black",
    "#0000FF": "blue",
    "#BF803F": "brown",
    "#00B9F2": "cyan",
    "#404040": "darkgray",
    "#808080": "gray",
    "#03FF00": "green",
    "#BFBFBF": "lightgray",
    "#BFFF04": "lime",
    "#FB3199": "magenta",
    "#9F8C18": "olive",
    "#FF8001": "orange",
    "#FFBFBF": "pink",
    "#BF0140": "purple",
    "#FF0000": "red",
    "#008080": "teal",
    "#800080": "violet",
    "#FFFFFF": "white",
    "#FFEB3D": "yellow",
}
#: What `menclose` may say → the class.
ENCLOSURES = {
    "box": "boxed",
    "updiagonalstrike": "cancel",
    "downdiagonalstrike": "bcancel",
    "updiagonalstrike downdiagonalstrike": "xcancel",
    "horizontalstrike": "sout",
    "actuarial": "actuarial",
    "phasorangle": "phasor",
}
#: Accents, as the characters of which the math font has forms made for letters
#: (`outputs/math_glyphs.py`); combining ones have no width, and browsers misplace them.
ACCENTS = str.maketrans(
    {"\u0302": "ˆ", "\u0303": "˜", "\u20d7": "￫", "´": "ˊ", "`": "ˋ", "\u20db": "˙˙˙"}
    | {"\u20dc": "˙˙˙˙", "\u030c": "ˇ", "~": "˜"}
)

_BAR = '<mo stretchy="true">\u0332</mo>'
# `\overset{˜}{…}`: how an accent that math-core has no command for is written.
_WIDE = re.compile("<mi>([ˆ˜ˇ])</mi></mover>")
_STACKED = re.compile(
    rf"<m(?:over|under|underover)\b[^<>]*>"
    rf"|(?:{_BAR}|<mi>[ˆ˜ˇ]</mi>)?</m(?:over|under|underover)>"
)
_ACCENT = re.compile(
    "<mo([^<>]*)>([\u0302\u0303\u030c\u20d7\u20db\u20dc´`~])</mo>(?=</m(?:over|under)>)"
)
# A sign at the start of a right cell of `aligned`: what it is added to stands before the cell.
_RIGHT_CELL = 'padding-left: 0;"><mo>'
_CONTINUED = re.compile(rf"(<mtd style=\"text-align: left;[\w;: -]*{_RIGHT_CELL[:-1]})>([+−±∓]<)")
# A sign behind space at the start of any other cell, where browsers see no start.
_SIGNED = re.compile(
    r"(<mtd(?![^<>]*(?:padding-left: 0;|no-left))[^<>]*>(?:<mspace[^<>]*/>)+<mo)>([+−±∓]<)"
)
# A sign behind `\\ ` or `~`, which math-core takes for what it is added to, where nothing stands
# before that.
_SPACED = re.compile(
    r"((?:<(?:mrow|math|mtd(?![^<>]*(?:padding-left: 0;|no-left)))\b[^<>]*>"
    r"|<mo[^<>]*>(?:&[lg]t;|[(\[{⟨⌊⌈,;:=+−±∓×÷⋅·∗∘∈-∌∝∼-⊋⊕-⊙⊢⊨←-⇿⟵-⟺⩽⩾])</mo>)"
    r"(?:<mtext>\u00a0</mtext>|<mspace[^<>]*/>)*<mtext>\u00a0</mtext>(?:<mspace[^<>]*/>)*<mo)"
    r"(?=>[+−±∓]<)"
)
# A cell of one operator and `{}`: browsers take the whole for that operator, and the spaces around
# it go outside, into the gap between two columns.
_NO_OPERAND = "</mo><mrow></mrow>"
_ALONE = re.compile(
    r"(<mtd[^<>]*>(?:<mspace[^<>]*/>|<mrow></mrow>)*<mo[^<>]*>[^<]*</mo>)<mrow></mrow>"
    r"(?=(?:<mrow></mrow>)*</mtd>)"
)
# `\dfrac`, `\dbinom` and `\tfrac`: as large in a script as elsewhere.
_STYLED = re.compile(r'(<mfrac(?: linethickness="0")? displaystyle="\w+")(?=>)')
_LARGE = re.compile(r"<mo[^<>]*>[∏-∑∫-∳⋀-⋃⨀-⨜]</mo>")
#: What math-core has for `\\surd`, and the sign itself, which stands around the axis.
_SURD = (
    '<msqrt><mpadded width="0"><mphantom><mi>|</mi></mphantom></mpadded></msqrt>',
    '<mpadded height="0.695em" depth="0.125em" voffset="0.140em">'
    '<mo stretchy="false" lspace="0" rspace="0">√</mo></mpadded>',
)
#: How `\\vphantom` begins: of an operator in it there is no space.
_PHANTOM = '<mpadded width="0"><mphantom>'
#: Follows a sum with its limits, so that the row of both is no operator.
_NOTHING = "<mi></mi></mrow>"
# Words beside an operator. A row of words and one operator is taken for that operator, and
# the spaces around it go outside.
_WORDS = re.compile(r"<mtext>([^<]+)</mtext>(?=<mo\b)|(?<=</mo>)<mtext>([^<]+)</mtext>")
# The name of an operator, in which a hyphen was taken for a minus.
_NAME = re.compile("<mspace/><mi>[^<]*−[^<]*")
_SIZED = re.compile(
    r'<mo [^<>]*?\bminsize="([\d.]+)em" maxsize="\1em">([^<]*)</mo>(?!<mspace height)'
)
#: How high above the line the middle of a fence stands, em: the axis of the math font.
_AXIS = 0.258
#: How tall a slash is that is not stretched, em.
_SLASH = 0.82
_STRETCHING = re.compile(' (?:stretchy|symmetric|minsize|maxsize)="[^"]*"')
# Relations with nothing but space between, which is all the space that TeX sets there.
_RELATION = "<mo[^<>]*>(?:&[lg]t;|[=∈-∍∝∣-∦∴∵∼-∿≁-⊋⊏-⊒⊢-⊪⊰-⊷⋈⋍⋐⋑⋕-⋭←-⇿⟂⟵-⟿⩽-⫌])\u0338?</mo>"
_RELATIONS = re.compile(rf"{_RELATION}(?:(?:<mspace [^<>]*/>)+{_RELATION})+")
_STYLE = re.compile(r'<(\w+)((?: [\w-]+="[^"]*")*?) style="([^"]*)"')
_CLASS = re.compile(r' class="([^"]*)"')
_MENCLOSE = re.compile(r'<menclose notation="([^"]*)">')
_STRIKE = re.compile(r'<mrow class="menclose-\w+"></mrow>')
# The least width of a labelled arrow is the last script of its label's.
_ARROW_WIDTH = re.compile(r'(<mspace width="0\.4286em"/></mrow>)<mspace width="3\.5em"/>')


def mend(mathml: str) -> str:
    """The same formula for browsers of today; mending twice is mending once. Well-formed
    where `mathml` is. TeX in `alttext` and `annotation` is left alone."""
    if "</munder" in mathml or "</mover" in mathml:
        fenced = "<mrow><mo>" in mathml
        if _BAR in mathml or _WIDE.search(mathml) or (fenced and _LARGE.search(mathml)):
            mathml = _with_rows(mathml)
        if "</mo></mover>" in mathml or "</mo></munder>" in mathml:
            mathml = _ACCENT.sub(_accent, mathml)
    if _PHANTOM in mathml:
        mathml = mathml.replace(*_SURD)
        mathml = mathml.replace(_PHANTOM, _PHANTOM.replace("<mphantom>", "<mi></mi><mphantom>"))
    if "−" in mathml and "<mspace/><mi>" in mathml:
        mathml = _NAME.sub(_with_hyphens, mathml)
    if "\u00a0</mtext><m" in mathml:
        mathml = _SPACED.sub(r'\1 lspace="0" rspace="0"', mathml)
    if "<mtext>" in mathml:
        mathml = _WORDS.sub(r'<mi mathvariant="normal">\1\2</mi>', mathml)
    if ":" in mathml and "<mi>:</mi>" in mathml:
        # `\colon`
        mathml = mathml.replace("<mi>:</mi>", '<mo lspace="0" rspace="0.3333em">:</mo>')
    if "</mo><mspace " in mathml and "/><mo" in mathml:
        mathml = _RELATIONS.sub(_with_no_other_space, mathml)
    if "&ApplyFunction;" in mathml:
        mathml = mathml.replace("&ApplyFunction;</mo>", "\u2061</mo>")
    return _with_attributes_mended(mathml) if '"' in mathml else mathml


def _with_hyphens(match: re.Match[str]) -> str:
    """`\\operatorname{top-k}`"""
    return match.group().replace("−", "-")


def _with_attributes_mended(mathml: str) -> str:
    if ' displaystyle="' in mathml:
        mathml = _STYLED.sub(r'\1 scriptlevel="0"', mathml)
    if ' minsize="' in mathml:
        mathml = _SIZED.sub(_with_strut, mathml)
    if "<menclose" in mathml:
        mathml = _STRIKE.sub("", _MENCLOSE.sub(_enclosure, mathml))
        mathml = mathml.replace("</menclose>", "</mrow>")
    if "<mtd" in mathml:
        if NUMBERED in mathml:
            mathml = with_full_rows(mathml)
        if _RIGHT_CELL in mathml:
            mathml = _CONTINUED.sub(r'\1 form="infix">\2', mathml)
        if "/><mo>" in mathml:
            mathml = _SIGNED.sub(r'\1 form="prefix">\2', mathml)
        if _NO_OPERAND in mathml:
            mathml = _ALONE.sub(r"\1<mi></mi>", mathml)
    if '<mspace width="3.5em"/>' in mathml:
        mathml = _ARROW_WIDTH.sub(r'\1<mspace width="2.7em"/>', mathml)
    return _STYLE.sub(_with_classes, mathml) if ' style="' in mathml else mathml


def _with_rows(mathml: str) -> str:
    """`\\overline` and `\\underline` as rows with a border, since a stretched bar covers a part;
    sums with limits as rows that are no operators, since Firefox leaves the limits of an operator
    out when it measures how tall the fences around it have to be."""
    out: list[str] = []
    openings: list[tuple[int, bool]] = []
    place = 0
    for match in _STACKED.finditer(mathml):
        out.append(mathml[place : match.start()])
        place, tag = match.end(), match.group()
        if not tag.endswith(("</mover>", "</munder>", "</munderover>")):
            openings.append((len(out), _LARGE.match(mathml, place) is not None))
        elif openings:
            opening, large = openings.pop()
            if wide := _WIDE.fullmatch(tag):
                out[opening] = '<mover accent="true">'
                tag = f'<mo stretchy="true">{wide[1]}</mo></mover>'
            elif tag.startswith("<mo"):
                name = "overline" if tag.endswith("</mover>") else "underline"
                out[opening], tag = f'<mrow class="{name}">', "</mrow>"
            elif large and not mathml.startswith(_NOTHING, place):
                out[opening], tag = f"<mrow>{out[opening]}", tag + _NOTHING
        out.append(tag)
    out.append(mathml[place:])
    return "".join(out)


def _with_no_other_space(match: re.Match[str]) -> str:
    """`\\perp\\mspace{-10mu}\\perp`"""
    signs = match.group().split("<mo")
    for number in range(1, len(signs)):
        attributes, end, rest = signs[number].partition(">")
        for side, inner in (("lspace", number > 1), ("rspace", number < len(signs) - 1)):
            if inner and side not in attributes:
                attributes += f' {side}="0"'
        signs[number] = attributes + end + rest
    return "<mo".join(signs)


def _with_strut(match: re.Match[str]) -> str:
    """`\\bigl(` beside something as tall: WebKit sets it on the line where all is low, and
    nobody stretches what alone has an index."""
    size = float(match[1])
    height, depth = f"{size / 2 + _AXIS:.3f}", f"{size / 2 - _AXIS:.3f}"
    if match[2] in "/\\" and size < 2:
        # Chromium gives one that is stretched the room of the widest.
        scale = size / _SLASH
        shape = f'height="{height}em" depth="{depth}em" voffset="{_AXIS * (1 - scale):.3f}em"'
        sign = _STRETCHING.sub("", match.group()).replace(
            "<mo", f'<mo stretchy="false" mathsize="{scale:.2f}em"'
        )
        return f"<mpadded {shape}>{sign}</mpadded>"
    return f'<mrow>{match.group()}<mspace height="{height}em" depth="{depth}em"/></mrow>'


def _accent(match: re.Match[str]) -> str:
    attributes, char = match.groups()
    if char == "\u20d7":
        # No dictionary of operators has the arrow that stands in for it.
        attributes += ' lspace="0" rspace="0"'
    return f"<mo{attributes}>{char.translate(ACCENTS)}</mo>"


def _enclosure(match: re.Match[str]) -> str:
    names = match[1]
    return f'<mrow class="{ENCLOSURES.get(names, "boxed")}">'


def _with_classes(match: re.Match[str]) -> str:
    element, attributes, style = match.groups()
    classes, kept = [], []
    for declaration in filter(None, map(str.strip, style.split(";"))):
        name, _, value = map(str.strip, declaration.partition(":"))
        known = DECLARATIONS.get(f"{name}:{value}")
        if name == "color":
            colour = COLOURS.get(value.upper())
            known = colour and f"tex-{colour}"
        if known is None:
            kept.append(f"{name}:{value}")
        elif known:
            classes.append(known)
    if classes and (given := _CLASS.search(attributes)):
        attributes = attributes.replace(given.group(), "")
        classes = [*given[1].split(), *classes]
    if classes:
        attributes += f' class="{" ".join(classes)}"'
    if kept:
        attributes += f' style="{";".join(kept)}"'
    return f"<{element}{attributes}"
