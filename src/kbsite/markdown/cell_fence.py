"""A code block in a cell of a table, as 语雀 and other editors write one: a cell holds one line.
No I/O.

What was to end it (```` ``` | ````) begins no code block here: it would take in all that follows.
"""

from __future__ import annotations

import re

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock, fence
from markdown_it.token import Token

from kbsite.markdown.reporter import Meant
from kbsite.markdown.tables import CELL, Cell

# No language begins so.
_END = re.compile(r"(?:`{3,}|~{3,})[ \t]*\|")
_BEGIN = re.compile(r"(?:`{3,}|~{3,})(?P<language>[^`|\s]*)")


def cell_fence(md: MarkdownIt) -> None:
    """A fence with `|` behind it is a row of its table, or text."""

    def rule(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
        begin = state.bMarks[start_line] + state.tShift[start_line]
        if _END.match(state.src, begin, state.eMarks[start_line]):
            return False
        return fence(state, start_line, end_line, silent)

    alternatives = ["paragraph", "reference", "blockquote", "list"]
    md.block.ruler.at("fence", rule, {"alt": alternatives})


def code_in_cell(text: Token) -> Meant | None:
    """The beginning of one in the text of a cell."""
    cell: Cell | None = text.meta.get(CELL)
    if cell is None or not (found := _BEGIN.fullmatch(text.content)):
        return None
    # The first of a row may be an end.
    if not (found["language"] or cell.number):
        return None
    message = "a cell of a table holds no code block: it ends with its line"
    hint = "Write each line as `code` with <br> between them, or the table as HTML."
    return Meant("table-literal", 0, message, hint)
