"""Formulas of a note: converted, numbered, and referred to. No I/O."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from markdown_it.token import Token

from kbsite.markdown.math.displays_in_text import DisplaysInText
from kbsite.markdown.math.formula_tokens import (
    DOUBTFUL,
    SKIPPED,
    TEX,
    as_written,
    closing_of,
    is_display,
    may_end_in_comment,
)
from kbsite.markdown.math.note_macros import NoteMacros
from kbsite.markdown.math.stray_words import holds_sentence, reads_as_text
from kbsite.markdown.nesting import LINKED
from kbsite.markdown.places import Place
from kbsite.markdown.reporter import Reporter, shortened
from kbsite.nouns.bodies import Equation
from kbsite.nouns.slots import EquationNumber, EquationReference, Piece
from kbsite.tex.convert import convert_tex
from kbsite.tex.doubled import doubled_backslash
from kbsite.tex.escaped import escaped_script
from kbsite.tex.formula import Equation as Row
from kbsite.tex.formula import EquationNumber as RowNumber
from kbsite.tex.formula import Formula
from kbsite.tex.macros import Macros
from kbsite.tex.percent import lost_percent, without_comments
from kbsite.urls import equation_id

#: `Token.meta` key: pieces of a converted formula, () where it shows its TeX.
FORMULA = "formula"


class _Source(NamedTuple):
    """Where TeX comes from; `position` is its own in the content of its block."""

    token: Token
    place: Place
    position: int

    def of(self, offset: int) -> tuple[int, int]:
        """The (line, column) of an offset in the TeX."""
        offset = max(0, offset)
        if self.token.type == "math_block":
            tex, skipped = self.token.content, self.token.meta[SKIPPED]
            begin = tex.rfind("\n", 0, offset) + 1
            text = tex[begin:].partition("\n")[0]
            return self.place.in_line(skipped + tex.count("\n", 0, begin), text, offset - begin)
        return self.place.of(self.position + offset)

    def of_label(self, label: str) -> tuple[int, int]:
        tex = self.token.content
        braced = tex.find("{" + label + "}")
        return self.of(braced + 1 if braced >= 0 else tex.find(label))


class Formulas:
    """Those of one note. References may stand before what they refer to, so `finish` has to
    be called when all are read."""

    def __init__(self, reporter: Reporter, macros: Macros, body: str) -> None:
        self.reporter = reporter
        self._macros = NoteMacros(macros, body)
        self.count = 0
        self.characters: set[str] = set()
        self.equations: list[Equation] = []
        #: Which equation a label names, and with which words.
        self._labels: dict[str, tuple[int, str]] = {}
        self._numbered = 0
        #: With the number of its first equation in the note.
        self._unfinished: list[tuple[_Source, Formula, int]] = []
        self._references: list[_Source] = []
        self._displays = DisplaysInText()

    def read(self, token: Token, place: Place, position: int = 0) -> None:
        """Converts the formula of `token`, which begins at `position` in its block."""
        self.count += 1
        self._displays.take(token, place, position)
        source = _Source(token, place, position + token.meta.get(TEX, 0))
        in_lines = "%" in token.content and may_end_in_comment(token)
        formula = convert_tex(token.content, is_display(token), self._macros.known, in_lines)
        while formula.fault and self._macros.adopt(formula.fault):
            formula = convert_tex(token.content, is_display(token), self._macros.known, in_lines)
        parts = token.meta[FORMULA] = formula.parts
        if "%" in token.content:
            self._percent(source, in_lines)
        if "\\_" in token.content and (at := escaped_script(token.content)) is not None:
            message = r"\_ in a formula is the sign, not a subscript"
            hint = r"Write _ for a subscript; names such as a\_b stand in \text{…}."
            self.reporter.warn("math-underscore", source.of(at), message, hint)
        if "\\\\" in token.content and (doubled := doubled_backslash(token.content)):
            at, name = doubled
            message = rf"\\ in a formula ends a line: “{name}” behind it is shown as letters"
            hint = rf"Write \{name}, and \ for each \\ that escapes one."
            self.reporter.warn("math-backslash", source.of(at), message, hint)
        # Hardly any does, and to find its line takes as long as to find its MathML again.
        if defines := self._macros.may_define(token.content):
            self._macros.see(token.content, source.of(0)[0])
        if formula.fault:
            self._refused(source, formula)
            token.content = without_comments(token.content, in_lines)
            return
        if defines and self._macros.read(token.content, source.of(0)[0]):
            # It shows nothing, and is a remark to all that read tokens.
            token.type = "comment_block" if token.type == "math_block" else "comment"
            return
        self.characters.update(formula.characters)
        if len(parts) > 1 or (parts and not isinstance(parts[0], str) and formula.only_reference):
            self._unfinished.append((source, formula, len(self.equations)))
        for equation in formula.equations:
            self._add(equation, source)
        if not token.content.isascii() and _is_text(token):
            self.reporter.warn(
                "math-unclosed",
                place.of(position),
                "Chinese in a formula: a $ before it is probably not closed",
                r"Put words in a formula into \text{…}; write \$ for a dollar sign.",
            )
        elif DOUBTFUL in token.meta:
            self.reporter.warn(
                "math-unclosed",
                place.of(position),
                f"{as_written(token)} is a formula, and a name or figure stands right behind it",
                r"Put a space between the two, or write \$ for a dollar sign.",
            )

    def _refused(self, source: _Source, formula: Formula) -> None:
        token = source.token
        shown = shortened(" ".join(token.content.split()), 60)
        fault, hint = formula.fault, f"In  {token.markup}{shown}{closing_of(token)}"
        first, (end, _) = source.place.first_line, source.of(0)
        if elsewhere := self._macros.defined_elsewhere(fault, first, end):
            fault, hint = elsewhere
        message = f"formula shown as TeX: {fault}"
        self.reporter.warn("math", source.of(formula.offset), message, hint)

    def _percent(self, source: _Source, in_lines: bool) -> None:
        if lost := lost_percent(source.token.content, in_lines):
            unseen = "it and what stands behind it are" if lost.hides else "it is"
            message = f"% begins a comment in TeX: {unseen} not shown"
            at, hint = source.of(lost.at), r"Write \% for the sign."
            self.reporter.warn("math-comment", at, message, hint)

    def _add(self, row: Row, source: _Source) -> None:
        self._numbered += row.takes_number
        tag = row.tag or f"{self._numbered}{row.letter}"
        text = f"({tag})" if row.parens else tag
        number, named = len(self.equations), []
        for label, words in (
            (row.label, text),
            (row.group, f"({self._numbered})" if row.letter else text),
        ):
            if not label:
                continue
            if (identifier := equation_id(label)) not in self._labels:
                self._labels[identifier] = number, words
                named.append(label)
            else:
                message = f"the equation label {label!r} stands here twice"
                self.reporter.warn("equation", source.of_label(label), message)
        self.equations.append(Equation(named[0] if named else "", text))

    def reference(self, token: Token, place: Place, position: int) -> None:
        """`\\eqref{…}` in text."""
        self._references.append(_Source(token, place, position))

    def finish(self) -> None:
        """Puts the numbers in."""
        self._displays.tell(self.reporter)
        for source, formula, first in self._unfinished:
            source.token.meta[FORMULA] = tuple(self._filled(source, formula, first))
        for source in self._references:
            token = source.token
            shown = self._reference(token.content, token.markup == "eqref", source)
            token.meta[FORMULA] = (shown,)

    def _filled(self, source: _Source, formula: Formula, first: int) -> Iterator[Piece]:
        if alone := formula.only_reference:
            yield self._reference(alone.label, alone.parens, source)
            return
        for part in formula.parts:
            if isinstance(part, str):
                yield part
            elif isinstance(part, RowNumber):
                number = first + part.equation
                yield EquationNumber(number, self.equations[number].text)
            else:
                yield self._reference(part.label, part.parens, source, in_math=True)

    def _reference(
        self, label: str, parens: bool, source: _Source, *, in_math: bool = False
    ) -> EquationReference:
        number, text = self._labels.get(equation_id(label), (-1, "(??)"))
        if number < 0:
            message = f"there is no equation with \\label{{{label}}} in this note"
            self.reporter.warn("equation", source.of_label(label), message)
        if not parens:
            text = text.removeprefix("(").removesuffix(")")
        if LINKED in source.token.meta:
            number = -1
        return EquationReference(number, text, in_math)


def _is_text(token: Token) -> bool:
    """Whether text became a formula, as the dollar that begins it was to end another. Of lines of
    their own that is said of sentences alone."""
    if token.markup not in ("$", "$$"):
        return False
    is_block = token.type == "math_block"
    return holds_sentence(token.content) if is_block else reads_as_text(token.content)
