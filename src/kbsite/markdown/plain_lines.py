"""What holds no mark is text, and no rule need be asked about it. No I/O.

Half of all headings, items, cells and paragraphs of notes are such.
"""

from __future__ import annotations

import re

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token


def plain_lines(md: MarkdownIt) -> None:
    """To be set where there are no rules but kbsite's: one of a site may read any text."""
    # `www.` is all that begins with a letter; other addresses hold a `:` or a `@`.
    mark = re.compile(f"{md.inline.terminator_re.pattern}|[wW]\\.")

    def rule(state: StateCore) -> None:
        for token in state.tokens:
            if token.type != "inline":
                continue
            children = token.children = token.children or []
            if mark.search(token.content):
                state.md.inline.parse(token.content, state.md, state.env, children)
            elif token.content:
                children.append(Token("text", "", 0, content=token.content))

    md.core.ruler.at("inline", rule)
