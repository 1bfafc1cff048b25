"""`$…$` and `$$…$$`, in a line, in a paragraph and as blocks. No I/O.

Chinese authors write `$$` directly under a line of text and inside list items, put spaces
inside `$ … $`, and write amounts and shell variables with the same character; the rules
here tell them apart.
"""

from __future__ import annotations

import re
from collections.abc import MutableMapping
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline

from kbsite.markdown.characters import is_wide
from kbsite.markdown.math.dollar_words import are_words, may_be_words
from kbsite.markdown.math.formula_blocks import continues_formula, lines_of, push_block, take_in
from kbsite.markdown.math.formula_tokens import DOUBTFUL, push_formula
from kbsite.markdown.math.lone_dollar import closes_tex, opens_tex
from kbsite.markdown.math.text_groups import dollar_outside
from kbsite.markdown.positions import POSITION

_DOLLAR = re.compile(r"[^\\$]*+(?:\\.[^\\$]*+)*+\$", re.DOTALL)


def dollar_math(md: MarkdownIt) -> None:
    """Tokens `math_inline` (`markup` says `$` or `$$`) and `math_block`, and `math_hint` before
    dollars that are never closed and were to open a formula."""
    md.inline.ruler.before("escape", "math_inline", _inline)
    md.block.ruler.before(
        "fence",
        "math_block",
        _block,
        {"alt": ["paragraph", "reference", "blockquote", "list", "table"]},
    )


def _inline(state: StateInline, silent: bool) -> bool:
    src, start = state.src, state.pos
    if src[start] != "$":
        return False
    markup = "$$" if src.startswith("$$", start) else "$"
    end = closing_dollars(src, start, markup, state.posMax, state.env)
    if end is None:
        return not silent and _left_over(state, markup)
    content = src[start + len(markup) : end]
    if not silent:
        push_formula(state, content, markup)
        if may_be_words(content, src, end + len(markup), state.posMax):
            state.tokens[-1].meta[DOUBTFUL] = True
    state.pos = end + len(markup)
    return True


def _left_over(state: StateInline, markup: str) -> bool:
    """Says of dollars alone in their line that they close nothing and are never closed, of those
    whose formula ends with its paragraph, within an environment, and of those beside TeX."""
    src, begin, end = state.src, state.pos, state.pos + len(markup)
    before, behind = src.rfind("\n", 0, begin) + 1, src.find("\n", end)
    is_alone = markup == "$$" and not (
        src[before:begin].strip() or src[end : behind % (len(src) + 1)].strip()
    )
    if is_alone:
        info = ""
    elif _is_torn(src, end, state.posMax):
        info = "torn"
    # Of two the second may open a formula.
    elif (markup == "$" or src.find("$", end, state.posMax) < 0) and opens_tex(
        src, begin, end, state.posMax
    ):
        info = "open"
    elif markup == "$" and closes_tex(src, begin):
        info = "close"
    else:
        return False
    hint = state.push("math_hint", "", 0)
    hint.markup, hint.meta, hint.info = markup, {POSITION: begin}, info
    state.pending += markup
    state.pos = end
    return True


def _is_torn(src: str, begin: int, end: int) -> bool:
    """Whether an environment is open where the paragraph ends: a row that begins with `- ` or `+ `
    is an item of a list."""
    if src.find("$", begin, end) >= 0 or src.find("`", begin, end) >= 0:
        return False
    return src.count(r"\begin{", begin, end) > src.count(r"\end{", begin, end)


def closing_dollars(
    src: str, start: int, markup: str, stop: int, env: MutableMapping[str, Any]
) -> int | None:
    """Where the closing markup of the formula that opens at `start` stands, None where none
    does before `stop`."""
    inner = start + len(markup)
    match = _DOLLAR.match(src, inner, stop)
    if not match:
        return None
    end = match.end() - 1
    if "\\" in src[inner:end]:
        end = dollar_outside(src, inner, end, stop, env)
    content = src[inner:end]
    if not content.strip():
        return None
    if markup == "$$":
        is_closed = src.startswith("$$", end) and end + 2 <= stop
        return end if is_closed and not are_words(src, start, inner, end, end + 2, stop) else None
    if src.startswith("$$", end) and end + 2 <= stop and not _are_two(src, content, end, stop):
        return None
    # A code span that begins inside binds tighter.
    if content.count("`") % 2 == 1 and src.find("`", end + 1, stop) >= 0:
        return None
    return None if are_words(src, start, inner, end, end + 1, stop) else end


def is_one_formula(tex: str) -> bool:
    """Whether `tex` is one formula between dollars, one at each end or two: a dollar in it that is
    not among words would be the end."""
    if "$$" in tex:
        return False
    written = ((mark, f"{mark}{tex}{mark}") for mark in ("$", "$$"))
    return all(closing_dollars(s, 0, m, len(s), {}) == len(s) - len(m) for m, s in written)


def _are_two(src: str, content: str, end: int, stop: int) -> bool:
    """Whether the two dollars at `end` close one formula and open another: `$a$$b$`."""
    if content[0].isspace() or content[-1].isspace() or is_wide(content[-1]):
        return False
    match = _DOLLAR.match(src, end + 2, stop)
    return match is not None and not src.startswith("$", match.end())


def _block(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
    begin = state.bMarks[start_line] + state.tShift[start_line]
    if not state.src.startswith("$$", begin) or state.is_code_block(start_line):
        return False
    first = state.src[begin + 2 : state.eMarks[start_line]]
    if silent and continues_formula(state, begin):
        return False
    if "$$" in first:
        # All on one line: a block where nothing follows, else part of a paragraph.
        content, _, rest = first.partition("$$")
        if rest.strip() or not content.strip():
            return False
        last_line = start_line
    else:
        found = lines_of(state, start_line, end_line, first, "$$")
        if found is None:
            return False
        last_line, content = found
    if silent:
        take_in(state, start_line, last_line + 1)
    else:
        push_block(state, content, "$$", start_line, last_line + 1)
    return True
