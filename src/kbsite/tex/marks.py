"""Marks in TeX that become elements in math-core's MathML. No I/O.

What math-core has no TeX for is written as a group that begins with a mark: a private
character in `\\text`. In the MathML that group is an `<mrow>` which begins with the mark, and
becomes the element that is wanted. Its contents stay where they are in the formula and keep
font, style and spacing.
"""

from __future__ import annotations

import re

_FIRST, _LAST = 0x10E000, 0x10FFFD
_ANY = f"[{chr(_FIRST)}-{chr(_LAST)}]"
_MARKED = re.compile(
    rf"<mrow\b[^>]*(?<!/)>(?:<mtext>({_ANY})</mtext>)?|(</mrow>)|<mtext>({_ANY})</mtext>"
)
#: Signs of text for which math-core has accents only, as they are written for it, and as they are.
TILDE, CIRCUMFLEX = "\U0010df7e", "\U0010df5e"
_TEXT_SIGNS = str.maketrans({TILDE: "~", CIRCUMFLEX: "^"})
#: Finds the characters that are used as marks: the end of the last private plane.
MARK = re.compile(_ANY)


class Marks:
    """The elements that the marks of one formula stand for."""

    def __init__(self) -> None:
        self._elements: list[tuple[str, str]] = []

    @property
    def full(self) -> bool:
        return _FIRST + len(self._elements) > _LAST

    def add(self, start: str, end: str = "") -> str:
        """The mark of an element that is `start`, or of one whose contents stand between
        `start` and `end`."""
        self._elements.append((start, end))
        return chr(_FIRST + len(self._elements) - 1)

    def restore(self, mathml: str) -> str:
        """MathML with elements in place of marks; well-formed if `mathml` is."""
        if TILDE in mathml or CIRCUMFLEX in mathml:
            mathml = mathml.translate(_TEXT_SIGNS)
        if not self._elements:
            return mathml
        ends: list[str] = []

        def replaced(match: re.Match[str]) -> str:
            inner, end, single = match.groups()
            if end:
                return ends.pop() if ends else end
            if not (inner or single):
                ends.append("</mrow>")
                return match.group()
            start, closing = self._elements[ord(inner or single) - _FIRST]
            if single:
                return "" if closing else start
            ends.append(closing or "</mrow>")
            return start if closing else "<mrow>" + start

        return _MARKED.sub(replaced, mathml)
