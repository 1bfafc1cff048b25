"""Commands that have arguments, or show nothing of themselves, as text. No I/O."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from kbsite.tex.names import ALPHABET_NAMES, COLOUR_COMMANDS
from kbsite.tex.readable_reader import ROW_END, Reader, Rule, words_of
from kbsite.tex.readable_scripts import (
    ACCENTS,
    SOFT,
    accented,
    fraction,
    root,
    scripted,
    struck,
)
from kbsite.tex.readable_structures import STRUCTURES, diagram
from kbsite.tex.tokens import DELIMITER_SIZES

_SPACES = r"\, \: \; \> \quad \qquad \enspace \enskip \thinspace \medspace \thickspace \space"
_NOTHING = r"""
\! \/ \- \displaystyle \textstyle \scriptstyle \scriptscriptstyle \limits \nolimits \nonumber
\notag \rm \bf \it \sf \tt \cal \mit \frak \bfseries \itshape \boldmath \hline \hdashline \cline
\hfill \hfil \mathstrut \strut \allowbreak \nobreak \negthinspace \negmedspace \negthickspace
\centering \small \large \tiny \Large \footnotesize \normalsize \relax \protect \noindent \newline
\null \break
"""
_DELIMITERS = r"\left \right \middle \mathopen \mathclose"
_SHOWN = r"""
\boxed \fbox \underline \overbrace \underbrace \overleftarrow \mathop \mathbin
\mathrel \mathord \mathpunct \mathinner \smash \cancel \bcancel \xcancel \ensuremath \substack
\vcenter \llap \rlap \mathllap \mathrlap \mathclap \underbar \overleftrightarrow \widecheck \utilde
\scr \overarc
"""
_NAMES = r"\mathrm \operatorname \operatornamewithlimits \mathup \symrm \symup"
_TEXTS = r"""
\text \textbf \textrm \textit \textsf \texttt \textnormal \textup \textsl \textsc \textmd \mbox
\hbox \emph \url \verb \href
"""
_HIDDEN = r"""
\label \hspace \vspace \mspace \phantom \hphantom \vphantom \color \tag \eqref \ref
\leftroot \uproot
"""
_HIDDEN_FIRST = r"""
\cancelto \textcolor \colorbox \class \cssId \style \htmlClass \htmlId \htmlStyle \raisebox
"""
_ARROWS = r"""
\xleftarrow \xrightarrow \xleftrightarrow \xLeftarrow \xRightarrow \xLeftrightarrow \xmapsto
\xhookleftarrow \xhookrightarrow \xtwoheadrightarrow \xtwoheadleftarrow \xrightleftharpoons
\xleftrightharpoons \xleftharpoonup \xrightharpoonup \xlongequal
\xrightequilibrium \xleftequilibrium \xrightleftarrows
"""
#: Arrows that are no symbol without words.
_LONG = {
    "longequal": "=",
    "rightequilibrium": "⇌",
    "leftequilibrium": "⇌",
    "rightleftarrows": "⇄",
}
_DEFINITIONS = r"\newcommand \renewcommand \providecommand \DeclareMathOperator \def \gdef \let"
#: Environment → what stands before and behind it, where that is no space.
ENVIRONMENTS = {
    "pmatrix": "()",
    "bmatrix": "[]",
    "Bmatrix": "{}",
    "vmatrix": "||",
    "Vmatrix": "‖‖",
    "cases": "{ ",
    "dcases": "{ ",
}
# Those whose name has an argument behind it.
_COLUMNS = frozenset(
    ("array", "tabular", "alignat", "alignedat", "subarray", "darray", "xalignat", "xxalignat")
)
#: Those that are more than rows of cells.
WITH_MORE = _COLUMNS | {"CD"}


def _write(text: str) -> Rule:
    def rule(reader: Reader, i: int, end: int, depth: int) -> tuple[str, int]:
        return text, i + 1

    return rule


def _name(text: str) -> str:
    """`\\operatorname{softmax}`: apart from letters beside it."""
    return f"{SOFT}{text}{SOFT}" if len(text) > 1 else text


def _of_one(change: Callable[[str], str]) -> Rule:
    """What changes the text of its argument."""

    def rule(reader: Reader, i: int, end: int, depth: int) -> tuple[str, int]:
        text, i = reader.argument(i + 1, end, depth)
        return change(text), i

    return rule


def _starred(reader: Reader, i: int, end: int, depth: int) -> tuple[str, int]:
    starred = i + 1 < end and reader.tokens[i + 1] == "*"
    text, i = reader.argument(i + 1 + starred, end, depth)
    return _name(text), i


def _text(reader: Reader, i: int, end: int, depth: int) -> tuple[str, int]:
    token = reader.tokens[i]
    if token.startswith((r"\verb", r"\url")) and not token.isalpha() and len(token) > 6:
        return token.partition("{")[2].rstrip("}") if token[1] == "u" else token[6:-1], i + 1
    begin = reader.behind_space(i + 1, end) + 1
    tokens, i = reader.source(i + 1, end)
    if "$" not in tokens[:-1]:
        return words_of(tokens), i
    # Between dollars stands a formula of its own.
    out: list[str] = []
    is_formula = False
    for start, stop in reader.parts(begin, begin + len(tokens), "$"):
        part = reader.tokens[start:stop]
        out.append(reader.row(start, stop, depth + 2) if is_formula else words_of(part))
        is_formula = not is_formula
    return "".join(out), i


def _hidden(reader: Reader, i: int, end: int, depth: int) -> tuple[str, int]:
    if i + 1 < end and reader.tokens[i + 1] == "*":
        i += 1
    return "", reader.behind(i + 1, end, 1)


def _hidden_first(reader: Reader, i: int, end: int, depth: int) -> tuple[str, int]:
    return reader.argument(reader.behind(i + 1, end, 1), end, depth)


def _delimiter(reader: Reader, i: int, end: int, depth: int) -> tuple[str, int]:
    i = reader.behind_space(i + 1, end)
    return "", i + (i < end and reader.tokens[i] == ".")


def _fraction(reader: Reader, i: int, end: int, depth: int) -> tuple[str, int]:
    start, i = i, reader.optional(i + 1, end, depth)[1]
    above, i = reader.argument(i, end, depth)
    below, i = reader.argument(i, end, depth)
    text = fraction(above, below)
    if reader.is_bound(start, i, end) and "/" in text:
        text = f"({text})"
    return f"{SOFT}{text}{SOFT}", i


def _binomial(reader: Reader, i: int, end: int, depth: int) -> tuple[str, int]:
    reader.note(r"\binom", "C")
    above, i = reader.argument(i + 1, end, depth)
    below, i = reader.argument(i, end, depth)
    return f"C({above},{below})", i


def _root(reader: Reader, i: int, end: int, depth: int) -> tuple[str, int]:
    degree, i = reader.optional(i + 1, end, depth)
    text, i = reader.argument(i, end, depth)
    reader.note(r"\sqrt", "√")
    text = root(degree, text)
    has_power = i < end and reader.tokens[i] in "^_"
    return (f"({text})" if has_power else text + SOFT), i


def _stacked(mark: str) -> Rule:
    """`\\overset{a}{b}`: the second with the first as its index or power."""

    def rule(reader: Reader, i: int, end: int, depth: int) -> tuple[str, int]:
        script, i = reader.argument(i + 1, end, depth)
        base, i = reader.argument(i, end, depth)
        return base + scripted(mark, script) + SOFT, i

    return rule


def _arrow(reader: Reader, i: int, end: int, depth: int) -> tuple[str, int]:
    """`\\xrightarrow[b]{a}`."""
    name = reader.tokens[i][2:]
    arrow = _LONG.get(name) or reader.command("\\" + name)
    below, i = reader.optional(i + 1, end, depth)
    above, i = reader.argument(i, end, depth)
    return arrow + scripted("_", below) + scripted("^", above), i


def _modulus(reader: Reader, i: int, end: int, depth: int) -> tuple[str, int]:
    reader.note(r"\pmod", "mod")
    text, i = reader.argument(i + 1, end, depth)
    return f" (mod {text})", i


def _environment(reader: Reader, i: int, end: int, depth: int) -> tuple[str, int]:
    opens = reader.tokens[i] == r"\begin"
    name, i = reader.source(i + 1, end)
    plain = "".join(name).rstrip("*")
    if opens and plain == "CD":
        return diagram(reader, i, end, depth)
    if opens:
        i = reader.optional(i, end, depth)[1]
        if plain in _COLUMNS:
            i = reader.source(i, end)[1]
    return ENVIRONMENTS.get(plain, "  ")[not opens], i


def _row_end(reader: Reader, i: int, end: int, depth: int) -> tuple[str, int]:
    i = reader.optional(i + 1, end, depth)[1]
    # Below the last row stands nothing.
    return ("" if reader.ends_rows(i, end) else ROW_END), i


def _definition(reader: Reader, i: int, end: int, depth: int) -> tuple[str, int]:
    """Shows nothing: name, number of arguments, body."""
    reader.defines = True
    i = reader.source(i + 1, end)[1]
    while i < end and reader.tokens[i] in "[]# 0123456789":
        i += 1
    return "", reader.source(i, end)[1]


def _paired(reader: Reader, i: int, end: int, depth: int) -> tuple[str, int]:
    """The definition of a pair of fences: name, opening, closing."""
    reader.defines = True
    return "", reader.behind(i + 1, end, 3)


#: Command with one argument → what it makes of its text.
OF_ONE: dict[str, Callable[[str], str]] = {
    **dict.fromkeys((*_SHOWN.split(), *ALPHABET_NAMES, *COLOUR_COMMANDS), str),
    **dict.fromkeys(_NAMES.split(), _name),
    **{command: partial(accented, mark) for command, mark in ACCENTS.items()},
    **dict.fromkeys((r"\mathbb", r"\Bbb", r"\symbb", r"\mathbbm", r"\mathds"), struck),
}
#: Commands whose argument is text, and a token of its own.
OF_TEXT = frozenset(_TEXTS.split()) - {r"\url", r"\verb", r"\href"}
#: Command → how it reads.
RULES: dict[str, Rule] = {
    **dict.fromkeys(_NOTHING.split(), _write("")),
    **dict.fromkeys([*_SPACES.split(), "\\ "], _write(" ")),
    **{command: _of_one(change) for command, change in OF_ONE.items()},
    **dict.fromkeys(_NAMES.split(), _starred),
    **dict.fromkeys(_TEXTS.split(), _text),
    **dict.fromkeys(_HIDDEN.split(), _hidden),
    **dict.fromkeys(_HIDDEN_FIRST.split(), _hidden_first),
    **dict.fromkeys(_DEFINITIONS.split(), _definition),
    **dict.fromkeys(_DELIMITERS.split(), _delimiter),
    **{rf"\{size}{side}": _delimiter for size in DELIMITER_SIZES for side in ("", "l", "r", "m")},
    **dict.fromkeys(
        (r"\frac", r"\dfrac", r"\tfrac", r"\cfrac", r"\nicefrac", r"\sfrac"), _fraction
    ),
    **dict.fromkeys((r"\binom", r"\dbinom", r"\tbinom"), _binomial),
    r"\sqrt": _root,
    r"\overset": _stacked("^"),
    r"\stackrel": _stacked("^"),
    r"\underset": _stacked("_"),
    r"\DeclarePairedDelimiter": _paired,
    **dict.fromkeys(_ARROWS.split(), _arrow),
    **STRUCTURES,
    r"\pmod": _modulus,
    r"\begin": _environment,
    r"\end": _environment,
    r"\\": _row_end,
    r"\cr": _row_end,
}
