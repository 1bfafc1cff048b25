"""Alphabets that math-core lacks: bold ones within `\\boldsymbol`, and those of unicode-math and
MathJax. No I/O."""

from __future__ import annotations

from collections.abc import Mapping
from string import ascii_lowercase, ascii_uppercase, digits

from kbsite.tex.rewriter import BOLD, FRAKTUR, MATHBF, Rewriter, Rule


def _alphabet(capital: int, figure: int = 0) -> dict[str, str]:
    """Letters from `capital` on, as Unicode has them, and figures from `figure` on."""
    letters = ascii_uppercase + ascii_lowercase
    found = {letter: chr(capital + number) for number, letter in enumerate(letters)}
    return found | {f: chr(figure + int(f)) for f in digits if figure}


_SCRIPT = _alphabet(0x1D4D0)
_BOLD_FRAKTUR = _alphabet(0x1D56C)
_SANS = _alphabet(0x1D5D4, 0x1D7EC)
_SLANTED_SANS = _alphabet(0x1D63C, 0x1D7EC)
#: `\\mathrm` and its like, which have them all.
_NONE: dict[str, str] = {}


def _lettered(command: str, letters: Mapping[str, str], bold: Mapping[str, str] | None) -> Rule:
    """An alphabet of which math-core leaves some as they are, or takes another for them; `bold` is
    what it is within a bold one, where math-core has none."""

    def rule(rewriter: Rewriter, i: int, end: int) -> int:
        outer = rewriter.letters
        if bold is not None and outer is BOLD:
            rewriter.letters = bold
            rewriter.write(r"\mathbf" if bold is MATHBF else "")
        else:
            rewriter.letters = outer if letters is _NONE else letters
            rewriter.write(command)
        begin, stop, i = rewriter.argument(i, end)
        rewriter.braced(begin, stop)
        rewriter.letters = outer
        return i

    return rule


ALPHABETS: dict[str, Rule] = {
    **{name: _lettered(name, BOLD, None) for name in (r"\boldsymbol", r"\bm", r"\pmb")},
    r"\mathbf": _lettered(r"\mathbf", MATHBF, None),
    r"\mathfrak": _lettered(r"\mathfrak", FRAKTUR, _BOLD_FRAKTUR),
    **{name: _lettered(name, _NONE, _SCRIPT) for name in (r"\mathcal", r"\mathscr")},
    r"\mathsf": _lettered(r"\mathsf", _NONE, _SANS),
    r"\mathrm": _lettered(r"\mathrm", _NONE, MATHBF),
    **{
        rf"\{kind}{name}": _lettered("", letters, None)
        for kind in ("math", "sym")
        for name, letters in (
            *(("bfcal", _SCRIPT), ("bfscr", _SCRIPT), ("bffrak", _BOLD_FRAKTUR)),
            *(("bfsf", _SANS), ("bfsfup", _SANS), ("bfsfit", _SLANTED_SANS)),
        )
    },
    **{
        name: _lettered(r"\boldsymbol", BOLD, None)
        for name in (r"\mathbfit", r"\symbfit", r"\mathbold")
    },
    **{
        name: _lettered(r"\mathbf", MATHBF, None) for name in (r"\symbf", r"\symbfup", r"\mathbfup")
    },
    **{
        rf"\sym{name}": _lettered(rf"\math{name}", _NONE, None)
        for name in ("bb", "cal", "frak", "it", "normal", "rm", "scr", "sf", "sfit", "tt")
    },
    r"\symup": _lettered(r"\mathrm", _NONE, None),
    **{name: _lettered(r"\mathsf", _NONE, None) for name in (r"\symsfup", r"\mathsfup")},
}
