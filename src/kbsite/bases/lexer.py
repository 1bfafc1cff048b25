"""An expression of a base → tokens. No I/O."""

from __future__ import annotations

import re
from typing import Literal, NamedTuple, TypeAlias

TokenKind: TypeAlias = Literal["number", "text", "name", "mark", "end"]


class Token(NamedTuple):
    """`text` is what was written, of a text what it says; `at` counts characters from 0."""

    kind: TokenKind
    text: str
    at: int


class ExpressionError(Exception):
    """What cannot be read of an expression, and where; never leaves this package."""

    def __init__(self, message: str, at: int, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.at = at
        self.hint = hint


# Possessive, and no alternative begins as another does: linear.
_TOKEN = re.compile(
    r"""
      (?P<space> \s++ )
    | (?P<number> (?: [0-9]++ (?: \.[0-9]++ )? | \.[0-9]++ ) (?: [eE][-+]?[0-9]++ )? )
    | (?P<name> [^\W\d]\w*+ )
    | (?P<text> "(?: [^"\\] | \\. )*+" | '(?: [^'\\] | \\. )*+' )
    | (?P<mark> && | \|\| | [=!<>]= | [-+*/%!<>()\[\].,] )
    """,
    re.VERBOSE | re.DOTALL,
)
#: What is no space among them.
_KINDS: dict[str, TokenKind] = {"number": "number", "name": "name", "text": "text", "mark": "mark"}
_ESCAPE = re.compile(r"\\(u[0-9a-fA-F]{4}|.)", re.DOTALL)
_ESCAPED = {"n": "\n", "t": "\t", "r": "\r"}
_WIDE = {
    **dict.fromkeys("“”‘’「」『』", "Texts stand between \" or '."),
    **dict.fromkeys("（）【】", "Brackets are ( ) [ ]."),
    **dict.fromkeys("，、", "Values are parted by a comma of ASCII."),
    **dict.fromkeys("＝＞＜！", "Comparisons are == != > < >= <=."),
}


def tokens_of(text: str) -> list[Token]:
    """The tokens of `text`, the last of which is its end. Raises ExpressionError."""
    tokens = []
    at = 0
    while at < len(text):
        match = _TOKEN.match(text, at)
        if not match:
            raise _fault(text, at)
        at = match.end()
        kind = _KINDS.get(match.lastgroup or "")
        if kind == "text":
            tokens.append(Token(kind, _unescaped(match.group()[1:-1]), match.start()))
        elif kind:
            tokens.append(Token(kind, match.group(), match.start()))
    return [*tokens, Token("end", "", len(text))]


def _unescaped(text: str) -> str:
    def meant(match: re.Match[str]) -> str:
        word = match[1]
        # Half a character is none.
        if len(word) == 5 and not 0xD800 <= (code := int(word[1:], 16)) < 0xE000:
            return chr(code)
        return _ESCAPED.get(word, word)

    return _ESCAPE.sub(meant, text) if "\\" in text else text


def _fault(text: str, at: int) -> ExpressionError:
    char = text[at]
    if char in "\"'":
        return ExpressionError("a text that is never closed", at)
    hints = {"=": "Equality is ==.", "&": "`and` is &&.", "|": "`or` is ||.", **_WIDE}
    return ExpressionError(f"{char!r} means nothing in an expression", at, hints.get(char, ""))
