"""Callouts: a quote that begins with `[!note]`, `[!tip]+ title` or `[!bug]- title`. No I/O.

Obsidian's kinds with all their aliases, which include GitHub's alerts. `-` folds, `+` can be
folded.
"""

from __future__ import annotations

import re

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from kbsite.markdown.settings import settings_of

_ALIASES = {
    "abstract": ("summary", "tldr"),
    "tip": ("hint", "important"),
    "success": ("check", "done"),
    "question": ("help", "faq"),
    "warning": ("caution", "attention"),
    "failure": ("fail", "missing"),
    "danger": ("error",),
    "quote": ("cite",),
}
#: What a callout is drawn as; other kinds look like `note`.
KINDS = ("note", "info", "todo", "bug", "example", *_ALIASES)
_KIND_OF = {kind: kind for kind in KINDS} | {
    alias: kind for kind, aliases in _ALIASES.items() for alias in aliases
}
# Behind a bar stand words for a theme of Obsidian.
_MARK = re.compile(
    r"\[![ \t]*([^\[\]|\s][^\[\]|\n]{0,59})(?:\|[^\[\]\n]{0,200})?\]([+-]?)"
    r"(?:[ \t\u3000]+|(?=\n)|\Z)"
)
# One of a known kind but for the space; a link may have such words.
_NO_SPACE = re.compile(rf"(\[!(?:{'|'.join(_KIND_OF)})\][+-]?)(?![(\[+-])(\S[^\n]{{0,20}})", re.I)
#: `Token.meta` key of a quote that was meant to be a callout: how its first line is written.
MEANT = "meant callout"


def callout(md: MarkdownIt) -> None:
    """Turns the tokens of such a quote into `callout_open`, `callout_title` (an inline token
    between `callout_title_open` and `_close`) and `callout_close`."""
    md.core.ruler.after("block", "callout", _rule)


def _rule(state: StateCore) -> None:
    if "[!" not in state.src:
        return
    kept: list[Token] = []
    quotes: list[str] = []
    tokens = state.tokens
    skip = 0
    for i, token in enumerate(tokens):
        if skip:
            skip -= 1
            continue
        if token.type == "blockquote_open":
            mark = _mark_of(tokens, i)
            quotes.append(_container(token, mark) if mark else "")
            kept.append(token)
            if mark:
                skip = _title(state, kept, tokens, i, mark)
            elif meant := _mark_of(tokens, i, _NO_SPACE):
                token.meta[MEANT] = " ".join(meant.groups())
            continue
        if token.type == "blockquote_close" and (tag := quotes.pop()):
            token.type, token.tag = "callout_close", tag
        kept.append(token)
    state.tokens = kept


def _mark_of(tokens: list[Token], i: int, pattern: re.Pattern[str] = _MARK) -> re.Match[str] | None:
    if i + 2 < len(tokens) and tokens[i + 1].type == "paragraph_open":
        return pattern.match(tokens[i + 2].content)
    return None


def _container(token: Token, mark: re.Match[str]) -> str:
    """Makes a callout of the quote; the tag that closes it."""
    name = mark[1].strip().lower()
    token.type, token.tag = "callout_open", "details" if mark[2] else "div"
    token.attrs = {"class": f"callout callout-{_KIND_OF.get(name, 'note')}", "data-callout": name}
    if mark[2] == "+":
        token.attrs["open"] = ""
    return token.tag


def _title(
    state: StateCore, kept: list[Token], tokens: list[Token], i: int, mark: re.Match[str]
) -> int:
    """Appends the title; how many of the tokens behind the opening are done with: the whole
    first paragraph where nothing but the title stands in it."""
    opening, text = tokens[i], tokens[i + 2]
    line, newline, rest = text.content[mark.end() :].partition("\n")
    name = mark[1].strip()
    default = settings_of(state.env).callouts.get(name.lower(), name[:1].upper() + name[1:])
    tag = "summary" if mark[2] else "p"
    start = Token("callout_title_open", tag, 1, level=opening.level + 1, block=True)
    start.attrs = {"class": "callout-title"}
    title = Token("inline", "", 0, content=line.strip() or default, children=[])
    title.map, title.level = text.map and [text.map[0], text.map[0] + 1], opening.level + 2
    end = Token("callout_title_close", tag, -1, level=opening.level + 1, block=True)
    kept += [start, title, end]
    if not newline or not rest.strip():
        return 3
    text.content = rest
    if text.map:
        text.map = [text.map[0] + 1, text.map[1]]
    return 0
