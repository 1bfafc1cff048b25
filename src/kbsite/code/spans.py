"""Pygments' tokens → `<span>`s, as its HtmlFormatter writes them. No I/O."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from typing import TypeAlias

from pygments.lexer import Lexer
from pygments.token import STANDARD_TYPES

from kbsite.code.lexers import lexer_of

#: Place, type, value.
Token: TypeAlias = tuple[int, tuple[str, ...], str]


def token_spans(text: str, language: str) -> str:
    """`text` as HTML, line by line the same: no span goes beyond its line.

    Raises LookupError where the language has no lexer, ValueError where the lexer changed
    the text, and whatever else a lexer raises."""
    lexer = lexer_of(language)
    if lexer is None:
        raise LookupError(language)
    # Pygments ends the last line; what else a lexer does to the text would falsify it.
    whole = text if text.endswith("\n") else f"{text}\n"
    tokens = _tokens(lexer, whole)
    if "".join([value for _, _, value in tokens]) != whole:
        raise ValueError(f"Pygments' lexer for {language} changed the text")
    return written(tokens)


def _tokens(lexer: Lexer, text: str) -> list[Token]:
    """The tokens of `text`, which ends with a line end."""
    changes = lexer.filters or lexer.tabsize or lexer.stripall or lexer.stripnl
    has_method = type(lexer).get_tokens is not Lexer.get_tokens
    if not (changes or has_method or "\r" in text or text.startswith("\ufeff")):
        # Lexer.get_tokens would do no more than pass them on one by one.
        return list(lexer.get_tokens_unprocessed(text))
    return [(0, kind, value) for kind, value in lexer.get_tokens(text)]


def written(tokens: Iterable[Token]) -> str:
    """Tokens as HTML."""
    out: list[str] = []
    write = out.append
    tag = ""  # the one that is open
    for _, kind, value in tokens:
        if value == "\n":
            write("</span>\n" if tag else "\n")
            tag = ""
            continue
        if "&" in value or "<" in value or ">" in value:
            value = escape(value, quote=False)
        opening = _TAGS[kind]
        if "\n" in value:
            *lines, value = value.split("\n")
            for line in lines:
                if line and opening != tag:
                    write(f"</span>{opening}" if tag else opening)
                    tag = opening
                write(f"{line}</span>\n" if tag else f"{line}\n")
                tag = ""
        if value:
            if opening != tag:
                write(f"</span>{opening}" if tag else opening)
                tag = opening
            write(value)
    if tag:
        write("</span>")
    return "".join(out)


class _Tags(dict[tuple[str, ...], str]):
    """Token type → opening tag, "" where there is none.

    A type that is not Pygments' own carries the classes of its ancestors too, from the nearest
    that is."""

    def __missing__(self, kind: tuple[str, ...]) -> str:
        known = len(kind)
        while kind[:known] not in _CLASSES:
            known -= 1
        classes = _CLASSES[kind[:known]]
        for end in range(known + 1, len(kind) + 1):
            classes += f" {_CLASSES[kind[:known]]}" + "".join(f"-{p}" for p in kind[known:end])
        tag = self[kind] = f'<span class="{classes}">' if classes else ""
        return tag


_CLASSES = {tuple(kind): name for kind, name in STANDARD_TYPES.items()}
_TAGS = _Tags()
