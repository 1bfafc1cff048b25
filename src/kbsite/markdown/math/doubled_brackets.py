r"""`\\(…\\)` and `\\[…\\]`, as programs want formulas whose Markdown takes a backslash away
(mdBook, kramdown, MathJax on blogs). No I/O.

They are read where `\(…\)` is, and only if what stands between reads like a formula: in a text
about regular expressions it does not.
"""

from __future__ import annotations

import re

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline

from kbsite.markdown.literal.formulas import is_meant
from kbsite.markdown.math.formula_blocks import lines_of, push_block, take_in
from kbsite.markdown.math.formula_tokens import push_formula
from kbsite.markdown.settings import settings_of
from kbsite.tex.bounds import MAX_LENGTH
from kbsite.tex.escaped import with_single_backslashes

# By the opening: the next mark of its kind. A row ends with four, in `\\\\[2pt]`.
_NEXT = {
    r"\\(": re.compile(r"(?<!\\)\\\\([()])"),
    r"\\[": re.compile(r"(?<!\\)\\\\([\[\]])"),
}
_LENGTH = 3


def doubled_brackets(md: MarkdownIt) -> None:
    """The tokens of `bracket_math`, with its `markup`."""
    md.inline.ruler.before("escape", "doubled_brackets", _inline)
    md.block.ruler.before(
        "fence",
        "doubled_block",
        _block,
        {"alt": ["paragraph", "reference", "blockquote", "list", "table"]},
    )


def _inline(state: StateInline, silent: bool) -> bool:
    start = state.pos
    opening = state.src[start : start + _LENGTH]
    if opening not in _NEXT or not settings_of(state.env).brackets:
        return False
    end = _end(state.src, opening, start + _LENGTH, state.posMax)
    if end is None:
        return False
    content = state.src[start + _LENGTH : end]
    # A code span that begins inside binds tighter.
    if "`" in content or not is_meant(content, opening):
        return False
    if not silent:
        push_formula(state, with_single_backslashes(content), opening, opening[1:])
    state.pos = end + _LENGTH
    return True


def _end(src: str, opening: str, begin: int, stop: int) -> int | None:
    """Where the closing stands; None where another opening is nearer."""
    found = _NEXT[opening].search(src, begin, min(stop, begin + MAX_LENGTH + _LENGTH))
    return found.start() if found and found[1] in ")]" else None


def _block(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
    opening = r"\\["
    begin = state.bMarks[start_line] + state.tShift[start_line]
    if not state.src.startswith(opening, begin) or state.is_code_block(start_line):
        return False
    if not settings_of(state.env).brackets:
        return False
    begin, stop = begin + _LENGTH, state.eMarks[start_line]
    end = _end(state.src, opening, begin, stop)
    if end is not None:
        content, last_line = state.src[begin:end], start_line
        if state.src[end + _LENGTH : stop].strip():
            return False
    else:
        found = lines_of(state, start_line, end_line, state.src[begin:stop], r"\\]")
        if found is None:
            return False
        last_line, content = found
    if not is_meant(content, opening):
        return False
    if silent:
        take_in(state, start_line, last_line + 1)
    else:
        tex = with_single_backslashes(content)
        push_block(state, tex, opening[1:], start_line, last_line + 1)
    return True
