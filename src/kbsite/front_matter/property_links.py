"""Links in front matter: `related: "[[a]]"`, in lists, mappings and keys too. No I/O."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from kbsite.front_matter.values import clean
from kbsite.linking.written_links import links_of
from kbsite.model import PropertyLink
from kbsite.nodes.tree import MappingNode, Node, ScalarNode, SequenceNode


def links_in(key: str, value: Node) -> Iterator[tuple[PropertyLink, tuple[int, int]]]:
    """The links in a value, however deep, each with its line and column among the nodes; `key` is
    what it is the value of."""
    for node in _scalars(value):
        for found in links_of(node.text):
            if found.link:
                # Behind the quote that opens the text, if one does.
                column = node.column + (0 if node.plain else 1) + found.start
                yield PropertyLink(key, found.link, found.words), (node.line, column)


def on_one_line(value: Node) -> Node:
    """A value whose texts and keys are as they are read, so that links in them are found."""
    if isinstance(value, ScalarNode):
        return replace(value, text=clean(value.text))
    if isinstance(value, SequenceNode):
        return replace(value, items=tuple(map(on_one_line, value.items)))
    entries = ((replace(k, text=clean(k.text)), on_one_line(v)) for k, v in value.entries)
    return replace(value, entries=tuple(entries))


def bracketed(value: Node) -> Node:
    """A value whose `[[a]]` stands without quotes, which to YAML is a list in a list, as text."""
    if isinstance(value, SequenceNode):
        text = _name_in(value)
        if text:
            return ScalarNode(text, True, value.line, value.column)
        return SequenceNode(tuple(map(bracketed, value.items)), value.line, value.column)
    if isinstance(value, MappingNode):
        entries = tuple((key, bracketed(item)) for key, item in value.entries)
        return MappingNode(entries, value.line, value.column)
    return value


def _name_in(value: SequenceNode) -> str:
    if len(value.items) != 1 or not isinstance(value.items[0], SequenceNode):
        return ""
    parts = value.items[0].items
    # A comma in a name parted it.
    words = [part.text for part in parts if isinstance(part, ScalarNode) and part.plain]
    return f"[[{', '.join(words)}]]" if words and len(words) == len(parts) else ""


def _scalars(value: Node) -> Iterator[ScalarNode]:
    if isinstance(value, ScalarNode):
        yield value
    elif isinstance(value, MappingNode):
        for key, item in value.entries:
            yield key
            yield from _scalars(item)
    else:
        for item in value.items:
            yield from _scalars(item)
