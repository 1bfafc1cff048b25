"""What a note says without its marks: sections for the search, length. No I/O."""

from __future__ import annotations

from collections.abc import Sequence

from markdown_it.token import Token

from kbsite.bodies import Section
from kbsite.code.line_marks import without_notations
from kbsite.markdown.characters import count_words
from kbsite.markdown.extension_tokens import words_of
from kbsite.markdown.inline_text import (
    inline_words,
    joined_text,
    marked_formula,
    without_marks,
    word_for_formula,
)
from kbsite.markdown.raw_html import html_text
from kbsite.slots import LinkText

_CELL_END = " | "


def sections(
    tokens: Sequence[Token], blocks: Sequence[Token], title: Token | None
) -> tuple[Section, ...]:
    """The text under each of the headings among `blocks`, a line for each block and each row of
    a table; a footnote belongs where it is defined. Without `title`, the words of an H1 that is
    the note's title."""
    headings = {id(token) for token in blocks if token.type == "heading_open"}
    found: list[Section] = []
    number = -1
    text: list[str | LinkText] = []
    code: list[str] = []
    heading = False
    for token in tokens:
        if token.type == "heading_open" and id(token) in headings:
            found.append(Section(number, joined_text(text), "".join(code)))
            number, text, code, heading = number + 1, [], [], True
        elif token.type == "heading_close":
            heading = False
        elif token.type == "inline" and not heading and token is not title:
            text += [*inline_words(token.children or (), marked_formula), "\n"]
        elif token.type in ("th_close", "td_close"):
            text[-1:] = [_CELL_END]
        elif token.type == "tr_close":
            text[-1:] = ["\n"]
        elif token.type == "math_block":
            text += [marked_formula(token), "\n"]
        elif token.type == "html_block":
            text += [without_marks(html_text(token.content)), "\n"]
        elif token.type in ("fence", "code_block"):
            code.append(without_notations(token.content)[0])
        elif words := words_of(token.meta):
            text += [without_marks(words), "\n"]
    found.append(Section(number, joined_text(text), "".join(code)))
    return tuple(s for s in found if s.text or s.code)


def count_text(tokens: Sequence[Token]) -> tuple[int, int]:
    """(Han characters, Latin words) of what is read: no code blocks, a formula is a word."""
    texts = []
    for token in tokens:
        if token.type == "inline":
            words = inline_words(token.children or (), word_for_formula)
            texts += [word if isinstance(word, str) else " " for word in words]
        elif token.type == "html_block":
            texts.append(html_text(token.content))
        elif token.type not in ("fence", "code_block", "math_block"):
            texts.append(words_of(token.meta))
        texts.append("\n")
    return count_words("".join(texts))
