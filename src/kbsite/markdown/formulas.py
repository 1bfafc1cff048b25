"""Formulas of a note: converted, numbered, and referred to. No I/O."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from markdown_it.token import Token

from kbsite.diagnostics import Code, Diagnostic, warning
from kbsite.markdown.dollar_math import has_stray_han
from kbsite.markdown.nesting import LINKED
from kbsite.markdown.places import Place
from kbsite.markdown.positions import POSITION
from kbsite.model import Equation
from kbsite.slots import EquationNumber, EquationReference, Piece
from kbsite.tex.convert import EquationNumber as NumberPart
from kbsite.tex.convert import Formula, convert_tex
from kbsite.tex.formula import Part

#: `Token.meta` key: pieces of a converted formula, () where it shows its TeX.
FORMULA = "formula"

_ASCII = re.compile(r"[\x00-\x7f]+")
_MATH_TEXT = re.compile(r">([^<>]+)<")
_CLOSING = {r"\(": r"\)", r"\[": r"\]"}


def is_display(token: Token) -> bool:
    """Whether a `math_inline` or `math_block` token stands on a line of its own."""
    return token.markup in ("$$", r"\[")


def as_written(token: Token) -> str:
    """A formula with its marks."""
    return f"{token.markup}{token.content}{_CLOSING.get(token.markup, token.markup)}"


def _key(label: str) -> str:
    """What labels of one id share."""
    return "-".join(label.split())


@lru_cache(maxsize=16384)
def _characters(parts: tuple[Part, ...]) -> frozenset[str]:
    """What the font of formulas has to hold beyond ASCII."""
    shown = [part.partition("<annotation")[0] for part in parts if isinstance(part, str)]
    texts = [text for html in shown for text in _MATH_TEXT.findall(html)]
    return frozenset(_ASCII.sub("", "".join(texts)))


class Formulas:
    """Those of one note. References may stand before what they refer to, so `finish` has to
    be called when all are read."""

    def __init__(self, path: str, macros: tuple[tuple[str, str], ...]) -> None:
        self.path = path
        self.macros = macros
        self.count = 0
        self.characters: set[str] = set()
        self.equations: list[Equation] = []
        self.diagnostics: list[Diagnostic] = []
        self._labels: dict[str, int] = {}
        self._numbered = 0
        self._unfinished: list[tuple[Token, Formula, int, Place]] = []
        self._references: list[tuple[Token, Place]] = []

    def read(self, token: Token, place: Place) -> None:
        """Converts the formula of `token`."""
        self.count += 1
        formula = convert_tex(token.content, is_display(token), self.macros)
        token.meta[FORMULA] = formula.parts
        if formula.fault:
            self._refused(token, formula, place)
            return
        self.characters |= _characters(formula.parts)
        if len(formula.parts) > 1 or formula.only_reference:
            self._unfinished.append((token, formula, len(self.equations), place))
        for equation in formula.equations:
            self._add(equation.label, equation.tag, equation.parens, token, place)
        if has_stray_han(token.content):
            self._warn(
                "math-unclosed",
                place.of(token.meta.get(POSITION, 0)),
                "Chinese in a formula: a $ before it is probably not closed",
                r"Put words in a formula into \text{…}; write \$ for a dollar sign.",
            )

    def _add(self, label: str, tag: str, parens: bool, token: Token, place: Place) -> None:
        if not tag:
            self._numbered += 1
            tag = str(self._numbered)
        number = len(self.equations)
        if label and self._labels.setdefault(_key(label), number) != number:
            message = f"the equation label {label!r} stands here twice"
            self._warn("equation", self._of(token, place, token.content.find(label)), message)
            label = ""
        self.equations.append(Equation(label, f"({tag})" if parens else tag))

    def reference(self, token: Token, place: Place) -> None:
        """`\\eqref{…}` in text."""
        self._references.append((token, place))

    def finish(self) -> None:
        """Puts the numbers in."""
        for token, formula, first, place in self._unfinished:
            token.meta[FORMULA] = tuple(self._filled(token, formula, first, place))
        for token, place in self._references:
            parens = token.markup == "eqref"
            token.meta[FORMULA] = (self._reference(token.content, parens, token, place),)

    def _filled(self, token: Token, formula: Formula, first: int, place: Place) -> Iterator[Piece]:
        if alone := formula.only_reference:
            yield self._reference(alone.label, alone.parens, token, place)
            return
        for part in formula.parts:
            if isinstance(part, str):
                yield part
            elif isinstance(part, NumberPart):
                number = first + part.equation
                yield EquationNumber(number, self.equations[number].text)
            else:
                yield self._reference(part.label, part.parens, token, place, in_math=True)

    def _reference(
        self, label: str, parens: bool, token: Token, place: Place, *, in_math: bool = False
    ) -> EquationReference:
        number = self._labels.get(_key(label), -1)
        if number < 0:
            message = f"there is no equation with \\label{{{label}}} in this note"
            self._warn("equation", self._of(token, place, token.content.find(label)), message)
        text = self.equations[number].text if number >= 0 else "(??)"
        if not parens:
            text = text.removeprefix("(").removesuffix(")")
        if LINKED in token.meta:
            number = -1
        return EquationReference(number, text, in_math)

    def _refused(self, token: Token, formula: Formula, place: Place) -> None:
        shown = " ".join(token.content.split())
        shown = shown if len(shown) <= 60 else shown[:59] + "…"
        closing = _CLOSING.get(token.markup, token.markup)
        self._warn(
            "math",
            self._of(token, place, formula.offset),
            f"formula shown as TeX: {formula.fault}",
            f"In  {token.markup}{shown}{closing}",
        )

    def _of(self, token: Token, place: Place, offset: int) -> tuple[int, int]:
        """The place of an offset in the TeX of `token`."""
        offset = max(0, offset)
        if token.type == "math_block":
            skipped: int = token.meta["skipped"]
            return place.of_line(skipped + token.content.count("\n", 0, offset))
        return place.of(token.meta.get("tex", token.meta.get(POSITION, 0)) + offset)

    def _warn(self, code: Code, at: tuple[int, int], message: str, hint: str = "") -> None:
        line, column = at
        self.diagnostics.append(
            warning(code, self.path, message, line=line, column=column, hint=hint)
        )
