"""`\\(…\\)` and `\\[…\\]`, as chat assistants write formulas. No I/O.

Where the site or the note asks for it they are formulas. Elsewhere they stay the escaped
brackets of CommonMark, since notes are full of `\\[HNOI2004\\]`; what parses as TeX between
them is worth a warning.
"""

from __future__ import annotations

import re
from collections.abc import MutableMapping
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from kbsite.markdown.math.formula_blocks import lines_of, push_block, take_in
from kbsite.markdown.math.formula_tokens import CLOSING, push_formula
from kbsite.markdown.math.lone_dollar import opens_tex
from kbsite.markdown.positions import POSITION
from kbsite.markdown.settings import settings_of
from kbsite.tex.bounds import MAX_LENGTH
from kbsite.tex.convert import parses_as_tex
from kbsite.tex.escaped import SIMPLE

# By the closing: what reaches to the next mark of its kind. There is none in `\\[2pt]`.
_NEXT = {
    ")": re.compile(r"[^\\]*+(?:\\[^()][^\\]*+)*+\\[()]"),
    "]": re.compile(r"[^\\]*+(?:\\[^\[\]][^\\]*+)*+\\[\[\]]"),
}
# What reaches to the next bracket of any kind.
_TO_BRACKET = re.compile(r"[^\\]*+(?:\\[^()\[\]][^\\]*+)*+")
# In whose braces such brackets may stand; what is looked at where braces are counted, and how many
# brackets within braces at most.
_WORDS = re.compile(r"\\(?:text|mbox|hbox|intertext)\w*\s*\{")
_BRACES = re.compile(r"\\.|[{}]", re.DOTALL)
_MAX_WITHIN = 64
# `env` key: line → (opening, TeX) of what would be a formula over lines or cells.
_CUT = "kbsite.brackets"


def bracket_math(md: MarkdownIt) -> None:
    """Tokens `math_inline` with `markup` `\\(` or `\\[`, or `math_hint` before a bracket that
    stays, where they are formulas one that nothing closes; a display formula in lines of its own is
    a `math_block`."""
    md.inline.ruler.before("escape", "bracket_math", _rule)
    md.block.ruler.before(
        "fence",
        "bracket_block",
        _block,
        {"alt": ["paragraph", "reference", "blockquote", "list", "table"]},
    )
    md.core.ruler.after("inline", "bracket_hints", _hints)


def _rule(state: StateInline, silent: bool) -> bool:
    start = state.pos
    opening = state.src[start : start + 2]
    if opening not in CLOSING:
        return False
    end = closing_bracket(state.src, start + 2, state.posMax)
    brackets = settings_of(state.env).brackets
    if end is None:
        return brackets and not silent and _left_over(state, opening)
    content = state.src[start + 2 : end]
    if brackets:
        if not content.strip():
            return False
        if not silent:
            push_formula(state, content, opening)
        state.pos = end + 2
        return True
    if silent:
        return False
    is_letter = opening == r"\(" and is_simple(content) and not is_behind_name(state.src, start)
    if not is_letter and not parses_as_tex(content.strip()):
        return False
    _push_hint(state, opening).content = content.strip()
    return True


def _push_hint(state: StateInline, opening: str) -> Token:
    """Leaves the bracket as text, and says something of it."""
    hint = state.push("math_hint", "", 0)
    hint.markup, hint.meta = opening, {POSITION: state.pos}
    state.pending += opening[1]
    state.pos += 2
    return hint


def _left_over(state: StateInline, opening: str) -> bool:
    """Says of a bracket that nothing closes that TeX stands behind it, up to the next."""
    start = state.pos
    behind = _TO_BRACKET.match(state.src, start + 2, min(state.posMax, start + MAX_LENGTH))
    if not opens_tex(state.src, start, start + 2, behind.end() if behind else start + 2):
        return False
    _push_hint(state, opening).info = "open"
    return True


