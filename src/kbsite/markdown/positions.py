"""Remembers where in its block each link stands, which markdown-it does not. No I/O."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TypeAlias

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline, autolink, html_inline, image, link

from kbsite.markdown.html.raw import opens_link
from kbsite.markdown.html.tags import is_instruction

_Rule: TypeAlias = Callable[[StateInline, bool], bool]

# No address has two colons behind its scheme.
_QUALIFIED = re.compile(r"<\w+::")

#: `Token.meta` key: offset of the construct in the inline token's content.
POSITION = "position"


def link_positions(md: MarkdownIt) -> None:
    """Stamps links, images, autolinks and inline HTML with their offset."""
    for name, rule, first in (
        ("link", link, "["),
        ("image", image, "!"),
        ("autolink", _autolink, "<"),
        ("html_inline", _html_inline, "<"),
    ):
        md.inline.ruler.at(name, _stamped(rule, first))


def _autolink(state: StateInline, silent: bool) -> bool:
    """markdown-it's, but that the arguments of a template (`vector<std::string>`) are text."""
    return not _QUALIFIED.match(state.src, state.pos) and autolink(state, silent)


def _html_inline(state: StateInline, silent: bool) -> bool:
    """markdown-it's, but that in an anchor (`<a name="x"/>`) there may be links, and `List<?>` is
    text."""
    start, level = state.pos, state.linkLevel
    if state.src.startswith("<?", start) and not is_instruction(state.src, start):
        return False
    if not html_inline(state, silent):
        return False
    if state.linkLevel > level and not opens_link(state.src[start : state.pos]):
        state.linkLevel = level
    state.linkLevel = max(0, state.linkLevel)
    return True


def _stamped(rule: _Rule, first: str) -> _Rule:
    """`first` is the character that its constructs begin with."""
    #: A text, and where its last bracket stands.
    looked_at = "", -1

    def stamped(state: StateInline, silent: bool) -> bool:
        nonlocal looked_at
        if state.src[state.pos] != first:
            return False
        if first in "[!":
            # Without a bracket behind it none can be closed, and a thousand need not be tried.
            text, last = looked_at
            if state.src is not text:
                last = state.src.rfind("]")
                looked_at = state.src, last
            if state.pos > last:
                return False
        start, count = state.pos, len(state.tokens)
        if not rule(state, silent):
            return False
        for token in state.tokens[count:]:
            # Pending text is flushed first; the token of the rule itself follows it.
            if token.type != "text":
                token.meta.setdefault(POSITION, start)
                break
        return True

    return stamped
