"""The configuration of an old site as plain values. No I/O."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from kbsite.importers.model import Source, UnreadableError
from kbsite.nodes.json import parse_json
from kbsite.nodes.toml import parse_toml
from kbsite.nodes.tree import MappingNode, Mistake, plain_value
from kbsite.nodes.yaml import parse_yaml

_PARSERS = {
    "yml": parse_yaml,
    "yaml": parse_yaml,
    "toml": parse_toml,
    "json": parse_json,
}


class Settings(NamedTuple):
    """What a configuration says, keys as they are written; its path in the source, "" where there
    is none, and why it could not be read. `refused`: patterns in it that are not heeded."""

    values: Mapping[str, Any]
    path: str = ""
    fault: str = ""
    refused: Sequence[str] = ()

    @property
    def account(self) -> str:
        """What is said of the file."""
        if self.fault:
            return f"settings that cannot be read: {self.fault}"
        said = "settings, which were read"
        if self.refused:
            refused = ", ".join(f"`{pattern[:100]}`" for pattern in self.refused)
            said += f" but for patterns that are wrong or too long: {refused}"
        return said


def read_settings(source: Source, paths: Sequence[str]) -> Settings:
    """The first of `paths` that the source has."""
    entries = {entry.path: entry for entry in source.entries}
    path = next((path for path in paths if path in entries), "")
    if not path:
        return Settings({})
    try:
        node = _PARSERS[path.rpartition(".")[2]](source.text(entries[path]))
    except UnreadableError as unreadable:
        return Settings({}, path, str(unreadable))
    if isinstance(node, MappingNode):
        return Settings(plain_value(node), path)
    fault = f"line {node.line}: {node.message}" if isinstance(node, Mistake) else ""
    return Settings({}, path, fault)


def text(settings: Mapping[str, Any], *keys: str) -> str:
    """A value within sections, "" where it is no text; a number is one."""
    value: Any = settings
    for key in keys:
        value = value.get(key) if isinstance(value, Mapping) else None
    return str(value).strip() if isinstance(value, str | int | float) else ""
