"""What stands in mhchem's `\\ce{…}` → TeX of mathematics. No I/O.

It is read from left to right, each sign by what stands before it: figures behind an atom are its
index, else an amount; a sign behind it is its charge, else an operator.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from kbsite.tex.text import as_text
from kbsite.tex.tokens import TexError

#: The words of an arrow are chemistry again, with arrows; no author goes deeper.
MAX_DEPTH = 8
#: What stands in a line as an arrow → (TeX with words, TeX without).
_ARROWS = {
    "<-->": (r"\xrightleftarrows", r"\xrightleftarrows{\quad}"),
    "<=>>": (r"\xrightequilibrium", r"\xrightequilibrium{\quad}"),
    "<<=>": (r"\xleftequilibrium", r"\xleftequilibrium{\quad}"),
    "<=>": (r"\xrightleftharpoons", r"\xrightleftharpoons{\quad}"),
    "<->": (r"\xleftrightarrow", r"\longleftrightarrow"),
    "->": (r"\xrightarrow", r"\longrightarrow"),
    "<-": (r"\xleftarrow", r"\longleftarrow"),
    "→": (r"\xrightarrow", r"\longrightarrow"),
    "⟶": (r"\xrightarrow", r"\longrightarrow"),
    "⇌": (r"\xrightleftharpoons", r"\xrightleftharpoons{\quad}"),
}
#: What `\\bond{…}` and the signs between atoms are.
_BONDS = {
    **dict.fromkeys(("-", "1"), "{-}"),
    **dict.fromkeys(("=", "2"), "{=}"),
    **dict.fromkeys(("#", "3"), r"{\equiv}"),
    **dict.fromkeys(("...", "...."), r"{\cdots}"),
    "~": r"{\sim}",
    "->": r"{\rightarrow}",
    "<-": r"{\leftarrow}",
}
#: Commands whose last argument is chemistry again; those of two have one before it.
_OF_TWO = frozenset((r"\color", r"\textcolor", r"\overset", r"\underset"))
_AROUND = _OF_TWO | {
    r"\boxed",
    r"\cancel",
    r"\underline",
    r"\overline",
    r"\underbrace",
    r"\overbrace",
}
_END = r"(?=$|[\s)\]},;])"
_STATE = r"\((?:aq|s|l|g|cr|am|ads|sln|pol|mon)(?:,[^()]*)?\)"
_PIECES = {
    "space": r"\s+",
    "arrow": "|".join(map(re.escape, _ARROWS)),
    "mathematics": r"\$(?P<inner>[^$]*)\$",
    "fall": rf"\(v\)|(?<!\S)v{_END}",
    "rise": rf"\(\^\)|(?<!\S)\^{_END}",
    "script": r"[_^](?:(?=[{\\$])|(?P<plain>-?\d+(?:[+-](?![A-Z]))?|[+-]+|[*.]+|[a-zA-Z]))",
    "command": r"\\(?:[a-zA-Z]+|.)",
    "state": _STATE,
    "amount": r"\(\d+/\d+\)|\d+(?:[.,]\d+)?(?:/\d+)?"
    r"|[a-z](?:/\d+|(?=\s+[A-Z(\[{\\]|[A-Z])(?<!p(?=H|OH|K)))",
    "atoms": r"[A-Za-z]+",
    "charge": rf"[+-]{{1,4}}(?=$|[\s)\]}},;^_]|{_STATE})|\+",
    "bond": "[-=#~]",
    "addition": "[*.·•∙]",
    "words": r"[^\x00-\x7f]+",
    "opening": r"[(\[{]",
    "closing": r"[)\]]",
    "other": ".",
}
_PIECE = re.compile("|".join(f"(?P<{name}>{piece})" for name, piece in _PIECES.items()), re.DOTALL)
_INDEX = re.compile(r"\d+")
_HYPHEN = re.compile("-(?=[A-Za-z])")
_BRACKET = re.compile(r"\\.|\$[^$]*\$|[{}\[\]]", re.DOTALL)
_SCRIPT = re.compile(
    r"\$([^$]*)\$|(\\(?:[a-zA-Z]+\s*|.))|([A-Za-z]+)|([*.•])|(\d+(?:\.\d+)?|.)", re.DOTALL
)


class Chemistry:
    """Reads `source` from left to right and writes TeX."""

    def __init__(self, source: str, place: int, depth: int) -> None:
        if depth > MAX_DEPTH:
            raise TexError(rf"\ce is nested deeper than {MAX_DEPTH} levels", place)
        self.source, self.place, self.depth = source, place, depth
        self.at = 0
        self.out: list[str] = []
        #: Whether scripts, charges and bonds belong to what was written last.
        self.has_base = False
        #: The script that was written last, "" where something else was.
        self.script = ""
        #: Whether what comes next stands apart from what was written.
        self.is_apart = False

    def tex(self) -> str:
        while match := _PIECE.match(self.source, self.at):
            self.at = match.end()
            rule: Callable[[re.Match[str]], None] = getattr(self, f"_{match.lastgroup}")
            rule(match)
        return "".join(self.out)

    # What is written

    def _entity(self, tex: str, *, base: bool) -> None:
        """Writes what stands beside other things, with a space where the author has one."""
        if self.is_apart and self.out and not self.out[-1].endswith((r"\,", "{}", "(", "[")):
            self.out.append(r"\ ")
        self.out.append(tex)
        self.has_base, self.script, self.is_apart = base, "", False

    def _operator(self, tex: str) -> None:
        self.out.append("{}" + tex + "{}")
        self.has_base, self.script, self.is_apart = False, "", False

    def _add_script(self, mark: str, tex: str) -> None:
        if not self.has_base and not self.script:
            # Those of an atom that follows stand one above the other.
            self._entity("{}", base=False)
        elif self.script and (self.has_base or mark == self.script):
            # Behind an index, not above it.
            self.out.append("{}")
        self.out.append(f"{mark}{{{tex}}}")
        self.script, self.is_apart = mark, False

    # What is read

    def _space(self, match: re.Match[str]) -> None:
        self.is_apart, self.has_base, self.script = True, False, ""

    def _arrow(self, match: re.Match[str]) -> None:
        with_words, alone = _ARROWS[match[0]]
        words = [self._bracketed() for _ in range(2) if self.source.startswith("[", self.at)]
        above, below = (*map(self._label, words), "", "")[:2]
        if above or below:
            option = f"[{{{below}}}]" if below else ""
            alone = f"{with_words}{option}{{{above}}}"
        self._operator(rf"\mathrel{{{alone}}}")

    def _mathematics(self, match: re.Match[str]) -> None:
        self._entity(f"{{{match['inner']}}}", base=True)

    def _fall(self, match: re.Match[str]) -> None:
        self.is_apart = True
        self._entity(r"{\downarrow}", base=False)

    def _rise(self, match: re.Match[str]) -> None:
        self.is_apart = True
        self._entity(r"{\uparrow}", base=False)

    def _script(self, match: re.Match[str]) -> None:
        if match["plain"] is not None:
            content = match["plain"]
        elif self.source.startswith("{", self.at):
            content = self._grouped()
        elif found := _SCRIPT.match(self.source, self.at):
            content, self.at = found[0], found.end()
        else:
            raise TexError(rf'"{match[0]}" in \ce has nothing behind it', self.place)
        self._add_script(match[0][0], _script_tex(content))

    def _command(self, match: re.Match[str]) -> None:
        command, groups = match[0], ""
        if command == r"\bond":
            bond = self._grouped()
            if bond not in _BONDS:
                raise TexError(rf'"{bond}" is no bond that \ce has here', self.place)
            self._entity(_BONDS[bond], base=False)
            return
        while self.source.startswith("{", self.at):
            group = self._grouped()
            is_chemistry = command in _AROUND and (groups or command not in _OF_TWO)
            groups += f"{{{self._inner(group) if is_chemistry else group}}}"
        if groups:
            self._entity(f"{{{command}{groups}}}", base=True)
            return
        is_word = command[1].isalpha()
        self._entity(command + " " * is_word, base=is_word or command == r"\}")
        if is_word and (hyphen := _HYPHEN.match(self.source, self.at)):
            self.at = hyphen.end()
            self._entity(r"\text{-}", base=False)

    def _state(self, match: re.Match[str]) -> None:
        self.is_apart = False
        name, _, rest = match[0][1:-1].partition(",")
        more = f",{_script_tex(rest)}" if rest else ""
        self._entity(rf"\mskip2mu(\mathrm{{{name}}}{more})", base=True)

    def _amount(self, match: re.Match[str]) -> None:
        if self.has_base and (index := _INDEX.match(match[0])):
            self.at = match.start() + index.end()
            self._add_script("_", index[0])
            return
        if self.has_base:
            self._atoms(match)
            return
        above, _, below = match[0].replace(",", "{,}").partition("/")
        is_fraction = below and above[0] != "("
        shown = rf"\tfrac{{{above}}}{{{below}}}" if is_fraction else match[0].replace(",", "{,}")
        self._entity(shown + r"\,", base=False)

    def _atoms(self, match: re.Match[str]) -> None:
        is_variable = len(match[0]) == 1 and match[0].islower() and not self.has_base
        follows = self.source[self.at : self.at + 1]
        if is_variable and follows in ("", " ", ")") and match[0] != "e":
            self._entity(match[0], base=True)
        else:
            self._entity(rf"\mathrm{{{match[0]}}}", base=True)

    def _charge(self, match: re.Match[str]) -> None:
        if self.has_base:
            self._add_script("^", match[0])
        else:
            self._operator(match[0])

    def _bond(self, match: re.Match[str]) -> None:
        apart, follows = self.is_apart, self.source[self.at : self.at + 1]
        if apart and follows == " " and match[0] in "=-":
            self._operator(match[0])
        else:
            self._entity(_BONDS[match[0]], base=False)

    def _addition(self, match: re.Match[str]) -> None:
        self.is_apart = False
        self._entity(r"\,{\cdot}\,", base=False)

    def _words(self, match: re.Match[str]) -> None:
        self._entity(rf"\text{{{as_text(match[0])}}}", base=True)

    def _opening(self, match: re.Match[str]) -> None:
        if match[0] == "{":
            self.at = match.start()
            self._entity(f"{{{self._inner(self._grouped())}}}", base=True)
        else:
            self._entity(match[0], base=False)

    def _closing(self, match: re.Match[str]) -> None:
        self.is_apart = False
        self._entity(match[0], base=True)

    def _other(self, match: re.Match[str]) -> None:
        if match[0] in "^_$":
            raise TexError(rf'"{match[0]}" in \ce has nothing behind it', self.place)
        self._entity(match[0], base=False)

    # Arguments

    def _grouped(self) -> str:
        return self._enclosed("{", "}")

    def _bracketed(self) -> str:
        return self._enclosed("[", "]")

    def _enclosed(self, opening: str, closing: str) -> str:
        """What stands in the brackets that open here, and goes behind them."""
        begin, depth = self.at + 1, 0
        for found in _BRACKET.finditer(self.source, self.at):
            depth += {opening: 1, closing: -1}.get(found[0], 0)
            if not depth:
                self.at = found.end()
                return self.source[begin : found.start()]
        raise TexError(f'"{opening}" in \\ce is never closed', self.place)

    def _label(self, words: str) -> str:
        """The words of an arrow: in braces they are text."""
        if words.startswith("{") and words.endswith("}") and "{" not in words[1:]:
            return rf"\text{{{words[1:-1]}}}"
        return self._inner(words)

    def _inner(self, source: str) -> str:
        return Chemistry(source, self.place, self.depth + 1).tex()


def _script_tex(source: str) -> str:
    """A script: letters that stand alone are variables, all others upright."""
    out = []
    for mathematics, command, letters, dot, other in _SCRIPT.findall(source):
        if letters:
            is_variable = len(letters) == 1 and letters.islower()
            out.append(letters if is_variable else rf"\mathrm{{{letters}}}")
        elif dot:
            out.append("{*}" if dot == "*" else r"{\bullet}")
        else:
            out.append(mathematics or command or other)
    return "".join(out)
