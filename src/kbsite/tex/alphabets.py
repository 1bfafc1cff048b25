"""Alphabets that math-core lacks: bold ones within `\\boldsymbol`, and those of unicode-math and
MathJax. No I/O."""

from __future__ import annotations

from collections.abc import Mapping
from string import ascii_lowercase, ascii_uppercase, digits

from kbsite.tex.names import ALPHABET_NAMES
from kbsite.tex.rewriter import BOLD, FONTS, FRAKTUR, MATHBF, STYLES, Rewriter, Rule


def _alphabet(capital: int, figure: int) -> dict[str, str]:
    """Letters from `capital` on, as Unicode has them, and figures from `figure` on."""
    letters = ascii_uppercase + ascii_lowercase
    found = {letter: chr(capital + number) for number, letter in enumerate(letters)}
    return found | {f: chr(figure + int(f)) for f in digits}


#: These have no figures of their own.
_SCRIPT = _alphabet(0x1D4D0, 0x1D7CE)
_BOLD_FRAKTUR = _alphabet(0x1D56C, 0x1D7CE)
_SANS = _alphabet(0x1D5D4, 0x1D7EC)
_SLANTED_SANS = _alphabet(0x1D63C, 0x1D7EC)
_NO_ARGUMENTS = ALPHABET_NAMES | FONTS | STYLES
#: `\\mathrm` and its like, which have them all.
_NONE: dict[str, str] = {}


def _is_other(text: str) -> bool:
    """Whether it is a command, and neither an alphabet nor a switch."""
    return text[:1] == "\\" and text[1:].isalpha() and text not in _NO_ARGUMENTS


def _lettered(command: str, letters: Mapping[str, str], bold: Mapping[str, str] | None) -> Rule:
    """An alphabet of which math-core leaves some as they are, or takes another for them; `bold` is
    what it is within a bold one, where math-core has none."""

    def rule(rewriter: Rewriter, i: int, end: int) -> int:
        if command and _is_other(rewriter.text(rewriter.skip_space(i, end), end)):
            # math-core knows what is its argument: `\\mathrm\\hat x`.
            rewriter.write(command)
            return i
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


#: Behind `\\math` and `\\sym`: letters, and those within a bold alphabet.
_FACES: dict[str, tuple[Mapping[str, str], Mapping[str, str] | None]] = {
    "frak": (FRAKTUR, _BOLD_FRAKTUR),
    "cal": (_NONE, _SCRIPT),
    "scr": (_NONE, _SCRIPT),
    "sf": (_NONE, _SANS),
    "rm": (_NONE, MATHBF),
}
ALPHABETS: dict[str, Rule] = {
    **{name: _lettered(name, BOLD, None) for name in (r"\boldsymbol", r"\bm", r"\pmb")},
    r"\mathbf": _lettered(r"\mathbf", MATHBF, None),
    **{
        rf"\{kind}{name}": _lettered(rf"\math{name}", letters, bold)
        for kind in ("math", "sym")
        for name, (letters, bold) in _FACES.items()
    },
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
        for name in ("bb", "it", "normal", "sfit", "tt")
    },
    r"\symup": _lettered(r"\mathrm", _NONE, MATHBF),
    **{name: _lettered(r"\mathsf", _NONE, None) for name in (r"\symsfup", r"\mathsfup")},
}
