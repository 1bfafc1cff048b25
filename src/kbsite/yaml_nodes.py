"""YAML text → nodes that know their line and column; safe on hostile input. No I/O.

Built on PyYAML's events, not its constructors: scalars stay text (`no`, `12:30`, `007`),
duplicate keys, aliases, tags and deep nesting are mistakes with a place.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol, TypeAlias

import yaml

from kbsite.model import Scalar

MAX_DEPTH = 32


_LOADER: type = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
# Line ends to YAML 1.1, but to no editor, whose lines the mistakes are named by.
_NO_LINE_ENDS = dict.fromkeys((0x85, 0x2028, 0x2029), " ")
_INTEGER = re.compile(r"[-+]?(0|[1-9][0-9]*)")
_FLOAT = re.compile(r"[-+]?([0-9]+\.[0-9]*|\.[0-9]+)([eE][-+]?[0-9]+)?")


@dataclass(frozen=True, slots=True)
class ScalarNode:
    """`plain` is False where the text was quoted or a block."""

    text: str
    plain: bool
    line: int
    column: int

    @property
    def is_null(self) -> bool:
        return self.plain and self.text in ("", "~", "null", "Null", "NULL")


@dataclass(frozen=True, slots=True)
class SequenceNode:
    items: tuple[Node, ...]
    line: int
    column: int


@dataclass(frozen=True, slots=True)
class MappingNode:
    entries: tuple[tuple[ScalarNode, Node], ...]
    line: int
    column: int


Node: TypeAlias = ScalarNode | SequenceNode | MappingNode


@dataclass(frozen=True, slots=True)
class YamlMistake:
    """`line` and `column` count from 1 in the text that was parsed."""

    message: str
    line: int
    column: int
    hint: str = ""


def parse_yaml(text: str) -> Node | YamlMistake | None:
    """The first document of `text` as nodes, None where it is empty."""
    text = text.translate(_NO_LINE_ENDS)
    try:
        return _build(text)
    except _RefusedError as refused:
        return refused.mistake
    except yaml.reader.ReaderError as error:
        # The C loader's own position counts bytes.
        found = yaml.reader.Reader.NON_PRINTABLE.search(text)
        position = found.start() if found else error.position
        line = text.count("\n", 0, position) + 1
        column = position - text.rfind("\n", 0, position)
        return YamlMistake("a control character that YAML does not allow", line, column)
    except yaml.MarkedYAMLError as error:
        return _explain(text, error)
    except yaml.YAMLError as error:
        return YamlMistake(" ".join(str(error).split()), 1, 1)


class _Mark(Protocol):
    """A place as PyYAML's two parsers give it, counted from 0."""

    line: int
    column: int


#: An open collection: its place, children so far, and keys seen (mappings only).
_Open: TypeAlias = tuple[_Mark, list[Node], set[str] | None]

_START: _Mark = yaml.error.Mark("", 0, 0, 0, "", 0)


class _RefusedError(Exception):
    def __init__(self, message: str, mark: _Mark, hint: str = "") -> None:
        self.mistake = YamlMistake(message, mark.line + 1, mark.column + 1, hint)


def _explain(text: str, error: yaml.MarkedYAMLError) -> YamlMistake:
    mark = error.problem_mark or error.context_mark
    line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
    lines = text.split("\n")
    source = lines[line - 1] if line <= len(lines) else ""
    hint = ""
    problem = error.problem or "cannot be read as YAML"
    if "mapping values are not allowed" in problem:
        hint = 'A value that holds ": " must stand in quotes, as in  title: "A: B"'
    elif "\t" in source:
        hint = "YAML is indented with spaces, not tabs."
    elif "cannot start any token" in problem or "alphabetic or numeric" in problem:
        hint = "A value that starts with @, `, %, & or * must stand in quotes."
    elif "expected ',' or ']'" in problem or "expected ',' or '}'" in problem:
        hint = "A list or mapping opened here or above is not closed."
    return YamlMistake(problem, line, column, hint)


def _build(text: str) -> Node | None:
    """Iterative, so that nesting cannot exhaust the stack."""
    stack: list[_Open] = []
    root: Node | None = None
    for event in yaml.parse(text, Loader=_LOADER):
        mark = event.start_mark or _START
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise _RefusedError(
                "YAML anchors and aliases are not read",
                mark,
                "Write the value out, or put it in quotes if it starts with & or *.",
            )
        if getattr(event, "tag", None):
            raise _RefusedError(
                "YAML tags are not read", mark, "Put the value in quotes if it starts with !."
            )
        if isinstance(event, yaml.ScalarEvent):
            plain = not event.style  # None, or "" from the C loader
            node: Node = ScalarNode(event.value, plain, mark.line + 1, mark.column + 1)
        elif isinstance(event, yaml.CollectionStartEvent):
            if _awaits_key(stack):
                raise _RefusedError("a key must be a word, not a list or mapping", mark)
            if len(stack) >= MAX_DEPTH:
                raise _RefusedError(f"nested deeper than {MAX_DEPTH} levels", mark)
            keys = set[str]() if isinstance(event, yaml.MappingStartEvent) else None
            stack.append((mark, [], keys))
            continue
        elif isinstance(event, yaml.CollectionEndEvent):
            node = _closed(*stack.pop())
        elif isinstance(event, yaml.DocumentEndEvent):
            break
        else:
            continue
        if not stack:
            root = node
            continue
        _, children, keys = stack[-1]
        if keys is not None and _awaits_key(stack) and isinstance(node, ScalarNode):
            if node.text in keys:
                message = f"the key {node.text!r} stands here twice"
                raise _RefusedError(message, mark, "Keep one of them.")
            keys.add(node.text)
        children.append(node)
    return None if isinstance(root, ScalarNode) and root.is_null else root


def _awaits_key(stack: Sequence[_Open]) -> bool:
    """Whether what comes next is a key of a mapping."""
    if not stack:
        return False
    _, children, keys = stack[-1]
    return keys is not None and len(children) % 2 == 0


def _closed(mark: _Mark, children: list[Node], keys: set[str] | None) -> Node:
    if keys is None:
        return SequenceNode(tuple(children), mark.line + 1, mark.column + 1)
    names = [c for c in children[::2] if isinstance(c, ScalarNode)]
    return MappingNode(
        tuple(zip(names, children[1::2], strict=True)), mark.line + 1, mark.column + 1
    )


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
        if _FLOAT.fullmatch(node.text):
            return float(node.text)
    return node.text


def plain_value(node: Node) -> Any:
    """A node as scalars, tuples and dicts."""
    if isinstance(node, ScalarNode):
        return scalar_value(node)
    if isinstance(node, SequenceNode):
        return tuple(plain_value(item) for item in node.items)
    return {key.text: plain_value(value) for key, value in node.entries}
