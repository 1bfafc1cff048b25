"""`#tag` and `#nested/tag` in text. No I/O.

As in Obsidian: behind white space or at the start; letters, digits, `_`, `-`, `/` and emoji,
of which one is no digit. Unlike there, colours (`#1E90FF`) and lines of C
(`#include <math.h>`) are none, since a tag is a page of the site.
"""

from __future__ import annotations

import re
import unicodedata

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline

from kbsite.markdown.positions import POSITION

#: A tag longer than this is text.
MAX_LENGTH = 200
_KINDS = frozenset({"Mn", "Mc", "So", "Sk"})
_COLOUR = re.compile(r"(?=[a-fA-F]*[0-9])[0-9a-fA-F]{6}(?:[0-9a-fA-F]{2})?|[fF]{3}|[fF]{6}")
_DIRECTIVE = re.compile(
    r"#(?:include[ \t]*[<\"]|(?:define|undef|pragma|if|ifdef|ifndef|elif)[ \t]+[A-Za-z0-9_!(]"
    r"|(?:else|endif)[ \t]*(?:\n|\Z|/[/*]))"
)


def hashtag(md: MarkdownIt) -> None:
    """Tokens `hashtag`; `content` is the tag without `#`."""
    md.inline.ruler.before("escape", "hashtag", _rule)


def _rule(state: StateInline, silent: bool) -> bool:
    start = state.pos
    if state.src[start] != "#" or state.linkLevel > 0:
        return False
    end = tag_end(state.src, start, state.posMax)
    if end < 0:
        return False
    if not silent:
        token = state.push("hashtag", "", 0)
        token.content = state.src[start + 1 : end].strip("/")
        token.meta = {POSITION: start}
    state.pos = end
    return True


def tag_end(text: str, start: int, stop: int) -> int:
    """Where the tag ends whose `#` is at `start`, `stop` at most; -1 where there is none."""
    if start > 0 and not text[start - 1].isspace():
        return -1
    most = min(stop, start + 1 + MAX_LENGTH)
    end = start + 1
    while end < most and _is_tag_character(text[end]):
        end += 1
    tag = text[start + 1 : end].strip("/")
    if not tag or _COLOUR.fullmatch(tag) or all(char.isdigit() or char in "/-_" for char in tag):
        return -1
    if (start == 0 or text[start - 1] == "\n") and _DIRECTIVE.match(text, start):
        return -1
    # What goes on is no tag: `#a.b` is, `##a` and `#a#b` are not.
    if end < stop and text[end] == "#":
        return -1
    return start + 1 + len(text[start + 1 : end].rstrip("/"))


def _is_tag_character(char: str) -> bool:
    if char.isalnum() or char in "_-/":
        return True
    # Marks belong to the letter before them; emoji are symbols, joined by U+200D.
    return char > "\x7f" and (unicodedata.category(char) in _KINDS or char == "\u200d")
