"""What stands in mhchem's `\\ce{…}` → TeX of mathematics. No I/O.

It is read from left to right, each sign by what stands before it: figures behind an atom are its
index, else an amount; a sign behind it is its charge, else an operator.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from kbsite.tex.chemical_arguments import SCRIPT, Arguments, script_tex
from kbsite.tex.chemical_signs import ARGUMENTS, ARROWS, BARE, BONDS, BRACES, PIECE
from kbsite.tex.text import as_text
from kbsite.tex.tokens import TexError

#: The words of an arrow are chemistry again, with arrows; no author goes deeper.
MAX_DEPTH = 8
_INDEX = re.compile(r"\d+")
_ATOMS = re.compile(r"[A-Za-z]+")
_HYPHEN = re.compile(r"-(?=[A-Za-z])")
#: What an amount stands before: a thin space is between.
_COUNTED = re.compile(r"\s*(?:[A-Z(\[{$]|\\[A-Za-z{])|\s+[a-z^_]|e[-+^]|[^\x00-\x7f]")
#: Numbers, signs and variables, in an argument of a command: `2n+1`, `+2`, `red`.
_PLAIN = re.compile(r"[a-z\d\s.,/+()-]*")
_SCRIPT_BEHIND = re.compile(r"\s*([_^])\s*(?=\{)")
_GREEK = re.compile(
    r"\\(?:var)?(?:alpha|beta|gamma|delta|epsilon|zeta|eta|theta|iota|kappa|lambda|mu|nu|xi|pi|rho"
    r"|sigma|tau|upsilon|phi|chi|psi|omega)",
    re.IGNORECASE,
)
_BEFORE_LETTER = re.compile(r"\s+(?=[A-Za-z])")


class Chemistry(Arguments):
    """Reads `source` from left to right and writes TeX."""

    def __init__(self, source: str, place: int, depth: int) -> None:
        if depth > MAX_DEPTH:
            raise TexError(rf"what stands in \ce is nested deeper than {MAX_DEPTH} levels", place)
        super().__init__(source, place)
        self.depth = depth
        self.out: list[str] = []
        #: Whether scripts, charges and bonds belong to what was written last.
        self.has_base = False
        #: The script that was written last, "" where something else was.
        self.script = ""
        #: Whether what comes next stands apart from what was written.
        self.is_apart = False
        #: Whether an amount was written last.
        self.is_counting = False
        #: Whether a hyphen, not a bond, is between what was written last and a name.
        self.is_prefix = False
        #: Whether this piece began with a bond: `-CH2-`.
        self.is_chain = False

    def tex(self) -> str:
        while match := PIECE.match(self.source, self.at):
            self.at = match.end()
            rule: Callable[[re.Match[str]], None] = getattr(self, f"_{match.lastgroup}")
            rule(match)
        return "".join(self.out)

    # What is written

    def _entity(self, tex: str, *, base: bool) -> None:
        """Writes what stands beside other things, with a space where the author has one."""
        if self.is_apart and self.out and not self.out[-1].endswith((r"\,", "{}", "(", "[", "&")):
            self.out.append(r"\ ")
        self.out.append(tex)
        self.has_base, self.script, self.is_apart = base, "", False
        self.is_counting = self.is_prefix = False

    def _operator(self, tex: str) -> None:
        self.out.append("{}" + tex + "{}")
        self.has_base, self.script, self.is_apart = False, "", False

    def _cell(self, tex: str) -> None:
        self.out.append(tex)
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
        self.is_prefix = self.is_chain = False

    def _arrow(self, match: re.Match[str]) -> None:
        with_words, alone = ARROWS[match[0]]
        words = [self.bracketed() for _ in range(2) if self.source.startswith("[", self.at)]
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
            content = self.grouped()
        elif found := SCRIPT.match(self.source, self.at):
            content, self.at = found[0], found.end()
        else:
            raise TexError(rf'"{match[0]}" in \ce has nothing behind it', self.place)
        self._add_script(match[0][0], script_tex(content))

    def _command(self, match: re.Match[str]) -> None:
        command = match[0]
        if command == r"\\":
            length = f"[{self.bracketed()}]" if self.source.startswith("[", self.at) else ""
            self._cell(command + (length or "{}"))
        elif command == r"\bond":
            self._named_bond(self.grouped())
        elif command == r"\ca":
            self._entity(r"{\sim}", base=False)
        elif command == r"\color":
            self._colour(command, f"{{{self.argument(command)}}}")
        else:
            self._with_groups(command, self._groups(command, ARGUMENTS.get(command, "")))

    def _named_bond(self, bond: str) -> None:
        if bond not in BONDS:
            raise TexError(rf'"{bond}" is no bond that \ce has here', self.place)
        self._entity(BONDS[bond], base=False)

    def _colour(self, command: str, colour: str) -> None:
        if self.source[self.at :].lstrip().startswith("{"):
            self._with_groups(command, colour + self._groups(command, "c"))
        else:
            self.out.append(command + colour)  # of all that follows

    def _groups(self, command: str, kinds: str) -> str:
        """What stands behind a command, in braces, as math-core reads it: arguments of these
        `kinds`, "c" for chemistry, else as many groups as there are."""
        groups = ""
        if command == r"\sqrt" and self.source.startswith("[", self.at):
            groups = f"[{{{self.bracketed()}}}]"
        for kind in kinds:
            argument = self.argument(command)
            groups += f"{{{self._part(argument) if kind == 'c' else argument}}}"
        while not kinds and self.source.startswith("{", self.at):
            groups += f"{{{self.grouped()}}}"
        while command in BRACES and (script := _SCRIPT_BEHIND.match(self.source, self.at)):
            self.at = script.end()
            groups += f"{script[1]}{{{self._part(self.grouped())}}}"
        return groups

    def _with_groups(self, command: str, groups: str) -> None:
        if command in BARE:
            self._entity(command + groups, base=command == r"\end")
        elif groups:
            self._entity(f"{{{command}{groups}}}", base=True)
        else:
            self._symbol(command)

    def _symbol(self, command: str) -> None:
        is_word = command[1].isalpha()
        self._entity(command + " " * is_word, base=is_word or command == r"\}")
        self.is_prefix = is_word
        if _GREEK.fullmatch(command) and (behind := _BEFORE_LETTER.match(self.source, self.at)):
            self.at, self.has_base = behind.end(), False

    def _state(self, match: re.Match[str]) -> None:
        self.is_apart = False
        name, _, rest = match[0][1:-1].partition(",")
        more = f",{script_tex(rest)}" if rest else ""
        self._entity(rf"\mskip2mu(\mathrm{{{name}}}{more})", base=True)

    def _amount(self, match: re.Match[str]) -> None:
        if self.has_base and (index := _INDEX.match(match[0])):
            self.at = match.start() + index.end()
            self._add_script("_", index[0])
            return
        is_unit = self.is_counting and self.is_apart and match[0].isalpha()
        if self.has_base or is_unit:
            atoms = _ATOMS.match(self.source, match.start()) if is_unit else None
            self.at = atoms.end() if atoms else self.at
            self._atoms(atoms or match)
            return
        above, _, below = match[0].replace(",", "{,}").partition("/")
        is_fraction = below and above[0] != "("
        shown = rf"\tfrac{{{above}}}{{{below}}}" if is_fraction else match[0].replace(",", "{,}")
        is_before = _COUNTED.match(self.source, self.at)
        self._entity(shown + (r"\," if is_before else ""), base=False)
        self.is_counting = self.is_prefix = True

    def _atoms(self, match: re.Match[str]) -> None:
        is_variable = len(match[0]) == 1 and match[0].islower() and not self.has_base
        follows = self.source[self.at : self.at + 1]
        if is_variable and follows in ("", " ", ")") and match[0] != "e":
            self._entity(match[0], base=True)
        elif is_variable and _HYPHEN.match(self.source, self.at):
            self._entity(match[0], base=True)
            self.is_prefix = True
        else:
            self._entity(rf"\mathrm{{{match[0]}}}", base=True)

    def _charge(self, match: re.Match[str]) -> None:
        follows = self.source[self.at : self.at + 1]
        if self.has_base and match[0] == "-" and (follows == ")" or self.is_chain):
            self._entity(BONDS["-"], base=False)
        elif self.has_base:
            self._add_script("^", match[0])
        else:
            self._operator(match[0])

    def _bond(self, match: re.Match[str]) -> None:
        apart, follows = self.is_apart, self.source[self.at : self.at + 1]
        if apart and follows == " " and match[0] in "=-~":
            if match[0] != "~":
                self._operator(match[0])
        elif self.is_prefix and _HYPHEN.match(self.source, match.start()):
            self._entity(r"\text{-}", base=False)
        else:
            self.is_chain |= self.source[max(match.start() - 1, 0) : match.start()] in (
                "",
                " ",
                "(",
                "[",
            )
            self._entity(BONDS[match[0]], base=False)

    def _addition(self, match: re.Match[str]) -> None:
        self.is_apart = False
        self._entity(r"\,{\cdot}\,", base=False)

    def _words(self, match: re.Match[str]) -> None:
        self._entity(rf"\text{{{as_text(match[0])}}}", base=True)

    def _opening(self, match: re.Match[str]) -> None:
        if match[0] == "{":
            self.at = match.start()
            self._entity(f"{{{self._inner(self.grouped())}}}", base=True)
        else:
            self._entity(match[0], base=False)

    def _closing(self, match: re.Match[str]) -> None:
        self.is_apart = False
        self._entity(match[0], base=True)

    def _other(self, match: re.Match[str]) -> None:
        if match[0] in "^_$":
            raise TexError(rf'"{match[0]}" in \ce has nothing behind it', self.place)
        if match[0] == "&":
            self._cell("&")
        else:
            self._entity(match[0], base=False)

    # Arguments

    def _part(self, source: str) -> str:
        """An argument that is chemistry where it is more than an amount or a word."""
        return script_tex(source) if _PLAIN.fullmatch(source) else self._inner(source)

    def _label(self, words: str) -> str:
        """The words of an arrow: in braces they are text."""
        if words.startswith("{") and words.endswith("}") and "{" not in words[1:]:
            return rf"\text{{{words[1:-1]}}}"
        return self._inner(words)

    def _inner(self, source: str) -> str:
        return Chemistry(source, self.place, self.depth + 1).tex()
