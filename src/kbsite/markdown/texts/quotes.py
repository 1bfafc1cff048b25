"""Parts of a paragraph that can stand elsewhere, among them the sentence around a link.

A paragraph is cut into *units* that are balanced HTML: a sentence of text, a formula, a
whole emphasis or link. No I/O.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Sequence
from typing import Any, NamedTuple

import msgspec
from markdown_it.token import Token

from kbsite.markdown.blocks.embed_block import AROUND, PLACE, looks_like_note
from kbsite.markdown.links.link_tokens import LINK
from kbsite.markdown.math.formula_tokens import is_display
from kbsite.markdown.nesting import LINKED
from kbsite.markdown.texts.extension_tokens import SHOWN, words_of
from kbsite.markdown.texts.inline_text import StandIns, joined, with_scripts
from kbsite.markdown.texts.pieces import inline_pieces
from kbsite.model import Mention
from kbsite.nouns.slots import Piece, Pieces

#: How many characters of a sentence are quoted on each side of its link.
QUOTE_SIDE = 120
# The same in links, formulas and the text between: where each is a character long, the quotes of
# one another would fill the memory.
_QUOTE_UNITS = 24

_END = "。！？!?；;"
_CLOSING = "”’」』）)]"
# Marks of ASCII stand in addresses and numbers too: they end one before a space or Chinese.
_ENDING = re.compile(
    rf"[。！？；][{_END}]*[{re.escape(_CLOSING)}]*\s*"
    rf"|(?<![!?;.])[!?;.]++[{re.escape(_CLOSING)}]*(?=[\s\u2e80-\U0003ffff]|\Z)\s*"
)


class Unit(NamedTuple):
    """Balanced tokens of one paragraph."""

    tokens: tuple[Token, ...]
    length: int
    ends_sentence: bool


_LEFT_OUT = frozenset(
    {
        "image",
        "wikilink_embed",
        "html_inline",
        "footnote_ref",
        "figcaption_open",
        "figcaption_close",
        "comment",
        "math_hint",
        "more",
    }
)


def portable(children: Sequence[Token], stand_ins: StandIns) -> list[Token]:
    """The tokens of a paragraph that can stand elsewhere, also in a link: no images, no footnote
    marks, none of the author's HTML, no links out of the site, no ids; one of `stand_ins` stands
    for a display formula."""
    kept = []
    for token in with_scripts(children):
        if token.type in _LEFT_OUT:
            continue
        if SHOWN in token.meta:
            kept.append(_copy(token, token.attrs, {**token.meta, SHOWN: token.meta[SHOWN].moved()}))
            continue
        if token.type in ("link_open", "link_close") and LINK not in token.meta:
            continue
        if token.type == "math_inline" and is_display(token):
            kept.append(Token("text", "", 0, content=stand_ins.display))
        elif token.type == "math_inline":
            kept.append(_copy(token, token.attrs, {**token.meta, LINKED: True}))
        elif "id" in token.attrs:
            attributes = {name: value for name, value in token.attrs.items() if name != "id"}
            kept.append(_copy(token, attributes, token.meta))
        else:
            kept.append(token)
    return kept


def _copy(token: Token, attrs: dict[str, str | int | float], meta: dict[Any, Any]) -> Token:
    """`token.copy(attrs=attrs, meta=meta)`, which looks up every field."""
    copy = Token(token.type, token.tag, token.nesting, attrs, token.map, token.level)
    copy.children, copy.content, copy.markup = token.children, token.content, token.markup
    copy.info, copy.meta, copy.block, copy.hidden = token.info, meta, token.block, token.hidden
    return copy


def units_of(children: Sequence[Token], stand_ins: StandIns) -> list[Unit]:
    """The portable `children` cut at depth 0, text at the end of each sentence."""
    units: list[Unit] = []
    group: list[Token] = []
    depth = 0
    for token in portable(children, stand_ins):
        depth += token.nesting
        if group or depth > 0:
            group.append(token)
            if depth <= 0:
                units.append(_unit(group))
                group, depth = [], 0
        elif token.type == "text":
            units += map(_text_unit, _sentences(token.content))
        else:
            units.append(_unit([token]))
    if group:
        units.append(_unit(group))
    return units


def _sentences(text: str) -> Iterator[str]:
    start = 0
    for ending in _ENDING.finditer(text):
        yield text[start : ending.end()]
        start = ending.end()
    if start < len(text):
        yield text[start:]


def _text_unit(text: str) -> Unit:
    token = Token("text", "", 0, content=text)
    return Unit((token,), len(text), _ends_sentence(text))


def _ends_sentence(text: str) -> bool:
    """A full stop of Latin text needs a space behind it: 3.14 is one word."""
    last = text.rstrip().rstrip(_CLOSING)[-1:]
    return last != "" and (last in _END or (last == "." and text[-1].isspace()))


def _unit(tokens: Sequence[Token]) -> Unit:
    last = tokens[-1]
    text = sum(max(len(token.content), len(words_of(token.meta))) for token in tokens)
    ends = last.type == "hardbreak" or any(
        token.type == "text" and _ends_sentence(token.content) for token in tokens[-2:-1]
    )
    return Unit(tuple(tokens), max(1, text), ends)


def quote_links(children: Sequence[Token], mentions: list[Mention], stand_ins: StandIns) -> None:
    """Gives each link among `children`, and each embed of a note, the sentence around it."""
    linking = [token for token in children if LINK in token.meta or AROUND in token.meta]
    if not linking:
        return
    for token in linking:
        if AROUND in token.meta:
            _quote_embeds(token.meta[AROUND], mentions, stand_ins)
    children = [token if PLACE in token.meta else _as_link(token) for token in children]
    if any(_link_number(token) is not None for token in children):
        _quote_all(units_of(children, stand_ins), mentions)


def _quote_embeds(children: Sequence[Token], mentions: list[Mention], stand_ins: StandIns) -> None:
    """Those that part a paragraph; one of nothing else says no more than that they stand there."""
    if any(child.content.strip() for child in children if child.type == "text"):
        embeds = {token.meta[LINK] for token in children if PLACE in token.meta}
        units = units_of([_as_link(token) for token in children], stand_ins)
        _quote_all(units, mentions, embeds)


def _as_link(token: Token) -> Token:
    """What embeds a note as a link to it, which can be quoted."""
    if LINK not in token.meta or not looks_like_note(token):
        return token
    has_text = token.meta.get("has_text", bool(token.content.strip()))
    meta = {LINK: token.meta[LINK], "has_text": has_text}
    return Token("wikilink", "", 0, content=token.content, meta=meta)


def _quote_all(
    units: Sequence[Unit], mentions: list[Mention], wanted: Container[int] | None = None
) -> None:
    shown: dict[int, list[Piece]] = {}
    for i, unit in enumerate(units):
        found = (_link_number(token) for token in unit.tokens)
        numbers = {n for n in found if n is not None and (wanted is None or n in wanted)}
        if numbers and unit.length <= 3 * QUOTE_SIDE:
            quote = _quote(units, i, shown)
            for number in numbers:
                mentions[number] = msgspec.structs.replace(mentions[number], quote=quote)


def _link_number(token: Token) -> int | None:
    return token.meta.get(LINK) if token.type in ("link_open", "wikilink") else None


def _quote(units: Sequence[Unit], i: int, shown: dict[int, list[Piece]]) -> Pieces:
    """The sentence around unit `i`, at most `QUOTE_SIDE` characters on each side. `shown` holds
    the pieces of the units that were quoted before."""
    start, room = i, QUOTE_SIDE
    first, last = max(0, i - _QUOTE_UNITS), min(len(units) - 1, i + _QUOTE_UNITS)
    while start > first and not units[start - 1].ends_sentence and units[start - 1].length <= room:
        start -= 1
        room -= units[start].length
    end, room = i, QUOTE_SIDE
    while not units[end].ends_sentence and end < last and units[end + 1].length <= room:
        end += 1
        room -= units[end].length
    pieces: list[Piece] = []
    for j in range(start, end + 1):
        if j not in shown:
            shown[j] = inline_pieces(units[j].tokens)
        pieces += shown[j]
    cut_before = start > 0 and not units[start - 1].ends_sentence
    cut_after = end + 1 < len(units) and not units[end].ends_sentence
    return joined(["…" if cut_before else "", *pieces, "…" if cut_after else ""])
