"""Formulas in the text of a note: how they read, and by which terms they are found. No I/O."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

from kbsite.nouns.bodies import FORMULA_END, FORMULA_START
from kbsite.search.characters import normalised
from kbsite.search.terms import GREEK_NAMES
from kbsite.tex.readable_math import readable_math

#: A longer one is several, so that it can be cut.
MAX_FORMULA = 400

_TEX = re.compile(rf"{FORMULA_START}([^{FORMULA_START}{FORMULA_END}]*){FORMULA_END}")
_PART = re.compile(rf".{{1,{MAX_FORMULA}}}(?:(?<= )|\Z)|.{{1,{MAX_FORMULA}}}")
_FRACTION = re.compile(r"\\[dtc]?frac(?![A-Za-z])|\\over(?![A-Za-z])")
# Of 2H₂O what is searched without the number.
_COUNTED = re.compile(r"(?<!\w)\d{1,2}((?:[A-Z][a-z]?[₀-₉]*)*[₀-₉](?:[A-Z][a-z]?[₀-₉]*)*)")


def without_marks(text: str) -> str:
    """`text` with its formulas as words among words."""
    return text.replace(FORMULA_START, "").replace(FORMULA_END, "")


class Formula(NamedTuple):
    """`text` is what a reader sees, whose terms it has, and `commands` are those that these do not
    name, `symbols` (command, symbol) of all."""

    text: str
    commands: tuple[str, ...]
    symbols: tuple[tuple[str, str], ...]


@lru_cache(maxsize=4096)
def formula_of(tex: str) -> Formula:
    """The formula with this TeX."""
    text, symbols = readable_math(tex)
    named = [pair for pair in symbols if _is_told(*pair)]
    commands = tuple([name for name, _ in named])
    if _FRACTION.search(tex):
        commands = (*commands, "frac")
    if counted := _COUNTED.findall(text):
        commands = (*commands, *map(normalised, counted))
    return Formula(text, commands, tuple([pair for pair in named if pair[1]]))


@lru_cache(maxsize=1024)
def _is_told(name: str, symbol: str) -> bool:
    """False where the symbol of a command stands for its name already: a Greek letter."""
    return GREEK_NAMES.get(unicodedata.normalize("NFKC", symbol)) != name.lower()


class Formulas:
    """The formulas of one note by the text that stands for them."""

    def __init__(self) -> None:
        self._formulas: dict[str, Formula] = {}
        #: What `of` said, which is asked for the terms of a passage and for what a result shows.
        self._found: dict[str, list[Formula]] = {}

    def readable(self, text: str) -> str:
        """`text` with readable formulas between their marks in place of TeX; no empty lines, and
        single spaces."""
        parts = _TEX.split(text)
        parts[::2] = map(without_marks, parts[::2])
        parts[1::2] = map(self._marked, parts[1::2])
        lines = ("".join(parts)).split("\n")
        return "".join(f"{words}\n" for line in lines if (words := " ".join(line.split())))

    def _marked(self, tex: str) -> str:
        formula = formula_of(tex)
        if len(formula.text) <= MAX_FORMULA:
            self._keep(formula)
            return f"{FORMULA_START}{formula.text}{FORMULA_END}"
        parts = _PART.findall(formula.text)
        for part in parts:
            symbols = {name: symbol for name, symbol in formula.symbols if symbol in part}
            others = formula.commands if part is parts[0] else ()
            commands = tuple(dict.fromkeys((*symbols, *others)))
            self._keep(Formula(part, commands, tuple(symbols.items())))
        return "".join(f"{FORMULA_START}{part}{FORMULA_END}" for part in parts)

    def _keep(self, formula: Formula) -> None:
        known = self._formulas.setdefault(formula.text, formula)
        if known is not formula:
            # Two ways to write what reads alike.
            commands = tuple(dict.fromkeys(known.commands + formula.commands))
            symbols = tuple({**dict(known.symbols), **dict(formula.symbols)}.items())
            self._formulas[known.text] = Formula(known.text, commands, symbols)

    def of(self, text: str) -> list[Formula]:
        """Those in a part of a readable text; all texts of the note were made readable before."""
        if (found := self._found.get(text)) is None:
            known = self._formulas
            found = [known[shown] for shown in _TEX.findall(text) if shown in known]
            self._found[text] = found
        return found

    def searched(self, text: str) -> str:
        """The text by whose terms a readable text is found, commands at its end."""
        if FORMULA_START not in text:
            return normalised(text)
        commands = [command for formula in self.of(text) for command in formula.commands]
        return "\n".join((normalised(without_marks(text)), *commands))
