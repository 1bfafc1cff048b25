"""Formulas between `$$` within lines of text, as kramdown and GitBook write what is to be set in
the line. No I/O."""

from __future__ import annotations

import re

from markdown_it.token import Token

from kbsite.markdown.math.formula_tokens import is_display
from kbsite.markdown.places import Place
from kbsite.markdown.reporter import Reporter

#: So many stand within text where they are meant to be set in their lines.
_MANY = 3
_FORMULA = re.compile(r"(?<!\\)\$\$(?:[^$\\]|\\.|\$(?!\$))*+\$\$")
_WORD = re.compile(r"[^\W_]")


class DisplaysInText:
    """Those of a note."""

    def __init__(self) -> None:
        self._count = 0
        self._first = (0, 0)
        self._are_meant = False
        # A block's text, and the same with its formulas blank; where a line of that begins and
        # ends, its first word and its last.
        self._text = self._words = ""
        self._line = (0, -1, 0, 0)

    def take(self, token: Token, place: Place, position: int) -> None:
        """Looks at a formula that stands in a line; where one is set in its line as it should be,
        the others are meant."""
        if self._are_meant or token.type != "math_inline":
            return
        if not is_display(token):
            self._are_meant = True
        elif token.markup == "$$" and self._is_within(place.content, position):
            if not self._count:
                self._first = place.of(position)
            self._count += 1

    def tell(self, reporter: Reporter) -> None:
        """Says it once a note."""
        if self._are_meant or self._count < _MANY:
            return
        message = (
            f"{self._count} formulas between $$ stand within lines of text, "
            "and each is set in a line of its own"
        )
        hint = "Write $…$ in a line of text, as `kbsite import` of a blog does."
        reporter.warn("math-display", self._first, message, hint)

    def _is_within(self, content: str, position: int) -> bool:
        """Whether words stand on both sides in the line. A text, and each of its lines, is read
        once."""
        if content is not self._text:
            self._text, self._line = content, (0, -1, 0, 0)
            self._words = _FORMULA.sub(lambda found: " " * len(found[0]), content)
        begin, end, first, last = self._line
        if not begin <= position <= end:
            begin = self._words.rfind("\n", 0, position) + 1
            end = self._words.find("\n", position) % (len(content) + 1)
            words = [found.start() for found in _WORD.finditer(self._words, begin, end)] or [end]
            first, last = words[0], words[-1]
            self._line = (begin, end, first, last)
        return first < position < last
