"""A converted formula: MathML with slots for what the page numbers. No I/O."""

from __future__ import annotations

import re
from html import escape
from typing import NamedTuple


class Equation(NamedTuple):
    """A numbered row. `label` is "" where it has none; `tag` holds the words of `\\tag{…}` as
    plain text, "" where the page gives the number; `parens`: whether the page puts
    parentheses around (`\\tag*` has none). Rows of `subequations` share a number, which `letter`
    follows; the label of that number is the `group` of the first."""

    label: str
    tag: str
    parens: bool
    letter: str = ""
    group: str = ""

    @property
    def takes_number(self) -> bool:
        """Whether it has a number that no row before it has."""
        return not self.tag and self.letter in ("", "a")


class EquationNumber(NamedTuple):
    """Where the page puts `<mtext>(3)</mtext>`: the number of `Formula.equations[equation]`."""

    equation: int


class EquationReference(NamedTuple):
    """Where the page puts `<mtext><a href="#…">(3)</a></mtext>`: `\\eqref` has parentheses,
    `\\ref` none."""

    label: str
    parens: bool


Part = str | EquationNumber | EquationReference


class Formula(NamedTuple):
    """`parts` is () where the TeX cannot be converted; then `fault` says why and `offset`
    where in the TeX (characters). `characters` are those that it shows beyond ASCII, which its font
    has to hold."""

    parts: tuple[Part, ...]
    equations: tuple[Equation, ...] = ()
    fault: str = ""
    offset: int = 0
    characters: str = ""

    @property
    def mathml(self) -> str:
        """The formula as if it stood alone on its page; "" where it cannot be converted."""
        return "".join(part if isinstance(part, str) else self._alone(part) for part in self.parts)

    def _alone(self, slot: EquationNumber | EquationReference) -> str:
        if isinstance(slot, EquationReference):
            return f"<mtext>{'(??)' if slot.parens else '??'}</mtext>"
        equation = self.equations[slot.equation]
        number = sum(row.takes_number for row in self.equations[: slot.equation + 1])
        shown = escape(equation.tag) or f"{number}{equation.letter}"
        return f"<mtext>{f'({shown})' if equation.parens else shown}</mtext>"

    @property
    def only_reference(self) -> EquationReference | None:
        """The reference, where the formula is nothing but one: `$\\eqref{a}$`."""
        slots = [part for part in self.parts if not isinstance(part, str)]
        if len(slots) != 1 or not isinstance(slots[0], EquationReference):
            return None
        shown = "".join(part for part in self.parts if isinstance(part, str))
        return None if _TAGS.sub("", _ANNOTATION.sub("", shown)).strip() else slots[0]


_ANNOTATION = re.compile(r"<annotation\b[^>]*>[^<]*</annotation>")
_TAGS = re.compile(r"<[^>]*>")


class Row:
    """What is said of the number of a row while it is read."""

    def __init__(self, numbered: bool) -> None:
        self.numbered = numbered
        self.tag: str | None = None
        self.parens = True
        self.label = ""


class Numbering:
    """The numbered rows and the references of one formula, in order. `word` is in no formula
    or macro: with a number behind it, it stands where a slot will be."""

    def __init__(self, word: str) -> None:
        self.word = word
        self.equations: list[Equation] = []
        self.references: list[EquationReference] = []
        #: What is said outside of numbered environments, and in the row that is read.
        self.top = self.row = Row(False)
        #: Whether rows have numbers of their own: nothing is shown beside their environment.
        self.by_row = True

    def end_row(self, row: Row) -> str:
        """What stands in `\\tag{…}` of the row for math-core; "" where it has no number."""
        if row.tag is None and not row.numbered:
            return ""
        self.equations.append(Equation(row.label, row.tag or "", row.parens))
        return f"{self.word}{len(self.equations) - 1}"

    def end(self, display: bool) -> str:
        """The same of the whole formula. What is said behind a numbered environment belongs to
        its last row."""
        top = self.top
        if top.tag is None and not (display and (top.label or top.numbered)):
            return ""
        if not self.equations:
            top.numbered = True
            return self.end_row(top)
        last = self.equations[-1]
        if top.tag is not None:
            last = last._replace(tag=top.tag, parens=top.parens, letter="")
        self.equations[-1] = last._replace(label=last.label or top.label)
        return ""

    def end_group(self, first: int, label: str) -> None:
        """Gives letters to the rows from that number on."""
        rows = [n for n in range(first, len(self.equations)) if not self.equations[n].tag]
        for count, number in enumerate(rows):
            letter = chr(ord("a") + count % 26) * (1 + count // 26)
            self.equations[number] = self.equations[number]._replace(letter=letter)
        number = rows[0] if rows else first
        self.equations[number] = self.equations[number]._replace(group=label)

    def refer(self, label: str, parens: bool) -> str:
        """What stands in `\\text{…}` for math-core."""
        self.references.append(EquationReference(label, parens))
        return f"{self.word}r{len(self.references) - 1}"

    def cut(self, mathml: str) -> tuple[tuple[Part, ...], tuple[Equation, ...]]:
        """MathML → its parts, and the rows whose numbers are among them, in order."""
        if not self.equations and not self.references:
            return (mathml,), ()
        word = re.escape(self.word)
        # Words beside an operator may have become an identifier.
        slot = re.compile(rf"<(mtext|mi)\b[^>]*>\(?{word}(r?)(\d+)\)?</\1>")
        parts: list[Part] = []
        equations: list[Equation] = []
        done = 0
        for match in slot.finditer(mathml):
            parts.append(mathml[done : match.start()])
            number = int(match[3])
            if match[2]:
                parts.append(self.references[number])
            else:
                parts.append(EquationNumber(len(equations)))
                equations.append(self.equations[number])
            done = match.end()
        parts.append(mathml[done:])
        return tuple(parts), tuple(equations)
