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
# By the closing: what reaches to the next mark of its kind. There is none in `\\[2pt]`.
_NEXT = {
    ")": re.compile(r"[^\\]*+(?:\\[^()][^\\]*+)*+\\[()]"),
    "]": re.compile(r"[^\\]*+(?:\\[^\[\]][^\\]*+)*+\\[\[\]]"),
}


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
    end = closing_bracket(state.src, start + 2, state.posMax)
    if end is None:
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


def closing_bracket(src: str, begin: int, stop: int) -> int | None:
    """Where the closing of the formula stands whose TeX begins at `begin`, behind its opening;
    None where there is none before `stop`, or another opening of the same kind is nearer to it.
    A formula is no longer than the converter takes."""
    closing = CLOSING[src[begin - 2 : begin]][1]
    match = _NEXT[closing].match(src, begin, min(stop, begin + MAX_LENGTH + 2))
    return match.end() - 2 if match and match.group().endswith(closing) else None


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
