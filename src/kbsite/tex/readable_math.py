"""TeX of a formula → one line of Unicode that reads well in a result: `∇f(x)`, `(a+b)/c`, `xₜ`.
No I/O.

Never raises. What is no TeX is shown by the names of its commands, what is nested too deep flat.
"""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

from kbsite.tex.macros import expand
from kbsite.tex.readable_commands import RULES
from kbsite.tex.readable_parts import MAX_LENGTH, OtherwiseError, Symbols, row
from kbsite.tex.readable_reader import ROW_END, Reader
from kbsite.tex.readable_scripts import SCRIPTS, SOFT
from kbsite.tex.tokens import TexError, is_plain, texts_of, tokenize

# Behind what stands for itself, and before what does: not before an index.
_SOFT_SPACE = re.compile(
    rf"{SOFT}(?<=[\w)\]}}⟩|‖′*°⁰-₎\u0300-\u036f]{SOFT}){SOFT}*(?=[^\W_{SCRIPTS}]|[∇∂∑∫∏√¬])"
)
_ROW_ENDS = re.compile(rf"\s*{ROW_END}[\s{ROW_END}]*")
# What a pattern begins with is found more quickly than what it looks back at.
_AT_BRACKETS = re.compile(r"; (?<=[(\[{]; )| (?:(?<=[(\[⌊⌈⟨] )|(?=[)\]⌋⌉⟩]|[,;](?:\s|$)))")
_SPACES = re.compile(r"\s+")


class Readable(NamedTuple):
    """A formula as text on one line, and its commands whose names do not stand there: (name
    without backslash, its symbol or "" where that is ASCII), each once."""

    text: str
    commands: tuple[tuple[str, str], ...]


def readable_math(tex: str) -> Readable:
    """`tex` as it can be read in plain text."""
    if SOFT in tex or ROW_END in tex:
        tex = tex.replace(SOFT, "").replace(ROW_END, "")
    text, symbols = in_parts(tex) or in_one(tex)
    if SOFT in text:
        text = _SOFT_SPACE.sub(" ", text).replace(SOFT, "")
    if ROW_END in text:
        text = _ROW_ENDS.sub("; ", text)
    # Of white space, only the space can be printed.
    if "  " in text or not text.isprintable():
        text = _SPACES.sub(" ", text)
    text = unicodedata.normalize("NFC", _AT_BRACKETS.sub("", text)).strip(" ;")
    return Readable(text, symbols)


def in_parts(tex: str) -> tuple[str, Symbols] | None:
    """`tex` as most formulas are read; None where it has to be read as one."""
    if not is_plain(tex):
        tokens = texts_of(tex)
        tex = "".join(tokens)
        if not is_plain(tex) or texts_of(tex) != tokens:
            return None
    if len(tex) > MAX_LENGTH:
        return None
    try:
        text, symbols = row(tex)
    except OtherwiseError:
        return None
    return text, tuple(dict(symbols).items())


def in_one(tex: str) -> tuple[str, Symbols]:
    """The same of any `tex`."""
    tokens = texts_of(tex)
    reader = Reader(tokens, RULES)
    text = reader.row(0, len(tokens), 0)
    if reader.defines and (expanded := _expanded(tex)) is not None:
        reader = Reader(expanded, RULES)
        text = reader.row(0, len(expanded), 0)
    return text, tuple(reader.symbols.items())


def _expanded(tex: str) -> list[str] | None:
    """The tokens of `tex` without the macros that it defines; None where they cannot be."""
    try:
        return [token.text for token in expand(tokenize(tex), {})]
    except TexError:
        return None
