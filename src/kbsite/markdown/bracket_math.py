"""`\\(…\\)` and `\\[…\\]`, as chat assistants write formulas. No I/O.

Where the site or the note asks for it they are formulas. Elsewhere they stay the escaped
brackets of CommonMark, since notes are full of `\\[HNOI2004\\]`; what parses as TeX between
them is worth a warning.
"""

from __future__ import annotations

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline

from kbsite.markdown.positions import POSITION
from kbsite.markdown.settings import settings_of
from kbsite.markdown.tex import MAX_LENGTH, parses_as_tex

_CLOSING = {r"\(": r"\)", r"\[": r"\]"}
# `env` key: (the inline content, closings that do not follow in it).
_NO_MORE = "kbsite.brackets"


def bracket_math(md: MarkdownIt) -> None:
    """Tokens `math_inline` with `markup` `\\(` or `\\[`, or `math_hint` before a bracket that
    stays; a display formula alone in its paragraph becomes a `math_block`."""
    md.inline.ruler.before("escape", "bracket_math", _rule)
    md.core.ruler.after("inline", "lone_formula", _lone)


def _rule(state: StateInline, silent: bool) -> bool:
    start = state.pos
    opening = state.src[start : start + 2]
    if opening not in _CLOSING:
        return False
    end = _find(state, opening)
    if end < 0:
        return False
    content = state.src[start + 2 : end]
    if settings_of(state.env).brackets:
        if not content.strip():
            return False
        if not silent:
            token = state.push("math_inline", "math", 0)
            token.content, token.markup = content.strip(), opening
            lead = len(content) - len(content.lstrip())
            token.meta = {POSITION: start, "tex": start + 2 + lead}
        state.pos = end + 2
        return True
    if silent or not parses_as_tex(content.strip()):
        return False
    hint = state.push("math_hint", "", 0)
    hint.markup = opening
    hint.meta = {POSITION: start, "tex": content.strip()}
    state.pending += opening[1]
    state.pos += 2
    return True


def _find(state: StateInline, opening: str) -> int:
    """Where the closing stands; a content without one is searched once, and a formula is no
    longer than the converter takes."""
    src, missing = state.env.get(_NO_MORE, (None, frozenset()))
    if src is not state.src:
        missing = frozenset()
    if opening in missing:
        return -1
    closing = _CLOSING[opening]
    limit = min(state.posMax, state.pos + 4 + MAX_LENGTH)
    end = state.src.find(closing, state.pos + 2, limit)
    if end < 0:
        if state.src.find(closing, limit) < 0:
            state.env[_NO_MORE] = (state.src, missing | {opening})
    elif state.src.find(opening, state.pos + 2, end) >= 0:
        # The next one is nearer to the closing.
        return -1
    return end


def _lone(state: StateCore) -> None:
    if not settings_of(state.env).brackets or r"\[" not in state.src:
        return
    kept = []
    tokens = state.tokens
    skip = 0
    for i, token in enumerate(tokens):
        if skip:
            skip -= 1
            continue
        children = tokens[i + 1].children if token.type == "paragraph_open" else None
        if children and len(children) == 1 and children[0].markup == r"\[":
            formula = children[0]
            formula.type, formula.block, formula.map = "math_block", True, token.map
            formula.meta = {"skipped": 0}
            kept.append(formula)
            skip = 2
        else:
            kept.append(token)
    state.tokens = kept
