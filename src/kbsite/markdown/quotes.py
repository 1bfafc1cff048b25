"""Parts of a paragraph that can stand elsewhere, among them the sentence around a link.

A paragraph is cut into *units* that are balanced HTML: a sentence of text, a formula, a
whole emphasis or link. No I/O.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

import msgspec
from markdown_it.token import Token

from kbsite.markdown.extension_tokens import SHOWN, words_of
from kbsite.markdown.formula_tokens import is_display
from kbsite.markdown.inline_text import DISPLAY_WORD, joined
from kbsite.markdown.link_tokens import LINK
from kbsite.markdown.nesting import LINKED
from kbsite.markdown.pieces import inline_pieces
from kbsite.model import Mention
from kbsite.slots import Piece, Pieces

#: How many characters of a sentence are quoted on each side of its link.
QUOTE_SIDE = 120
# The same in links, formulas and the text between: where each is a character long, the quotes of
# one another would fill the memory.
_QUOTE_UNITS = 24

_END = "。！？!?；;"
_CLOSING = r"[”’」』）)\]]*"
_SENTENCE = re.compile(rf"[^{_END}.]*[{_END}.]+{_CLOSING}\s*|[^{_END}.]+")
# A full stop of Latin text needs a space behind it: 3.14 is one word.
_ENDS = re.compile(rf"(?:[{_END}]{_CLOSING}\s*|\.{_CLOSING}\s+)$")


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
        "figcaption",
        "comment",
        "math_hint",
        "more",
    }
)


def portable(children: Sequence[Token]) -> list[Token]:
    """The tokens of a paragraph that can stand elsewhere, also in a link: no images, no footnote
    marks, none of the author's HTML, no links out of the site, no ids; display formulas are
    named."""
    kept = []
    for token in children:
        if token.type in _LEFT_OUT:
            continue
        if SHOWN in token.meta:
            kept.append(token.copy(meta={**token.meta, SHOWN: token.meta[SHOWN].moved()}))
            continue
        if token.type in ("link_open", "link_close") and LINK not in token.meta:
            continue
        if token.type == "math_inline" and is_display(token):
            kept.append(Token("text", "", 0, content=DISPLAY_WORD))
        elif token.type == "math_inline":
            kept.append(token.copy(meta={**token.meta, LINKED: True}))
        elif "id" in token.attrs:
            attributes = {name: value for name, value in token.attrs.items() if name != "id"}
            kept.append(token.copy(attrs=attributes))
        else:
            kept.append(token)
    return kept


def units_of(children: Sequence[Token]) -> list[Unit]:
    """The portable `children` cut at depth 0, text at the end of each sentence."""
    units: list[Unit] = []
    group: list[Token] = []
    depth = 0
    for token in portable(children):
        depth += token.nesting
        if group or depth > 0:
            group.append(token)
            if depth <= 0:
                units.append(_unit(group))
                group, depth = [], 0
        elif token.type == "text":
            units += [_text_unit(part) for part in _SENTENCE.findall(token.content)]
        else:
            units.append(_unit([token]))
    if group:
        units.append(_unit(group))
    return units


def _text_unit(text: str) -> Unit:
    token = Token("text", "", 0, content=text)
    return Unit((token,), len(text), _ENDS.search(text) is not None)


def _unit(tokens: Sequence[Token]) -> Unit:
    last = tokens[-1]
    text = sum(max(len(token.content), len(words_of(token.meta))) for token in tokens)
    ends = last.type == "hardbreak" or any(
        token.type == "text" and _ENDS.search(token.content) for token in tokens[-2:-1]
    )
    return Unit(tuple(tokens), max(1, text), ends)


def quote_links(children: Sequence[Token], mentions: list[Mention]) -> None:
    """Gives each link among `children` the sentence around it."""
    if not any(_link_number(token) is not None for token in children):
        return
    units = units_of(children)
    shown: dict[int, list[Piece]] = {}
    for i, unit in enumerate(units):
        numbers = {n for token in unit.tokens if (n := _link_number(token)) is not None}
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
