"""Environments → those that math-core knows, their rows numbered by the page. No I/O."""

from __future__ import annotations

from functools import partial
from typing import NamedTuple

from kbsite.tex.diagrams import write_diagram
from kbsite.tex.numbered import (
    JOINT,
    NUMBERED,
    ROWS,
    count_columns,
    is_numbered_by_row,
    write_group,
    write_mark,
    write_numbered,
    write_space,
)
from kbsite.tex.rewriter import NEWLINES, Rewriter
from kbsite.tex.text import write_text
from kbsite.tex.tokens import TexError

_ARRAYS = frozenset(("array", "darray", "subarray"))
#: Others by the name that math-core has for them.
_SAME = {
    "split": "aligned",
    "alignedat": "aligned",
    "multlined": "gathered",
    "smallmatrix": "subarray",
}
#: Those with a count of columns that says nothing here.
_COUNTED = frozenset(("alignat", "alignedat", "xalignat", "xxalignat"))
_FENCES = {
    "": ("", ""),
    "p": ("(", ")"),
    "b": ("[", "]"),
    "B": (r"\{", r"\}"),
    "v": ("|", "|"),
    "V": (r"\|", r"\|"),
}
_PLAIN = frozenset(("math", "displaymath"))
#: Rules between rows, as CSS draws them.
RULES = {r"\hline": "solid", r"\hdashline": "dashed"}
#: Their cells are set like formulas within a line.
_SMALL = frozenset(("array", "subarray", "smallmatrix", "cases", "rcases", "matrix"))


# As wide as the gap between two columns; what follows is as at the start of the cell.
_NO_GAP = r"\!" * 6


class _Gap(NamedTuple):
    """Tokens between two columns, in place of the usual gap or beside it."""

    begin: int
    end: int
    instead: bool


def line_rule(rewriter: Rewriter, i: int, end: int) -> int:
    """The rule of `\\hline`: math-core takes one in a place."""
    rewriter.write(rewriter.tokens[i - 1].text)
    while rewriter.text(i, end) in (" ", *RULES):
        i += 1
    return i


def environment_rule(rewriter: Rewriter, i: int, end: int) -> int:
    """The rule of `\\begin`."""
    opening = i - 1
    name, begin = _name(rewriter, i, end)
    stop = rewriter.closing[opening]
    closing, following = _name(rewriter, stop + 1, len(rewriter.tokens))
    if closing != name:
        raise TexError(f"\\end{{{closing}}} ends \\begin{{{name}}}", rewriter.tokens[stop].place)
    whole = not opening and following == len(rewriter.tokens)
    if whole and name in ROWS and is_numbered_by_row(rewriter, begin, stop):
        begin = rewriter.optional(begin, stop)[2]
        stop = _without_last_newline(rewriter, begin, stop)[0]
        write_numbered(rewriter, ROWS[name], begin, stop, by_label=True)
    else:
        write_environment(rewriter, name, begin, stop)
    return following


def write_environment(rewriter: Rewriter, name: str, begin: int, stop: int) -> None:
    """Writes the tokens between the two as the environment `name`."""
    outer, display = rewriter.declared, rewriter.display
    rewriter.declared = outer._replace(style="", font="")
    stop, line = _without_last_newline(rewriter, begin, stop)
    base = name.removesuffix("*")
    if base in _COUNTED:
        begin = rewriter.argument(begin, stop)[2]
    rewriter.display = display and not (base in _SMALL or base.endswith("matrix"))
    if base in NUMBERED:
        write_numbered(rewriter, name, begin, stop)
    elif name == "CD":
        write_diagram(rewriter, begin, stop)
    elif base.endswith("cases") and name.endswith("*"):
        _write_cases(rewriter, base, begin, stop)
    elif name == "subequations":
        write_group(rewriter, begin, stop)
    elif name in _PLAIN:
        rewriter.walk(begin, stop)
    elif base.endswith("matrix") and (name[-1] == "*" or "small" in name):
        _write_matrix(rewriter, base, begin, stop)
    elif line:
        with rewriter.element(f'mrow style="border-bottom:0.05em {line} currentcolor"'):
            _write_table(rewriter, name, begin, stop)
    else:
        _write_table(rewriter, name, begin, stop)
    rewriter.declared, rewriter.display = outer, display


def _name(rewriter: Rewriter, i: int, end: int) -> tuple[str, int]:
    begin, stop, i = rewriter.argument(i, end)
    return rewriter.characters(begin, stop).strip(), i


def _without_last_newline(rewriter: Rewriter, begin: int, end: int) -> tuple[int, str]:
    """(where the last row ends, the rule below it): a `\\\\` behind it begins no row, and what
    stands there can be a rule only."""
    last, line = end, ""
    while last > begin and (text := rewriter.tokens[last - 1].text) in (" ", *RULES):
        line = RULES.get(text, line)
        last -= 1
    for k in range(last - 1, max(begin, last - 16) - 1, -1):
        if rewriter.tokens[k].text in NEWLINES:
            behind = rewriter.row_space(k + 1, last)[1]
            return (k, line) if rewriter.skip_space(behind, last) == last else (end, "")
    return end, ""


def _has_rules(rewriter: Rewriter, begin: int, end: int) -> bool:
    i = begin
    while i < end:
        if rewriter.tokens[i].text in RULES:
            return True
        i = rewriter.closing.get(i, i) + 1
    return False


