"""TOML text → nodes that know their line and column; safe on hostile input. No I/O.

`tomllib` alone decides what TOML is, but gives no places. So a reader that need not be strict
builds the nodes, refuses what is nested too deep or said twice, and explains the usual slips;
what it made counts only if `tomllib` accepts the same text.
"""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_right
from dataclasses import dataclass, field
from typing import TypeAlias

from kbsite.nodes.toml_values import plain_text, scalar_mistake
from kbsite.nodes.tree import (
    MAX_DEPTH,
    MappingNode,
    Mistake,
    Node,
    RefusedError,
    ScalarNode,
    SequenceNode,
    as_conflict,
)

_SPACE = re.compile(r"[ \t]*")
_BLANK = re.compile(r"(?:[ \t\n]|#[^\n]*+)*+")
_LINE_END = re.compile(r"[ \t]*(?:#[^\n]*)?(?:\n|\Z)")
_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
_STRING = re.compile(
    r'"""(?:[^"\\]|\\.|"(?!""))*+"{3,5}'
    r"|'''(?:[^']|'(?!''))*+'{3,5}"
    r'|"(?:[^"\\\n]|\\[^\n])*+"'
    r"|'[^'\n]*+'",
    re.DOTALL,
)
# Up to what ends a value; a date and its time may stand apart.
_WORD = re.compile(r"[^\s,\[\]{}#=]+(?:(?<=\d-\d\d) [0-9][^\s,\[\]{}#=]*)?")
_PLACE = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)$")


@dataclass(slots=True)
class _Table:
    """A table while it can still grow; `depth` counts from 1 at the root."""

    depth: int
    line: int
    column: int
    entries: dict[str, tuple[ScalarNode, _Value]] = field(default_factory=dict)
    has_header: bool = False


#: A finished value, a table, or the tables of a `[[list]]`.
_Value: TypeAlias = Node | _Table | list[_Table]


class _LostError(Exception):
    """The reader cannot follow; `tomllib` has the word."""


def parse_toml(text: str) -> MappingNode | Mistake:
    """`text` as nodes."""
    return as_conflict(text, _parse(text))


def _parse(text: str) -> MappingNode | Mistake:
    node: MappingNode | None = None
    try:
        node = _finished(_Reader(text).document())
    except RefusedError as refused:
        return refused.mistake
    except _LostError:
        pass
    try:
        tomllib.loads(text)
    except RecursionError:
        return Mistake(f"nested deeper than {MAX_DEPTH} levels", 1, 1)
    except ValueError as error:
        return _explain(text, str(error))
    return node or Mistake("cannot be read as TOML", 1, 1)


def _explain(text: str, message: str) -> Mistake:
    place = _PLACE.search(message)
    problem = _PLACE.sub("", message)
    lines = text.split("\n")
    line, column = len(lines), len(lines[-1]) + 1
    if place and place[1]:
        line, column = int(place[1]), int(place[2])
    hint = "Between single quotes a backslash stays what it is." if "Unescaped" in problem else ""
    return Mistake(problem[0].lower() + problem[1:], line, column, hint)


def _finished(value: _Table) -> MappingNode:
    entries: list[tuple[ScalarNode, Node]] = []
    for key, below in value.entries.values():
        if isinstance(below, list):
            tables = tuple(_finished(table) for table in below)
            entries.append((key, SequenceNode(tables, key.line, key.column)))
        else:
            entries.append((key, _finished(below) if isinstance(below, _Table) else below))
    return MappingNode(tuple(entries), value.line, value.column)


