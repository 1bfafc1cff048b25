"""Marks what stands in a link, where no other link may stand and nothing that takes the
keyboard. No I/O."""

from __future__ import annotations

import re
from collections.abc import Sequence

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from kbsite.markdown.footnote import BLOCKS

#: `Token.meta` key of an inline token in a link.
LINKED = "linked"

_OPENING = re.compile(r"<a[\s>]", re.IGNORECASE)
_CLOSING = re.compile(r"</a[\s>]", re.IGNORECASE)


def link_nesting(md: MarkdownIt) -> None:
    """Stamps those tokens; links of raw HTML count."""
    md.core.ruler.after("inline", "link_nesting", _rule)


def _rule(state: StateCore) -> None:
    for block in state.tokens:
        if block.children:
            _mark(block.children)


def _mark(children: Sequence[Token]) -> None:
    depth = 0
    for token in children:
        if token.type in ("link_open", "link_close"):
            depth += token.nesting
        elif token.type == "html_inline":
            if _OPENING.match(token.content):
                depth += 1
            elif depth and _CLOSING.match(token.content):
                depth -= 1
        elif depth:
            token.meta[LINKED] = True
        elif BLOCKS in token.meta:
            _mark(token.meta[BLOCKS][1].children or ())
