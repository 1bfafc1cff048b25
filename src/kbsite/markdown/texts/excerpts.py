"""The excerpt of a note: its summary, what stands before `<!-- more -->`, or its opening.
No I/O."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence

from markdown_it.token import Token

from kbsite.markdown.blocks.more import MORE
from kbsite.markdown.characters import SHARED_PUNCTUATION, is_wide
from kbsite.markdown.html.text import html_text
from kbsite.markdown.literal.leftovers import PLACEHOLDER
from kbsite.markdown.math.written_formulas import formulas_as_read
from kbsite.markdown.texts.extension_tokens import words_of
from kbsite.markdown.texts.inline_text import StandIns, inline_text, joined
from kbsite.markdown.texts.pieces import inline_pieces
from kbsite.markdown.texts.quotes import units_of
from kbsite.nouns.slots import Pieces, TextPieces

#: How many characters an excerpt has that its author did not mark.
EXCERPT_LENGTH = 160
#: The most that one has that is marked, in lists and, as text, in the feed and the description.
MARKED_LENGTH, MARKED_TEXT_LENGTH = 1000, 320

_EXCERPT_BLOCKS = 4
_WORD = re.compile(r"[A-Za-z0-9.-]+")
# What is longer is no word.
_WORD_LENGTH = 30
#: What stands for a formula or code that its author lost.
_LOST = "…"
_DATA = re.compile(r"!\[[^\[\]]*\]\(data:image/[^()]*\Z")
#: Blocks that something stands for in an excerpt.
_STAND_INS = {"math_block": "display", "fence": "code", "code_block": "code"}
_WITH_WORDS = ("paragraph_open", "dt_open")
_NO_WORDS = frozenset(
    {"image", "wikilink_embed", "html_inline", "softbreak", "hardbreak", "hashtag", "footnote_ref"}
)


def excerpt(
    tokens: Sequence[Token], summary: Sequence[Token], stand_ins: StandIns
) -> tuple[Pieces, TextPieces]:
    """The excerpt of a note as inline HTML and as plain text, in which one of `stand_ins` stands
    for a formula; `summary` is what the front matter says, if anything."""
    if summary:
        return _both(_opening([formulas_as_read(summary)], stand_ins), stand_ins)
    if (marked := _before_marker(tokens)) is not None and (found := _marked(marked, stand_ins)):
        content = _whole(found, MARKED_LENGTH, stand_ins)
        text = _whole(found, MARKED_TEXT_LENGTH, stand_ins)
        return _both(content, stand_ins)[0], _both(text, stand_ins)[1]
    top = _paragraphs(tokens, stand_ins, top_level=True)
    found = top or _paragraphs(tokens, stand_ins, top_level=False)
    return _both(_opening(found, stand_ins), stand_ins)


def _both(tokens: Sequence[Token], stand_ins: StandIns) -> tuple[Pieces, TextPieces]:
    return joined(inline_pieces(tokens)), inline_text(tokens, stand_ins)


def _text(words: str) -> Token:
    return Token("text", "", 0, content=words)


def _stand_in(block: Token, stand_ins: StandIns) -> Token:
    return _text(getattr(stand_ins, _STAND_INS[block.type]))


# --- an opening ---


def _paragraphs(
    tokens: Sequence[Token], stand_ins: StandIns, *, top_level: bool
) -> list[Sequence[Token]]:
    """The first paragraphs that hold words, as inline tokens."""
    found: list[Sequence[Token]] = []
    for before, token in zip((None, *tokens), tokens, strict=False):
        children: Sequence[Token] = ()
        if token.type == "inline" and before and before.type in _WITH_WORDS:
            if before.level == 0 or not top_level:
                children = token.children or ()
        elif words := _words_of_block(token):
            children = [_text(words)]
        elif found and token.level == 0 and token.type in _STAND_INS:
            found.append([_stand_in(token, stand_ins)])
        if _has_words(children := _without_lost(children)):
            found.append(children)
        if len(found) == _EXCERPT_BLOCKS:
            break
    return found


def _words_of_block(token: Token) -> str:
    """The words of a block of HTML, or of one of a site's own rules."""
    if token.type == "html_block":
        return " ".join(html_text(token.content).split())
    if token.nesting or token.type in _STAND_INS:
        return ""
    return " ".join(words_of(token.meta).split())


def _without_lost(children: Sequence[Token]) -> Sequence[Token]:
    """Without the placeholders of what was lost when the text was pasted."""
    if not any("[" in child.content for child in children):
        return children
    if any("](data:" in child.content for child in children):
        children = _without_data(children)
    return [
        child.copy(content=PLACEHOLDER.sub(_LOST, child.content)) if child.type == "text" else child
        for child in children
    ]


