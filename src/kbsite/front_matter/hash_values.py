"""Words of front matter that begin with `#`, and so are a comment to YAML. No I/O."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from kbsite.nodes.tree import MappingNode, Node, ScalarNode, SequenceNode
from kbsite.nodes.yaml_mistakes import HASH_HINT

#: Keys of words, with what to write in place of one. Who sets `#` before a flag or a date wants it
#: not to be read.
_HINTS = {
    **dict.fromkeys(
        ("title", "series", "summary", "description"), 'Put it in quotes, as in  "#1".'
    ),
    **dict.fromkeys(
        ("tags", "tag", "aliases", "alias"),
        HASH_HINT,
    ),
}
# A remark stands behind `# `; what is still to be done, behind such a word.
_VALUE = re.compile(r"[ \t]+(?P<value>#(?!TODO|FIXME|XXX)[^\s#!].*)")
_MAX_SHOWN = 60


class HashValue(NamedTuple):
    """Where one begins, what is said of it, and what to write."""

    place: ScalarNode
    message: str
    hint: str


def hash_values(text: str, node: MappingNode) -> Iterator[HashValue]:
    """The first one of each key of a mapping that was read from `text`, which is YAML."""
    if "#" not in text:
        return
    lines = text.split("\n")
    for key, value in node.entries:
        name = key.text.strip().lower()
        if name not in _HINTS:
            continue
        for empty in _empty(value):
            if found := _VALUE.match(lines[empty.line - 1], empty.column - 1):
                place = ScalarNode("", True, empty.line, found.start("value") + 1)
                shown = found["value"].rstrip()[:_MAX_SHOWN]
                message = f"`{shown}` is a comment to YAML, and `{name}` does not say it"
                yield HashValue(place, message, _HINTS[name])
                break


def _empty(value: Node) -> Iterator[ScalarNode]:
    """What nothing was read behind the colon or a dash of; it stands right there."""
    items = value.items if isinstance(value, SequenceNode) else (value,)
    for one in items:
        if isinstance(one, ScalarNode) and one.plain and not one.text:
            yield one
