"""Formulas in texts of the front matter, which are plain text → as they are read. No I/O."""

from __future__ import annotations

import re
from collections.abc import Sequence

from markdown_it.token import Token

from kbsite.tex.convert import parses_as_tex
from kbsite.tex.readable_math import readable_math

# Of plain text, where `$5` and `$HOME` are none: it holds a command or a script, or is a letter,
# perhaps with what it is a function of. Han stands right beside it as in any text.
_DOLLARS = re.compile(
    r"(?<![\\$])\$"
    r"((?=[^$\n]*[\\^_])[^\s$](?:[^$\n]*[^\s$])?|(?<![a-zA-Z0-9]\$)[a-zA-Z](?:\([^$()\n]*+\))?)"
    r"\$(?![a-zA-Z0-9_$])"
)
_BRACKETS = re.compile(r"(?<!\\)\\\(([^\\\n]*+(?:\\[^()\n][^\\\n]*+)*+)\\\)")
_DELIMITERS = re.compile(r"\$|\\[()]")


def formulas_as_read(tokens: Sequence[Token]) -> Sequence[Token]:
    """The tokens of such a text with its formulas as they are read."""
    if not any("$" in token.content or r"\(" in token.content for token in tokens):
        return tokens
    return [
        token.copy(content=_read(token.content)) if token.type == "text" else token
        for token in tokens
    ]


def without_delimiters(text: str) -> str:
    """Such a text without what stands around its formulas."""
    return " ".join(_DELIMITERS.sub("", text).split())


def _read(text: str) -> str:
    return _BRACKETS.sub(_in_brackets, _DOLLARS.sub(_as_read, text))


def _in_brackets(found: re.Match[str]) -> str:
    return _as_read(found) if parses_as_tex(found[1]) else found[0]


def _as_read(found: re.Match[str]) -> str:
    return readable_math(found[1].strip()).text
