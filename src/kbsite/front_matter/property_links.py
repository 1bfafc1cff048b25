"""Links in properties: `related: "[[a]]"`, in lists and mappings too. No I/O."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kbsite.model import Link, PropertyLink
from kbsite.nodes.tree import MappingNode, Node, ScalarNode, SequenceNode
from kbsite.urls import nfc

_LINK = re.compile(r"\[\[([^\[\]\n]{1,1000})\]\]")


def links_in(key: str, value: Node) -> Iterator[tuple[PropertyLink, tuple[int, int]]]:
    """The links in a property, each with its line and column among the nodes."""
    for item, node in enumerate(_scalars(value)):
        for found in _LINK.finditer(node.text):
            name, _, words = found[1].partition("|")
            target, _, fragment = name.partition("#")
            if not (target.strip() or fragment.strip()):
                continue
            words = words.strip()
            link = Link("property", nfc(target.strip()), nfc(fragment.strip()), bool(words))
            # Behind the quote that opens the text, if one does.
            column = node.column + (0 if node.plain else 1) + found.start()
            yield PropertyLink(key, item, *found.span(), link, words), (node.line, column)


def bracketed(value: Node) -> Node:
    """A value whose `[[a]]` stands without quotes, which to YAML is a list in a list, as text."""
    if isinstance(value, SequenceNode):
        text = _name_in(value)
        if text:
            return ScalarNode(text, True, value.line, value.column)
        return SequenceNode(tuple(map(bracketed, value.items)), value.line, value.column)
    return value


def _name_in(value: SequenceNode) -> str:
    if len(value.items) != 1 or not isinstance(value.items[0], SequenceNode):
        return ""
    parts = value.items[0].items
    # A comma in a name parted it.
    words = [part.text for part in parts if isinstance(part, ScalarNode) and part.plain]
    return f"[[{', '.join(words)}]]" if words and len(words) == len(parts) else ""


def _scalars(value: Node) -> list[ScalarNode]:
    """The values of a property, one for each that is shown; those nested deeper hold no links."""
    if isinstance(value, ScalarNode):
        return [value]
    if isinstance(value, MappingNode):
        nodes: list[Node] = [node for _, node in value.entries]
    else:
        nodes = list(value.items)
    nothing = ScalarNode("", False, 0, 0)
    return [node if isinstance(node, ScalarNode) else nothing for node in nodes]
