"""JSON text → nodes that know their line and column; safe on hostile input. No I/O.

RFC 8259, read by hand: `json` gives no places, keeps the last of two equal keys, and its depth
is bounded by the stack.
"""

from __future__ import annotations

import json
import re

from kbsite.nodes.tree import (
    HALF_CHARACTER,
    MAX_DEPTH,
    SURROGATE,
    MappingNode,
    Mistake,
    Node,
    RefusedError,
    ScalarNode,
    SequenceNode,
    as_conflict,
)

_WHITE = re.compile(r"[ \t\n\r]*")
_STRING = re.compile(r'"(?:[^"\\\x00-\x1f]|\\[^\x00-\x1f])*+"')
_BAD_ESCAPE = re.compile(r'\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}|(?P<bad>.))')
_WORD = re.compile(r"[^\s\"{}\[\],:]+|.", re.DOTALL)
_VALUE = re.compile(r"true|false|null|-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?")
_CLOSING = {"{": "}", "[": "]"}
_QUOTES = 'Text stands between double quotes, on one line, as in  "title": "…"'


def parse_json(text: str) -> Node | Mistake:
    """The object that `text` holds, with its braces or, as Hexo writes it, without."""
    return as_conflict(text, _parse(text))


def _parse(text: str) -> Node | Mistake:
    reader = _Reader(text)
    try:
        if reader.peek() != "{":
            return reader.members(reader.place(), end="")
        node = reader.value(1)
        if reader.peek():
            line, column = reader.place()
            return Mistake("something stands behind the closing }", line, column)
        return node
    except RefusedError as refused:
        return refused.mistake


class _Reader:
    """A place in the text that moves on. Recursion ends at `MAX_DEPTH`."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.line = 1
        self.line_start = 0

    def peek(self) -> str:
        """The next character that is no white space, "" at the end."""
        white = _WHITE.match(self.text, self.at)
        end = white.end() if white else self.at
        if (breaks := self.text.count("\n", self.at, end)) > 0:
            self.line += breaks
            self.line_start = self.text.rfind("\n", self.at, end) + 1
        self.at = end
        return self.text[end : end + 1]

    def place(self, at: int | None = None) -> tuple[int, int]:
        """Line and column of here, or of `at` on the same line."""
        return self.line, (self.at if at is None else at) - self.line_start + 1

    def value(self, depth: int) -> Node:
        char = self.peek()
        place = self.place()
        if char in _CLOSING:
            if depth > MAX_DEPTH:
                raise RefusedError(f"nested deeper than {MAX_DEPTH} levels", *place)
            self.at += 1
            if char == "{":
                return self.members(place, "}", depth)
            return self.items(place, depth)
        if char == '"':
            return ScalarNode(self.string(), False, *place)
        word = _WORD.match(self.text, self.at)
        if word and _VALUE.fullmatch(word.group()):
            self.at = word.end()
            return ScalarNode(word.group(), True, *place)
        raise self.unexpected("a value")

    def items(self, place: tuple[int, int], depth: int) -> SequenceNode:
        """A list, behind its opening bracket."""
        items: list[Node] = []
        while not self.closes("]", place, first=not items):
            items.append(self.value(depth + 1))
        return SequenceNode(tuple(items), *place)

    def members(self, place: tuple[int, int], end: str, depth: int = 1) -> MappingNode:
        """The members of an object up to its closing brace, or the end of the text where
        `end` is ""."""
        entries: dict[str, tuple[ScalarNode, Node]] = {}
        while not self.closes(end, place, first=not entries):
            if self.peek() != '"':
                raise self.unexpected("a key")
            here = self.place()
            key = ScalarNode(self.string(), False, *here)
            if key.text in entries:
                message = f"the key {key.text!r} stands here twice"
                raise RefusedError(message, *here, "Keep one of them.")
            if self.peek() != ":":
                raise self.unexpected("a colon behind the key")
            self.at += 1
            entries[key.text] = key, self.value(depth + 1)
        return MappingNode(tuple(entries.values()), *place)

    def closes(self, end: str, place: tuple[int, int], first: bool) -> bool:
        """Goes past the closing bracket, or past the comma in front of what comes next."""
        char = self.peek()
        if char == end:
            self.at += len(end)
            return True
        if not first and char:
            if char != ",":
                raise self.unexpected(f"a comma or {end}" if end else "a comma")
            comma = self.place()
            self.at += 1
            char = self.peek()
            if char == end:
                raise RefusedError("a comma behind the last entry", *comma, "JSON allows none.")
        if not char:
            opening = "{" if end == "}" else "["
            raise RefusedError(f"the {opening} that opens here is never closed", *place)
        return False

    def string(self) -> str:
        match = _STRING.match(self.text, self.at)
        if not match:
            raise RefusedError("the quotes are not closed on this line", *self.place(), _QUOTES)
        for escape in _BAD_ESCAPE.finditer(match.group()):
            if escape["bad"]:
                raise RefusedError(
                    f"`{escape.group()}` means nothing in JSON",
                    *self.place(self.at + escape.start()),
                    "Write a backslash twice.",
                )
        text: str = json.loads(match.group())
        if SURROGATE.search(text):
            raise RefusedError(HALF_CHARACTER, *self.place())
        self.at = match.end()
        return text

    def unexpected(self, wanted: str) -> RefusedError:
        """What to say about what stands here."""
        char = self.peek()
        word = _WORD.match(self.text, self.at)
        found = f"`{word.group()[:40]}`" if word else "the end"
        hint = ""
        if found[1:3] in ("//", "/*") or char == "#":
            hint = "JSON has no comments."
        elif wanted == "a value" or (wanted == "a key" and char not in ":,]}"):
            hint = _QUOTES
        return RefusedError(f"{wanted} must stand here, not {found}", *self.place(), hint)
