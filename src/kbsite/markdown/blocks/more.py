"""`<!-- more -->`, as in Hexo, Hugo and WordPress: what stands before it is the excerpt. No I/O.

A comment of that word alone, in any case, wherever a comment is HTML: a line of its own or in a
line. In code it is text. None is published; the first counts.
"""

from __future__ import annotations

import re

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

#: The type of a token that ends the excerpt, a block or in a line.
MORE = "more"

_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_MARKER = re.compile(r"<!--\s*more\s*-->", re.IGNORECASE)
# What such an element holds is its text, comments too.
_TEXT_ELEMENT = re.compile(r"<(?:script|style|textarea|title|xmp|iframe|noscript)\b", re.IGNORECASE)


def more(md: MarkdownIt) -> None:
    """Tokens `more` in place of the comments."""
    md.core.ruler.after("inline", "more", _rule)


def _rule(state: StateCore) -> None:
    if not _MARKER.search(state.src):
        return
    tokens: list[Token] = []
    for token in state.tokens:
        if token.type == "html_block":
            tokens += _block(token)
            continue
        if token.type == "inline":
            for child in token.children or ():
                if child.type == "html_inline" and _MARKER.fullmatch(child.content):
                    child.type, child.content = MORE, ""
        tokens.append(token)
    state.tokens = tokens


def _block(token: Token) -> list[Token]:
    """A block of HTML without the comment, which stands before or behind it."""
    content = token.content
    if not _MARKER.search(content) or _TEXT_ELEMENT.search(content):
        return [token]
    first = next((c for c in _COMMENT.finditer(content) if _MARKER.fullmatch(c.group())), None)
    if first is None:
        return [token]
    # What follows on the line of the comment belongs to its block, as CommonMark has it.
    token.content = _COMMENT.sub(_unless_marker, content)
    marker = Token(MORE, "", 0, map=token.map, level=token.level, block=True)
    if not token.content.strip():
        return [marker]
    return [marker, token] if not content[: first.start()].strip() else [token, marker]


def _unless_marker(comment: re.Match[str]) -> str:
    """A comment as it is; of a marker its line ends, which the places of mistakes count on."""
    text = comment.group()
    return "\n" * text.count("\n") if _MARKER.fullmatch(text) else text
