"""TeX → tokens with their places, and which token closes which. No I/O."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

_PLAIN = (
    r"\\(?:url|href)\s*\{[^{}]*\}"  # `#`, `%` and `_` mean nothing in there
    r"|\\(?:[a-zA-Z]+|.)|\s+|."
)
_TOKEN = re.compile(
    r"%[^\n]*(?:\n[ \t]*)?"  # a comment and the indentation behind it
    rf"|\\verb\*?([^a-zA-Z*\s])[^\n]*?\1|{_PLAIN}",
    re.DOTALL,
)
_PLAIN_TOKEN = re.compile(_PLAIN, re.DOTALL)
#: Characters that show nothing and come along when a formula is copied.
INVISIBLE = frozenset("\u200b\u200c\u200d\u2060\u2061\u2062\u2063\u2064\ufeff")
#: What opens a group, a pair or an environment → what closes it.
ENDS = {"{": "}", r"\left": r"\right", r"\begin": r"\end"}
CLOSING = frozenset(ENDS.values())
#: What the commands that make a delimiter larger begin with: `\bigl`, `\Bigg`.
DELIMITER_SIZES = ("big", "Big", "bigg", "Bigg")
_EQUAL_TO_BRACES = {r"\bgroup": "{", r"\begingroup": "{", r"\egroup": "}", r"\endgroup": "}"}
# Commands whose token holds their argument.
_HOLDING = re.compile(r"\\(?:verb|url|href)(?![a-zA-Z])")


class TexError(Exception):
    """TeX that cannot be rewritten: why, and where in what the author wrote."""

    def __init__(self, message: str, place: int) -> None:
        super().__init__(message)
        self.message = message
        self.place = place


class Token(NamedTuple):
    """A command, a character, or white space as one space; `place` is an offset in what the
    author wrote."""

    text: str
    place: int


def tokenize(tex: str) -> list[Token]:
    """The tokens of `tex`, without comments and invisible characters."""
    tokens = []
    for match in _TOKEN.finditer(tex):
        text = match.group()
        if text[0] == "%" or text in INVISIBLE:
            continue
        if text.isspace():
            text = " "
        tokens.append(Token(_EQUAL_TO_BRACES.get(text, text), match.start()))
    return tokens


def comments_in(tex: str) -> Iterator[int]:
    """Where the comments of `tex` begin."""
    return (match.start() for match in _TOKEN.finditer(tex) if match.group()[0] == "%")


def is_plain(tex: str) -> bool:
    """Whether its tokens are `tex` in pieces, spaces single ones."""
    # Of white space only the space can be printed; what is invisible cannot.
    return not (
        "  " in tex or "%" in tex or "group" in tex or r"\verb" in tex or not tex.isprintable()
    )


def texts_of(tex: str) -> list[str]:
    """The texts of the tokens of `tex`."""
    if is_plain(tex):
        return _PLAIN_TOKEN.findall(tex)
    if "%" in tex or r"\verb" in tex:
        return [token.text for token in tokenize(tex)]
    return [
        " " if text.isspace() else _EQUAL_TO_BRACES.get(text, text)
        for text in _PLAIN_TOKEN.findall(tex)
        if text not in INVISIBLE
    ]


def command_of(text: str) -> str:
    """The command of a token that holds its argument as well (`\\verb|x|`), else the token."""
    return match[0] if (match := _HOLDING.match(text)) else text


def is_word(text: str) -> bool:
    """True for a command whose name is letters: a letter behind it needs a space between."""
    return len(text) > 1 and text[0] == "\\" and text[-1].isascii() and text[-1].isalpha()


def joined(texts: Iterable[str]) -> str:
    """Tokens → TeX that reads as the same tokens."""
    out: list[str] = []
    word = False
    for text in texts:
        if word and text[:1].isalpha():
            out.append(" ")
        out.append(text)
        word = is_word(text) if text else word
    return "".join(out)


def closing_tokens(tokens: list[Token]) -> dict[int, int]:
    """Opening `{`, `\\left`, `\\begin` → the index of what closes it.

    Raises TexError where they do not match.
    """
    closing: dict[int, int] = {}
    stack: list[int] = []
    for i, (text, _) in enumerate(tokens):
        if text in ENDS:
            stack.append(i)
        elif text in CLOSING:
            if not stack or ENDS[tokens[stack[-1]].text] != text:
                raise _unmatched(tokens, i, stack)
            closing[stack.pop()] = i
    if stack:
        text, place = tokens[stack[-1]]
        raise TexError(f'"{text}" is never closed', place)
    return closing


def _unmatched(tokens: list[Token], i: int, stack: list[int]) -> TexError:
    """That the token at `i` closes nothing; of those in `stack` one may be open in its stead."""
    text, place = tokens[i]
    opening = stack[-1] if stack else 0
    if text == "}" and i and tokens[i - 1].text == r"\right":
        return TexError(r'"}" behind "\right" closes a group; write \right\}', place)
    if opening and tokens[opening].text == "{" and tokens[opening - 1].text == r"\left":
        place = tokens[opening].place
        return TexError(r'"{" behind "\left" opens a group; write \left\{', place)
    return TexError(f'"{text}" closes nothing', place)
