"""The tokens of a formula → text, but for the commands that have a rule. No I/O.

Which symbol a command stands for is asked of the converter that makes the page's MathML.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property, lru_cache
from html import unescape
from typing import TypeAlias

from kbsite.tex.convert import convert_tex
from kbsite.tex.readable_scripts import SOFT, indexed
from kbsite.tex.tokens import DELIMITER_SIZES, command_of, is_word

#: Groups and arguments in each other that are read as such.
MAX_DEPTH = 40
#: Ends a row of an environment.
ROW_END = "\x01"

_PLAIN = {"}": "", "&": " ", "~": " ", "'": "′", "$": "", "\\": " ", ROW_END: " "}
_BINDING = frozenset("^_/")
_SLASH_SIZES = frozenset(
    (r"\middle", *(rf"\{size}{m}" for size in DELIMITER_SIZES for m in ("", "m")))
)
# What does not stand for itself among the tokens of one character.
_ACTIVE = frozenset(("{", "^", "_", *_PLAIN))
_BRACES = frozenset("{}")
# A row of so few tokens, an index or a number, may hold nothing but such.
_SHORT = 8
#: Closing delimiters: a space behind them is shown.
CLOSERS = ("⌋", "⌉", "⟩", "‖")
_TAGS = re.compile("<[^>]*>")
# Invisible operators; the thin space in `arg max`.
_UNSEEN: dict[int, str | None] = {**dict.fromkeys(range(0x2061, 0x2065)), 0x2009: " "}
_LONGEST_NAME = 40
_CELL_ENDS = frozenset(("&", r"\\", r"\end"))
_FENCES = {r"\left": -1, r"\right": 1}

#: (reader, index of the command, end, depth) → its text, and the index behind it.
Rule: TypeAlias = "Callable[[Reader, int, int, int], tuple[str, int]]"


@lru_cache(maxsize=4096)
def symbol_of(command: str) -> str | None:
    """What a command (with backslash) shows; None where it is not known or has arguments."""
    formula = convert_tex(command, False, ()) if len(command) <= _LONGEST_NAME else None
    if formula is None or formula.fault:
        return None
    shown = formula.mathml.partition("<annotation")[0]
    return unescape(_TAGS.sub("", shown)).translate(_UNSEEN).strip()


class Reader:
    """Reads the tokens of one formula; gathers `symbols`, by the names of their commands,
    "" where what a command shows is ASCII."""

    #: Whether the formula defines a macro.
    defines = False
    #: How what stands before an infix in its row is joined with what stands behind.
    infix: Callable[[str, str], str] | None = None

    def __init__(self, tokens: list[str], rules: Mapping[str, Rule]) -> None:
        self.tokens = tokens
        self.rules = rules
        self.symbols: dict[str, str] = {}
        self._closing = _closing_braces(tokens)

    @cached_property
    def bounds(self) -> list[tuple[int, int]]:
        """Before each token and at the end: how many stand there that end a cell, and how many more
        ends of fences than beginnings."""
        counts = [(0, 0)]
        cells = fences = 0
        for token in self.tokens:
            cells += token in _CELL_ENDS
            fences += _FENCES.get(token, 0)
            counts.append((cells, fences))
        return counts

    def row(self, i: int, end: int, depth: int) -> str:
        """Tokens `i` to `end` as text."""
        if depth > MAX_DEPTH:
            return self._flat(i, end)
        tokens = self.tokens
        if end - i <= _SHORT:
            part = tokens[i:end]
            if _ACTIVE.isdisjoint(part) and len(text := "".join(part)) == len(part):
                return text.strip()
        out: list[str] = []
        while i < end:
            token = tokens[i]
            if len(token) > 1:
                start = i
                text, i = self._command(token, i, end, depth)
                out.append(text)
                if i == start + 1 < end and tokens[i] == " " and is_word(token):
                    # The space ends the command; it is one of the formula where both sides
                    # have it.
                    is_operator = len(text) == 1 and not text.isalnum()
                    spaced = text in CLOSERS or (len(out) > 1 and out[-2].endswith(" "))
                    i += not (is_operator and spaced)
            elif token not in _ACTIVE:
                out.append(token)
                i += 1
            else:
                if token in "^_'":
                    _drop_space(out)
                text, i = self._step(i, end, depth)
                out.append(text)
        if self.infix is not None and out:
            infix, self.infix = self.infix, None
            below = out.pop()
            return infix("".join(out).strip(), below)
        return "".join(out).strip()

    def argument(self, i: int, end: int, depth: int) -> tuple[str, int]:
        """The argument that begins at or behind `i` as text, and the index behind it."""
        tokens = self.tokens
        while i < end and tokens[i] == " ":
            i += 1
        if i < end and depth < MAX_DEPTH and tokens[i] == "{":
            close = min(self._closing[i], end)
            return self.row(i + 1, close, depth + 2), min(close + 1, end)
        return self._step(i, end, depth + 1) if i < end else ("", end)

    def source(self, i: int, end: int) -> tuple[list[str], int]:
        """The tokens of the argument at or behind `i`, and the index behind it."""
        i = self.behind_space(i, end)
        if i < end and self.tokens[i] == "{":
            close = min(self._closing[i], end)
            return self.tokens[i + 1 : close], min(close + 1, end)
        return self.tokens[i : min(i + 1, end)], min(i + 1, end)

    def optional(self, i: int, end: int, depth: int) -> tuple[str, int]:
        """The argument in brackets at `i` as text, and the index behind it: ("", i) where there
        is none."""
        if i < end and self.tokens[i] == "[":
            for k in range(i + 1, min(end, i + 40)):
                if self.tokens[k] == "]":
                    return self.row(i + 1, k, depth + 1), k + 1
        return "", i

    def behind(self, i: int, end: int, count: int) -> int:
        """The index behind so many arguments, the first perhaps behind one in brackets."""
        i = self.optional(i, end, MAX_DEPTH)[1]
        for _ in range(count):
            i = self.source(i, end)[1]
        return i

    def until(self, i: int, end: int, text: str) -> int:
        """The index of the first such token that stands in no group; the end where is none."""
        while i < end and self.tokens[i] != text:
            i = self._closing.get(i, i) + 1
        return min(i, end)

    def is_bound(self, start: int, i: int, end: int) -> bool:
        """Whether a power, an index or a slash, perhaps with a size, stands beside the tokens from
        `start` to `i`."""
        tokens = self.tokens
        following = tokens[i] if i < end else ""
        if following == " " or following in _SLASH_SIZES:
            i = self.behind_space(i, end)
            if i < end and tokens[i] in _SLASH_SIZES:
                i = self.behind_space(i + 1, end)
            following = tokens[i] if i < end else ""
        if following in _BINDING:
            return True
        start -= 1
        while start >= 0 and tokens[start] == " ":
            start -= 1
        return start >= 0 and tokens[start] == "/"

    def ends_rows(self, i: int, end: int) -> bool:
        """Whether nothing but lines stands between `i` and the end of the environment."""
        while i < end and self.tokens[i] in (" ", r"\hline", r"\hdashline"):
            i += 1
        return i >= end or self.tokens[i] == r"\end"

    def parts(self, i: int, end: int, mark: str) -> Iterator[tuple[int, int]]:
        """The ranges between those tokens `mark` that stand in no group."""
        start = i
        while i < end:
            if self.tokens[i] == mark:
                yield start, i
                start = i + 1
            i = self._closing.get(i, i) + 1
        yield start, end

    def behind_space(self, i: int, end: int) -> int:
        """The index of the first token from `i` on that is no space."""
        while i < end and self.tokens[i] == " ":
            i += 1
        return i

    def command(self, token: str) -> str:
        """A command without arguments: its symbol, else its name."""
        text, noted = shown(token)
        if noted is not None:
            self.symbols.setdefault(token[1:], noted)
        return text

    def note(self, token: str, symbol: str) -> None:
        """Keeps that a command stands in the formula, if its name does not stand in the text."""
        if (noted := _noted(token, symbol)) is not None:
            self.symbols.setdefault(token[1:], noted)

    def _step(self, i: int, end: int, depth: int) -> tuple[str, int]:
        """What begins at `i` as text, and the index behind it."""
        token = self.tokens[i]
        if depth > MAX_DEPTH:
            return _flat(token), i + 1
        if len(token) > 1:
            return self._command(token, i, end, depth)
        if token == "{":
            close = min(self._closing[i], end)
            return self.row(i + 1, close, depth + 1), min(close + 1, end)
        if token in "^_":
            text, i = self.argument(i + 1, end, depth)
            return indexed(token, text), i
        return _PLAIN.get(token, token), i + 1

    def _command(self, token: str, i: int, end: int, depth: int) -> tuple[str, int]:
        rule = self.rules.get(token)
        if rule is None and not is_word(token):
            rule = self.rules.get(command_of(token))
        return rule(self, i, end, depth) if rule else (self.command(token), i + 1)

    def _flat(self, i: int, end: int) -> str:
        """Tokens that are nested too deep, without structure."""
        out: list[str] = []
        while i < end:
            token = self.tokens[i]
            if token in "^_'":
                _drop_space(out)
            out.append(_flat(token))
            i += 1
            i += i < end and self.tokens[i] == " " and is_word(token)
        return "".join(out).strip()


def _drop_space(out: list[str]) -> None:
    """Nothing stands between a base and its index or power."""
    while out and out[-1] in ("", " "):
        out.pop()


def _flat(token: str) -> str:
    return token.strip("\\{}") + SOFT * is_word(token)


@lru_cache(maxsize=4096)
def shown(token: str) -> tuple[str, str | None]:
    """What a command without arguments shows, and what `_noted` says of it."""
    symbol, noted = symbol_of(token), None
    if symbol is None:
        symbol = token[1:]
    elif is_word(token):
        noted = _noted(token, symbol)
    is_name = len(symbol) > 1 and symbol[0].isalpha()
    return f"{SOFT}{symbol}{SOFT}" if is_name else symbol, noted


def _noted(token: str, symbol: str) -> str | None:
    """What is kept of a command and what it shows; None where its name stands in the text."""
    if not symbol.isascii():
        return symbol
    return "" if symbol[:1].isalpha() and symbol != token[1:] else None


def words_of(tokens: Iterable[str]) -> str:
    """What `\\text{…}` shows."""
    return "".join(_word(token) if len(token) > 1 else token.strip("{}$") for token in tokens)


def _word(token: str) -> str:
    if token == "\\\\":
        return " "
    sets_type = token.startswith(r"\text") or token in (r"\emph", r"\mbox", r"\hbox")
    return symbol_of(token) or ("" if sets_type else token[1:])


def _closing_braces(tokens: list[str]) -> dict[int, int]:
    """Opening brace → the brace that closes it, or the end."""
    closing: dict[int, int] = {}
    stack: list[int] = []
    for i in [i for i, token in enumerate(tokens) if token in _BRACES]:
        if tokens[i] == "{":
            stack.append(i)
        elif stack:
            closing[stack.pop()] = i
    for i in stack:
        closing[i] = len(tokens)
    return closing
