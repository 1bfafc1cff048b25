"""YAML text → nodes that know their line and column; safe on hostile input. No I/O.

Built on PyYAML's events, not its constructors: scalars stay text (`no`, `12:30`, `007`),
duplicate keys, aliases, tags and deep nesting are mistakes with a place.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import yaml

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
from kbsite.nodes.yaml_mistakes import BRACKETS, LOADER, ONE_DOCUMENT, SECOND, Mark, explain

# Line ends to YAML 1.1, but to no editor, whose lines the mistakes are named by.
_NO_LINE_ENDS = dict.fromkeys((0x85, 0x2028, 0x2029), " ")


def parse_yaml(text: str) -> Node | Mistake | None:
    """`text` as nodes, None where it is empty. It is one document: a second is a mistake, as
    nothing would read it."""
    text = text.translate(_NO_LINE_ENDS)
    return as_conflict(text, _parse(text))


def _parse(text: str) -> Node | Mistake | None:
    try:
        return _build(text)
    except RefusedError as refused:
        return refused.mistake
    except yaml.reader.ReaderError as error:
        # The C loader's own position counts bytes.
        found = yaml.reader.Reader.NON_PRINTABLE.search(text)
        position = found.start() if found else error.position
        line = text.count("\n", 0, position) + 1
        column = position - text.rfind("\n", 0, position)
        return Mistake("a control character that YAML does not allow", line, column)
    except yaml.MarkedYAMLError as error:
        problem, place = error.problem or "", error.problem_mark
        if "nesting depth" in problem and place:
            # From PyYAML 6.0.4 on the scanner, which is far ahead, ends at a depth of its own.
            lines = text.split("\n")[: place.line + 1]
            lines[-1] = lines[-1][: place.column]
            return _parse("\n".join(lines))
        return explain(text, error)
    # Without the C loader a character beyond Unicode is a ValueError.
    except (yaml.YAMLError, ValueError) as error:
        return Mistake(" ".join(str(error).split()), 1, 1)


_START: Mark = yaml.error.Mark("", 0, 0, 0, "", 0)


class _Open(NamedTuple):
    """An open collection: where it began, its children so far, and the keys seen, of a mapping."""

    mark: Mark
    children: list[Node]
    keys: set[str] | None

    @property
    def awaits_key(self) -> bool:
        """Whether what comes next is a key of a mapping."""
        return self.keys is not None and len(self.children) % 2 == 0

    def add(self, node: Node, mark: Mark) -> None:
        """Raises RefusedError for a key that may not stand here."""
        if self.keys is not None and self.awaits_key and isinstance(node, ScalarNode):
            if node.plain and node.text == "<<":
                raise _refused("YAML merge keys are not read", mark, "Write the entries out.")
            if node.text in self.keys:
                message = f"the key {node.text!r} stands here twice"
                raise _refused(message, mark, "Keep one of them.")
            self.keys.add(node.text)
        self.children.append(node)

    def closed(self) -> Node:
        line, column = self.mark.line + 1, self.mark.column + 1
        if self.keys is None:
            return SequenceNode(tuple(self.children), line, column)
        names = [c for c in self.children[::2] if isinstance(c, ScalarNode)]
        entries = tuple(zip(names, self.children[1::2], strict=True))
        return MappingNode(entries, line, column)


def _refused(message: str, mark: Mark, hint: str = "") -> RefusedError:
    return RefusedError(message, mark.line + 1, mark.column + 1, hint)


def _build(text: str) -> Node | None:
    """Iterative, so that nesting cannot exhaust the stack."""
    stack: list[_Open] = []
    root: Node | None = None
    started: Mark = _START
    is_over = False
    for event in yaml.parse(text, Loader=LOADER):
        mark = event.start_mark or _START
        if isinstance(event, yaml.DocumentStartEvent):
            started = mark
        elif isinstance(event, yaml.DocumentEndEvent):
            is_over = True
        elif is_over and isinstance(event, yaml.NodeEvent) and not _is_empty(event):
            raise _refused(SECOND, started, ONE_DOCUMENT)
        _check_features(event, mark)
        if isinstance(event, yaml.CollectionStartEvent):
            stack.append(_opened(event, mark, stack))
            continue
        if isinstance(event, yaml.ScalarEvent):
            node: Node = _scalar(event, mark)
        elif isinstance(event, yaml.CollectionEndEvent):
            node = stack.pop().closed()
        else:
            continue
        if stack:
            stack[-1].add(node, mark)
        else:
            root = root or node
    return None if isinstance(root, ScalarNode) and root.is_null else root


def _scalar(event: yaml.ScalarEvent, mark: Mark) -> ScalarNode:
    if SURROGATE.search(event.value):
        raise _refused(HALF_CHARACTER, mark)
    plain = not event.style  # None, or "" from the C loader
    return ScalarNode(event.value, plain, mark.line + 1, mark.column + 1)


def _opened(event: yaml.CollectionStartEvent, mark: Mark, stack: Sequence[_Open]) -> _Open:
    if stack and stack[-1].awaits_key:
        # `{{title}}`, of a template.
        is_doubled = stack[-1].mark.column + 1 == mark.column
        hint = BRACKETS if is_doubled else ""
        raise _refused("a key must be a word, not a list or mapping", mark, hint)
    if len(stack) >= MAX_DEPTH:
        raise _refused(f"nested deeper than {MAX_DEPTH} levels", mark)
    return _Open(mark, [], set() if isinstance(event, yaml.MappingStartEvent) else None)


def _is_empty(event: yaml.NodeEvent) -> bool:
    """Whether nothing stands there, as behind a last `---`."""
    return isinstance(event, yaml.ScalarEvent) and not event.value and not event.style


def _check_features(event: yaml.Event, mark: Mark) -> None:
    """Refuses what can expand without bound, or make other values than text."""
    if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
        hint = "Write the value out, or put it in quotes if it starts with & or *."
        raise _refused("YAML anchors and aliases are not read", mark, hint)
    if getattr(event, "tag", None):
        hint = "Put the value in quotes if it starts with !."
        raise _refused("YAML tags are not read", mark, hint)
