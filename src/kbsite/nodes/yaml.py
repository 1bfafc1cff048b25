"""YAML text → nodes that know their line and column; safe on hostile input. No I/O.

Built on PyYAML's events, not its constructors: scalars stay text (`no`, `12:30`, `007`),
duplicate keys, aliases, tags and deep nesting are mistakes with a place.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

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


#: An open collection: its place, children so far, and keys seen (mappings only).
_Open: TypeAlias = tuple[Mark, list[Node], set[str] | None]

_START: Mark = yaml.error.Mark("", 0, 0, 0, "", 0)


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
        elif is_over and isinstance(event, yaml.NodeEvent) and not _is_empty(event):
            raise _refused(SECOND, started, ONE_DOCUMENT)
        _check_features(event, mark)
        if isinstance(event, yaml.ScalarEvent):
            if SURROGATE.search(event.value):
                raise _refused(HALF_CHARACTER, mark)
            plain = not event.style  # None, or "" from the C loader
            node: Node = ScalarNode(event.value, plain, mark.line + 1, mark.column + 1)
        elif isinstance(event, yaml.CollectionStartEvent):
            if _awaits_key(stack):
                # `{{title}}`, of a template.
                is_doubled = stack[-1][0].column + 1 == mark.column
                hint = BRACKETS if is_doubled else ""
                raise _refused("a key must be a word, not a list or mapping", mark, hint)
            if len(stack) >= MAX_DEPTH:
                raise _refused(f"nested deeper than {MAX_DEPTH} levels", mark)
            keys = set[str]() if isinstance(event, yaml.MappingStartEvent) else None
            stack.append((mark, [], keys))
            continue
        elif isinstance(event, yaml.CollectionEndEvent):
            node = _closed(*stack.pop())
        elif isinstance(event, yaml.DocumentEndEvent):
            is_over = True
            continue
        else:
            continue
        if not stack:
            root = root or node
            continue
        _, children, keys = stack[-1]
        if keys is not None and _awaits_key(stack) and isinstance(node, ScalarNode):
            if node.plain and node.text == "<<":
                raise _refused("YAML merge keys are not read", mark, "Write the entries out.")
            if node.text in keys:
                message = f"the key {node.text!r} stands here twice"
                raise _refused(message, mark, "Keep one of them.")
            keys.add(node.text)
        children.append(node)
    return None if isinstance(root, ScalarNode) and root.is_null else root


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


def _awaits_key(stack: Sequence[_Open]) -> bool:
    """Whether what comes next is a key of a mapping."""
    if not stack:
        return False
    _, children, keys = stack[-1]
    return keys is not None and len(children) % 2 == 0


def _closed(mark: Mark, children: list[Node], keys: set[str] | None) -> Node:
    if keys is None:
        return SequenceNode(tuple(children), mark.line + 1, mark.column + 1)
    names = [c for c in children[::2] if isinstance(c, ScalarNode)]
    return MappingNode(
        tuple(zip(names, children[1::2], strict=True)), mark.line + 1, mark.column + 1
    )
