"""A single line break as a break, where the site or the note wants that. No I/O."""

from __future__ import annotations

from collections.abc import Sequence

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from kbsite.markdown.settings import settings_of


def hard_line_breaks(md: MarkdownIt) -> None:
    """Turns soft breaks into hard ones, before Chinese lines are joined."""
    md.core.ruler.push("hard_line_breaks", _rule)


def _rule(state: StateCore) -> None:
    if not settings_of(state.env).hard_breaks:
        return
    for block in state.tokens:
        if block.children and "\n" in block.content:
            _harden(block.children)


def _harden(children: Sequence[Token]) -> None:
    for token in children:
        if token.type == "softbreak":
            token.type, token.tag = "hardbreak", "br"