class _Reader:
    """A place in the text that moves on. Recursion ends at `MAX_DEPTH`."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.starts = [0, *(match.end() for match in re.finditer("\n", text))]

    def document(self) -> _Table:
        root = table = _Table(1, 1, 1)
        while self.skip(_BLANK) < len(self.text):
            if self.text.startswith("[", self.at):
                table = self.header(root)
            else:
                self.assignment(table)
            if not _LINE_END.match(self.text, self.at):
                raise _LostError
        return root

    def skip(self, pattern: re.Pattern[str]) -> int:
        match = pattern.match(self.text, self.at)
        self.at = match.end() if match else self.at
        return self.at

    def place(self) -> tuple[int, int]:
        line = bisect_right(self.starts, self.at)
        return line, self.at - self.starts[line - 1] + 1

    def take(self, mark: str) -> bool:
        """Goes past `mark`, if that is what stands here."""
        found = self.text.startswith(mark, self.at)
        self.at += len(mark) if found else 0
        return found

    def header(self, root: _Table) -> _Table:
        """The table that a line `[a.b]` or `[[a.b]]` opens."""
        mark = "[[" if self.text.startswith("[[", self.at) else "["
        self.at += len(mark)
        *parents, name = self.key()
        if not self.take("]" * len(mark)):
            raise _LostError
        parent = _descend(root, parents)
        _, found = parent.entries.get(name.text, (name, None))
        table = _Table(_deeper(parent, name), name.line, name.column, has_header=True)
        if mark == "[[":
            if found is None:
                found = []
                parent.entries[name.text] = name, found
            if not isinstance(found, list):
                raise _LostError
            found.append(table)
            return table
        if found is None:
            parent.entries[name.text] = name, table
            return table
        if not isinstance(found, _Table) or found.has_header:
            raise _twice(name)
        found.has_header = True
        return found

    def assignment(self, table: _Table) -> None:
        *parents, name = self.key()
        if not self.take("="):
            hint = 'TOML has an equals sign behind the key, as in  title = "…"'
            raise RefusedError("no = behind the key", *self.place(), hint)
        parent = _descend(table, parents)
        depth = _deeper(parent, name)
        if name.text in parent.entries:
            raise _twice(name)
        self.skip(_SPACE)
        parent.entries[name.text] = name, self.value(depth)

    def key(self) -> list[ScalarNode]:
        """A key, dots between its parts, and the space behind it."""
        parts = []
        while True:
            self.skip(_SPACE)
            place, start = self.place(), self.at
            if self.skip(_BARE_KEY) > start:
                parts.append(ScalarNode(self.text[start : self.at], False, *place))
            elif self.text[start : start + 1] in ("'", '"'):
                parts.append(self.string(place))
            else:
                hint = 'A key is A–Z, a–z, 0–9, _ and -, or stands in quotes, as in  "标题" = 1'
                raise RefusedError("no key that TOML knows", *place, hint)
            self.skip(_SPACE)
            if not self.take("."):
                return parts

    def string(self, place: tuple[int, int]) -> ScalarNode:
        match = _STRING.match(self.text, self.at)
        is_long = self.text.startswith(('"""', "'''"), self.at)
        if not match or (is_long and len(match.group()) < 6):
            raise RefusedError("the quotes that open here are never closed", *place)
        self.at = match.end()
        written = match.group()
        if written[0] == '"' and "\\" in written:
            try:
                return ScalarNode(tomllib.loads(f"a = {written}")["a"], False, *place)
            except tomllib.TOMLDecodeError:
                raise _LostError from None
        if is_long:
            return ScalarNode(written[3:-3].removeprefix("\n"), False, *place)
        return ScalarNode(written[1:-1], False, *place)

    def value(self, depth: int) -> Node:
        """A value that stands `depth` levels deep, if it is a list or a table."""
        place = self.place()
        char = self.text[self.at : self.at + 1]
        if char and char in "'\"":
            return self.string(place)
        if char and char in "[{":
            if depth > MAX_DEPTH:
                raise RefusedError(f"nested deeper than {MAX_DEPTH} levels", *place)
            self.at += 1
            if char == "{":
                return self.inline_table(_Table(depth, *place))
            return self.items(place, depth)
        start = self.at
        word = self.text[start : self.skip(_WORD)]
        if mistake := scalar_mistake(word, self.text[start : start + 60]):
            raise RefusedError(mistake[0], *place, mistake[1])
        return ScalarNode(plain_text(word), True, *place)

    def items(self, place: tuple[int, int], depth: int) -> SequenceNode:
        """A list, behind its opening bracket."""
        items: list[Node] = []
        commas = 0
        while True:
            self.skip(_BLANK)
            if self.take("]"):
                return SequenceNode(tuple(items), *place)
            if self.at == len(self.text):
                raise RefusedError("the [ that opens here is never closed", *place)
            if len(items) > commas:
                raise RefusedError("no comma between two entries", *self.place())
            items.append(self.value(depth + 1))
            self.skip(_BLANK)
            commas += self.take(",")

    def inline_table(self, table: _Table) -> MappingNode:
        """A table in braces, behind the first; nothing can be added to it later."""
        self.skip(_SPACE)
        if self.take("}"):
            return _finished(table)
        while True:
            self.assignment(table)
            self.skip(_SPACE)
            if self.take("}"):
                return _finished(table)
            if not self.take(","):
                raise _LostError


def _descend(table: _Table, names: list[ScalarNode]) -> _Table:
    """The table at the end of a path, made where it is not there."""
    for name in names:
        depth = _deeper(table, name)
        if name.text not in table.entries:
            table.entries[name.text] = name, _Table(depth, name.line, name.column)
        _, below = table.entries[name.text]
        if isinstance(below, list):
            below = below[-1]
        if not isinstance(below, _Table):
            raise _twice(name)
        table = below
    return table


def _deeper(table: _Table, name: ScalarNode) -> int:
    if table.depth >= MAX_DEPTH:
        raise RefusedError(f"nested deeper than {MAX_DEPTH} levels", name.line, name.column)
    return table.depth + 1


def _twice(name: ScalarNode) -> RefusedError:
    message = f"the key {name.text!r} stands here twice"
    return RefusedError(message, name.line, name.column, "Keep one of them.")
