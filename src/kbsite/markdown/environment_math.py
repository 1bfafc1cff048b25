"""`\\begin{equation} … \\end{equation}` without dollars, in lines of its own. No I/O.

LaTeX and MathJax need none around it, and Markdown would take its backslashes. Within a line of
text it is a hint.
"""

from __future__ import annotations

import re

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline

from kbsite.markdown.formula_blocks import (
    continues_formula,
    has_stray_han,
    leftmost,
    push_block,
    take_in,
    text_of,
)
from kbsite.markdown.positions import POSITION
from kbsite.tex.bounds import MAX_LENGTH

_NAMES = "equation|align|gather|multline|eqnarray|alignat"
_BEGIN = re.compile(rf"\\begin\{{((?:{_NAMES})\*?)\}}")


def environment_math(md: MarkdownIt) -> None:
    """A `math_block` with the whole environment, or `math_hint` before one that stays text."""
    md.inline.ruler.before("escape", "environment_hint", _hint)
    md.block.ruler.before(
        "fence",
        "environment_math",
        _block,
        {"alt": ["paragraph", "reference", "blockquote", "list", "table"]},
    )


def _block(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
    begin = state.bMarks[start_line] + state.tShift[start_line]
    match = _BEGIN.match(state.src, begin)
    if not match or state.is_code_block(start_line):
        return False
    if silent and (
        text_of(state, start_line - 1).endswith(("$", r"\[")) or continues_formula(state, begin)
    ):
        return False
    found = _last_line(state, start_line, end_line, match.group(), rf"\end{{{match[1]}}}")
    if found is None:
        return False
    if silent:
        take_in(state, start_line, found + 1)
    else:
        content = state.getLines(start_line, found + 1, state.sCount[start_line], False)
        push_block(state, content, "$$", start_line, found + 1)
    return True


def _hint(state: StateInline, silent: bool) -> bool:
    start = state.pos
    match = None if silent else _BEGIN.match(state.src, start, state.posMax)
    if not match:
        return False
    closing = rf"\end{{{match[1]}}}"
    if state.src.find(closing, start, min(state.posMax, start + MAX_LENGTH)) < 0:
        return False
    hint = state.push("math_hint", "", 0)
    hint.markup, hint.meta = match.group(), {POSITION: start}
    state.pending += match.group()
    state.pos = match.end()
    return True


def _last_line(
    state: StateBlock, start_line: int, end_line: int, opening: str, closing: str
) -> int | None:
    """The line that ends with `closing`. Behind a blank line no sentence may follow."""
    blank = False
    left = leftmost(state, start_line)
    for line in range(start_line, end_line):
        text = text_of(state, line)
        if (text and state.sCount[line] < left) or "$$" in text:
            return None
        if line > start_line and opening in text:
            return None
        if closing in text:
            return line if text.find(closing) + len(closing) == len(text) else None
        blank = blank or not text
        if blank and has_stray_han(text):
            return None
    return None
