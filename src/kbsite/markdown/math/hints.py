"""What is said of a mark of formulas that makes none. No I/O."""

from __future__ import annotations

from markdown_it.token import Token

from kbsite.diagnostics import Code
from kbsite.markdown.math.formula_tokens import CLOSING
from kbsite.markdown.reporter import shortened
from kbsite.tex.escaped import without_escapes

_TORN = (
    "a formula opens here, and its paragraph ends within it: it is shown as text",
    "A row that begins with - or + and a space is an item of a list; write the sign as {-}.",
)
_ALONE = (
    "a $$ alone in its line that opens no formula and closes none",
    r"A blank line, a sentence or the next item of a list ends a formula; write \$ for the sign.",
)
_OPEN = (
    "TeX stands behind {}, which nothing closes: it is shown as text",
    r"Put {} behind the formula, too; write \$ for a dollar sign.",
)
_CLOSE = (
    "TeX stands before {}, which opens and closes nothing: it is shown as text",
    r"Put {} before the formula, too; write \$ for a dollar sign.",
)
_OPEN_BRACKET = "Put {} behind it; a blank line, an item of a list or a heading ends a formula."


def math_hint(token: Token, source: str) -> tuple[Code, str, str]:
    """The code, message and hint of a `math_hint`; `source` is its line from its mark on. Its
    `info` says whether the paragraph ends within the formula ("torn"), or where it ends ("open") or
    begins ("close") is not known."""
    opening = token.markup
    if token.info == "open":
        message, hint = _OPEN
        if opening in CLOSING:
            return "math-unclosed", message.format(opening), _OPEN_BRACKET.format(CLOSING[opening])
        return "math-unclosed", message.format(opening), hint.format(opening)
    if token.info == "close":
        message, hint = _CLOSE
        return "math-unclosed", message.format(opening), hint.format(opening)
    if token.info:
        return "math-unclosed", *_TORN
    if opening == "$$":
        return "math-unclosed", *_ALONE
    if opening not in CLOSING:
        message = f"this looks like a formula, but {opening} stands within a line of text here"
        hint = r"Begin a line with it and end one with its \end, or put $$ around it."
        return "math-brackets", message, hint
    dollars = "$" if opening == r"\(" else "$$"
    content = without_escapes(_with_norms(token, source.removeprefix(opening)))
    tex = dollars + shortened(" ".join(content.split()), 60) + dollars
    return (
        "math-brackets",
        f"this looks like a formula, but {opening} is an escaped bracket here",
        f"Write {tex}, or set `math.delimiters: all` ({opening}…{CLOSING[opening]}).",
    )


def _with_norms(token: Token, source: str) -> str:
    r"""The TeX of brackets as it can stand between dollars: in a cell of a table the bars of
    `\|w\|` are single ones."""
    written = source.partition(CLOSING[token.markup])[0]
    bars = written.count(r"\|")
    if bars and bars % 2 == 0 and written.replace(r"\|", "|").strip() == token.content:
        return written.replace(r"\|", r"\Vert ")
    return token.content
