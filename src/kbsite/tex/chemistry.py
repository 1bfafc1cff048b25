"""mhchem's `\\ce{…}` in a formula, written out before anything else is. No I/O."""

from __future__ import annotations

from itertools import pairwise

from kbsite.tex.chemical_formula import Chemistry
from kbsite.tex.tokens import CLOSING, ENDS, TexError, Token, tokenize


def with_chemistry(tokens: list[Token], depth: int = 0) -> list[Token]:
    """The tokens with each `\\ce{…}` written out. Raises TexError where one does not fit."""
    if not any(token.text == r"\ce" for token in tokens):
        return tokens
    out: list[Token] = []
    i = 0
    while i < len(tokens):
        text, place = tokens[i]
        i += 1
        if text != r"\ce":
            out.append(Token(text, place))
            continue
        while i < len(tokens) and tokens[i].text == " ":
            i += 1
        end = _group_end(tokens, i, place)
        tex = chemistry([token.text for token in tokens[i + 1 : end - 1]], place, depth)
        inner = [Token(token.text, place) for token in tokenize(tex)]
        if not _has_cells(inner):
            inner = [Token("{", place), *inner, Token("}", place)]
        out += with_chemistry(inner, depth + 1)
        i = end
    return out


def _has_cells(tokens: list[Token]) -> bool:
    """Whether rows and cells of the environment around `tokens` end in them."""
    depth = 0
    for text, _ in tokens:
        depth += (text in ENDS) - (text in CLOSING)
        if not depth and text in ("&", r"\\"):
            return True
    return False


def _group_end(tokens: list[Token], i: int, place: int) -> int:
    """The index behind the group that begins at `i`."""
    if i == len(tokens) or tokens[i].text != "{":
        raise TexError(r"\ce wants a group: \ce{H2O}", place)
    depth = 0
    for k in range(i, len(tokens)):
        depth += {"{": 1, "}": -1}.get(tokens[k].text, 0)
        if not depth:
            return k + 1
    raise TexError('"{" is never closed', tokens[i].place)


def chemistry(texts: list[str], place: int = 0, depth: int = 0) -> str:
    """The TeX of the argument of `\\ce`, whose tokens are `texts`. Raises TexError."""
    return Chemistry(_source(texts), place, depth).tex()


def _source(texts: list[str]) -> str:
    """Spaces mean something here, but for those behind a command."""
    out = texts[:1]
    for before, text in pairwise(texts):
        is_word = before[0] == "\\" and before[-1].isalpha()
        out.append(f" {text}" if is_word and text[0].isalpha() else text)
    return "".join(out)
