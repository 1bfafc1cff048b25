"""What a note says without its marks: sections for the search, length. No I/O."""

from __future__ import annotations

import re
from collections.abc import Sequence, Set
from typing import NamedTuple

from markdown_it.token import Token

from kbsite.code.line_marks import without_notations
from kbsite.markdown.characters import count_words
from kbsite.markdown.html.text import html_text
from kbsite.markdown.math.formula_tokens import is_display
from kbsite.markdown.texts.extension_tokens import words_of
from kbsite.markdown.texts.inline_text import (
    StandIns,
    inline_words,
    joined_text,
    marked_formula,
    without_marks,
)
from kbsite.nouns.bodies import FORMULA_END, FORMULA_START, Section
from kbsite.nouns.slots import LinkText

#: What cells and rows of a table end with, in place of a line.
_ENDS = {"th_close": " | ", "td_close": " | ", "tr_close": "\n"}
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
    reader = _Reader({id(token) for token in blocks if token.type == "heading_open"}, title)
    for token in tokens:
        reader.read(token)
    reader.end_section()
    joined = "".join([words if isinstance(words, str) else " " for words in reader.counted])
    read = _FORMULA.sub(StandIns().math, joined)
    han, latin = count_words(read)
    # Plain text shows them as `[公式]`.
    sections = tuple([s for s in reader.sections if s.text or s.code])
    return PlainText(sections, read, han + 2 * reader.displays, latin - reader.displays)


class _Reader:
    """Sections, the words of all of them that are counted, and how many formulas within lines
    stand on lines of their own."""

    def __init__(self, headings: Set[int], title: Token | None) -> None:
        self._headings = headings
        self._title = title
        self._in_heading = False
        #: Of the section that is open.
        self._number = -1
        self._text: list[str | LinkText] = []
        self._code: list[str] = []
        self.sections: list[Section] = []
        self.counted: list[str | LinkText] = []
        self.displays = 0

    def read(self, token: Token) -> None:
        kind = token.type
        if kind == "inline":
            words = [*inline_words(token.children or (), self._formula), "\n"]
            self._say(words, is_text=not self._in_heading and token is not self._title)
        elif kind == "math_block":
            self._text += [marked_formula(token), "\n"]
        elif kind in ("fence", "code_block"):
            self._code.append(without_notations(token.content)[0])
        elif kind == "html_block":
            self._say([without_marks(html_text(token.content)), "\n"], is_text=True)
        else:
            self._read_edge(token)

    def _read_edge(self, token: Token) -> None:
        """Where a block begins or ends, which may have words of its own."""
        kind = token.type
        starts_section = kind == "heading_open" and id(token) in self._headings
        if own := without_marks(words_of(token.meta)):
            is_text = not starts_section and kind != "heading_close" and kind not in _ENDS
            self._say([own, "\n"], is_text=is_text)
        if starts_section:
            self.end_section()
            self._in_heading = True
        elif kind == "heading_close":
            self._in_heading = False
        elif kind in _ENDS:
            self._text[-1:] = [_ENDS[kind]]

    def _say(self, words: Sequence[str | LinkText], *, is_text: bool) -> None:
        self.counted += words
        if is_text:
            self._text += words

    def _formula(self, token: Token) -> str:
        self.displays += is_display(token)
        return marked_formula(token)

    def end_section(self) -> None:
        """Its text and code are all there is of it, and the next begins."""
        text, code = joined_text(self._text), "".join(self._code)
        self.sections.append(Section(self._number, text, code))
        self._number, self._text, self._code = self._number + 1, [], []
