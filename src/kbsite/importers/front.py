"""Front matter as it is written, in YAML, TOML or JSON → typed values, and back to YAML. No I/O."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any

import yaml

from kbsite.front_matter.block import Split, split_front_matter
from kbsite.front_matter.reader import parse_front_matter
from kbsite.front_matter.values import key_name
from kbsite.importers.model import UnreadableError
from kbsite.nodes.formats import PARSERS
from kbsite.nodes.tree import MappingNode, Mistake, Node, ScalarNode, SequenceNode, scalar_value

#: What stands before the name of a property whose value kbsite cannot read as its own.
STASHED = "imported-"

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]+")
_DATE = re.compile(r"\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)?)?")


def values_of(split: Split) -> dict[str, Any]:
    """What a note says of itself: text, bool, int, float, None, date, datetime, lists and mappings
    of them; of two keys alike the first. Raises UnreadableError where it cannot be read."""
    if split.mistake:
        raise UnreadableError(f"line {split.mistake.line}: {split.mistake.message}")
    node = PARSERS[split.language](split.block) if split.language else None
    if node is None:
        return {}
    if isinstance(node, Mistake):
        raise UnreadableError(f"line {split.line + node.line - 1}: {node.message}")
    if not isinstance(node, MappingNode):
        raise UnreadableError("front matter that is no `key: value` lines")
    values: dict[str, Any] = {}
    for key, value in node.entries:
        values.setdefault(key.text, _value(value))
    return values


def _value(node: Node) -> Any:
    if isinstance(node, SequenceNode):
        return [_value(item) for item in node.items]
    if isinstance(node, MappingNode):
        return {key.text: _value(value) for key, value in node.entries}
    if node.plain and _DATE.fullmatch(node.text):
        return _moment(node)
    value = scalar_value(node)
    # What would be written otherwise is text: a version 1.10, a tag 1e5.
    is_text = isinstance(value, int | float) and not isinstance(value, bool)
    return node.text if is_text and str(value) != node.text else value


def _moment(node: ScalarNode) -> date | datetime | str:
    try:
        if len(node.text) == len("2024-05-01"):
            return date.fromisoformat(node.text)
        return datetime.fromisoformat(node.text)
    except ValueError:
        return node.text


def fault_of(head: str, path: str, timezone: str) -> str:
    """Why kbsite would refuse a note whose text begins with `head`, front matter and its fences,
    or ""."""
    split = split_front_matter(head)
    if split.mistake:
        return split.mistake.message
    if not split.language or split.body.strip():
        return "no front matter that kbsite knows"
    _, _, found = parse_front_matter(split, path, timezone)
    return next((one.message for one in found if one.severity == "error"), "")


def distinct(front: Mapping[str, object]) -> Iterator[tuple[str, object]]:
    """Keys that are none for kbsite twice, and hold no control characters."""
    names: set[str] = set()
    for key, value in front.items():
        base = _CONTROL.sub(" ", key).strip() or "property"
        name, number = base, 1
        while key_name(name) in names:
            number += 1
            name = f"{base}-{number}"
        names.add(key_name(name))
        yield name, value


class _Dumper(yaml.SafeDumper):
    """Lists on one line, as people write tags; nothing by reference, which kbsite refuses. Not
    libyaml's, which escapes emoji in some versions."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _list(dumper: yaml.SafeDumper, value: Sequence[object]) -> yaml.Node:
    return dumper.represent_sequence("tag:yaml.org,2002:seq", value, flow_style=True)


_Dumper.add_representer(list, _list)
_Dumper.add_representer(tuple, _list)


def dumped(front: Mapping[str, object]) -> str:
    """As YAML between its fences."""
    block: str = yaml.dump(
        dict(front), Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=float("inf")
    )
    return f"---\n{block}---\n"
