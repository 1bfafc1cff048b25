"""The tokens `math_inline` and `math_block`, whichever rule made them. No I/O."""

from __future__ import annotations

from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from kbsite.markdown.new_tokens import new_token
from kbsite.markdown.positions import POSITION

#: What closes a formula that does not end as it begins.
CLOSING = {r"\(": r"\)", r"\[": r"\]"}
#: `Token.meta` keys: of a `math_inline`, where its TeX begins behind `POSITION`; of a
#: `math_block`, how many lines of its source stand above the TeX.
TEX, SKIPPED = "tex", "skipped"
#: Of a `math_inline` with `%`: whether its last line ends before what closes it.
ENDS_LINE = "ends_line"
#: Whether words may stand between its dollars.
DOUBTFUL = "doubtful"


def push_formula(state: StateInline, content: str, opening: str, markup: str = "") -> None:
    """Pushes the formula that begins here with `opening`; its `markup` where that differs."""
    token = state.push("math_inline", "math", 0)
    token.content, token.markup = stripped(content), markup or opening
    token.meta = _places(content, opening, state.pos)


def formula_token(content: str, markup: str, position: int, level: int) -> Token:
    """The same for one that begins and ends with `markup`, not pushed."""
    meta = _places(content, markup, position)
    return new_token("math_inline", "math", stripped(content), level, markup, meta)


def _places(content: str, opening: str, position: int) -> dict[str, int]:
    lead = len(content) - len(content.lstrip())
    places = {POSITION: position, TEX: len(opening) + lead}
    if "%" in content:
        places[ENDS_LINE] = content.rstrip(" \t").endswith("\n")
    return places


def stripped(content: str) -> str:
    """TeX without the white space around it; a backslash keeps the blank that it makes a space."""
    tex = content.strip()
    backslashes = len(tex) - len(tex.rstrip("\\"))
    return f"{tex} " if backslashes % 2 and content[-1:].isspace() else tex


def is_display(token: Token) -> bool:
    """Whether a formula stands on a line of its own."""
    return token.markup in ("$$", r"\[")


def may_end_in_comment(token: Token) -> bool:
    """Whether the last line of a formula with `%` ends before what closes it."""
    if token.type == "math_block" and token.map:
        return token.map[1] - token.map[0] > 1
    return bool(token.meta.get(ENDS_LINE))


def closing_of(token: Token) -> str:
    """The mark behind a formula."""
    return CLOSING.get(token.markup, token.markup)


def as_written(token: Token) -> str:
    """A formula with its marks."""
    return f"{token.markup}{token.content}{closing_of(token)}"
