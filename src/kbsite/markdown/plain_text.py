"""What a note says without its marks: sections for the search, length. No I/O."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from markdown_it.token import Token

from kbsite.code.line_marks import without_notations
from kbsite.markdown.characters import count_words
from kbsite.markdown.extension_tokens import words_of
from kbsite.markdown.formula_tokens import is_display
from kbsite.markdown.html_text import html_text
from kbsite.markdown.inline_text import (
    StandIns,
    inline_words,
    joined_text,
    marked_formula,
    without_marks,
)
from kbsite.nouns.bodies import FORMULA_END, FORMULA_START, Section
from kbsite.nouns.slots import LinkText

_CELL_END = " | "
_FORMULA = re.compile(f"{FORMULA_START}[^{FORMULA_END}]*{FORMULA_END}")


class PlainText(NamedTuple):
    """Of a note: its sections; what is read of it, a formula as a word, and how many Han
    characters and Latin words that has."""

    sections: tuple[Section, ...]
    read: str
    han: int
    latin: int


def plain_text(tokens: Sequence[Token], blocks: Sequence[Token], title: Token | None) -> PlainText:
    """The text under each of the headings among `blocks`, a line for each block and each row of
    a table; a footnote belongs where it is defined. Without `title`, the words of an H1 that is
    the note's title; they are counted as all that is read, a formula within a line as a word."""
    headings = {id(token) for token in blocks if token.type == "heading_open"}
    found: list[Section] = []
    number = -1
    text: list[str | LinkText] = []
    code: list[str] = []
    counted: list[str | LinkText] = []
    #: Formulas within lines that stand on lines of their own.
    displays = 0

    def formula(token: Token) -> str:
        nonlocal displays
        displays += is_display(token)
        return marked_formula(token)

    heading = False
    for token in tokens:
        kind = token.type
        if kind == "inline":
            words = [*inline_words(token.children or (), formula), "\n"]
            counted += words
            if not heading and token is not title:
                text += words
        elif kind == "math_block":
            text += [marked_formula(token), "\n"]
        elif kind in ("fence", "code_block"):
            code.append(without_notations(token.content)[0])
        elif kind == "html_block":
            words = [without_marks(html_text(token.content)), "\n"]
            counted += words
            text += words
        else:
            own = without_marks(words_of(token.meta))
            if own:
                counted += [own, "\n"]
            if kind == "heading_open" and id(token) in headings:
                found.append(Section(number, joined_text(text), "".join(code)))
                number, text, code, heading = number + 1, [], [], True
            elif kind == "heading_close":
                heading = False
            elif kind in ("th_close", "td_close"):
                text[-1:] = [_CELL_END]
            elif kind == "tr_close":
                text[-1:] = ["\n"]
            elif own:
                text += [own, "\n"]
    found.append(Section(number, joined_text(text), "".join(code)))
    joined = "".join([words if isinstance(words, str) else " " for words in counted])
    read = _FORMULA.sub(StandIns().math, joined)
    han, latin = count_words(read)
    # Plain text shows them as `[公式]`.
    sections = tuple([s for s in found if s.text or s.code])
    return PlainText(sections, read, han + 2 * displays, latin - displays)
