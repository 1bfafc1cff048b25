"""Scripts, and operators with limits. No I/O."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

from kbsite.tex.rewriter import Rewriter, Rule
from kbsite.tex.symbols import LARGE
from kbsite.tex.writer import Written

_OPERATOR_NAME = re.compile(r"(?:[^\W_]|[ .'/-]|\\[ ,:;!])*")
#: Of a name that is more than plain characters: what else would be a minus and an operator.
_SIGNS = {"-": r"\text{-}", "*": r"\text{*}"}
_UPRIGHT = frozenset((r"\mathrm", r"\text", r"\rm", r"\textrm", r"\operatorname", r"\mathup"))
_SCRIPTS = {"^": r"\overset", "_": r"\underset"}
_STACKS = {r"\overset": "^", r"\stackrel": "^", r"\underset": "_"}
#: Whose scripts move to their side within a line, however they are stacked, but for `\limits`.
_LARGE = frozenset((*(rf"\{name}" for name in LARGE), *"∑∏∐"))


def _script(character: str) -> Rule:
    def rule(rewriter: Rewriter, i: int, end: int) -> int:
        rewriter.write(character)
        return _script_argument(rewriter, i, end)

    return rule


def _script_argument(rewriter: Rewriter, i: int, end: int) -> int:
    """Scripts are small: no limits below and above in them. An argument without braces gets
    some, since what it is written as may be more than one token."""
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


def _operator(rewriter: Rewriter, i: int, end: int) -> int:
    """`\\operatorname`: math-core takes names of plain characters only."""
    starred = rewriter.text(i, end) == "*"
    begin, stop, i = rewriter.argument(i + starred, end)
    name = _plain_name(rewriter, begin, stop)
    if name is not None:
        rewriter.write(r"\operatorname" + "*" * starred, "{" + name + "}")
        return i
    i, under, scripts = _limits(rewriter, i, end, movable=starred)
    with _written(rewriter, under, scripts):
        rewriter.write(r"\mathrm")
        outer, rewriter.letters = rewriter.letters, _SIGNS
        rewriter.braced(begin, stop)
        rewriter.letters = outer
    return i


def _mathop(rewriter: Rewriter, i: int, end: int) -> int:
    """`\\mathop`, whose limits math-core sets beside it."""
    begin, stop, i = rewriter.argument(i, end)
    name = _plain_name(rewriter, begin, stop)
    if name is not None and rewriter.text(begin, stop) in _UPRIGHT:
        rewriter.write(r"\operatorname*", "{" + name + "}")
        return i
    if (sign := rewriter.alone(begin, stop)) in _LARGE:
        rewriter.write(sign)
        return i
    i, under, scripts = _limits(rewriter, i, end, movable=True)
    with _written(rewriter, under, scripts):
        rewriter.braced(begin, stop)
    return i


def _limit(name: str) -> Rule:
    """A limit with a line or an arrow, written as `name`."""

    def rule(rewriter: Rewriter, i: int, end: int) -> int:
        i, under, scripts = _limits(rewriter, i, end, movable=True)
        with _written(rewriter, under, scripts):
            rewriter.write(name)
        return i

    return rule


def _plain_name(rewriter: Rewriter, begin: int, end: int) -> str | None:
    """A name of plain characters, perhaps within `\\mathrm{…}` or behind `\\rm`."""
    first = rewriter.text(begin, end)
    if first == r"\rm":
        begin += 1
    elif first in _UPRIGHT:
        begin, stop, following = rewriter.argument(begin + 1, end)
        if following < end:
            return None
        end = stop
    name = rewriter.source(begin, end)
    return name if _OPERATOR_NAME.fullmatch(name) else None


def _limits(
    rewriter: Rewriter, i: int, end: int, *, movable: bool
) -> tuple[int, bool, dict[str, list[Written]]]:
    """(index of what comes next, whether they stand above and below, `^` or `_` and its argument)
    of the scripts: those of displayed formulas and those after `\\limits` stand there."""
    k = rewriter.skip_space(i, end)
    under = movable and rewriter.display
    if (word := rewriter.text(k, end)) in (r"\limits", r"\nolimits", r"\displaylimits"):
        under = word == r"\limits" or (word == r"\displaylimits" and rewriter.display)
        i = k = rewriter.skip_space(k + 1, end)
    scripts: dict[str, list[Written]] = {}
    while (text := rewriter.text(k, end)) in _SCRIPTS and text not in scripts:
        start = len(rewriter.out)
        first = rewriter.skip_space(k + 1, end)
        i = _script_argument(rewriter, first, end)
        if len(rewriter.out) == start:
            begin, stop, i = rewriter.argument(first, end)
            rewriter.braced(begin, stop)
        scripts[text] = rewriter.cut(start)
        k = rewriter.skip_space(i, end)
    return i, under, scripts


@contextmanager
def _written(rewriter: Rewriter, under: bool, scripts: dict[str, list[Written]]) -> Iterator[None]:
    """What is written within becomes an operator, with its scripts: its space is behind them."""
    rewriter.write(r"\mathop{")
    for mark in sorted(scripts) if under else ():
        rewriter.write(_SCRIPTS[mark])
        rewriter.paste(scripts[mark])
        rewriter.write("{")
    rewriter.write("{")
    yield
    rewriter.write("}" * (1 + under * len(scripts)))
    for mark in () if under else scripts:
        rewriter.write(mark)
        rewriter.paste(scripts[mark])
    rewriter.write("}")


def _stacked(command: str) -> Rule:
    """`\\underset{i}{\\sum}`, also one in another."""

    def rule(rewriter: Rewriter, i: int, end: int) -> int:
        start, stop, following = i - 1, end, 0
        scripts: dict[str, tuple[int, int]] = {}
        while (mark := _STACKS.get(rewriter.text(start, stop))) and mark not in scripts:
            begin, script_end, base = rewriter.argument(start + 1, stop)
            scripts[mark] = begin, script_end
            start, stop, behind = rewriter.argument(base, stop)
            following = following or behind
            start = rewriter.skip_space(start, stop)
        if (sign := rewriter.alone(start, stop)) not in _LARGE:
            rewriter.write(command)
            return i
        has_more = rewriter.text(rewriter.skip_space(following, end), end) in ("^", "_", "'")
        rewriter.write("{" * has_more, sign, r"\limits")
        display, rewriter.display = rewriter.display, False
        for mark, script in scripts.items():
            rewriter.write(mark)
            rewriter.braced(*script)
        rewriter.display = display
        rewriter.write("}" * has_more)
        return following

    return rule


OPERATORS: dict[str, Rule] = {
    "^": _script("^"),
    "_": _script("_"),
    r"\operatorname": _operator,
    r"\operatornamewithlimits": _mathop,
    r"\mathop": _mathop,
    **{name: _stacked(name) for name in _STACKS},
    r"\varlimsup": _limit(r"\overline{\lim}"),
    r"\varliminf": _limit(r"\underline{\lim}"),
    r"\varinjlim": _limit(r"\underrightarrow{\lim}"),
    r"\varprojlim": _limit(r"\underleftarrow{\lim}"),
}
