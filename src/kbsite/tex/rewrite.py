"""TeX as its author wrote it → TeX that math-core knows, and the way back. No I/O.

Rewriting takes a hundred times as long as converting, so it is left out where the formula
has nothing that math-core would get wrong; a formula that math-core refuses is tried again,
rewritten.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import lru_cache
from typing import NamedTuple

from kbsite.tex.alphabets import ALPHABETS
from kbsite.tex.beside import numbers_rows, with_marks_inside
from kbsite.tex.bounds import MAX_LENGTH, out_of_bounds
from kbsite.tex.boxes import BOXES
from kbsite.tex.chemistry import with_chemistry
from kbsite.tex.commands import COMMANDS
from kbsite.tex.environments import environment_rule, line_rule
from kbsite.tex.formula import Numbering
from kbsite.tex.macros import DEFINITIONS, Macros, expand, macros_of
from kbsite.tex.marks import MARK, Marks
from kbsite.tex.mathjax import MATHJAX
from kbsite.tex.numbered import is_numbered_by_row, write_numbered
from kbsite.tex.numbers import NUMBERS
from kbsite.tex.operands import OPERANDS
from kbsite.tex.operators import OPERATORS
from kbsite.tex.plain import PLAIN
from kbsite.tex.rewriter import Rewriter, Rule
from kbsite.tex.symbols import LARGE, LETTERS
from kbsite.tex.tokens import TexError, Token, joined, tokenize

_RULES: dict[str, Rule] = {
    **COMMANDS,
    **OPERATORS,
    **OPERANDS,
    **ALPHABETS,
    **BOXES,
    **MATHJAX,
    **NUMBERS,
    **PLAIN,
    r"\begin": environment_rule,
    r"\hline": line_rule,
    r"\hdashline": line_rule,
}

_LARGE = "|".join(LARGE)
#: What math-core takes without a word and gets wrong, or numbers itself.
_WRONG = re.compile(
    r"\\(?:(?:tag|label|eqref|ref|mathop|color|textcolor|newline|raisebox|symbf|textascii(?:tilde|circum)"
    r"|var(?:limsup|liminf|injlim|projlim)|"
    + "|".join(name[1:] for name in sorted(DEFINITIONS))
    + r")(?![a-zA-Z])"
    r"|cfrac\s*\["
    r"|dots\s*(?:\\o?i{1,3}nt(?![a-zA-Z])|[∫-∰])"
    r"|(?:boldsymbol|bm|pmb)\s*(?:\{(?:[^{}0-9]|\{[^{}0-9]*+\})*+(?:\{[^{}0-9]*+)?)?[0-9]"
    "|(?:mathbf|boldsymbol|bm|pmb)\\s*\\{[^{}]{0,100}[\u2e80-\u9fff]"
    r"|(?:boldsymbol|bm|pmb)\s*(?:\{[^}]{0,100})?\\math(?:cal|scr|frak|sf|rm)(?![a-zA-Z])"
    # a sum that something is stacked on
    rf"|(?:{_LARGE})\s*\}}"
    r"|(?:(?:under|over)set|stackrel)\s*(?:\{[^{}]{0,100}\}|[^{}\\])\s*"
    rf"(?:\\(?:{_LARGE})(?![a-zA-Z])|\{{?[∑∏∐])"
    r"|(?:math)?frak(?![a-zA-Z])[^I]{0,64}I"
    r"|begin\s*\{(?:(?:equation|align|gather|multline)\}|(?:aligned|gathered)\}\s*\[)"
    # space between rows, a last row that is empty, rows outside of an environment
    r"|\\\s*(?:[\[*]|(?:\\h(?:dash)?line\s*)*+\\end(?![a-zA-Z])))"
)
_COMMAND = re.compile(r"\\(?:[a-zA-Z]+|.)", re.DOTALL)
# Spaces, what shows nothing, and marks on letters.
_UNREAD = re.compile(rf"[{LETTERS}\u00a0\u0300-\u0338\u2000-\u200f\u2060-\u2064\u20d7\u3000\ufeff]")
_ROWS_OUTSIDE = re.compile(r"\\end\s*\{[a-zA-Z]+\*?\}[^\\{}&]*\\\\")
# `\\begin{equation}` and the like are among what is wrong.
_WIDE = re.compile(
    r"\\(?:begin|end)\s*\{(?:align|x{0,2}alignat|flalign|gather|multline|equation|eqnarray)\*\}"
)


class Rewritten(NamedTuple):
    """`tex` for math-core. `origins`: (offset in `tex`, offset in what the author wrote) of
    its parts, in order."""

    tex: str
    origins: tuple[list[int], list[int]]
    marks: Marks
    numbering: Numbering

    def origin(self, offset: int) -> int:
        """Where in what the author wrote that stands which is at `offset`."""
        starts, places = self.origins
        part = max(bisect_right(starts, offset) - 1, 0)
        return places[part] if places else 0


def needs_rewriting(tex: str, display: bool) -> bool:
    """Whether math-core would get `tex` wrong without a word."""
    # Ligatures of text among them.
    if _WRONG.search(tex) or "--" in tex or "``" in tex:
        return True
    if not tex.isascii() and _UNREAD.search(tex):
        return True
    if "*}" in tex and _is_beside(tex):
        return True
    if not display or "\\\\" not in tex:
        return False
    first, last = tex.find(r"\begin"), tex.rfind(r"\end")
    if first < 0 or "\\\\" in tex[:first] or "\\\\" in tex[last:]:
        return True
    return _ROWS_OUTSIDE.search(tex) is not None


def _is_beside(tex: str) -> bool:
    """Whether something stands around an environment that is as wide as the page."""
    found = list(_WIDE.finditer(tex))
    if not found:
        return False
    return len(found) > 2 or bool(tex[: found[0].start()].strip() or tex[found[-1].end() :].strip())


def uses_macros(tex: str, macros: Macros) -> bool:
    """Whether one of the macros, which math-core is not given, may be in `tex`."""
    return bool(macros) and not _names(macros).isdisjoint(_COMMAND.findall(tex))


@lru_cache(maxsize=64)
def _names(macros: Macros) -> frozenset[str]:
    return frozenset([f"\\{name}" for name, _ in macros])


def rewrite(tex: str, display: bool, macros: Macros) -> Rewritten:
    """Raises TexError."""
    if match := MARK.search(tex):
        raise TexError("a character that no font has", match.start())
    tokens = with_chemistry(expand(tokenize(tex), macros_of(macros)))
    expanded = joined(token.text for token in tokens)
    _check(expanded, tokens[0].place if tokens else 0)
    if MARK.search(expanded):
        raise TexError("a macro holds a character that no font has", 0)
    word = "kbsiteq"
    while word in expanded:
        word += "q"
    tokens = with_marks_inside(_without_outer_space(tokens))
    rewriter = Rewriter(tokens, _RULES, display, Numbering(word))
    _write_formula(rewriter)
    return _result(rewriter)


def _check(tex: str, place: int) -> None:
    if len(tex) > 4 * MAX_LENGTH:
        raise TexError("too long with its macros and chemistry written out", place)
    if wrong := out_of_bounds(tex):
        raise TexError(wrong[0], place)


def _without_outer_space(tokens: list[Token]) -> list[Token]:
    while tokens and tokens[-1].text == " ":
        tokens.pop()
    return tokens


def _write_formula(rewriter: Rewriter) -> None:
    rows = False

    def divide(mark: str, length: str) -> None:
        nonlocal rows
        rows = rows or mark != "&"
        rewriter.write(mark)

    display, numbering = rewriter.display, rewriter.numbering
    numbering.by_row = numbers_rows(rewriter)
    end = len(rewriter.tokens)
    while end and rewriter.tokens[end - 1].text in (" ", "\\\\"):
        end -= 1
    if is_numbered_by_row(rewriter, 0, end):
        write_numbered(rewriter, "gather*", 0, end, by_label=True)
    else:
        rewriter.walk(0, end, divide)
    environment = bool(numbering.equations)
    number = numbering.end(display)
    if rows and display and not environment:
        rewriter.enclose(r"\begin{gathered}", r"\end{gathered}")
    if number and display:
        ending = (r"\tag{" + number + "}", r"\end{equation*}")
        rewriter.enclose(r"\begin{equation*}", *ending)
    elif number:
        rewriter.write(r"\qquad", r"\text{(" + number + ")}")


def _result(rewriter: Rewriter) -> Rewritten:
    tex, starts = rewriter.joined()
    if wrong := out_of_bounds(tex):
        origin = bisect_right(starts, wrong[1]) - 1
        raise TexError(wrong[0], rewriter.origins[max(origin, 0)])
    return Rewritten(tex, (starts, rewriter.origins), rewriter.marks, rewriter.numbering)
