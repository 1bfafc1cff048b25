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

_GROUPING = re.compile(r"\\(?:left|begin|right|end|.)|[{}]", re.DOTALL)
_OPENS = frozenset({"{", r"\left", r"\begin"})
_CLOSES = frozenset({"}", r"\right", r"\end"})
_UNGROUPED = re.compile(rf"(?:(?:\\[a-zA-Z]+|[\^_])\s*){{{MAX_NESTING + 1}}}")
# Bodies can be given by hand: a macro that defines macros is how a short formula explodes.
_DEFINITION = re.compile(r"\\(?:def|gdef|edef|xdef|let|newcommand|renewcommand|providecommand)\b")
# Numbering is the page's business, not the formula's.
_NUMBERED = re.compile(r"\\(begin|end)\s*\{(equation|align|gather|alignat|multline|eqnarray)\}")
_ANNOTATION = '<annotation encoding="application/x-tex">'
_ERROR = re.compile(r"(\d+): (.*)", re.DOTALL)


class Formula(NamedTuple):
    """`mathml` is "" where the TeX cannot be converted; then `fault` says why and `offset`
    where in the TeX (characters)."""

    mathml: str
    fault: str = ""
    offset: int = 0


@lru_cache(maxsize=65536)
def convert_tex(tex: str, display: bool, macros: tuple[tuple[str, str], ...]) -> Formula:
    """A formula as `<math>` with `alttext` and its TeX as annotation."""
    if len(tex) > MAX_LENGTH:
        return Formula("", f"longer than {MAX_LENGTH:,} characters")
    if (place := _too_deep(tex)) is not None:
        return Formula("", f"nested deeper than {MAX_NESTING} levels", place)
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
    """Where the nesting of groups, pairs and environments passes the bound. Scripts and
    commands without braces (`a^a^a`, `\\sqrt\\sqrt x`) nest as well, so runs of them count."""
    depth = 0
    for match in _GROUPING.finditer(tex):
        token = match.group()
        if token in _OPENS:
            depth += 1
        elif token in _CLOSES:
            depth = max(0, depth - 1)
        if depth > MAX_NESTING:
            return match.start()
    run = _UNGROUPED.search(tex)
    return run.start() if run else None


@lru_cache(maxsize=64)
def _converter(macros: tuple[tuple[str, str], ...]) -> LatexToMathML:
    return LatexToMathML(
        macros=dict(macros),
        annotation=True,
        fancy_error=False,
        max_expansions=MAX_EXPANSIONS,
    )
