"""Boxes of MathJax and of plain TeX: `\\bbox`, `\\enclose`, `\\Rule`, `\\raise`. No I/O."""

from __future__ import annotations

import re
from contextlib import ExitStack

from kbsite.tex.boxes import raised
from kbsite.tex.colours import css_colour
from kbsite.tex.commands import length_at
from kbsite.tex.lengths import LENGTH, css, ems
from kbsite.tex.rewriter import Rewriter, Rule
from kbsite.tex.tokens import TexError

_WIDTHS = ("thin", "medium", "thick")
_BORDER = re.compile(
    rf"border\s*:\s*({LENGTH.pattern}|{'|'.join(_WIDTHS)})\s+(solid|dashed|dotted|double)(?:\s+(\S+))?"
)
# What `\enclose` may say → the element, in the stylesheet's classes where it has one.
_LINE = "0.06em solid;padding:0.15em"
_NOTATIONS = {
    "box": 'mrow class="boxed"',
    "roundedbox": 'mrow class="boxed" style="border-radius:0.4em"',
    "circle": 'mrow class="boxed" style="border-radius:50%"',
    "horizontalstrike": 'mrow class="sout"',
    "actuarial": 'mrow class="actuarial"',
    "phasorangle": 'mrow class="phasor"',
    **{side: f'mrow style="border-{side}:{_LINE}"' for side in ("left", "right", "top", "bottom")},
    "madruwb": 'mrow style="border-right:0.06em solid;border-bottom:0.06em solid;padding:0.15em"',
    "updiagonalstrike": 'mrow class="cancel"',
    "downdiagonalstrike": 'mrow class="bcancel"',
}
_CROSS = ("updiagonalstrike", "downdiagonalstrike")
_ARROWS = {"updiagonalarrow": "updiagonalstrike", "northeastarrow": "updiagonalstrike"}


def _enclose(rewriter: Rewriter, i: int, end: int) -> int:
    begin, stop, i = rewriter.argument(i, end)
    names = rewriter.characters(begin, stop).replace(",", " ").split()
    names = [_ARROWS.get(name, name) for name in dict.fromkeys(names)]
    elements = [_NOTATIONS[name] for name in names if name in _NOTATIONS]
    if all(name in names for name in _CROSS):
        elements = [element for element in elements if not element.endswith('cancel"')]
        elements.append('mrow class="xcancel"')
    begin, stop, i = rewriter.argument(rewriter.optional(i, end)[2], end)
    with ExitStack() as stack:
        for element in elements:
            stack.enter_context(rewriter.element(element))
        if "longdiv" in names or "radical" in names:
            rewriter.write(r"\overline{)" if "longdiv" in names else r"\sqrt{")
            rewriter.braced(begin, stop)
            rewriter.write("}")
        else:
            rewriter.braced(begin, stop)
    return i


def _bbox(rewriter: Rewriter, i: int, end: int) -> int:
    r"""`\bbox[yellow, 4px, border: 1px solid red]{x}`"""
    begin, stop, i = rewriter.optional(i, end)
    options = rewriter.characters(begin, stop).split(",")
    declarations = [found for option in options if (found := _declared(option.strip()))]
    begin, stop, i = rewriter.argument(i, end)
    if not declarations:
        rewriter.braced(begin, stop)
        return i
    with rewriter.element(f'mrow style="{";".join(declarations)}"'):
        rewriter.braced(begin, stop)
    return i


def _declared(option: str) -> str:
    """A part of what `\\bbox` may say, as CSS; "" for what is none."""
    if LENGTH.fullmatch(option):
        return f"padding:{css(max(ems(option), 0.0))}"
    if found := _BORDER.fullmatch(option):
        width = found[1] if found[1] in _WIDTHS else css(max(ems(found[1]), 0.0))
        # Without a colour it has that of the formula.
        colour = css_colour("", found[3] or "currentcolor")
        return f"border:{width} {found[2]} {colour}" if colour else ""
    colour = css_colour("", option)
    # On paper the words would be black, whatever the page's colours are.
    return f"background:{colour};color:#000" if colour else ""


def _raise(sign: int) -> Rule:
    r"""`\raise0.7ex\hbox{$a$}`, which MathType writes."""

    def rule(rewriter: Rewriter, i: int, end: int) -> int:
        length, i = length_at(rewriter, i, end)
        if not LENGTH.fullmatch(length.strip()):
            raise TexError("a length is missing", rewriter.place)
        i = rewriter.skip_space(i, end)
        if i >= end:
            raise TexError("an argument is missing", rewriter.place)
        with raised(rewriter, sign * ems(length)):
            return rewriter.step(i, end)

    return rule


def _beside(sign: int) -> Rule:
    """`\\moveleft 3pt\\hbox{…}`"""

    def rule(rewriter: Rewriter, i: int, end: int) -> int:
        length, i = length_at(rewriter, i, end)
        rewriter.write(r"\hspace{" + css(sign * ems(length)) + "}")
        return i

    return rule


def _space(attributes: str) -> Rule:
    """`\\Rule{1em}{2em}{3pt}`: of a width, a height and a depth."""

    def rule(rewriter: Rewriter, i: int, end: int) -> int:
        sizes = []
        for _ in range(3):
            begin, stop, i = rewriter.argument(i, end)
            sizes.append(css(ems(rewriter.source(begin, stop))))
        size = 'width="{}" height="{}" depth="{}"'.format(*sizes)
        rewriter.write_element(f"<mspace {size}{attributes}/>")
        return i

    return rule


def _first(rewriter: Rewriter, i: int, end: int) -> int:
    """`\\mathtip{x}{…}`: what is pointed at to read the second is all that is shown."""
    begin, stop, i = rewriter.argument(i, end)
    rewriter.braced(begin, stop)
    return rewriter.argument(i, end)[2]


MATHJAX: dict[str, Rule] = {
    r"\bbox": _bbox,
    r"\enclose": _enclose,
    r"\raise": _raise(1),
    r"\lower": _raise(-1),
    r"\moveleft": _beside(-1),
    r"\moveright": _beside(1),
    r"\Rule": _space(' class="rule"'),
    r"\Space": _space(""),
    r"\mathtip": _first,
    r"\texttip": _first,
}
