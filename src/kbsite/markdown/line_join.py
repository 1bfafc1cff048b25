"""A line break between two Chinese lines is not a space. No I/O.

The break is dropped where the characters on both sides are wide and neither is Hangul; it
stays between Chinese and Latin.
"""

from __future__ import annotations

from collections.abc import Sequence

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from kbsite.markdown.characters import is_hangul, is_wide

#: `Token.meta` key of a soft break that is dropped.
JOINED = "joined"


def cjk_line_join(md: MarkdownIt) -> None:
    """Marks the soft breaks that vanish."""
    md.core.ruler.push("cjk_line_join", _join)


def _join(state: StateCore) -> None:
    for block in state.tokens:
        if block.children and "\n" in block.content:
            _mark(block.children)


def _mark(children: Sequence[Token]) -> None:
    for i, token in enumerate(children):
        if token.type == "image":
            _mark(token.children or ())
        elif (
            token.type == "softbreak"
            and _joins(_last_character(children, i))
            and _joins(_first_character(children, i))
        ):
            token.meta[JOINED] = True


def _joins(char: str) -> bool:
    return char != "" and is_wide(char) and not is_hangul(char)


def _first_character(children: Sequence[Token], i: int) -> str:
    """The first character that is seen behind token `i`, "" where it is not text."""
    for j in range(i + 1, len(children)):
        token = children[j]
        if token.nesting == 0:
            return token.content[:1] if token.type == "text" else _link_words(token)[:1]
    return ""


def _last_character(children: Sequence[Token], i: int) -> str:
    for j in range(i - 1, -1, -1):
        token = children[j]
        if token.nesting == 0 and (token.content or token.type != "text"):
            return token.content[-1:] if token.type == "text" else _link_words(token)[-1:]
    return ""


def _link_words(token: Token) -> str:
    return token.content if token.type == "wikilink" else ""
