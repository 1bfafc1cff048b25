"""`[TOC]`, CSDN's `@[TOC](title)` alone in its paragraph: the contents of the note. No I/O."""

from __future__ import annotations

import re

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore

_MARKER = re.compile(
    r"\[toc\]|\[\[toc\]\]|\[\[_toc_\]\]|\[_toc_\]|\$\{toc\}|@\[toc\](?:\([^()]{0,200}\))?",
    re.IGNORECASE,
)


def toc_marker(md: MarkdownIt) -> None:
    """Tokens `toc` in place of the paragraph."""
    md.core.ruler.after("block", "toc_marker", _rule)


def _rule(state: StateCore) -> None:
    if "toc" not in state.src.lower():
        return
    kept = []
    tokens = state.tokens
    skip = 0
    for i, token in enumerate(tokens):
        if skip:
            skip -= 1
        elif (
            token.type == "paragraph_open"
            and not token.hidden
            and _MARKER.fullmatch(tokens[i + 1].content.strip())
        ):
            token.type, token.tag, token.nesting = "toc", "", 0
            kept.append(token)
            skip = 2
        else:
            kept.append(token)
    state.tokens = kept
