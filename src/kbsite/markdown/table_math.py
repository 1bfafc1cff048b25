"""Keeps the `|` of a formula from cutting a table cell in two. No I/O.

GFM cuts a row at every bar, so `| $P(A|B)$ |` would be two cells. A row that has too many
cells for its table, and the right number when the bars between dollars do not count, is read
that way.
"""

from __future__ import annotations

import re

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore

# A character that no text holds (Unicode's noncharacters) stands for the bar in between.
_STAND_IN = "\ufdd0"
# `env` key: true where bars are hidden.
_HIDDEN = "kbsite.table_math"

_DELIMITER_ROW = re.compile(r"[ \t>]*+\|?+[ \t]*+:?+-++:?+[ \t]*+(?:\|[ \t]*+:?+-*+:?+[ \t]*+)*+$")
_FORMULA = re.compile(r"(?<![\\$])(\${1,2}+)(?:[^$\\]|\\.)++\1(?!\$)")
_BAR = re.compile(r"(?<!\\)\|")


def table_math(md: MarkdownIt) -> None:
    """Hides those bars while blocks are parsed."""
    md.core.ruler.before("block", "table_math", _hide)
    md.core.ruler.after("block", "table_math_end", _show)


def _hide(state: StateCore) -> None:
    if "|" not in state.src or "$" not in state.src or _STAND_IN in state.src:
        return
    lines = state.src.split("\n")
    columns = 0
    changed = False
    for i, line in enumerate(lines):
        if columns and not line.strip(" \t>"):
            columns = 0
        if i and "-" in line and "|" in lines[i - 1] and _DELIMITER_ROW.match(line):
            columns = _cells(line)
            changed = _protect(lines, i - 1, columns) or changed
        elif columns and "$" in line:
            changed = _protect(lines, i, columns) or changed
    if changed:
        state.src = "\n".join(lines)
        state.env[_HIDDEN] = True


def _protect(lines: list[str], i: int, columns: int) -> bool:
    """Hides the bars in the formulas of row `i`, if that makes it a row of `columns` cells."""
    line = lines[i]
    if _cells(line) <= columns:
        return False
    hidden = _FORMULA.sub(lambda formula: formula.group().replace("|", _STAND_IN), line)
    if hidden == line or _cells(hidden) != columns:
        return False
    lines[i] = hidden
    return True


def _cells(row: str) -> int:
    """How many cells GFM sees in a row."""
    bare = row.strip(" \t>").removeprefix("|")
    if bare.endswith("|") and not bare.endswith("\\|"):
        bare = bare[:-1]
    return len(_BAR.findall(bare)) + 1


def _show(state: StateCore) -> None:
    if state.env.pop(_HIDDEN, False):
        for token in state.tokens:
            token.content = token.content.replace(_STAND_IN, "|")
            token.info = token.info.replace(_STAND_IN, "|")