def _write_matrix(rewriter: Rewriter, base: str, begin: int, end: int) -> None:
    """`pmatrix*[r]`, `smallmatrix`, `psmallmatrix`."""
    first, last, begin = rewriter.optional(begin, end)
    side = rewriter.source(first, last).strip()
    side = side if side in ("l", "c", "r") else "c"
    small = "small" in base
    fence = base.removesuffix("matrix").removesuffix("small")
    if fence not in _FENCES:
        raise TexError(f'Unknown environment "{base}"', rewriter.place)
    left, right = _FENCES[fence]
    kind = "subarray" if small else "array"
    columns = count_columns(rewriter, begin, end)[0]
    rewriter.write(*((r"\left", left) if left else ("{",)))
    rewriter.write(rf"\begin{{{kind}}}" + "{" + side * columns + "}")
    rewriter.walk(begin, end, partial(write_mark, rewriter))
    rewriter.write(rf"\end{{{kind}}}", *((r"\right", right) if right else ("}",)))


def _write_cases(rewriter: Rewriter, base: str, begin: int, end: int) -> None:
    """`cases*`, in which a second column is words."""
    rewriter.write(rf"\begin{{{base}}}")
    words = False
    start = i = begin
    while i <= end:
        text = rewriter.text(i, end)
        if i == end or text == "&" or text in NEWLINES:
            stop = i
            while stop > start and rewriter.tokens[stop - 1].text == " ":
                stop -= 1
            (partial(write_text, rewriter) if words else rewriter.walk)(
                rewriter.skip_space(start, stop), stop
            )
            words = text == "&"
            if text in NEWLINES:
                length, behind = rewriter.row_space(i + 1, end)
                write_space(rewriter, length)
                i, text = behind - 1, "\\\\"
            rewriter.write(text)
            start = i + 1
        i = rewriter.closing.get(i, i) + 1
    rewriter.write(rf"\end{{{base}}}")


def _write_table(rewriter: Rewriter, name: str, begin: int, end: int) -> None:
    """What math-core knows, perhaps under another name."""
    target = _SAME.get(name, name)
    columns = ""
    gaps: dict[int, _Gap] = {}
    if target in ("aligned", "gathered", *_ARRAYS):
        begin = rewriter.optional(begin, end)[2]
    pairs = target == "aligned"
    if target in ("aligned", "gathered") and _has_rules(rewriter, begin, end):
        # math-core has rules in arrays only.
        columns = "rl" * count_columns(rewriter, begin, end)[0] if pairs else "c"
        target = "darray"
    elif target in _ARRAYS:
        first, last, begin = rewriter.argument(begin, end)
        items = _column_specification(rewriter, first, last)
        gaps = _gaps(items)
        columns = "".join(item for item in items if isinstance(item, str))
        columns = columns or "c" * count_columns(rewriter, begin, end)[0]
    column = 0

    def divide(mark: str, length: str) -> None:
        """The right cell of a pair goes on with the left one."""
        nonlocal column
        if mark != "&":
            column = 0
            write_space(rewriter, length)
            rewriter.write(mark)
            return
        column += 1
        rewriter.continued = pairs and column % 2 == 1
        rewriter.write(mark)
        if rewriter.continued and target == "darray":
            rewriter.write_element(JOINT)
            rewriter.write("{}")
        elif name == "alignedat" and not rewriter.continued:
            rewriter.write_element(JOINT)
        if gap := gaps.get(column):
            rewriter.write(_NO_GAP if gap.instead else "")
            rewriter.walk(gap.begin, gap.end)

    rewriter.write(rf"\begin{{{target}}}" + (f"{{{columns[:256]}}}" if columns else ""))
    rewriter.walk(begin, end, divide)
    rewriter.write(rf"\end{{{target}}}")


def _column_specification(rewriter: Rewriter, begin: int, end: int) -> list[str | _Gap]:
    """Columns, rules and gaps; `>{…}` and widths go, `*{3}{c}` is written out."""
    out: list[str | _Gap] = []
    i = begin
    while i < end:
        text = rewriter.tokens[i].text
        i += 1
        if text in "lcr|:":
            out.append(text)
        elif text in ("@", "!", ">", "<"):
            first, last, i = rewriter.argument(i, end)
            known = not any(token.text == r"\extracolsep" for token in rewriter.tokens[first:last])
            if text in "@!" and known:
                out.append(_Gap(first, last, text == "@"))
        elif text in ("p", "m", "b", "X"):
            out.append("l")
            i = rewriter.argument(i, end)[2] if rewriter.text(i, end) == "{" else i
        elif text == "*":
            if not (rewriter.text(i, end) == "{" or rewriter.text(i, end).isdigit()):
                # What is left of bold type, in `{**lr**}` as it is copied from page to page.
                continue
            first, last, i = rewriter.argument(i, end)
            times = rewriter.source(first, last)
            first, last, i = rewriter.argument(i, end)
            if not (times.isascii() and times.isdigit() and int(times) <= 64):
                raise TexError("a column cannot be repeated so often", rewriter.place)
            out += _column_specification(rewriter, first, last) * int(times)
        elif text not in (" ", "t", "["):
            raise TexError(f'"{text}" is no kind of column', rewriter.tokens[i - 1].place)
    return out[:256]


def _gaps(items: list[str | _Gap]) -> dict[int, _Gap]:
    """What stands before which column: between two of them, where there is no rule."""
    gaps: dict[int, _Gap] = {}
    number = 0
    for k, item in enumerate(items):
        if item not in ("l", "c", "r"):
            continue
        if (
            k
            and isinstance(gap := items[k - 1], _Gap)
            and items[k - 2 : k - 1] not in (["|"], [":"])
        ):
            gaps[number] = gap
        number += 1
    gaps.pop(0, None)
    return gaps
