"""Colours and boxes, which become elements with attributes. No I/O."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from kbsite.tex.lengths import css, ems
from kbsite.tex.names import COLOUR_COMMANDS
from kbsite.tex.rewriter import CENTRE_LAP, LEFT_LAP, RIGHT_LAP, STYLES, Rewriter, Rule
from kbsite.tex.symbols import SIGNS, SPACED
from kbsite.tex.text import write_text

#: How far a line of letters and figures goes above and below where it stands, em.
_LINE = (0.75, 0.25)


def _textcolor(rewriter: Rewriter, i: int, end: int) -> int:
    command = i - 1
    colour, i = rewriter.colour(i, end)
    return _write_coloured(rewriter, colour, command, i, end)


def _coloured(colour: str) -> Rule:
    return lambda rewriter, i, end: _write_coloured(rewriter, colour, i - 1, i, end)


def _write_coloured(rewriter: Rewriter, colour: str, command: int, i: int, end: int) -> int:
    """An argument in colour, the operators at its edges spaced as without."""
    begin, stop, i = rewriter.argument(i, end)
    last = stop - 1
    while last > begin and rewriter.tokens[last].text == " ":
        last -= 1
    with rewriter.element(f'mrow style="color:{colour};"'):
        outer, rewriter.declared = rewriter.declared, rewriter.declared._replace(colour=colour)
        if rewriter.is_infix(command, begin, stop):
            rewriter.write("{}")
        rewriter.inside(begin, stop)
        if last >= begin and rewriter.tokens[last].text in SPACED | SIGNS:
            rewriter.write("{}")
        rewriter.declared = outer
    return i


def _box_style(colour: str, border: str = "") -> str:
    # On paper the words would be black, whatever the page's colours are.
    return f'mrow style="background:{colour};color:#000;padding:0.3em{border}"'


def _colorbox(rewriter: Rewriter, i: int, end: int) -> int:
    colour, i = rewriter.colour(i, end)
    begin, stop, i = rewriter.argument(i, end)
    with rewriter.element(_box_style(colour)):
        write_text(rewriter, begin, stop)
    return i


def _fcolorbox(rewriter: Rewriter, i: int, end: int) -> int:
    border, i = rewriter.colour(i, end)
    colour, i = rewriter.colour(i, end)
    begin, stop, i = rewriter.argument(i, end)
    with rewriter.element(_box_style(colour, f";border:0.04em solid {border}")):
        write_text(rewriter, begin, stop)
    return i


def _fbox(rewriter: Rewriter, i: int, end: int) -> int:
    begin, stop, i = rewriter.argument(i, end)
    rewriter.write(r"\boxed")
    write_text(rewriter, begin, stop)
    return i


def _element(start: str, end: str = "", text: bool = False) -> Rule:
    def rule(rewriter: Rewriter, i: int, stop: int) -> int:
        first, last, i = rewriter.argument(i, stop)
        with rewriter.element(start, end):
            # MathJax has mathematics in `\rlap{\scriptstyle f}` beside an arrow.
            words = text and rewriter.text(rewriter.skip_space(first, last), last) not in STYLES
            (write_text if words else Rewriter.braced)(rewriter, first, last)
        return i

    return rule


def _smash(rewriter: Rewriter, i: int, end: int) -> int:
    begin, stop, i = rewriter.optional(i, end)
    sides = rewriter.source(begin, stop).strip() or "tb"
    zero = ' height="0"' * ("t" in sides) + ' depth="0"' * ("b" in sides)
    begin, stop, i = rewriter.argument(i, end)
    with rewriter.element(f"mpadded{zero}"):
        rewriter.braced(begin, stop)
    return i


def _raisebox(rewriter: Rewriter, i: int, end: int) -> int:
    begin, stop, i = rewriter.argument(i, end)
    height = ems(rewriter.source(begin, stop))
    begin, stop, i = rewriter.argument(i, end)
    with raised(rewriter, height):
        write_text(rewriter, begin, stop)
    return i


@contextmanager
def raised(rewriter: Rewriter, height: float) -> Iterator[None]:
    """What is written within stands that much higher, in em; beside it room for a line there, since
    a browser leaves the box where it was."""
    rewriter.write("{")
    with rewriter.element(f'mpadded voffset="{css(height)}"'):
        yield
    high, deep = _LINE[0] + height if height > 0 else 0.0, _LINE[1] - height if height < 0 else 0.0
    rewriter.write_element(f'<mspace width="0" height="{css(high)}" depth="{css(deep)}"/>')
    rewriter.write("}")


def _rule(rewriter: Rewriter, i: int, end: int) -> int:
    sizes = []
    begin, stop, i = rewriter.optional(i, end)
    sizes.append(rewriter.source(begin, stop))
    for _ in range(2):
        begin, stop, i = rewriter.argument(i, end)
        sizes.append(rewriter.source(begin, stop))
    up, width, height = (css(ems(size)) for size in sizes)
    box = f'<mspace width="{width}" height="{height}" class="rule"/>'
    rewriter.write_element(f'<mpadded voffset="{up}">{box}</mpadded>')
    return i


_MIRRORED = 'mrow style="transform:scaleX(-1)"'
_STRUCK = (
    'menclose notation="horizontalstrike"',
    '<mrow class="menclose-horizontalstrike"></mrow></menclose>',
)
BOXES: dict[str, Rule] = {
    r"\textcolor": _textcolor,
    **{name: _coloured(colour) for name, colour in COLOUR_COMMANDS.items()},
    r"\colorbox": _colorbox,
    r"\fcolorbox": _fcolorbox,
    r"\fbox": _fbox,
    r"\framebox": _fbox,
    r"\smash": _smash,
    r"\raisebox": _raisebox,
    r"\rule": _rule,
    r"\rlap": _element(*RIGHT_LAP, text=True),
    r"\llap": _element(*LEFT_LAP, text=True),
    r"\clap": _element(*CENTRE_LAP, text=True),
    r"\mathrlap": _element(*RIGHT_LAP),
    r"\mathllap": _element(*LEFT_LAP),
    r"\mathclap": _element(*CENTRE_LAP),
    r"\reflectbox": _element(_MIRRORED, text=True),
    r"\mathreflectbox": _element(_MIRRORED),
    r"\sout": _element(*_STRUCK),
}
