"""TeX → MathML Core through math-core, bounded against hostile input. No I/O."""

from __future__ import annotations

import re
from functools import lru_cache
from html import escape
from typing import NamedTuple

from math_core import LatexError, LatexToMathML

#: A formula longer (characters) or nested deeper than this is not converted: nesting of a
#: few hundred levels overflows the converter's stack, which kills the process.
MAX_LENGTH = 8192
MAX_NESTING = 100
MAX_EXPANSIONS = 50
#: math-core's time doubles with every bracket that is opened and never closed.
MAX_UNCLOSED = 12

_PIECE = re.compile(r"%[^\n]*|\\(?:[a-zA-Z]+|.)|[^\s\\]", re.DOTALL)
_GROUPS = {"{": "}", r"\left": r"\right", r"\begin": r"\end"}
_GROUP_ENDS = frozenset(_GROUPS.values())
_PAIRED = ("angle", "brace", "brack", "ceil", "floor", "vert", "Vert", "group", "paren")
_BRACKETS = {
    **dict.fromkeys(
        ("(", "[", r"\{", r"\llbracket", r"\lmoustache", r"\ulcorner", r"\llcorner"), 1
    ),
    **dict.fromkeys(
        (")", "]", r"\}", r"\rrbracket", r"\rmoustache", r"\urcorner", r"\lrcorner"), -1
    ),
    **{rf"\l{name}": 1 for name in _PAIRED},
    **{rf"\r{name}": -1 for name in _PAIRED},
}
# These make a bracket of whatever follows them.
_SIZED = {
    **dict.fromkeys((r"\bigl", r"\Bigl", r"\biggl", r"\Biggl", r"\mathopen"), 1),
    **dict.fromkeys((r"\bigr", r"\Bigr", r"\biggr", r"\Biggr", r"\mathclose"), -1),
    **dict.fromkeys((r"\left", r"\middle", r"\right"), 0),
}
# What follows these in their group nests in them.
_DECLARATION = re.compile(r"\\(?:color|\w*style|over|atop|choose|brace|brack|rm|bf|it|sf|tt|cal)")
# Bodies can be given by hand: a macro that defines macros is how a short formula explodes.
_DEFINITION = re.compile(r"\\(?:def|gdef|edef|xdef|let|newcommand|renewcommand|providecommand)\b")
# Numbering is the page's business, not the formula's.
_NUMBERED = re.compile(r"\\(begin|end)\s*\{(equation|align|gather|alignat|multline|eqnarray)\}")
_ANNOTATION = '<annotation encoding="application/x-tex">'
_ERROR = re.compile(r"(\d+): (.*)", re.DOTALL)


class EqShim(NamedTuple):
    label: str
    tag: str
    parens: bool


class EquationNumber(NamedTuple):
    equation: int


class EquationReference(NamedTuple):
    label: str
    parens: bool


def parses_as_tex(tex: str) -> bool:
    return bool(re.search(r"[\\^_]", tex)) and not convert_tex(tex, False, ()).fault


class Formula(NamedTuple):
    """`mathml` is "" where the TeX cannot be converted; then `fault` says why and `offset`
    where in the TeX (characters)."""

    mathml: str
    fault: str = ""
    offset: int = 0
    equations: tuple[EqShim, ...] = ()
    only_reference: EquationReference | None = None

    @property
    def parts(self) -> tuple[str | EquationNumber | EquationReference, ...]:
        return (self.mathml,) if self.mathml else ()


