"""`\\begin{CD}`: commutative diagrams of amscd → an array of objects and arrows. No I/O."""

from __future__ import annotations

from typing import NamedTuple

from kbsite.tex.rewriter import LEFT_LAP, NEWLINES, RIGHT_LAP, Rewriter
from kbsite.tex.tokens import TexError

_HORIZONTAL = {">": r"\xrightarrow", "<": r"\xleftarrow", ")": r"\xrightarrow", "(": r"\xleftarrow"}
_VERTICAL = {"V": r"\Big\downarrow", "A": r"\Big\uparrow"}
_PLAIN = {"=": r"\xlongequal{\quad}", "|": r"\Big\|", ".": ""}


class _Arrow(NamedTuple):
    """`labels` are ranges of tokens: above and below, or left and right."""

    kind: str
    labels: tuple[tuple[int, int], tuple[int, int]]


#: An object is a range of tokens.
_Cell = tuple[int, int] | _Arrow


def write_diagram(rewriter: Rewriter, begin: int, end: int) -> None:
    """Writes the rows of the diagram between `begin` and `end`."""
    rows = _rows(rewriter, begin, end)
    # A row of vertical arrows has none for the columns between objects.
    spread = [_spread(rewriter, row) for row in rows]
    columns = max((len(row) for row in spread), default=1)
    rewriter.write(r"\begin{array}{" + "c" * columns + "}")
    for number, row in enumerate(spread):
        if number:
            rewriter.write("\\\\")
        for column, cell in enumerate(row):
            if column:
                rewriter.write("&")
            if isinstance(cell, _Arrow):
                _write_arrow(rewriter, cell)
            elif cell:
                rewriter.braced(*cell)
    rewriter.write(r"\end{array}")


def _rows(rewriter: Rewriter, begin: int, end: int) -> list[list[_Cell]]:
    rows: list[list[_Cell]] = [[]]
    i = start = begin
    while i < end:
        text = rewriter.tokens[i].text
        if text == "@" or text in NEWLINES:
            if rewriter.skip_space(start, i) < i or text == "@":
                rows[-1].append((start, i))
            if text == "@":
                arrow, i = _arrow(rewriter, i + 1, end)
                rows[-1].append(arrow)
            else:
                rows.append([])
                i += 1
            start = i
        else:
            i = rewriter.closing.get(i, i) + 1
    if rewriter.skip_space(start, end) < end:
        rows[-1].append((start, end))
    return rows


def _arrow(rewriter: Rewriter, i: int, end: int) -> tuple[_Arrow, int]:
    kind = rewriter.text(i, end)
    i += 1
    if kind in _PLAIN:
        return _Arrow(kind, ((i, i), (i, i))), i
    if kind not in _HORIZONTAL and kind not in _VERTICAL:
        raise TexError(f'"@{kind}" is no arrow', rewriter.place)
    labels = []
    for _ in range(2):
        begin = i
        i = rewriter.until(i, end, kind)
        if i == end:
            raise TexError(f'"@{kind}" wants two more "{kind}"', rewriter.tokens[begin - 1].place)
        labels.append((begin, i))
        i += 1
    return _Arrow(kind, (labels[0], labels[1])), i


def _spread(rewriter: Rewriter, row: list[_Cell]) -> list[_Cell | None]:
    """Vertical arrows stand in the columns of objects; what is written between two of them, as in
    `@VVV \\# @VVV`, in the column between."""
    arrows = [cell for cell in row if isinstance(cell, _Arrow)]
    if not arrows or any(arrow.kind in _HORIZONTAL or arrow.kind == "=" for arrow in arrows):
        return list(row)
    out: list[_Cell | None] = []
    for cell in row:
        if isinstance(cell, _Arrow):
            out += [cell, None]
        elif out and rewriter.skip_space(*cell) < cell[1]:
            out[-1] = cell
    return out if out[-1] else out[:-1]


def _write_arrow(rewriter: Rewriter, arrow: _Arrow) -> None:
    first, second = arrow.labels
    if arrow.kind in _PLAIN:
        rewriter.write(_PLAIN[arrow.kind])
    elif arrow.kind in _HORIZONTAL:
        rewriter.write(_HORIZONTAL[arrow.kind])
        if rewriter.skip_space(*second) < second[1]:
            rewriter.write("[{")
            rewriter.braced(*second)
            rewriter.write("}]")
        rewriter.write(r"{\quad")
        rewriter.braced(*first)
        rewriter.write(r"\quad}")
    else:
        _write_beside(rewriter, first, LEFT_LAP)
        rewriter.write(_VERTICAL[arrow.kind])
        _write_beside(rewriter, second, RIGHT_LAP)


def _write_beside(rewriter: Rewriter, label: tuple[int, int], lap: tuple[str, str]) -> None:
    """A label that takes no room, so that the arrow keeps to the middle."""
    if rewriter.skip_space(*label) < label[1]:
        with rewriter.element(*lap):
            rewriter.write(r"\scriptstyle")
            rewriter.braced(*label)
