"""Embeds of notes are blocks: a paragraph that holds one is parted around it. No I/O.

What is embedded is known when all notes are: what looks like a note is treated as one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TypeAlias

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from kbsite.markdown.blocks.block_id import BLOCK_ID
from kbsite.markdown.blocks.task_list import TASK
from kbsite.markdown.nesting import LINKED
from kbsite.markdown.positions import POSITION
from kbsite.urls import IMAGE_SUFFIXES, PLAYER_SUFFIXES, is_drawing, scheme_of, suffix_of

#: `Token.meta` key of an embed that is a block: "p" in place of a paragraph, "flow" among the
#: words of an item or a cell.
PLACE = "place"
#: The same of the first of those that part a paragraph: the children that this had.
AROUND = "around"
#: The same of the parts, which all have the whole paragraph as their source: from where to where
#: in it they stand.
PART = "part"

_NO_NOTES = IMAGE_SUFFIXES | PLAYER_SUFFIXES | {".canvas"}
_WRITTEN_OUT = (".md", ".base")
#: What holds text that blocks may stand in.
_FLOW = frozenset({"td_open", "th_open", "dd_open"})
_VOID = re.compile(r"<(?:!|\?|(?:area|br|col|hr|img|input|source|track|wbr)\b)|.*/>\Z", re.DOTALL)

_MARKS = re.compile(r"[，。、；：！？）」』》】,.;:!?)]+")

#: The children of a paragraph, or one embed.
_Part: TypeAlias = list[Token] | Token


def embed_block(md: MarkdownIt) -> None:
    """Tokens `embed_open` … `embed_close` around an inline token that holds one embed."""
    md.core.ruler.push("embed_block", _rule)


def _rule(state: StateCore) -> None:
    if "![" not in state.src:
        return
    tokens = state.tokens
    kept: list[Token] = []
    i = 0
    while i < len(tokens):
        token = tokens[i]
        following = tokens[i + 1] if i + 1 < len(tokens) else token
        if token.type == "paragraph_open" and (parts := _parts(following)):
            kept += _parted(token, following, tokens[i + 2], parts)
            i += 3
            continue
        kept.append(token)
        if token.type in _FLOW and following.type == "inline" and (parts := _parts(following)):
            kept += _in_flow(following, parts)
            i += 1
        i += 1
    state.tokens = kept


def _parts(text: Token) -> list[_Part]:
    """The children of a paragraph around its embeds of notes; [] where it has none."""
    children = text.children or ()
    if not any(child.type in ("wikilink_embed", "image") for child in children):
        return []
    parts: list[_Part] = []
    words: list[Token] = []
    depth = 0
    for child in children:
        depth += _html_nesting(child) if child.type == "html_inline" else child.nesting
        if depth == 0 and LINKED not in child.meta and looks_like_note(child):
            if not parts:
                # Its texts lose the space beside the embeds.
                child.meta[AROUND] = [one.copy() if one.type == "text" else one for one in children]
            parts += (words, child)
            words = []
        else:
            words.append(child)
    if not parts:
        return []
    kept: list[_Part] = []
    for part in (*parts, words):
        shown = part if isinstance(part, Token) else _trimmed(part)
        if isinstance(shown, list) and (before := _before_mark(kept, shown)):
            before += shown
        elif shown:
            kept.append(shown)
    # The box of a task stays before it.
    return [[], *kept] if TASK in text.meta and isinstance(kept[0], Token) else kept


def _before_mark(parts: Sequence[_Part], words: list[Token]) -> list[Token] | None:
    """The last words before embeds, where nothing but a full stop or the like stands behind: it is
    no paragraph."""
    if len(words) != 1 or words[0].type != "text" or not _MARKS.fullmatch(words[0].content):
        return None
    return next((part for part in reversed(parts) if isinstance(part, list)), None)


def _html_nesting(token: Token) -> int:
    if token.content.startswith("</"):
        return -1
    return 0 if _VOID.match(token.content) else 1


def looks_like_note(token: Token) -> bool:
    """Whether a token looks like an embed of a note."""
    if token.type == "wikilink_embed":
        target: str = token.meta["target"].lower()
        return suffix_of(target) not in _NO_NOTES and not is_drawing(target)
    if token.type != "image":
        return False
    source = str(token.attrs.get("src", "")).lower()
    path = re.split("[?#]", source, maxsplit=1)[0]
    if scheme_of(source) is not None or is_drawing(path):
        return False
    return path.endswith(_WRITTEN_OUT) or (not path and "#" in source)


def _trimmed(children: list[Token]) -> list[Token]:
    """Without white space and line ends on either side."""
    start, end = 0, len(children)
    while start < end and _is_blank(children[start]):
        start += 1
    while end > start and _is_blank(children[end - 1]):
        end -= 1
    kept = children[start:end]
    if kept and kept[0].type == "text":
        kept[0].content = kept[0].content.lstrip()
    if kept and kept[-1].type == "text":
        kept[-1].content = kept[-1].content.rstrip()
    return kept


def _is_blank(token: Token) -> bool:
    if token.type == "text":
        return not token.content.strip()
    return token.type in ("softbreak", "hardbreak")


def _parted(opening: Token, text: Token, closing: Token, parts: Sequence[_Part]) -> list[Token]:
    kept: list[Token] = []
    place = "flow" if opening.hidden else "p"
    for part, inline in _inlines(text, parts):
        if isinstance(part, Token):
            kept += _embed(opening, inline, part, place)
        else:
            kept += (_copy(opening), inline, _copy(closing))
    if BLOCK_ID not in opening.meta:
        return kept
    around = Token("block_open", "div", 1, map=opening.map, level=opening.level, block=True)
    around.meta = {BLOCK_ID: opening.meta[BLOCK_ID]}
    return [around, *kept, Token("block_close", "div", -1, level=opening.level, block=True)]


def _in_flow(text: Token, parts: Sequence[_Part]) -> list[Token]:
    kept: list[Token] = []
    for part, inline in _inlines(text, parts):
        kept += _embed(text, inline, part, "flow") if isinstance(part, Token) else [inline]
    return kept


def _embed(around: Token, inline: Token, embed: Token, place: str) -> list[Token]:
    embed.meta[PLACE] = place
    opening = Token("embed_open", "", 1, map=around.map, level=around.level, block=True)
    closing = Token("embed_close", "", -1, level=around.level, block=True)
    opening.hidden = closing.hidden = around.hidden
    return [opening, inline, closing]


def _inlines(text: Token, parts: Sequence[_Part]) -> Iterator[tuple[_Part, Token]]:
    """Each part of a text, and it as a text; what stands in it keeps its place."""
    places = [part.meta.get(POSITION, 0) for part in parts if isinstance(part, Token)]
    begins, ends = iter(places), iter((*places, len(text.content)))
    begin, end = 0, next(ends)
    for number, part in enumerate(parts):
        if isinstance(part, Token):
            begin, end = next(begins) + 1, next(ends)
        inline = Token("inline", "", 0, map=text.map, level=text.level)
        inline.children = [part] if isinstance(part, Token) else part
        inline.content, inline.block = text.content, True
        inline.meta = {PART: (begin, end)} if number else {**text.meta, PART: (0, end)}
        yield part, inline


def _copy(token: Token) -> Token:
    return token.copy(meta={key: token.meta[key] for key in token.meta if key != BLOCK_ID})
