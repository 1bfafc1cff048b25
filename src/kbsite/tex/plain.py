"""Commands of plain TeX for which LaTeX has others. No I/O."""

from __future__ import annotations

from kbsite.tex.environments import write_environment
from kbsite.tex.rewriter import Rewriter, Rule
from kbsite.tex.tokens import TexError


def _rows(name: str) -> Rule:
    """`\\matrix{a & b \\cr c & d}`."""

    def rule(rewriter: Rewriter, i: int, end: int) -> int:
        begin, stop, i = rewriter.argument(i, end)
        rewriter.write("{")
        write_environment(rewriter, name, begin, stop)
        rewriter.write("}")
        return i

    return rule


def _until(rewriter: Rewriter, i: int, end: int, text: str) -> int:
    """Where `text` stands in this group."""
    place = rewriter.place
    i = rewriter.until(i, end, text)
    if i == end:
        raise TexError(f'"{text}" is missing', place)
    return i


def _buildrel(rewriter: Rewriter, i: int, end: int) -> int:
    """`\\buildrel a \\over =`."""
    stop = _until(rewriter, i, end, r"\over")
    rewriter.write(r"\stackrel")
    rewriter.braced(i, stop)
    begin, stop, i = rewriter.argument(stop + 1, end)
    rewriter.braced(begin, stop)
    return i


def _root(rewriter: Rewriter, i: int, end: int) -> int:
    """`\\root 3 \\of x`."""
    stop = _until(rewriter, i, end, r"\of")
    rewriter.write(r"\sqrt[")
    rewriter.braced(i, stop)
    rewriter.write("]")
    begin, stop, i = rewriter.argument(stop + 1, end)
    rewriter.braced(begin, stop)
    return i


PLAIN: dict[str, Rule] = {
    **{rf"\{name}": _rows(name) for name in ("matrix", "pmatrix", "cases")},
    r"\eqalign": _rows("aligned"),
    r"\displaylines": _rows("gathered"),
    r"\skew": lambda rewriter, i, end: rewriter.argument(i, end)[2],
    r"\buildrel": _buildrel,
    r"\root": _root,
}
