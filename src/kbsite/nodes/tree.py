"""Data written by hand as nodes that know their line and column, whatever language it is
written in. No I/O."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from typing import Any, TypeAlias, TypeVar

import msgspec
from msgspec.structs import replace

from kbsite.model import Scalar
from kbsite.reading.conflicts import HINT, MESSAGE, first_mark

#: Lists and mappings nested deeper are refused.
MAX_DEPTH = 32

_INTEGER = re.compile(r"[-+]?(0|[1-9][0-9]*)")
_FLOAT = re.compile(r"[-+]?([0-9]+\.[0-9]*|\.[0-9]+)([eE][-+]?[0-9]+)?")
COLON_HINT = "Behind the key stand an ASCII colon and a space."
#: Half a character, and what is said of it.
SURROGATE = re.compile("[\ud800-\udfff]")
HALF_CHARACTER = "half a character (a surrogate without its other half)"

# But for tabs and line ends.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")


class ScalarNode(msgspec.Struct, frozen=True):
    """`plain` is False where the text was quoted or a block."""

    text: str
    plain: bool
    line: int
    column: int

    @property
    def is_null(self) -> bool:
        return self.plain and self.text in ("", "~", "null", "Null", "NULL")


class SequenceNode(msgspec.Struct, frozen=True):
    items: tuple[Node, ...]
    line: int
    column: int


class MappingNode(msgspec.Struct, frozen=True):
    entries: tuple[tuple[ScalarNode, Node], ...]
    line: int
    column: int


Node: TypeAlias = ScalarNode | SequenceNode | MappingNode


class Mistake(msgspec.Struct, frozen=True):
    """Why a text cannot be read. `line` and `column` count from 1 in the text that was
    parsed."""

    message: str
    line: int
    column: int
    hint: str = ""


class RefusedError(Exception):
    """Carries a mistake out of a parser; never leaves its module."""

    def __init__(self, message: str, line: int, column: int, hint: str = "") -> None:
        self.mistake = Mistake(message, line, column, hint)


_Read = TypeVar("_Read")


def as_conflict(text: str, read: _Read | Mistake) -> _Read | Mistake:
    """What was read of `text`, or, where it cannot be, that a merge left its marks there, if it
    did."""
    if isinstance(read, Mistake) and (line := first_mark(text)):
        return Mistake(MESSAGE, line, 1, HINT)
    return read


def without_controls(node: Node) -> Node:
    """A node whose texts and keys hold no control characters, which no page may hold."""
    if isinstance(node, ScalarNode):
        return replace(node, text=printable(node.text))
    if isinstance(node, SequenceNode):
        return SequenceNode(tuple(map(without_controls, node.items)), node.line, node.column)
    entries = (
        (replace(key, text=printable(key.text)), without_controls(value))
        for key, value in node.entries
    )
    return MappingNode(tuple(entries), node.line, node.column)


def printable(text: str) -> str:
    """A text without control characters; tabs and line ends stay."""
    return _CONTROL.sub("", text)


def controls_in(node: Node) -> Iterator[ScalarNode]:
    """The keys and values that hold a control character, tabs and line ends apart."""
    if isinstance(node, ScalarNode):
        if _CONTROL.search(node.text):
            yield node
    elif isinstance(node, SequenceNode):
        for item in node.items:
            yield from controls_in(item)
    else:
        for key, value in node.entries:
            yield from controls_in(key)
            yield from controls_in(value)


def scalar_value(node: ScalarNode) -> Scalar:
    """A scalar by YAML 1.2's core schema: only `true` and `false` are booleans, leading
    zeros, times and dates stay text, so do numbers too long for a double."""
    if not node.plain:
        return node.text
    if node.is_null:
        return None
    if node.text in ("true", "True", "TRUE", "false", "False", "FALSE"):
        return node.text.lower() == "true"
    if len(node.text) <= 15:
        if _INTEGER.fullmatch(node.text):
            return int(node.text)
        if _FLOAT.fullmatch(node.text) and math.isfinite(number := float(node.text)):
            return number
    return node.text


def plain_value(node: Node) -> Any:
    """A node as scalars, tuples and dicts."""
    if isinstance(node, ScalarNode):
        return scalar_value(node)
    if isinstance(node, SequenceNode):
        return tuple(plain_value(item) for item in node.items)
    return {key.text: plain_value(value) for key, value in node.entries}
