"""Formulas and the words between them, read at once where their dollars can be meant in one way.
No I/O.

`dollar_math` says what all others are.
"""

from __future__ import annotations

import re

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from kbsite.markdown.links.autolink import has_addresses
from kbsite.markdown.math.dollar_prose import is_prose
from kbsite.markdown.math.dollar_words import NEVER_BEHIND, NEVER_FIRST
from kbsite.markdown.math.formula_tokens import formula_token
from kbsite.markdown.math.text_groups import may_hold_words
from kbsite.markdown.new_tokens import text_token


class FormulaRuns:
    """`ends` is a pattern of the characters that end words."""

    def __init__(self, ends: str) -> None:
        self._match = re.compile(
            # What follows a dollar may make it open another formula.
            rf"\${NEVER_FIRST}([^\\$`\n]*+(?:\\[^`\n][^\\$`\n]*+)*+)\${NEVER_BEHIND}"
            rf"([^{ends[1:]}*+)"
        ).match

    def read(
        self, src: str, start: int, stop: int, level: int, tokens: list[Token]
    ) -> tuple[int, str]:
        """Gives `tokens` the formulas from `start` on and what stands between them: where they end,
        and the words behind the last."""
        place, words = start, ""
        while found := self._match(src, place, stop):
            tex, following = found.groups()
            if not tex.strip() or may_hold_words(tex):
                break
            if not tex.isascii() and is_prose(src, *found.span(1), stop):
                break
            if words:
                tokens.append(text_token(words, level))
            tokens.append(formula_token(tex, "$", place, level))
            words, place = following, found.end()
        return place, words


def formula_runs(md: MarkdownIt) -> None:
    """To be set where there are no rules but kbsite's: one of a site may read any text."""
    runs = FormulaRuns(md.inline.terminator_re.pattern)

    def rule(state: StateInline, silent: bool) -> bool:
        if silent or has_addresses(state):
            return False
        tokens: list[Token] = []
        place, words = runs.read(state.src, state.pos, state.posMax, state.level, tokens)
        if not tokens:
            return False
        if state.pending:
            state.pushPending()
        # `tokens_meta` is read for what opens something alone.
        state.tokens += tokens
        state.pos, state.pendingLevel = place, state.level
        state.append_pending(words)
        return True

    md.inline.ruler.before("github_math", "formula_run", rule)
