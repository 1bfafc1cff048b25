"""`nav` of `kbsite.yaml` → its entries as written. No I/O."""

from __future__ import annotations

import msgspec

from kbsite.nodes.tree import MappingNode, Mistake, Node, ScalarNode, SequenceNode


class NavEntry(msgspec.Struct, frozen=True):
    """An entry of the header: a title, "" for that of the target, and where `target` is
    written."""

    title: str
    target: str
    line: int = 0
    column: int = 0


#: How an entry is written, which is not how it is kept.
NAV_SCHEMA = {
    "anyOf": [
        {"type": "string", "minLength": 1},
        {
            "type": "object",
            "additionalProperties": {"type": "string", "minLength": 1},
            "minProperties": 1,
            "maxProperties": 1,
        },
    ]
}
_HINT = "As in  - 关于: about.md"
NAV_DEFAULT = ("/tags/", "/archive/", "/folders/", "/graph/", "/feed.xml")


def read_nav(node: Node) -> tuple[tuple[NavEntry, ...], list[Mistake]]:
    """The entries, targets or a title and a target each, and what is wrong with others."""
    if isinstance(node, MappingNode):
        return (), [Mistake("`nav` must be a list", node.line, node.column, _HINT)]
    entries: list[NavEntry] = []
    mistakes: list[Mistake] = []
    for item in node.items if isinstance(node, SequenceNode) else (node,):
        title, target = "", item
        if isinstance(item, MappingNode) and len(item.entries) == 1:
            title, target = item.entries[0][0].text.strip(), item.entries[0][1]
        if isinstance(target, ScalarNode) and not target.is_null and target.text.strip():
            entries.append(NavEntry(title, target.text.strip(), target.line, target.column))
        else:
            what = "`nav`: an entry is a target, or one title with its target"
            mistakes.append(Mistake(what, target.line, target.column, _HINT))
    return tuple(entries), mistakes
