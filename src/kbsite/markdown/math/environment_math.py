"""`\\begin{equation} … \\end{equation}` without dollars, in lines of its own. No I/O.

LaTeX and MathJax need none around it, and Markdown would take its backslashes. Within a line of
text it is a hint.
"""

from __future__ import annotations

import re

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline

from kbsite.markdown.math.formula_blocks import leftmost, push_block, take_in, text_of
from kbsite.markdown.math.open_formulas import open_at
from kbsite.markdown.math.stray_words import parts_formula
from kbsite.markdown.positions import POSITION
from kbsite.tex.bounds import MAX_LENGTH

# Those that are formulas by themselves, and those that stand in formulas, where only these are read
# by LaTeX; MathJax reads any at the start of a line.
_OUTER = (
    "equation|align|gather|multline|eqnarray|x{0,2}alignat|flalign|subequations|displaymath|math"
    # What these are refused with says what to write.
    "|numcases|subnumcases|empheq"
)
_INNER = (
    "[pbBvV]?(?:small)?matrix|[dr]?cases|drcases|aligned|alignedat|gathered|multlined|split"
    "|d?array|subarray|CD"
)
#: Names of environments of mathematics, without a star, as a pattern.
FORMULAS = f"{_OUTER}|{_INNER}"
_BEGIN = re.compile(rf"\\begin\{{(?:((?:{_OUTER})\*?)|((?:{_INNER})\*?))\}}")
#: How deep one stands in others of its name: each beginning looks for its end.
_MAX_DEPTH = 8


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
    if silent and _goes_on(state, begin, is_inner=match[1] is None):
        return False
    depth = 1 if match[1] else _MAX_DEPTH
    found = _last_line(state, start_line, end_line, match[1] or match[2], depth)
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
    closing = rf"\end{{{match[1] or match[2]}}}"
    if match[2] and open_at(state.src, 0, start, state.env):
        return False
    if state.src.find(closing, start, min(state.posMax, start + MAX_LENGTH)) < 0:
        return False
    hint = state.push("math_hint", "", 0)
    hint.markup, hint.meta = match.group(), {POSITION: start}
    state.pending += match.group()
    state.pos = match.end()
    return True


def _goes_on(state: StateBlock, begin: int, *, is_inner: bool) -> bool:
    """Whether the paragraph that an environment at `begin` would interrupt has an open formula,
    code or comment. One that stands in formulas may do so in any, also where the marks of that are
    none here."""
    mark = open_at(state.src, state.bMarks[state.line], begin, state.env)
    return bool(mark) and (is_inner or mark not in (r"\(", "["))


def _last_line(
    state: StateBlock, start_line: int, end_line: int, name: str, max_depth: int
) -> int | None:
    """The line that ends with the end of the environment `name`, others of its name within. Behind
    a blank line no sentence may follow."""
    mark = re.compile(rf"\\(begin|end)\{{{re.escape(name)}\}}")
    blank = False
    depth = 0
    left = leftmost(state, start_line)
    for line in range(start_line, end_line):
        text = text_of(state, line)
        if (text and state.sCount[line] < left) or "$$" in text:
            return None
        for found in mark.finditer(text):
            depth += 1 if found[1] == "begin" else -1
            if depth == 0:
                return line if found.end() == len(text) else None
            if depth > max_depth:
                return None
        blank = blank or not text
        if blank and parts_formula(text):
            return None
    return None
