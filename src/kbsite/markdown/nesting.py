"""Marks what stands in a link. No I/O.

No other link may stand there, and nothing that takes the keyboard.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from kbsite.markdown.blocks.footnote import BLOCKS
from kbsite.markdown.html.raw import opens_link

#: `Token.meta` key of an inline token in a link.
LINKED = "linked"

_CLOSING = re.compile(r"</a[\s>]", re.IGNORECASE)


def link_nesting(md: MarkdownIt) -> None:
    """Stamps those tokens, and takes a link out that stands in another (`[<https://a.com>](b)`);
    links of raw HTML count."""
    md.core.ruler.after("inline", "link_nesting", _rule)


def _rule(state: StateCore) -> None:
    for block in state.tokens:
        if block.children:
            block.children = _unnested(block.children)


def _unnested(children: Sequence[Token]) -> list[Token]:
    kept: list[Token] = []
    outer = 0
    inner: list[bool] = []
    for token in children:
        if token.type in ("link_open", "link_close"):
            if token.nesting > 0:
                inner.append(outer > 0)
            if inner[-1] if token.nesting > 0 else inner.pop():
                continue
            outer += token.nesting
        elif token.type == "html_inline":
            if opens_link(token.content):
                outer += 1
            elif outer and _CLOSING.match(token.content):
                outer -= 1
        elif outer:
            token.meta[LINKED] = True
        elif BLOCKS in token.meta:
            inline = token.meta[BLOCKS][1]
            inline.children = _unnested(inline.children or ())
        kept.append(token)
    return kept
