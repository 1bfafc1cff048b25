"""Attributes in braces: `## Title {#id .class}`, `![](a.png){width=300}`. No I/O.

Behind a heading, an image, a link or inline code; `{:` as kramdown writes it is the same, and so is
`{:height 300, :width 400}` of Logseq behind an image. Only names that can neither run nor load
anything are taken.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable
from html import escape
from itertools import pairwise

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from kbsite.markdown.html.raw import THEME_IDS
from kbsite.markdown.positions import POSITION

ALLOWED = frozenset({"id", "class", "lang", "title"})
#: Elsewhere width and height are no HTML.
ALLOWED_OF_IMAGES = ALLOWED | {"width", "height"}
#: How the ids begin that kbsite gives: the theme's, of footnotes and their marks, equations,
#: headings that must not spell what they say, blocks.
OWN_IDS = (THEME_IDS, "FN-", "FNREF-", "eq:", "h:", "^")
#: `Token.meta` key: names that are not taken.
REFUSED_NAMES = "refused attributes"

_ITEM = (
    r"(?:#[^\s{}#.\"'<>=]+|\.[A-Za-z_][\w-]*+"
    r"|[A-Za-z][\w-]*=(?:\"[^\"{}\n]*+\"|'[^'{}\n]*+'|[^\s\"'{}<>]++))"
)
_BLOCK = re.compile(rf"\{{:?[ \t]*+({_ITEM}(?:[ \t]++{_ITEM})*+)[ \t]*+\}}")
_ONE = re.compile(_ITEM)
_SIZE = r":(?:height|width) \d{1,5}"
_SIZE_OF = re.compile(r":(\w+) (\d+)")
_SIZES = re.compile(rf"\{{({_SIZE}(?:, {_SIZE})?)\}}")
_ID_FIRST = re.compile(r"\{:?[ \t]*#")
_AT_END = re.compile(rf"(?:^|[ \t]+){_BLOCK.pattern}[ \t]*$")
_LONGEST = 500
_IMAGES = frozenset({"image", "wikilink_embed"})
_AFTER = _IMAGES | {"link_close", "code_inline", "wikilink"}


def attributes(md: MarkdownIt) -> None:
    """Sets `Token.attrs` of what stands before the braces."""
    md.core.ruler.after("block", "attributes", _headings)
    md.inline.ruler.push("attributes", _inline)


def _headings(state: StateCore) -> None:
    if "}" not in state.src:
        return
    tokens = state.tokens
    for heading, text in pairwise(tokens):
        if heading.type != "heading_open" or not text.content.endswith("}"):
            continue
        start = max(text.content.rfind("{"), len(text.content) - _LONGEST)
        before = len(text.content[:start].rstrip())
        found = _AT_END.match(text.content, before)
        if not found and _may_touch(text.content, start):
            found = _BLOCK.fullmatch(text.content, start)
        if found:
            _set(heading, found[1])
            text.content = text.content[:before]


def _may_touch(text: str, start: int) -> bool:
    """Whether an id is given in the braces at `start` that stand directly behind `text`: they are
    not escaped, and do not belong to the code or the link that ends before them."""
    if not _ID_FIRST.match(text, start) or text[start - 1] in "`\\]{_^":
        return False
    # A formula, or a variable of a shell.
    if text[start - 1] == "$" and text.count("$", 0, start) % 2:
        return False
    return text[start - 1] != ")" or "](" not in text


def _inline(state: StateInline, silent: bool) -> bool:
    if state.src[state.pos] != "{" or silent or state.pending or not state.tokens:
        return False
    target = state.tokens[-1]
    if target.type not in _AFTER:
        return False
    stop = min(state.posMax, state.pos + _LONGEST)
    if found := _BLOCK.match(state.src, state.pos, stop):
        items = found[1]
    elif target.type in _IMAGES and (found := _SIZES.match(state.src, state.pos, stop)):
        items = " ".join(f"{name}={size}" for name, size in _SIZE_OF.findall(found[1]))
    else:
        return False
    if target.type == "link_close":
        depth = 0
        for token in reversed(state.tokens):
            depth += token.nesting
            if depth == 0:
                target = token
                break
    target.meta.setdefault(POSITION, state.pos)
    _set(target, items)
    state.pos = found.end()
    return True


def _set(token: Token, items: str) -> None:
    allowed = ALLOWED_OF_IMAGES if token.type in _IMAGES else ALLOWED
    classes = str(token.attrs.get("class", "")).split()
    for item in _ONE.findall(items):
        if item.startswith("."):
            classes.append(item[1:])
        elif item.startswith("#"):
            token.attrs["id"] = item[1:]
        else:
            name, _, value = item.partition("=")
            value = value[1:-1] if value[:1] in "\"'" else value
            if name.lower() == "class":
                classes += value.split()
            elif name.lower() in allowed:
                token.attrs[name.lower()] = value
            else:
                token.meta.setdefault(REFUSED_NAMES, []).append(name)
    if classes:
        token.attrs["class"] = " ".join(dict.fromkeys(classes))


def fault_of_id(given: str, taken: Container[str]) -> str:
    """Why an author cannot have this id, "" where nothing is wrong with it."""
    if given.startswith(OWN_IDS):
        return f"the id `{given}` begins as those of kbsite do"
    return f"the id `{given}` stands here twice" if given in taken else ""


def attributes_html(token: Token, *, without: Iterable[str] = ()) -> str:
    """The attributes of a token, a space before each."""
    if not token.attrs:
        return ""
    return "".join(
        f' {name}="{escape(str(value))}"' if value != "" else f" {name}"
        for name, value in token.attrs.items()
        if name not in without
    )
