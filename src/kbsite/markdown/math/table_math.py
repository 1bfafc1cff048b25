"""Keeps the `|` of a formula from cutting a table cell in two. No I/O.

GFM cuts a row at every bar, so `| $P(A|B)$ |` would be two cells. A row that has too many
cells for its table, and still enough when the bars in formulas do not count, is read that way.
"""

from __future__ import annotations

import re
from collections.abc import MutableMapping
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore

from kbsite.markdown.blocks.tables import BAR
from kbsite.markdown.math.bracket_math import closing_bracket, note_cut
from kbsite.markdown.math.dollar_math import closing_dollars
from kbsite.markdown.math.formula_tokens import CLOSING
from kbsite.markdown.settings import settings_of

# A character that no text holds (Unicode's noncharacters) stands for the bar in between.
_STAND_IN = "\ufdd0"
# `env` key: true where bars are hidden.
_HIDDEN = "kbsite.table_math"

_DELIMITER_ROW = re.compile(r"[ \t>]*+\|?+[ \t]*+:?+-++:?+[ \t]*+(?:\|[ \t]*+:?+-*+:?+[ \t]*+)*+$")
_MARK = re.compile(r"\\.|`+|\$+")


def table_math(md: MarkdownIt) -> None:
    """Hides those bars while blocks are parsed."""
    md.core.ruler.before("block", "table_math", _hide)
    md.core.ruler.after("block", "table_math_end", _show)


def _hide(state: StateCore) -> None:
    src, env = state.src, state.env
    if "|" not in src or not _may_hold_formula(src) or _STAND_IN in src:
        return
    lines = src.split("\n")
    columns = 0
    changed = False
    for i, line in enumerate(lines):
        if columns and not line.strip(" \t>"):
            columns = 0
        if i and "-" in line and "|" in lines[i - 1] and _DELIMITER_ROW.match(line):
            columns = _cells(line)
            changed = _protect(lines, i - 1, columns, env) or changed
        elif columns and _may_hold_formula(line):
            changed = _protect(lines, i, columns, env) or changed
    if changed:
        state.src = "\n".join(lines)
        env[_HIDDEN] = True


def _may_hold_formula(text: str) -> bool:
    return "$" in text or r"\(" in text or r"\[" in text


def _protect(lines: list[str], i: int, columns: int, env: MutableMapping[str, Any]) -> bool:
    """Hides the bars in the formulas of row `i`, if it has too many cells with them and enough
    without."""
    line = lines[i]
    cells = _cells(line)
    if cells <= columns:
        return False
    hidden = _without_bars(line, i, env)
    if not columns <= _cells(hidden) < cells:
        return False
    lines[i] = hidden
    return True


def _without_bars(line: str, number: int, env: MutableMapping[str, Any]) -> str:
    """Line `number` with the bars in its formulas hidden; an escaped one is GFM's, of which the
    backslash goes."""
    out: list[str] = []
    done = at = 0
    while match := _MARK.search(line, at):
        mark, begin = match.group(), match.end()
        end: int | None = None
        if mark[0] == "`":
            # Dollars in code are none.
            code = re.compile(rf"(?<!`){mark}(?!`)").search(line, begin)
            begin = code.end() if code else begin
        elif mark in ("$", "$$"):
            end = closing_dollars(line, match.start(), mark, len(line), env)
        elif mark in CLOSING:
            end = closing_bracket(line, begin, len(line))
            if end is not None and not settings_of(env).brackets:
                if BAR.search(line, begin, end):
                    note_cut(env, number, mark, line[begin:end])
                begin, end = end, None
        if end is not None:
            out += line[done:begin], BAR.sub(_STAND_IN, line[begin:end])
            done = end
            begin = end + len(mark)
        at = begin
    return "".join(out) + line[done:]


def _cells(row: str) -> int:
    """How many cells GFM sees in a row."""
    bare = row.strip(" \t>").removeprefix("|")
    if bare.endswith("|") and not bare.endswith("\\|"):
        bare = bare[:-1]
    return len(BAR.findall(bare)) + 1


def _show(state: StateCore) -> None:
    if state.env.pop(_HIDDEN, False):
        for token in state.tokens:
            token.content = token.content.replace(_STAND_IN, "|")
            token.info = token.info.replace(_STAND_IN, "|")
