"""What a note says without its marks: sections for the search, length. No I/O."""

from __future__ import annotations

from collections.abc import Sequence

from markdown_it.token import Token

from kbsite.bodies import Section
from kbsite.code.line_marks import without_notations
from kbsite.markdown.characters import count_words
from kbsite.markdown.extension_tokens import words_of
from kbsite.markdown.inline_text import inline_words, joined_text
from kbsite.markdown.raw_html import html_text
from kbsite.slots import LinkText


def sections(tokens: Sequence[Token]) -> tuple[Section, ...]:
    """The text under each heading; a footnote belongs where it is defined."""
    found: list[Section] = []
    number = -1
    text: list[str | LinkText] = []
    code: list[str] = []
    heading = False
    for token in tokens:
        if token.type == "heading_open":
            found.append(Section(number, joined_text(text), "".join(code)))
            number, text, code, heading = number + 1, [], [], True
        elif token.type == "heading_close":
            heading = False
        elif token.type == "inline" and not heading:
            text += inline_words(token.children or ())
            text.append("\n")
        elif token.type == "math_block":
            text += [token.content, "\n"]
        elif token.type == "html_block":
            text += [html_text(token.content), "\n"]
        elif token.type in ("fence", "code_block"):
            code.append(without_notations(token.content)[0])
        elif words := words_of(token.meta):
            text += [words, "\n"]
    found.append(Section(number, joined_text(text), "".join(code)))
    return tuple(s for s in found if s.text or s.code)


def count_text(tokens: Sequence[Token]) -> tuple[int, int]:
    """(Han characters, Latin words) of what is read: no code blocks, a formula is a word."""
    texts = []
    for token in tokens:
        if token.type == "inline":
            words = inline_words(token.children or (), words_for_math=True)
            texts += [word if isinstance(word, str) else " " for word in words]
        elif token.type == "html_block":
            texts.append(html_text(token.content))
        elif token.type not in ("fence", "code_block", "math_block"):
            texts.append(words_of(token.meta))
        texts.append("\n")
    return count_words("".join(texts))
