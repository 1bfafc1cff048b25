"""`\\(…\\)` and `\\[…\\]`, as chat assistants write formulas. No I/O.

Where the site or the note asks for it they are formulas. Elsewhere they stay the escaped
brackets of CommonMark, since notes are full of `\\[HNOI2004\\]`; what parses as TeX between
them is worth a warning.
"""

from __future__ import annotations

import re

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from kbsite.markdown.formula_tokens import CLOSING, SKIPPED, push_formula
from kbsite.markdown.paragraphs import with_paragraphs_replaced
from kbsite.markdown.positions import POSITION
from kbsite.markdown.settings import settings_of
from kbsite.tex.bounds import MAX_LENGTH
from kbsite.tex.convert import parses_as_tex

_SIMPLE = re.compile(r"(?:[A-Za-z](?![A-Za-z])|\d++|[-+*/=<>()|,.!'\s])++")
# `env` key: (the inline content, where in it the next closing of an opening stands, its length
# where none does), so that it is searched once.
_NEXT = "kbsite.brackets"


def bracket_math(md: MarkdownIt) -> None:
    """Tokens `math_inline` with `markup` `\\(` or `\\[`, or `math_hint` before a bracket that
    stays; a display formula alone in its paragraph becomes a `math_block`."""
    md.inline.ruler.before("escape", "bracket_math", _rule)
    md.core.ruler.after("inline", "lone_formula", _lone)


def _rule(state: StateInline, silent: bool) -> bool:
    start = state.pos
    opening = state.src[start : start + 2]
    if opening not in CLOSING:
        return False
    end = _find(state, opening)
    if end < 0:
        return False
    content = state.src[start + 2 : end]
    if settings_of(state.env).brackets:
        if not content.strip():
            return False
        if not silent:
            push_formula(state, content, opening)
        state.pos = end + 2
        return True
    if silent or not (_is_simple(state, content) or parses_as_tex(content.strip())):
        return False
    hint = state.push("math_hint", "", 0)
    hint.content, hint.markup = content.strip(), opening
    hint.meta = {POSITION: start}
    state.pending += opening[1]
    state.pos += 2
    return True


def _is_simple(state: StateInline, content: str) -> bool:
    """Whether `\\(x\\)` or `\\(f(x, y)\\)` stands there: letters by themselves, numbers and signs,
    yet not behind a name, as `f\\(x\\)` that an exporter escaped."""
    before = state.src[state.pos - 1 : state.pos]
    name_before = before.isascii() and (before.isalnum() or before in "_)]")
    return (
        state.src[state.pos + 1] == "("
        and not (before and name_before)
        and _SIMPLE.fullmatch(content) is not None
        and any(char.isalpha() for char in content)
    )


def _find(state: StateInline, opening: str) -> int:
    """Where the closing stands, -1 where there is none; a formula is no longer than the
    converter takes."""
    begin = state.pos + 2
    src, known = state.env.get(_NEXT, (None, {}))
    if src is not state.src:
        known = {}
        state.env[_NEXT] = (state.src, known)
    end: int = known.get(opening, -1)
    if end < begin:
        end = state.src.find(CLOSING[opening], begin)
        known[opening] = end if end >= 0 else len(state.src)
    if not 0 <= end < min(state.posMax - 1, begin + MAX_LENGTH + 1):
        return -1
    # The next opening is nearer to the closing.
    return end if state.src.find(opening, begin, end) < 0 else -1


def _lone(state: StateCore) -> None:
    if settings_of(state.env).brackets and r"\[" in state.src:
        state.tokens = with_paragraphs_replaced(state.tokens, _as_block)


def _as_block(opening: Token, text: Token) -> Token | None:
    children = text.children or ()
    if len(children) != 1 or children[0].markup != r"\[":
        return None
    formula = children[0]
    formula.type, formula.block, formula.map = "math_block", True, opening.map
    formula.meta = {SKIPPED: 0}
    return formula
