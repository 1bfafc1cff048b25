"""Delimiters, and commands whose arguments are groups of their own: fractions, roots, braces,
arrows. No I/O."""

from __future__ import annotations

from kbsite.tex.rewriter import Rewriter, Rule
from kbsite.tex.tokens import DELIMITER_SIZES

_DELIMITERS = {"<": r"\langle", ">": r"\rangle", r"\lt": r"\langle", r"\gt": r"\rangle"}
_PAIRS = (r"\left", r"\right", r"\middle")
_FRACTIONS = ("frac", "tfrac", "dfrac", "binom", "tbinom", "dbinom", "cfrac")
_ARROWS = (
    *("leftarrow", "rightarrow", "leftrightarrow", "Leftarrow", "Rightarrow", "Leftrightarrow"),
    *("hookleftarrow", "hookrightarrow", "mapsto", "longequal", "tofrom", "twoheadrightarrow"),
    *("twoheadleftarrow", "leftharpoonup", "leftharpoondown", "rightharpoonup", "rightharpoondown"),
    *("leftrightharpoons", "rightleftharpoons", "rightleftarrows"),
    *("leftequilibrium", "rightequilibrium"),
)


def _optional(command: str) -> Rule:
    """An argument in brackets gets braces, so that what is declared in it ends there."""

    def rule(rewriter: Rewriter, i: int, end: int) -> int:
        rewriter.write(command)
        begin, stop, following = rewriter.optional(i, end)
        if following > i:
            rewriter.write("[")
            rewriter.braced(begin, stop)
            rewriter.write("]")
        return following

    return rule


def _delimiter(command: str) -> Rule:
    """`\\left<`, `\\big{(}`; what stands between `\\left` and `\\right` is a group."""

    def rule(rewriter: Rewriter, i: int, end: int) -> int:
        start = i - 1
        i = rewriter.skip_space(i, end)
        text = rewriter.text(i, end)
        if text == "{" and rewriter.closing[i] == i + 2:
            text, i = rewriter.tokens[i + 1].text, i + 2
        if text == "." and command not in (r"\left", r"\right"):
            rewriter.write("{}")  # a delimiter that is not seen
            return i + 1
        rewriter.write(command, _DELIMITERS.get(text, text))
        i += 1
        if command == r"\left" and start in rewriter.closing:
            outer = rewriter.declared
            rewriter.walk(i, rewriter.closing[start])
            rewriter.declared = outer
            return rewriter.closing[start]
        return i

    return rule


def _fraction(command: str) -> Rule:
    """What stands in a fraction is set as within a line, but in a continued one, of which the
    side goes."""

    def rule(rewriter: Rewriter, i: int, end: int) -> int:
        rewriter.write(command)
        if command == r"\cfrac":
            i = rewriter.optional(i, end)[2]
        display, rewriter.display = rewriter.display, command == r"\cfrac"
        for _ in range(2):
            if (i := rewriter.skip_space(i, end)) >= end:
                break
            text = rewriter.text(i, end)
            # What a rule makes of one token may be more than one.
            if text in rewriter.rules and text[1:] not in _FRACTIONS:
                rewriter.write("{")
                i = rewriter.step(i, end)
                rewriter.write("}")
            else:
                i = rewriter.step(i, end)
        rewriter.display = display
        return i

    return rule


def _brace(command: str) -> Rule:
    """`\\underbrace`, behind which `\\limits` says what is so anyway."""

    def rule(rewriter: Rewriter, i: int, end: int) -> int:
        rewriter.write(command)
        begin, stop, i = rewriter.argument(i, end)
        rewriter.braced(begin, stop)
        k = rewriter.skip_space(i, end)
        return k + 1 if rewriter.text(k, end) == r"\limits" else i

    return rule


OPERANDS: dict[str, Rule] = {
    **{rf"\{name}": _fraction(rf"\{name}") for name in _FRACTIONS},
    r"\sqrt": _optional(r"\sqrt"),
    **{
        name: _brace(name)
        for name in (
            rf"\{side}{kind}" for side in ("under", "over") for kind in ("brace", "bracket")
        )
    },
    **{rf"\x{name}": _optional(rf"\x{name}") for name in _ARROWS},
    **{name: _delimiter(name) for name in _PAIRS},
    **{
        name: _delimiter(name)
        for name in (rf"\{size}{side}" for size in DELIMITER_SIZES for side in ("", "l", "r", "m"))
    },
}
