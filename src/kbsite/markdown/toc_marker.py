"""`[TOC]`, CSDN's `@[TOC](title)` alone in its paragraph: the contents of the note. No I/O."""

from __future__ import annotations

import re

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from kbsite.markdown.paragraphs import with_paragraphs_replaced

_MARKER = re.compile(
    r"\[toc\]|\[\[toc\]\]|\[\[_toc_\]\]|\[_toc_\]|\$\{toc\}|@\[toc\](?:\([^()]{0,200}\))?",
    re.IGNORECASE,
)


def toc_marker(md: MarkdownIt) -> None:
    """Tokens `toc` in place of the paragraph."""
    md.core.ruler.after("block", "toc_marker", _rule)


def _rule(state: StateCore) -> None:
    if any(token.type == "inline" and _is_marker(token.content) for token in state.tokens):
        state.tokens = with_paragraphs_replaced(state.tokens, _marker)


def _marker(opening: Token, text: Token) -> Token | None:
    if opening.hidden or not _is_marker(text.content):
        return None
    return Token("toc", "", 0, map=opening.map, level=opening.level, block=True)


def _is_marker(text: str) -> bool:
    return _MARKER.fullmatch(text.strip()) is not None
