"""`[TOC]`, CSDN's `@[TOC](title)` alone in its paragraph, or in its line, and the fences of
Obsidian's plugins: the contents of the note. No I/O."""

from __future__ import annotations

import re

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from kbsite.markdown.blocks.code_group import is_open
from kbsite.markdown.paragraphs import with_paragraphs_replaced

_MARKER = re.compile(
    r"\[toc\]|\[\[toc\]\]|\[\[_toc_\]\]|\[_toc_\]|\$\{toc\}|@\[toc\](?:\([^()]{0,200}\))?",
    re.IGNORECASE,
)
# Other spellings may be a wikilink, or a variable.
_LINE = re.compile(r"(?:\[toc\]|@\[toc\](?:\([^()\n]{0,200}\))?)[ \t]*", re.IGNORECASE)
# What plugins of Obsidian call their fences; each line within is an option of theirs.
_FENCES = ("toc", "table-of-contents")
_OPTION = re.compile(r"[ \t]*(?:[A-Za-z][A-Za-z_-]*[ \t]*:(?:[ \t].*)?)?")
_DEFINITION = re.compile(r"^[ \t>]*\[toc\]:", re.IGNORECASE | re.MULTILINE)
# `env` key: whether the note defines `[toc]` as a link.
_DEFINED = "kbsite.toc"


def toc_marker(md: MarkdownIt) -> None:
    """Tokens `toc` in place of the paragraph or the line."""
    md.core.ruler.after("block", "toc_marker", _rule)
    md.block.ruler.before(
        "fence", "toc_line", _line, {"alt": ["paragraph", "reference", "blockquote", "table"]}
    )


def _line(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
    """Such a line directly above or below text; in an item of a list it is text."""
    begin, end = state.bMarks[start_line] + state.tShift[start_line], state.eMarks[start_line]
    if state.src[begin : begin + 1] not in ("[", "@") or not _LINE.fullmatch(state.src, begin, end):
        return False
    if state.sCount[start_line] > 3 or state.blkIndent or _is_defined(state):
        return False
    if not silent:
        token = state.push("toc", "", 0)
        token.block, token.map = True, [start_line, start_line + 1]
        state.line = start_line + 1
    return True


def _is_defined(state: StateBlock) -> bool:
    known: bool | None = state.env.get(_DEFINED)
    if known is None:
        known = state.env[_DEFINED] = _DEFINITION.search(state.src) is not None
    return known


def _rule(state: StateCore) -> None:
    if any(token.type == "inline" and _is_marker(token.content) for token in state.tokens):
        state.tokens = with_paragraphs_replaced(state.tokens, _marker)
    for place, token in enumerate(state.tokens):
        if token.type == "fence" and _is_contents(token):
            state.tokens[place] = Token("toc", "", 0, map=token.map, level=token.level, block=True)


def _is_contents(fence: Token) -> bool:
    # Of one that is not closed nobody knows what belongs to it: it is told as code.
    if fence.info.strip().lower() not in _FENCES or is_open(fence):
        return False
    return all(map(_OPTION.fullmatch, fence.content.split("\n")))


def _marker(opening: Token, text: Token) -> Token | None:
    if opening.hidden or not _is_marker(text.content):
        return None
    return Token("toc", "", 0, map=opening.map, level=opening.level, block=True)


def _is_marker(text: str) -> bool:
    return _MARKER.fullmatch(text.strip()) is not None
