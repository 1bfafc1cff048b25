"""GFM's `~~deleted~~`, with two tildes and no other number. No I/O.

GFM takes one tilde too; Chinese writes ranges with it (`3~5 个，10~20 个`), so one stays as it
is. Three and more delete nothing, as in GFM.
"""

from __future__ import annotations

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline, strikethrough

_MARK = "~"


def two_tildes(md: MarkdownIt) -> None:
    """Tokens `s_open` and `s_close`."""
    md.enable("strikethrough")
    md.inline.ruler.at("strikethrough", _rule)


def _rule(state: StateInline, silent: bool) -> bool:
    start = state.pos
    if silent or state.src[start] != _MARK:
        return False
    end = start
    while end < state.posMax and state.src[end] == _MARK:
        end += 1
    if end - start == 2:
        return strikethrough.tokenize(state, silent)
    if end - start == 1:
        # A site's own rule may give one tilde a meaning.
        return False
    state.append_pending(state.src[start:end])
    state.pos = end
    return True
