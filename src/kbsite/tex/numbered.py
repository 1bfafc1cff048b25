"""Environments whose rows the page numbers, and what is said of rows elsewhere. No I/O."""

from __future__ import annotations

from functools import partial

from kbsite.tex.formula import Row
from kbsite.tex.lengths import css, ems
from kbsite.tex.rewriter import NEWLINES, Rewriter

#: Numbered environments: what they are for math-core, and within another one.
NUMBERED = {
    **dict.fromkeys(("align", "alignat", "flalign", "eqnarray"), ("align*", "aligned")),
    **dict.fromkeys(("xalignat", "xxalignat"), ("align*", "aligned")),
    "gather": ("gather*", "gathered"),
    "multline": ("multline*", "gathered"),
    "equation": ("equation*", "gathered"),
}
#: At the start of a cell: no gap is between it and the one before. In `alignat` pairs of columns
#: stand so, that the terms of several equations are below one another.
JOINT = '<mspace class="joint"/>'
_ONE_NUMBER = frozenset(("multline", "equation"))
#: Those that have rows and no numbers, and the ones that number each row.
ROWS = {"aligned": "align*", "split": "align*", "gathered": "gather*"}


def is_numbered_by_row(rewriter: Rewriter, begin: int, end: int) -> bool:
    """Whether more than one of these rows of a displayed formula has a tag or a label of its own,
    where there is one number for all."""
    numbered, count = False, 0
    i = begin
    while i < end:
        text = rewriter.tokens[i].text
        if text in NEWLINES:
            numbered = False
        elif text in (r"\tag", r"\label") and not numbered:
            numbered, count = True, count + 1
        i = rewriter.closing.get(i, i) + 1
    return rewriter.display and count > 1


def write_space(rewriter: Rewriter, length: str) -> None:
    """The space of `\\\\[…]`, as depth in the row above it."""
    if (size := ems(length)) > 0:
        rewriter.write_element(f'<mspace width="0" depth="{css(0.3 + size)}"/>')


def write_mark(rewriter: Rewriter, mark: str, length: str) -> None:
    """An `&`, or the end of a row with the space below it."""
    write_space(rewriter, length)
    rewriter.write(mark)


def count_columns(rewriter: Rewriter, begin: int, end: int) -> tuple[int, int]:
    """(most columns in a row, newlines) between `begin` and `end`."""
    most = now = 1
    newlines = 0
    i = begin
    while i < end:
        text = rewriter.tokens[i].text
        if text == "&":
            now += 1
            most = max(most, now)
        elif text in NEWLINES:
            now, newlines = 1, newlines + 1
        i = rewriter.closing.get(i, i) + 1
    return most, newlines


def write_numbered(
    rewriter: Rewriter, name: str, begin: int, end: int, *, by_label: bool = False
) -> None:
    """Writes a numbered environment. `by_label`: what has a label has a number."""
    numbering = rewriter.numbering
    base = name.removesuffix("*")
    starred = name.endswith("*") or base == "xxalignat"
    outermost = numbering.by_row and numbering.row is numbering.top
    if not numbering.by_row and base in _ONE_NUMBER and not starred:
        numbering.top.numbered = True
    alone, within = NUMBERED[base]
    target = alone if outermost else within
    each_row = outermost and base not in _ONE_NUMBER
    columns = 0

    def end_row(length: str = "", last: bool = False) -> None:
        nonlocal columns
        columns = 0
        if outermost and (each_row or last):
            if by_label and numbering.row.label:
                numbering.row.numbered = True
            if number := numbering.end_row(numbering.row):
                rewriter.write(r"\tag{" + number + "}")
            numbering.row = Row(not starred)
        write_space(rewriter, length)

    def divide(mark: str, length: str) -> None:
        nonlocal columns
        if mark != "&":
            end_row(length)
            rewriter.write(mark)
            return
        columns += 1
        rewriter.continued = columns % 2 == 1
        # `eqnarray` has a column for the relation, which `align` has not.
        if base != "eqnarray" or columns != 2:
            rewriter.write(mark)
        if base == "alignat" and not rewriter.continued:
            rewriter.write_element(JOINT)

    if outermost:
        numbering.row = Row(not starred)
    rewriter.write(r"\begin{" + target + "}")
    if base == "equation" and _has_rows(rewriter, begin, end):
        rewriter.write(r"\begin{gathered}")
        rewriter.walk(begin, end, partial(write_mark, rewriter))
        rewriter.write(r"\end{gathered}")
    else:
        rewriter.walk(begin, end, divide)
    end_row(last=True)
    rewriter.write(r"\end{" + target + "}")
    if outermost:
        numbering.row = numbering.top


def write_group(rewriter: Rewriter, begin: int, end: int) -> None:
    """`subequations`, whose label is that of the number which all its rows share."""
    numbering = rewriter.numbering
    if numbering.row is not numbering.top:
        rewriter.walk(begin, end)
        return
    outer, first = numbering.top, len(numbering.equations)
    numbering.top = numbering.row = group = Row(False)
    rewriter.walk(begin, end)
    numbering.top = numbering.row = outer
    if len(numbering.equations) > first:
        numbering.end_group(first, group.label)
    else:
        # There is nothing but a formula in it.
        outer.label = outer.label or group.label
    if group.tag is not None:
        outer.tag, outer.parens = group.tag, group.parens


def _has_rows(rewriter: Rewriter, begin: int, end: int) -> bool:
    return bool(count_columns(rewriter, begin, end)[1])
