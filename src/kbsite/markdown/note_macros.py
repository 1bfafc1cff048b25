"""Macros that the formulas of a note define for those below them. No I/O.

As in MathJax they hold for what follows, but only those of a formula that holds nothing else:
others are meant for the formula in which they stand as often as not.
"""

from __future__ import annotations

import re
from operator import itemgetter

from kbsite.tex.macros import DEFINITIONS, Macro, Macros, as_written, definitions_in
from kbsite.tex.tokens import TexError

#: How many a note may define for formulas below, and of how many tokens: all are looked at again
#: at each formula.
MAX_DEFINED = 256
MAX_TOKENS = 8192

_DEFINES = re.compile(rf"\\(?:{'|'.join(name[1:] for name in sorted(DEFINITIONS))})(?![a-zA-Z])")
_UNKNOWN = re.compile(r'Unknown command "\\([^"]+?)\*?"')


class NoteMacros:
    """Those of one note, as its formulas are read. `known` are the site's and the note's, and what
    formulas above define."""

    def __init__(self, macros: Macros, body: str) -> None:
        self.known = macros
        self._defines = _DEFINES.search(body) is not None
        self._own: dict[str, Macro] = {}
        #: What a formula defines for itself alone, and its line.
        self._elsewhere: dict[str, tuple[Macro, int]] = {}

    def read(self, tex: str, line: int) -> None:
        """Takes in what a formula defines."""
        if not self._defines or not _DEFINES.search(tex):
            return
        try:
            found = definitions_in(tex, self.known)
        except TexError:
            return
        own = {**self._own, **found.macros}
        if found.alone and _fits(own):
            self._own = own
            self.known = tuple(sorted({**dict(self.known), **own}.items(), key=itemgetter(0)))
        else:
            self._elsewhere |= {name: (macro, line) for name, macro in found.macros.items()}

    def defined_elsewhere(self, fault: str) -> tuple[str, str] | None:
        """What to say in place of `fault` where a command is unknown that a formula above
        defines."""
        unknown = _UNKNOWN.match(fault)
        if not unknown or unknown[1] not in self._elsewhere:
            return None
        macro, line = self._elsewhere[unknown[1]]
        message = f"{unknown[0]}, which the formula in line {line} defines for itself alone"
        hint = "Put the definition into a formula of its own above"
        if written := as_written(macro).replace("'", "''"):
            hint += f", or into the front matter: math: {{macros: {{{unknown[1]}: '{written}'}}}}"
        return message, f"{hint}."


def _fits(macros: dict[str, Macro]) -> bool:
    return len(macros) <= MAX_DEFINED and sum(len(m.body) for m in macros.values()) <= MAX_TOKENS
