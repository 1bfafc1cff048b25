"""`[words](我的 笔记.md#一 节)` and `[words](#一 节)`, as Typora reads them. No I/O.

CommonMark ends an address at white space. What leads to a note, a picture or a player, or to a
heading of this note, and is in no brackets `<…>`, is an address all the same; other text stays
text.
"""

from __future__ import annotations

import re

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline

from kbsite.markdown.links.spaced_image import IN_WORD, is_shown
from kbsite.markdown.positions import POSITION
from kbsite.urls import suffix_of

#: Everything is bounded: the whole stays linear.
_LINK = re.compile(
    r"\[(?P<words>[^\[\]\n]{1,1000})\]"
    r"\([ \t]{0,20}(?P<target>"
    rf"(?:[^\s()<>\"'\\]|{IN_WORD}|\([^()<>\"'\\\n]{{0,100}}\)|[ \t]){{1,500}}?)"
    r"(?:[ \t]{1,20}(?P<quote>[\"'])(?P<title>[^\"'\n]{0,500})(?P=quote))?[ \t]{0,20}\)"
)


def spaced_link(md: MarkdownIt) -> None:
    """Tokens `link_open` and `link_close`, where CommonMark sees none."""
    md.inline.ruler.after("link", "spaced_link", _rule)


def _rule(state: StateInline, silent: bool) -> bool:
    found = _LINK.match(state.src, state.pos, state.posMax)
    if not found or not _is_address(found["target"]):
        return False
    if not silent:
        last = state.posMax
        href = state.md.normalizeLink(found["target"])
        token = state.push("link_open", "a", 1)
        token.attrs = {"href": href}
        if found["title"]:
            token.attrs["title"] = found["title"]
        token.meta[POSITION] = state.pos
        state.pos, state.posMax = found.span("words")
        state.linkLevel += 1
        state.md.inline.tokenize(state)
        state.linkLevel -= 1
        state.push("link_close", "a", -1)
        state.posMax = last
    state.pos = found.end()
    return True


def _is_address(target: str) -> bool:
    path, mark, _ = target.partition("#")
    return (mark != "" and not path) or suffix_of(path) == ".md" or is_shown(path)