@lru_cache(maxsize=65536)
def convert_tex(tex: str, display: bool, macros: tuple[tuple[str, str], ...]) -> Formula:
    """A formula as `<math>` with `alttext` and its TeX as annotation."""
    if len(tex) > MAX_LENGTH:
        return Formula("", f"longer than {MAX_LENGTH:,} characters")
    if (place := _too_deep(tex)) is not None:
        return Formula("", f"nested deeper than {MAX_NESTING} levels", place)
    if (place := _unclosed(tex)) is not None:
        return Formula("", f"more than {MAX_UNCLOSED} brackets are never closed", place)
    if definition := _DEFINITION.search(tex):
        message = f"{definition.group()} is not read in a formula; use `math.macros`"
        return Formula("", message, definition.start())
    given = _numbered_by_hand(tex) if r"\tag" in tex else _NUMBERED.sub(r"\\\1{\2*}", tex)
    try:
        mathml = _converter(macros).convert_with_local_state(given, displaystyle=display)
    except LatexError as fault:
        match = _ERROR.fullmatch(str(fault))
        offset, message = (int(match[1]), match[2]) if match else (0, str(fault))
        return Formula("", message.rstrip("."), min(offset, len(tex)))
    if given != tex:
        # Who copies the formula gets what its author wrote.
        before, _, after = mathml.rpartition(_ANNOTATION)
        mathml = f"{before}{_ANNOTATION}{escape(tex, quote=False)}{after[after.index('<') :]}"
    return Formula(mathml.replace("<math", f'<math alttext="{escape(tex)}"', 1))


def _numbered_by_hand(tex: str) -> str:
    """`\\tag` is read inside a numbered environment only."""
    return tex if _NUMBERED.search(tex) else rf"\begin{{equation}}{tex}\end{{equation}}"


def _too_deep(tex: str) -> int | None:
    """Where the nesting of groups, pairs and environments passes the bound. Commands and
    scripts whose argument has no braces (`\\sqrt\\sqrt x`, `\\frac1\\frac1x`) nest as well: a
    run of them goes on until two arguments stand side by side."""
    if sum(map(tex.count, "\\{^_")) <= MAX_NESTING:
        return None
    # Each open group: what closes it, and what it stands in.
    stack: list[tuple[str, int, int, int]] = []
    outside = declared = run = arguments = 0
    for match in _PIECE.finditer(tex):
        piece = match.group()
        if piece in _GROUPS:
            stack.append((_GROUPS[piece], declared, run, arguments))
            outside += declared + run + 1
            declared = run = arguments = 0
        elif piece in _GROUP_ENDS:
            if stack and stack[-1][0] == piece:
                _, declared, run, arguments = stack.pop()
                outside -= declared + run + 1
                arguments += 1
        elif _DECLARATION.fullmatch(piece):
            declared += 1
        elif piece in "^_" or (piece[0] == "\\" and piece[1].isalpha()):
            run, arguments = run + 1, -4 if piece == r"\genfrac" else 0
        elif piece in ("&", r"\\"):
            run = 0
            if stack and stack[-1][0] == r"\end":
                declared = 0
        elif piece[0] not in "%[]":
            arguments += 1
        if arguments > 1:
            run = 0
        if outside + declared + run > MAX_NESTING:
            return match.start()
    return None


def _unclosed(tex: str) -> int | None:
    """Where the first of too many unclosed brackets stands; a bracket in a group is closed
    in that group."""
    if sum(map(tex.count, "\\([")) <= MAX_UNCLOSED:
        return None
    scopes: list[list[int]] = [[]]
    unclosed: list[int] = []
    sized = False
    for match in _PIECE.finditer(tex):
        piece = match.group()
        kind = 0 if sized else _SIZED.get(piece, _BRACKETS.get(piece, 0))
        sized = not sized and piece in _SIZED
        if kind > 0:
            scopes[-1].append(match.start())
        elif kind < 0 and scopes[-1]:
            scopes[-1].pop()
        if piece in _GROUPS:
            scopes.append([])
        elif piece in _GROUP_ENDS and len(scopes) > 1:
            unclosed += scopes.pop()
    unclosed += (place for scope in scopes for place in scope)
    return min(unclosed) if len(unclosed) > MAX_UNCLOSED else None


@lru_cache(maxsize=64)
def _converter(macros: tuple[tuple[str, str], ...]) -> LatexToMathML:
    return LatexToMathML(
        macros=dict(macros),
        annotation=True,
        fancy_error=False,
        max_expansions=MAX_EXPANSIONS,
    )
