"""`![](截图 1.png)` and `![alt](图.png =300x200)`, as Typora and others read them. No I/O.

CommonMark ends an address at white space. What ends as a picture or a player does and is in no
brackets `<…>` is an address all the same; other text stays text.
"""

from __future__ import annotations

import re

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from kbsite.markdown.positions import POSITION
from kbsite.urls import IMAGE_SUFFIXES, PLAYER_SUFFIXES, suffix_of

#: A quote or apostrophe that begins no title, having no space before it.
IN_WORD = r"(?<=[^\s(])[\"']"
#: Everything is bounded: the whole stays linear.
IMAGE = re.compile(
    r"!\[(?P<alt>[^\[\]\n]{0,1000})\]\([ \t]{0,20}"
    rf"(?P<target>(?:[^\s()<>\"'\\]|{IN_WORD}|\([^\s()<>\"'\\]{{0,100}}\)|[ \t](?!=)){{1,500}}?)"
    r"(?:[ \t]{1,20}=(?P<width>\d{1,3}%|\d{0,5})x?(?P<height>\d{0,5}))?"
    r"(?:[ \t]{1,20}(?P<quote>[\"'])(?P<title>(?:(?!(?P=quote))[^\n]){0,500})(?P=quote))?"
    r"[ \t]{0,20}\)"
)
_FILES = IMAGE_SUFFIXES | PLAYER_SUFFIXES


def spaced_image(md: MarkdownIt) -> None:
    """Tokens `image`, where CommonMark sees none."""
    md.inline.ruler.after("image", "spaced_image", _rule)


def is_shown(path: str) -> bool:
    """Whether this is the path of a file that is shown or played in place."""
    return suffix_of(path) in _FILES


def _rule(state: StateInline, silent: bool) -> bool:
    found = IMAGE.match(state.src, state.pos, state.posMax)
    if not found or not is_shown(found["target"].partition("#")[0].rstrip()):
        return False
    if not silent:
        start = state.pos
        children: list[Token] = []
        state.md.inline.parse(found["alt"], state.md, state.env, children)
        token = state.push("image", "img", 0)
        token.attrs = {"src": state.md.normalizeLink(found["target"].strip()), "alt": ""}
        for name in ("title", "width", "height"):
            if found[name]:
                token.attrs[name] = found[name]
        token.children, token.content = children, found["alt"]
        token.meta[POSITION] = start
    state.pos = found.end()
    return True
