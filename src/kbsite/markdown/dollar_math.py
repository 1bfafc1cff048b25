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

from kbsite.markdown.characters import HAN, is_wide
from kbsite.markdown.formula_tokens import SKIPPED, push_formula, stripped
from kbsite.markdown.text_groups import dollar_outside, without_words

_DOLLAR = re.compile(r"[^\\$]*+(?:\\.[^\\$]*+)*+\$", re.DOTALL)
_VARIABLE = re.compile(r"[A-Z_][A-Z0-9_]{2,}(?![A-Za-z0-9_])")

# What a formula may begin with, beside letters and digits.
_BEGINS = frozenset("\\_{([|-+<")

# `env` key: (start of a paragraph, counted up to, number of `$$`).
_COUNTED = "kbsite.dollars"


def dollar_math(md: MarkdownIt) -> None:
    """Tokens `math_inline` (`markup` says `$` or `$$`) and `math_block`."""
    md.inline.ruler.before("escape", "math_inline", _inline)
    md.block.ruler.before(
        "fence",
        "math_block",
        _block,
        {"alt": ["paragraph", "reference", "blockquote", "list", "table"]},
    )


def has_stray_han(tex: str) -> bool:
    """Han outside `\\text{…}`: nearly always a `$` that was never closed."""
    return HAN.search(tex) is not None and HAN.search(without_words(tex)) is not None


def _inline(state: StateInline, silent: bool) -> bool:
    src, start = state.src, state.pos
    if src[start] != "$":
        return False
    markup = "$$" if src.startswith("$$", start) else "$"
    end = closing_dollars(src, start, markup, state.posMax, state.env)
    if end is None:
        return False
    content = src[start + len(markup) : end]
    if not silent:
        push_formula(state, content, markup)
    state.pos = end + len(markup)
    return True


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
        return end if src.startswith("$$", end) and end + 2 <= stop else None
    if src.startswith("$$", end) and end + 2 <= stop and not _are_two(src, content, end, stop):
        return None
    # A code span that begins inside binds tighter.
    if content.count("`") % 2 == 1 and src.find("`", end + 1, stop) >= 0:
        return None
    following = src[end + 1] if end + 1 < stop else ""
    return None if _is_no_formula(content, following) else end


def _are_two(src: str, content: str, end: int, stop: int) -> bool:
    """Whether the two dollars at `end` close one formula and open another: `$a$$b$`."""
    if content[0].isspace() or content[-1].isspace() or is_wide(content[-1]):
        return False
    match = _DOLLAR.match(src, end + 2, stop)
    return match is not None and not src.startswith("$", match.end())


def _is_no_formula(content: str, following: str) -> bool:
    """Amounts (`$5 到 $10`) and variables (`$HOME 和 $PATH`): the second dollar opens what
    follows it and closes nothing."""
    if not (following.isascii() and (following.isalnum() or following in _BEGINS)):
        return False
    if following.isdigit() and content[0].isdigit():
        return True
    if _VARIABLE.match(content) and (following.isupper() or following in "_{"):
        return True
    blank = content[-1].isspace() and content[-2:-1] != "\\"
    return not content[0].isspace() and (blank or is_wide(content[-1]))


def _block(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
    begin = state.bMarks[start_line] + state.tShift[start_line]
    if not state.src.startswith("$$", begin) or state.is_code_block(start_line):
        return False
    first = state.src[begin + 2 : state.eMarks[start_line]]
    if silent and _continues_formula(state, begin):
        return False
    if "$$" in first:
        # All on one line: a block where nothing follows, else part of a paragraph.
        content, _, rest = first.partition("$$")
        if rest.strip() or not content.strip():
            return False
        last_line = start_line
    else:
        found = _closing_line(state, start_line, end_line, bool(first.strip()))
        if found is None:
            return False
        last_line, last = found
        lines = state.getLines(start_line + 1, last_line, state.sCount[start_line], True)
        content = f"{first}\n{lines}{last}"
    if silent:
        return True
    token = state.push("math_block", "math", 0)
    token.block, token.content, token.markup = True, stripped(content), "$$"
    token.meta = {SKIPPED: content[: len(content) - len(content.lstrip())].count("\n")}
    token.map = [start_line, last_line + 1]
    state.line = last_line + 1
    return True


def _continues_formula(state: StateBlock, begin: int) -> bool:
    """True where the paragraph that `begin` would interrupt has an open `$$`, which these
    dollars close."""
    # Counted from where the line above left off, so that a long paragraph stays linear.
    start = state.bMarks[state.line]
    counted: tuple[int, int, int] = state.env.get(_COUNTED, (start, start, 0))
    _, done, count = counted if counted[0] == start and counted[1] <= begin else (0, start, 0)
    count += state.src.count("$$", done, begin)
    state.env[_COUNTED] = (start, begin, count)
    return count % 2 == 1


def _closing_line(
    state: StateBlock, start_line: int, end_line: int, opened_with_text: bool
) -> tuple[int, str] | None:
    """(line that ends with `$$`, what stands before the dollars in it).

    A blank line ends the search, unless the block was opened and is closed by lines that
    hold the dollars alone and no sentence stands between them."""
    blank = False
    for line in range(start_line + 1, end_line):
        begin = state.bMarks[line] + state.tShift[line]
        text = state.src[begin : state.eMarks[line]].rstrip()
        if text and state.sCount[line] < state.blkIndent:
            return None
        if not text:
            blank = True
        elif text.endswith("$$") and not text.endswith("\\$$"):
            if "$$" in text[:-2] or (blank and text != "$$"):
                return None
            return line, text[:-2]
        elif "$$" in text:
            return None
        if blank and (opened_with_text or (text and has_stray_han(text))):
            return None
    return None
