"""What stands in the brackets, scripts and arguments of mhchem's `\\ce{…}`. No I/O."""

from __future__ import annotations

import re

from kbsite.tex.tokens import TexError

_BRACKET = re.compile(r"\\.|\$[^$]*\$|[{}\[\]]", re.DOTALL)
#: An argument of one sign or atom; nothing is read where a brace follows.
_ARGUMENT = re.compile(
    r"\s*(?:(?=\{)|(\\(?:[a-zA-Z]+(?![a-zA-Z]|\s*\{)|[^a-zA-Z])|[A-Z][a-z]*|[^\s\\{}$^_&]))"
)
#: A command in a script, with what it has in braces, is mathematics.
_GROUPS = r"(?:\{(?:[^{}]|\{[^{}]*\})*\})*"
SCRIPT = re.compile(
    rf"\$([^$]*)\$|(\\(?:[a-zA-Z]+\s*|.){_GROUPS})|([A-Za-z]+)|([*.•])|(\d+(?:\.\d+)?|.)",
    re.DOTALL,
)


class Arguments:
    """A place in `source`, and what stands in brackets there."""

    def __init__(self, source: str, place: int) -> None:
        self.source, self.place = source, place
        self.at = 0

    def grouped(self) -> str:
        return self._enclosed("{", "}")

    def bracketed(self) -> str:
        return self._enclosed("[", "]")

    def _enclosed(self, opening: str, closing: str) -> str:
        """What stands in the brackets that open here, and goes behind them."""
        begin, depth = self.at + 1, 0
        braces = 0
        for found in _BRACKET.finditer(self.source, self.at):
            if opening != "{":
                # A bracket in braces is one of what they hold.
                braces += {"{": 1, "}": -1}.get(found[0], 0)
            if braces <= 0:
                depth += {opening: 1, closing: -1}.get(found[0], 0)
            if not depth:
                self.at = found.end()
                return self.source[begin : found.start()]
        raise TexError(f'"{opening}" in \\ce is never closed', self.place)

    def argument(self, command: str) -> str:
        """The next argument of `command`, with braces or of one sign."""
        found = _ARGUMENT.match(self.source, self.at)
        if found is None:
            raise TexError(rf"{command} in \ce wants its arguments in braces", self.place)
        self.at = found.end()
        return found[1] or self.grouped()


def script_tex(source: str) -> str:
    """A script: letters that stand alone are variables, all others upright."""
    out = []
    for mathematics, command, letters, dot, other in SCRIPT.findall(source):
        if letters:
            is_variable = len(letters) == 1 and letters.islower()
            out.append(letters if is_variable else rf"\mathrm{{{letters}}}")
        elif dot:
            out.append("{*}" if dot == "*" else r"{\bullet}")
        else:
            out.append(mathematics or command or other)
    return "".join(out)
