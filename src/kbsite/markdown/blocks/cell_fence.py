"""A code block in a cell of a table, as 语雀 and other editors write one: a cell holds one line.
No I/O.

What was to end it (```` ``` | ````) begins no code block where one stands above: it would take in
all that follows.
"""

from __future__ import annotations

import re

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock, fence
from markdown_it.token import Token

from kbsite.markdown.blocks.tables import CELL, Cell
from kbsite.markdown.reporter import Meant

_END = re.compile(r"(?P<mark>`{3}|~{3})[`~]*[ \t]*\|")
_BEGIN = re.compile(r"(?:`{3,}|~{3,})[^`|\s]*")
_LAST_CELL = re.compile(r"\|[ \t]*+(?:`{3,}+|~{3})[^`|\s]*+[ \t]*+$")


def cell_fence(md: MarkdownIt) -> None:
    """A fence with `|` behind it that ends what a cell begins is a row of its table, or text."""

    def rule(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
        begin = state.bMarks[start_line] + state.tShift[start_line]
        end = _END.match(state.src, begin, state.eMarks[start_line])
        if end and _is_begun(state.src, begin, end["mark"]):
            return False
        return fence(state, start_line, end_line, silent)

    alternatives = ["paragraph", "reference", "blockquote", "list"]
    md.block.ruler.at("fence", rule, {"alt": alternatives})


def _is_begun(source: str, end: int, mark: str) -> bool:
    """Whether the last line before `end` with such a mark ends in a cell that begins with it."""
    at = source.rfind(mark, 0, end)
    if at < 0:
        return False
    line = source[source.rfind("\n", 0, at) + 1 : source.find("\n", at)]
    return _LAST_CELL.search(line) is not None


def code_in_cell(text: Token) -> Meant | None:
    """The beginning of one in the text of a cell, where its row breaks off."""
    cell: Cell | None = text.meta.get(CELL)
    # Others show what a fence looks like.
    if cell is None or not cell.row.is_broken or not _BEGIN.fullmatch(text.content):
        return None
    if cell.number + 1 < len(cell.row.spans):
        return None
    message = "a cell of a table holds no code block: it ends with its line"
    hint = "Write each line as `code` with <br> between them, or the table as HTML."
    return Meant("table-literal", 0, message, hint)
