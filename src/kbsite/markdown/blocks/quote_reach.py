"""How far a quote looks ahead. No I/O.

markdown-it takes all lines up to the next blank one for lines of a quote, since a paragraph in it
may go on without `>`, and sees only then that the quote ended with its heading, code or table. Each
quote below would look as far again. So after a few of these a quote looks no further than it has
to, and further where it goes on.
"""

from __future__ import annotations

from collections.abc import MutableMapping
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_block import blockquote as whole_quote

#: So many quotes of a note may look as far as they like: what is ordinary is read once.
_FEW = 16
#: How many lines a quote takes at first, and how many times more where it goes on. Quotes in quotes
#: begin anew each time, so the steps are large.
_LINES = _MORE = 64

# `env` key: how many quotes ended where more text follows.
_CUT_SHORT = "kbsite.quotes_cut_short"


def quote_reach(md: MarkdownIt) -> None:
    """The same tokens as without it, but where a line without `>` in a quote begins a formula whose
    end is further down than the quote looks."""
    md.block.ruler.at(
        "blockquote", _rule, {"alt": ["paragraph", "reference", "blockquote", "list"]}
    )


def _rule(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
    if silent:
        return whole_quote(state, start_line, end_line, silent)
    env: MutableMapping[str, Any] = state.env
    before = len(state.tokens)
    lines = _LINES if env.get(_CUT_SHORT, 0) >= _FEW else end_line - start_line
    while True:
        limit = min(end_line, start_line + lines)
        if not whole_quote(state, start_line, limit, silent):
            return False
        if limit == end_line or state.line < limit:
            break
        del state.tokens[before:]
        lines *= _MORE
    if state.line < end_line and not state.isEmpty(state.line):
        env[_CUT_SHORT] = env.get(_CUT_SHORT, 0) + 1
    return True