def is_simple(tex: str) -> bool:
    """Whether `tex` is letters by themselves, numbers and signs: `x`, `f(x, y)`, `n - 1`."""
    return SIMPLE.fullmatch(tex) is not None and any(map(str.isalpha, tex))


def is_behind_name(text: str, at: int) -> bool:
    """Whether a bracket at `at` follows a name, as in `f\\(x\\)` that an exporter escaped."""
    before = text[at - 1 : at] if at else ""
    return before.isascii() and (before.isalnum() or before in ("_", ")", "]"))


def closing_bracket(src: str, begin: int, stop: int) -> int | None:
    """Where the closing of the formula stands whose TeX begins at `begin`, behind its opening;
    None where there is none before `stop`, or another opening of the same kind is nearer to it.
    A formula is no longer than the converter takes."""
    opening = src[begin - 2 : begin]
    closing = CLOSING[opening][1]
    stop = min(stop, begin + MAX_LENGTH + 2)
    match = _NEXT[closing].match(src, begin, stop)
    if match is None:
        return None
    if (
        _WORDS.search(match.group())
        and (end := _behind_braces(src, begin, stop, opening)) is not None
    ):
        return end
    return match.end() - 2 if match.group().endswith(closing) else None


def _behind_braces(src: str, begin: int, stop: int, opening: str) -> int | None:
    """The same of what closes it outside of braces, in which words may have formulas of their own:
    `\\(\\text{设 \\(x\\) 为}\\)`."""
    within = depth = 0
    for match in _BRACES.finditer(src, begin, stop):
        text = match.group()
        if text == "{":
            depth += 1
        elif text == "}":
            depth -= 1
        elif text in (opening, CLOSING[opening]):
            if depth <= 0:
                return match.start() if text != opening else None
            within += 1
        if within > _MAX_WITHIN:
            break
    return None


def _block(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
    begin = state.bMarks[start_line] + state.tShift[start_line]
    if not state.src.startswith(r"\[", begin) or state.is_code_block(start_line):
        return False
    brackets = settings_of(state.env).brackets
    stop = state.eMarks[start_line]
    end = closing_bracket(state.src, begin + 2, stop)
    if end is not None:
        content, last_line = state.src[begin + 2 : end], start_line
        if not brackets or state.src[end + 2 : stop].strip() or not content.strip():
            return False
    else:
        found = lines_of(state, start_line, end_line, state.src[begin + 2 : stop], r"\]")
        if found is None:
            return False
        last_line, content = found
    if not brackets:
        note_cut(state.env, start_line, r"\[", content)
        return False
    if silent:
        take_in(state, start_line, last_line + 1)
    else:
        push_block(state, content, r"\[", start_line, last_line + 1)
    return True


def note_cut(env: MutableMapping[str, Any], line: int, opening: str, content: str) -> None:
    """Keeps for a hint that in this line begins what is cut in parts where brackets are none."""
    env.setdefault(_CUT, {})[line] = opening, content.strip()


def _hints(state: StateCore) -> None:
    """Hints before the blocks that came of a formula: `+ b` in it is an item of a list."""
    cut: dict[int, tuple[str, str]] = state.env.pop(_CUT, {})
    if not cut:
        return
    for token in state.tokens:
        if token.type == "inline" and token.map:
            for child in token.children or ():
                if child.type == "math_hint":
                    above = token.content.count("\n", 0, child.meta[POSITION])
                    cut.pop(token.map[0] + above, None)
    hints = [
        Token("math_hint", "", 0, map=[line, line + 1], content=tex, markup=opening, block=True)
        for line, (opening, tex) in sorted(cut.items())
        if parses_as_tex(tex) or (opening == r"\(" and SIMPLE.fullmatch(tex))
    ]
    tokens: list[Token] = []
    for token in state.tokens:
        if token.level == 0 and token.nesting >= 0 and token.map:
            while hints and hints[0].map and hints[0].map[0] < token.map[1]:
                tokens.append(hints.pop(0))
        tokens.append(token)
    state.tokens = tokens
