"""A line break between two Chinese lines is not a space. No I/O.

The break is dropped where the characters on both sides are wide and neither is Hangul; it
stays between Chinese and Latin. A mark that Latin has too (`“`, `…`, `—`) is as wide as what
stands beside it: the character before or behind it, or else the one across the break. A line
that is indented with U+3000, as Chinese indents a paragraph, stays a line.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from kbsite.markdown.characters import (
    SHARED_PUNCTUATION,
    VARIATION_SELECTORS,
    is_hangul,
    is_wide,
)
from kbsite.words.unseen import without_unseen

#: `Token.meta` key of a soft break that is dropped.
JOINED = "joined"

_INDENT = "\u3000"
_UNSEEN = frozenset({"footnote_ref", "comment", "math_hint", "more"})
# How far a run of marks is looked along.
_FEW = 8


def cjk_line_join(md: MarkdownIt) -> None:
    """Marks the soft breaks that vanish, and makes those hard that stay lines."""
    md.core.ruler.push("cjk_line_join", _join)


def _join(state: StateCore) -> None:
    for block in state.tokens:
        if block.children and "\n" in block.content:
            _mark(block.children)


def _mark(children: Sequence[Token]) -> None:
    for i, token in enumerate(children):
        if token.type == "image":
            _mark(token.children or ())
        elif token.type not in ("softbreak", "hardbreak"):
            continue
        elif i + 1 < len(children) and _is_indented(children[i + 1]):
            # As before the first line of a paragraph, the indent itself is not shown.
            token.type, token.tag = "hardbreak", "br"
            children[i + 1].content = children[i + 1].content.lstrip(_INDENT)
        elif token.type == "softbreak" and _joins(_before(children, i), _behind(children, i)):
            token.meta[JOINED] = True


def _joins(before: str, behind: str) -> bool:
    """`before` and `behind` are read away from the break."""
    first, second = _is_chinese(before), _is_chinese(behind)
    return (
        (first and second)
        or (first and _is_chinese_mark(behind))
        or (second and _is_chinese_mark(before))
    )


def _is_chinese_mark(text: str) -> bool:
    """Whether it begins with a mark that belongs to what follows: a space behind `—` says that it
    is Latin's."""
    return text[:1] in SHARED_PUNCTUATION and not text[1:2].isspace()


def _is_chinese(text: str) -> bool:
    char = next((char for char in text if char not in SHARED_PUNCTUATION), "")
    return char != "" and is_wide(char) and not is_hangul(char)


def _before(children: Sequence[Token], i: int) -> str:
    """The text that is seen before token `i`, its last character first; "" for what is no
    text."""
    words = _words(children[j] for j in range(i - 1, -1, -1))
    seen = without_unseen(words[-_FEW:])
    return "".join(c for c in reversed(seen) if c not in VARIATION_SELECTORS)


def _behind(children: Sequence[Token], i: int) -> str:
    return without_unseen(_words(children[j] for j in range(i + 1, len(children)))[:_FEW])


def _words(tokens: Iterable[Token]) -> str:
    """The words of the first of `tokens` that is seen; the mark of a footnote belongs to
    what stands before it."""
    for token in tokens:
        if token.nesting == 0 and token.type not in _UNSEEN:
            if token.type == "hashtag":
                return f"#{token.content}"
            if token.type not in ("text", "wikilink"):
                return ""
            if token.content:
                return token.content
    return ""


def _is_indented(token: Token) -> bool:
    return token.type == "text" and token.content.startswith(_INDENT)