def _without_data(children: Sequence[Token]) -> Sequence[Token]:
    """Without pictures that stayed text, as their data hold tags of SVG."""
    kept: list[Token] = []
    is_open = False
    for child in children:
        if is_open and (child.type != "text" or ")" not in child.content):
            continue
        if is_open:
            child = child.copy(content=child.content.partition(")")[2])
            is_open = False
        if child.type == "text" and (data := _DATA.search(child.content)):
            child = child.copy(content=child.content[: data.start()])
            is_open = True
        kept.append(child)
    return children if is_open else kept


def _has_words(children: Sequence[Token]) -> bool:
    return any(child.content.strip() for child in children if child.type not in _NO_WORDS)


def _opening(paragraphs: Sequence[Sequence[Token]], stand_ins: StandIns) -> list[Token]:
    """The first `EXCERPT_LENGTH` characters or so of `paragraphs`."""
    kept: list[Token] = []
    room = EXCERPT_LENGTH
    for paragraph in paragraphs:
        if kept and not _ends_with_wide_mark(kept):
            kept.append(_text(" "))
        for unit in units_of(paragraph, stand_ins):
            if unit.length > room:
                return [*kept, _beginning(unit.tokens[0], room)]
            kept += unit.tokens
            room -= unit.length
        if room < EXCERPT_LENGTH // 4:
            break
    return kept


def _beginning(token: Token, room: int) -> Token:
    """About `room` characters of a text, no Latin word cut in two; of what is none, a sign only."""
    text = token.content if token.type == "text" else ""
    end = room
    for word in _WORD.finditer(text, max(0, room - _WORD_LENGTH), room + _WORD_LENGTH):
        if word.start() < room < word.end() and len(word.group()) <= _WORD_LENGTH:
            end = word.start()
    return _text(text[:end].rstrip() + "…")


def _last_character(tokens: Sequence[Token]) -> str:
    return next((token.content[-1] for token in reversed(tokens) if token.content), " ")


# --- what is marked ---


def _before_marker(tokens: Sequence[Token]) -> list[Token] | None:
    """What stands before the first marker, in whatever it stands; None where there is none."""
    for i, token in enumerate(tokens):
        if token.type == MORE:
            return list(tokens[:i])
        children = token.children or ()
        if token.type == "inline" and any(child.type == MORE for child in children):
            cut = token.copy(children=_balanced(children))
            return [*tokens[:i], cut]
    return None


def _balanced(children: Sequence[Token]) -> list[Token]:
    """The tokens of a line before the marker, with the ends of what is open there."""
    at = next(i for i, child in enumerate(children) if child.type == MORE)
    kept = list(children[:at])
    depth = 0
    for child in children[at:]:
        depth += child.nesting
        if depth < 0:
            kept.append(child)
            depth = 0
    return kept


def _marked(tokens: Sequence[Token], stand_ins: StandIns) -> list[Sequence[Token]]:
    """The paragraphs, items of lists and stand-ins for blocks among `tokens`; nothing where
    none has words. Headings and tables say little without what they stand over."""
    found = list(_all_blocks(tokens, stand_ins))
    return [children for children, _ in found] if any(words for _, words in found) else []


def _all_blocks(
    tokens: Sequence[Token], stand_ins: StandIns
) -> Iterator[tuple[Sequence[Token], bool]]:
    """(inline tokens, whether they are words of the author's) of each block."""
    for before, token in zip((None, *tokens), tokens, strict=False):
        children: Sequence[Token] = ()
        if token.type == "inline" and before and before.type in _WITH_WORDS:
            children = token.children or ()
        elif words := _words_of_block(token):
            children = [_text(words)]
        elif token.type in _STAND_INS:
            yield [_stand_in(token, stand_ins)], False
        if _has_words(children := _without_lost(children)):
            yield children, True


def _whole(paragraphs: Sequence[Sequence[Token]], length: int, stand_ins: StandIns) -> list[Token]:
    """As many whole sentences of `paragraphs` as have `length` characters; the first one in part
    where it is longer."""
    kept: list[Token] = []
    complete = 0
    room = length
    for paragraph in paragraphs:
        if kept and not _ends_with_wide_mark(kept):
            kept.append(_text(" "))
        for unit in units_of(paragraph, stand_ins):
            if unit.length > room:
                return _cut_off(kept, complete, unit.tokens[0], room)
            kept += unit.tokens
            room -= unit.length
            if unit.ends_sentence:
                complete = len(kept)
        complete = len(kept)
    return kept


def _cut_off(kept: list[Token], complete: int, following: Token, room: int) -> list[Token]:
    if complete:
        return [*kept[:complete], _text("…")]
    return [*kept, _beginning(following, room)]


def _ends_with_wide_mark(tokens: Sequence[Token]) -> bool:
    """Whether a full-width mark parts what stands before from what follows; the items of a list
    often end without."""
    last = _last_character(tokens)
    is_mark = unicodedata.category(last).startswith("P")
    return is_mark and (last in SHARED_PUNCTUATION or is_wide(last))
