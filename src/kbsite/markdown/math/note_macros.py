"""Macros that the formulas of a note define for those below them. No I/O.

As in MathJax they hold for what follows. Those of a formula that holds something else are meant for
it alone as often as not, so they hold below it only where a command is known by no other name.
"""

from __future__ import annotations

import re
from collections import defaultdict, deque
from collections.abc import Mapping
from operator import itemgetter
from typing import NamedTuple

from kbsite.tex.macros import DEFINITIONS, Macro, Macros, as_written, definitions_in
from kbsite.tex.tokens import TexError

#: How many a note may define for formulas below, and of how many tokens: all are looked at again
#: at each formula.
MAX_DEFINED = 256
MAX_TOKENS = 8192

_DEFINES = re.compile(rf"\\(?:{'|'.join(name[1:] for name in sorted(DEFINITIONS))})(?![a-zA-Z])")
_BEGINS = re.compile(rf"[ >]{{,3}}{_DEFINES.pattern}\*?[ \t]*\{{?[ \t]*\\([a-zA-Z]+)")
_FENCE = re.compile(r"[ \t>]*(?:```|~~~)")
_UNKNOWN = re.compile(r'Unknown command "\\([^"]+?)\*?"')


class _Elsewhere(NamedTuple):
    """What the formula in a line defines, and what does not hold below it so far."""

    macro: Macro
    line: int


class NoteMacros:
    """Those of one note, as its formulas are read. `known` are the site's and the note's, and what
    formulas above define."""

    def __init__(self, macros: Macros, body: str) -> None:
        self.known = macros
        self._defines = _DEFINES.search(body) is not None
        self._body = body
        # Macros by their names, and the lines that begin with a definition of each.
        self._begun: defaultdict[str, deque[int]] | None = None
        # The lines of the file in which formulas that define something stand.
        self._formulas: set[int] = set()
        self._own: dict[str, Macro] = {}
        self._elsewhere: dict[str, _Elsewhere] = {}
        # What of it holds below all the same.
        self._adopted: set[str] = set()

    def may_define(self, tex: str) -> bool:
        """Whether a formula may define something; only of such ones is more asked here."""
        return self._defines and _DEFINES.search(tex) is not None

    def see(self, tex: str, line: int) -> None:
        """Notes where a formula stands that may define something, be it converted or not."""
        self._formulas.update(range(line, line + tex.count("\n") + 1))

    def read(self, tex: str, line: int) -> bool:
        """Takes in what a formula defines; whether it holds nothing else."""
        try:
            found = definitions_in(tex, self.known)
        except TexError:
            return False
        holds = found.macros
        if not found.alone:
            holds = {name: macro for name, macro in holds.items() if name in self._adopted}
        kept = self._keep(holds)
        self._elsewhere |= {
            name: _Elsewhere(macro, line)
            for name, macro in found.macros.items()
            if name not in kept
        }
        return found.alone

    def adopt(self, fault: str) -> bool:
        """Whether a command that is unknown by `fault` is known from now on, as a formula above
        defines it beside what it shows."""
        unknown = _UNKNOWN.match(fault) if self._elsewhere else None
        if not unknown or (name := unknown[1]) not in self._elsewhere or name in self._own:
            return False
        self._adopted.add(name)
        return bool(self._keep({name: self._elsewhere[name].macro}))

    def _keep(self, macros: Mapping[str, Macro]) -> dict[str, Macro]:
        """Those of them that hold from now on."""
        if kept := self._kept(macros):
            self._own |= kept
            self.known = tuple(sorted({**dict(self.known), **kept}.items(), key=itemgetter(0)))
        return kept

    def _line_outside(self, name: str, first_line: int, end: int) -> int:
        """The line above `end` that begins with a definition of `name` in no formula, 0 if none."""
        if self._begun is None:
            self._begun = defaultdict(deque)
            in_code = False
            for number, line in enumerate(self._body.split("\n"), first_line):
                in_code ^= _FENCE.match(line) is not None
                if not in_code and (found := _BEGINS.match(line)):
                    self._begun[found[1]].append(number)
        lines = self._begun[name]
        while lines and lines[0] in self._formulas:
            lines.popleft()
        return lines[0] if lines and lines[0] < end else 0

    def _kept(self, macros: Mapping[str, Macro]) -> dict[str, Macro]:
        """As many of them, in their order, as a note may define."""
        own, kept = dict(self._own), {}
        tokens = sum(len(macro.body) for macro in own.values())
        for name, macro in macros.items():
            more = len(macro.body) - (len(own[name].body) if name in own else 0)
            if tokens + more <= MAX_TOKENS and (name in own or len(own) < MAX_DEFINED):
                own[name] = kept[name] = macro
                tokens += more
        return kept

    def defined_elsewhere(self, fault: str, first_line: int, end: int) -> tuple[str, str] | None:
        """What to say in place of `fault` where a command is unknown that a formula above defines,
        or a line above `end` of the file that is in none; the body's first is `first_line`."""
        unknown = _UNKNOWN.match(fault)
        if not unknown or not self._defines:
            return None
        if unknown[1] not in self._elsewhere:
            line = self._line_outside(unknown[1], first_line, end)
            message = f"{unknown[0]}, which line {line} defines outside of a formula"
            return (
                (message, "Put $$ in a line above the definition, and below it.") if line else None
            )
        macro, line = self._elsewhere[unknown[1]]
        message = (
            f"{unknown[0]}, which line {line} defines beyond the {MAX_DEFINED} macros of"
            f" {MAX_TOKENS:,} tokens that hold in a note for the formulas below"
        )
        hint = "Put the definition into this formula"
        if written := as_written(macro).replace("'", "''"):
            hint += f", or into the front matter: math: {{macros: {{{unknown[1]}: '{written}'}}}}"
        return message, f"{hint}."
