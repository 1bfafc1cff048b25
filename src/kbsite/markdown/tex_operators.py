"""Scripts, operators with limits, and delimiters. No I/O."""

from __future__ import annotations

import re

from kbsite.markdown.tex_rewriter import Rewriter, Rule
from kbsite.markdown.tex_tokens import TexError

_DELIMITERS = {"<": r"\langle", ">": r"\rangle", r"\lt": r"\langle", r"\gt": r"\rangle"}
_OPERATOR_NAME = re.compile(r"(?:[^\W_]|[ *.'/-]|\\[ ,:;!])*")
_UPRIGHT = frozenset((r"\mathrm", r"\text", r"\rm", r"\textrm", r"\operatorname", r"\mathup"))
_SIZES = ("big", "Big", "bigg", "Bigg")


def _script(character: str) -> Rule:
    """Scripts are small: no limits below and above in them. An argument without braces gets
    some, since what it is written as may be more than one token."""

    def rule(rewriter: Rewriter, i: int, end: int) -> int:
        rewriter.write(character)
        display, rewriter.display = rewriter.display, False
        begin = rewriter.skip_space(i, end)
        text = rewriter.text(begin, end)
        if text == "{":
            i = rewriter.step(begin, end)
        elif text in rewriter.rules and text not in "^_":
            rewriter.write("{")
            i = rewriter.step(begin, end)
            rewriter.write("}")
        rewriter.display = display
        return i

    return rule


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


def _operator(rewriter: Rewriter, i: int, end: int) -> int:
    """`\\operatorname`: math-core takes names of plain characters only."""
    starred = rewriter.text(i, end) == "*"
    begin, stop, i = rewriter.argument(i + starred, end)
    name = _plain_name(rewriter, begin, stop)
    if name is not None:
        rewriter.write(r"\operatorname" + "*" * starred, "{" + name + "}")
        return i
    return _with_limits(rewriter, begin, stop, i, end, r"\mathop{\mathrm", starred)


def _mathop(rewriter: Rewriter, i: int, end: int) -> int:
    begin, stop, i = rewriter.argument(i, end)
    name = _plain_name(rewriter, begin, stop) if stop - begin > 1 else None
    if name is not None and rewriter.tokens[begin].text in _UPRIGHT:
        rewriter.write(r"\operatorname*", "{" + name + "}")
        return i
    return _with_limits(rewriter, begin, stop, i, end, r"\mathop{", True)


def _plain_name(rewriter: Rewriter, begin: int, end: int) -> str | None:
    if rewriter.text(begin, end) in _UPRIGHT:
        first = begin
        begin, stop, behind = rewriter.argument(begin + 1, end)
        if behind < end or rewriter.text(first, end) == r"\rm":
            begin, stop = first + 1, end
            if rewriter.text(first, end) != r"\rm":
                return None
        end = stop
    name = rewriter.source(begin, end)
    return name if _OPERATOR_NAME.fullmatch(name) else None


def _with_limits(
    rewriter: Rewriter, begin: int, stop: int, i: int, end: int, opening: str, limits: bool
) -> int:
    """An operator and its scripts, which stand below and above it in displayed formulas or
    after `\\limits`."""
    under = limits and rewriter.display
    k = rewriter.skip_space(i, end)
    if (word := rewriter.text(k, end)) in (r"\limits", r"\nolimits", r"\displaylimits"):
        under = {r"\limits": True, r"\nolimits": False}.get(word, rewriter.display)
        i = k = rewriter.skip_space(k + 1, end)
    scripts: dict[str, tuple[int, int]] = {}
    while under and (mark := rewriter.text(k, end)) in ("_", "^") and mark not in scripts:
        first, last, i = rewriter.argument(k + 1, end)
        scripts[mark] = (first, last) if last > first + 1 else (first, max(first, last))
        if rewriter.tokens[first].text in rewriter.rules and last == first + 1:
            raise TexError("a limit that is a command needs braces", rewriter.place)
        k = rewriter.skip_space(i, end)
    rewriter.write(opening.split("{")[0] + "{" if scripts else "")
    display, rewriter.display = rewriter.display, False
    for mark, command in (("^", r"\overset"), ("_", r"\underset")):
        if mark in scripts:
            rewriter.write(command)
            rewriter.braced(*scripts[mark])
            rewriter.write("{")
    rewriter.display = display
    if not scripts:
        rewriter.write(r"\mathop{")
    rewriter.write(opening.partition("{")[2])
    rewriter.braced(begin, stop)
    rewriter.write("}" * (len(scripts) + 1))
    return i


def _delimiter(command: str) -> Rule:
    """`\\left<`, `\\big{(}`; what stands between `\\left` and `\\right` is a group."""

    def rule(rewriter: Rewriter, i: int, end: int) -> int:
        start = i - 1
        i = rewriter.skip_space(i, end)
        text = rewriter.text(i, end)
        if text == "{" and rewriter.closing[i] == i + 2:
            text, i = rewriter.tokens[i + 1].text, i + 2
        rewriter.write(command, _DELIMITERS.get(text, text))
        i += 1
        if command == r"\left" and start in rewriter.closing:
            outer = rewriter.declared
            rewriter.walk(i, rewriter.closing[start])
            rewriter.declared = outer
            return rewriter.closing[start]
        return i

    return rule


_ARROWS = (
    *("leftarrow", "rightarrow", "leftrightarrow", "Leftarrow", "Rightarrow", "Leftrightarrow"),
    *("hookleftarrow", "hookrightarrow", "mapsto", "longequal", "tofrom", "twoheadrightarrow"),
    *("twoheadleftarrow", "leftharpoonup", "leftharpoondown", "rightharpoonup", "rightharpoondown"),
    *("leftrightharpoons", "rightleftharpoons", "rightleftarrows"),
    *("leftequilibrium", "rightequilibrium"),
)
OPERATORS: dict[str, Rule] = {
    "^": _script("^"),
    "_": _script("_"),
    r"\operatorname": _operator,
    r"\operatornamewithlimits": _mathop,
    r"\mathop": _mathop,
    r"\sqrt": _optional(r"\sqrt"),
    **{rf"\x{name}": _optional(rf"\x{name}") for name in _ARROWS},
    **{name: _delimiter(name) for name in (r"\left", r"\right", r"\middle")},
    **{
        name: _delimiter(name)
        for name in (rf"\{size}{side}" for size in _SIZES for side in ("", "l", "r", "m"))
    },
}
