"""Formulas in texts of the front matter, which are plain text → as they are read. No I/O."""

from __future__ import annotations

import re
from collections.abc import Sequence

from markdown_it.token import Token

from kbsite.markdown.characters import WIDE_RANGES
from kbsite.markdown.math.dollar_words import are_words
from kbsite.tex.convert import parses_as_tex
from kbsite.tex.readable_math import readable_math

# Of plain text, where `$5` and `$HOME` are none: it holds a command or a script, or is a letter,
# perhaps with what it is a function of. Han stands right beside it as in any text. `^a$|^b$` and
# `$_，$?` are no formulas.
_DOLLARS = (
    rf"(?<![\\$])\$(?!\|\^|[_^]?[{WIDE_RANGES}])"
    r"((?=[^$\n]*[\\^_][^\s$])[^\s$](?:[^$\n]*[^\s$])?"
    r"|(?<![a-zA-Z0-9]\$)[a-zA-Z](?:\([^$()\n]*+\))?)"
    r"\$(?![a-zA-Z0-9_$])"
)
_BRACKETS = r"(?<!\\)\\\(([^\\\n]*+(?:\\[^()\n][^\\\n]*+)*+)\\\)"
# What stands in backticks is code, which is shown as it is written.
_FORMULA = re.compile(rf"`[^`\n]+`|{_DOLLARS}|{_BRACKETS}")
_DELIMITERS = re.compile(r"\$|\\[()]")


def formulas_as_read(tokens: Sequence[Token]) -> Sequence[Token]:
    """The tokens of such a text with its formulas as they are read."""
    if not any("$" in token.content or r"\(" in token.content for token in tokens):
        return tokens
    return [
        token.copy(content=_FORMULA.sub(_as_read, token.content)) if token.type == "text" else token
        for token in tokens
    ]


def without_delimiters(text: str) -> str:
    """Such a text without what stands around its formulas."""
    return " ".join(_DELIMITERS.sub("", text).split())


def _as_read(found: re.Match[str]) -> str:
    text = found.string
    if (tex := found[1]) is not None:
        is_formula = not are_words(
            text, found.start(), found.start(1), found.end(1), found.end(), len(text)
        )
    else:
        is_formula = (tex := found[2]) is not None and parses_as_tex(tex)
    return readable_math(tex.strip()).text if tex and is_formula else found[0]
