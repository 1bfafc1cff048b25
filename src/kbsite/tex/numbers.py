"""`\\tag`, `\\label` and references: read, and left to the page. No I/O."""

from __future__ import annotations

from kbsite.tex.rewriter import Rewriter, Rule
from kbsite.tex.tokens import TexError

_TWO = 'two {} for one number; environments such as "align" number each row'


def _tag(rewriter: Rewriter, i: int, end: int) -> int:
    place, starred = rewriter.place, rewriter.text(i, end) == "*"
    begin, stop, i = rewriter.argument(i + starred, end)
    row = rewriter.numbering.row
    if row.tag is not None:
        raise TexError(_TWO.format(r"\tag"), place)
    row.tag, row.parens = rewriter.source(begin, stop).strip(), not starred
    return i


def _label(rewriter: Rewriter, i: int, end: int) -> int:
    place = rewriter.place
    begin, stop, i = rewriter.argument(i, end)
    row = rewriter.numbering.row
    if row.label:
        raise TexError(_TWO.format(r"\label"), place)
    row.label = rewriter.characters(begin, stop).strip()
    return i


def _notag(rewriter: Rewriter, i: int, end: int) -> int:
    rewriter.numbering.row.numbered = False
    return i


def _reference(parens: bool) -> Rule:
    def rule(rewriter: Rewriter, i: int, end: int) -> int:
        begin, stop, i = rewriter.argument(i, end)
        label = rewriter.characters(begin, stop).strip()
        rewriter.write(r"\text{" + rewriter.numbering.refer(label, parens) + "}")
        return i

    return rule


NUMBERS: dict[str, Rule] = {
    r"\tag": _tag,
    r"\label": _label,
    r"\notag": _notag,
    r"\nonumber": _notag,
    r"\eqref": _reference(parens=True),
    r"\ref": _reference(parens=False),
}
