"""The configuration of an old site as plain values. No I/O."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kbsite.importers.model import Source, UnreadableError
from kbsite.nodes.json import parse_json
from kbsite.nodes.toml import parse_toml
from kbsite.nodes.tree import MappingNode, plain_value
from kbsite.nodes.yaml import parse_yaml

_PARSERS = {
    "yml": parse_yaml,
    "yaml": parse_yaml,
    "toml": parse_toml,
    "json": parse_json,
}


def read_settings(source: Source, paths: list[str]) -> tuple[Mapping[str, Any], str]:
    """The values of the first of `paths` that the source has, keys as they are written, and "" or
    why they could not be read."""
    entries = {entry.path: entry for entry in source.entries}
    for path in paths:
        if path not in entries:
            continue
        try:
            node = _PARSERS[path.rpartition(".")[2]](source.text(entries[path]))
        except UnreadableError as unreadable:
            return {}, str(unreadable)
        if isinstance(node, MappingNode):
            return plain_value(node), ""
        return {}, f"line {node.line}: {getattr(node, 'message', 'no settings')}" if node else ""
    return {}, ""


def text(settings: Mapping[str, Any], *keys: str) -> str:
    """A value within sections, "" where it is no text; a number is one."""
    value: Any = settings
    for key in keys:
        value = value.get(key) if isinstance(value, Mapping) else None
    return str(value).strip() if isinstance(value, str | int | float) else ""
