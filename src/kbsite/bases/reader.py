"""The YAML of a base → `Base`, and what of it a table cannot do, with its place. No I/O.

The syntax is that of Obsidian 1.9 and later (help.obsidian.md/bases/syntax). What is beyond it is
left out, and the rest is read.
"""

from __future__ import annotations

import re

from kbsite.bases.conditions import Conditions
from kbsite.bases.faults import Fault, Faults, nearest
from kbsite.bases.formulas import read_formulas
from kbsite.bases.functions import FILE_FIELDS, beyond
from kbsite.bases.summaries import SUMMARIES
from kbsite.nodes.tree import (
    COLON_HINT,
    MappingNode,
    Mistake,
    Node,
    ScalarNode,
    SequenceNode,
    without_controls,
)
from kbsite.nodes.yaml import parse_yaml
from kbsite.nouns.views import Base, Column, Expression, Owner, SortBy, View

#: More views, or columns of one, are left out.
MAX_VIEWS, MAX_COLUMNS = 50, 50

_KEYS = ("filters", "formulas", "properties", "summaries", "views")
_VIEW_KEYS = ("type", "name", "filters", "order", "sort", "limit", "groupBy", "summaries")
_NUMBER = re.compile(r"[1-9][0-9]{0,8}")
_BY_NAME = SortBy("file", "name")
_NAMES = (Column("file", "name"),)


def read_base(text: str) -> tuple[Base | None, tuple[Fault, ...]]:
    """What `text` says; None where it cannot be read as a whole, which is the only fault then."""
    faults = Faults()
    node = parse_yaml(text)
    if not isinstance(node, Mistake | None):
        node = without_controls(node)
    if node is not None and not isinstance(node, MappingNode | Mistake):
        message = "a base must be `key: value` lines"
        node = Mistake(message, node.line, node.column, COLON_HINT)
    if isinstance(node, Mistake):
        faults.warn("base", node, node.message, node.hint)
        return None, tuple(faults.found)
    reader = _Reader(faults)
    return reader.read({} if node is None else _entries(node, faults)), tuple(faults.found)


def _entries(node: MappingNode, faults: Faults) -> dict[str, Node]:
    for key, _ in node.entries:
        if key.text not in _KEYS:
            message = f"`{key.text}` is nothing that a base has"
            faults.warn("base-part", key, message, nearest(key.text, _KEYS))
    return {key.text: value for key, value in node.entries}


class _Reader:
    """Reads one base."""

    def __init__(self, faults: Faults) -> None:
        self._faults = faults
        self._conditions = Conditions(faults)
        self._formulas: dict[str, Expression] = {}
        self._labels: dict[tuple[Owner, str], str] = {}

    def read(self, entries: dict[str, Node]) -> Base:
        if node := entries.get("formulas"):
            self._formulas = read_formulas(node, self._faults)
        if node := entries.get("properties"):
            self._read_labels(node)
        if node := entries.get("summaries"):
            self._faults.warn("base-part", node, "summaries of one's own are not read", "")
        self._conditions.formulas = frozenset(self._formulas)
        filters = entries.get("filters")
        every = self._conditions.read(filters) if filters else ()
        views = entries.get("views")
        nodes = views.items if isinstance(views, SequenceNode) else ()
        if views and not isinstance(views, SequenceNode):
            self._faults.warn("base-part", views, "`views` must be a list", "- type: table")
        for node in nodes[MAX_VIEWS:]:
            self._faults.warn("base-part", node, f"of the views the first {MAX_VIEWS} count")
            break
        read = (self._view(node, every) for node in nodes[:MAX_VIEWS])
        found = tuple(view for view in read if view)
        if not found:
            found = (View("", (self._labelled(_NAMES[0]),), every, (_BY_NAME,)),)
        return Base(found, tuple(self._formulas.items()))

    # --- properties ---

    def _read_labels(self, node: Node) -> None:
        if not isinstance(node, MappingNode):
            message = "`properties` must be `name: {displayName: …}` lines"
            self._faults.warn("base-part", node, message)
            return
        for key, value in node.entries:
            if (at := self._property(key)) and isinstance(value, MappingNode):
                for name, said in value.entries:
                    if name.text == "displayName" and isinstance(said, ScalarNode):
                        self._labels[at] = " ".join(said.text.split())

    def _property(self, node: Node) -> tuple[Owner, str] | None:
        """What a column or a key names, None where that is nothing."""
        if not isinstance(node, ScalarNode) or not node.text.strip():
            self._faults.warn("base-part", node, "a property must be a name", "As in file.name")
            return None
        text = node.text.strip()
        owner, dot, name = text.partition(".")
        if not dot or owner not in ("file", "formula", "note"):
            return ("file", "name") if text == "file" else ("note", text)
        if owner == "file":
            if name not in FILE_FIELDS:
                message = f"`{text}` is nothing that a table knows"
                self._faults.warn("base-part", node, message, beyond(name, FILE_FIELDS, "file."))
                return None
            return "file", "name" if name == "file" else name
        if owner == "formula":
            if name not in self._formulas:
                message = f"there is no formula `{name}`"
                self._faults.warn("base-part", node, message, nearest(name, self._formulas))
                return None
            return "formula", name
        return "note", name

    def _labelled(self, column: Column) -> Column:
        label = self._labels.get((column.of, column.name), "")
        return Column(column.of, column.name, label, column.summary)

    # --- views ---

    def _view(self, node: Node, every: Expression) -> View | None:
        if not isinstance(node, MappingNode):
            message = "a view must be `key: value` lines"
            self._faults.warn("base-part", node, message, "As in  - type: table")
            return None
        entries = {key.text: value for key, value in node.entries}
        self._check_keys(node)
        if kind := entries.get("type"):
            self._check_type(kind)
        filters = entries.get("filters")
        condition = self._conditions.joined(
            every, self._conditions.read(filters) if filters else ()
        )
        group = entries.get("groupBy")
        return View(
            name=_word(entries.get("name")),
            columns=self._columns(entries.get("order"), entries.get("summaries")),
            condition=condition,
            sort=self._sorts(entries.get("sort")) or (_BY_NAME,),
            group=self._sort(group) if group else None,
            limit=self._limit(entries.get("limit")),
        )

    def _check_keys(self, node: MappingNode) -> None:
        """Tells slips of a letter; views keep more than is known here (widths of columns …)."""
        for key, _ in node.entries:
            if key.text not in _VIEW_KEYS and (hint := nearest(key.text, _VIEW_KEYS)):
                message = f"`{key.text}` is nothing that a table knows"
                self._faults.inform("base-part", key, message, hint)

    def _check_type(self, node: Node) -> None:
        if (kind := _word(node)) not in ("table", ""):
            message = f"a view of the type {kind[:40]!r} is shown as a table"
            self._faults.inform("base-part", node, message)

    def _columns(self, order: Node | None, summaries: Node | None) -> tuple[Column, ...]:
        said = self._summaries(summaries) if summaries else {}
        columns: list[Column] = []
        if order and not isinstance(order, SequenceNode):
            self._faults.warn("base-part", order, "`order` must be a list of properties")
        for node in order.items if isinstance(order, SequenceNode) else ():
            if len(columns) >= MAX_COLUMNS:
                message = f"of the columns the first {MAX_COLUMNS} count"
                self._faults.warn("base-part", node, message)
                break
            if at := self._property(node):
                columns.append(self._labelled(Column(*at, summary=said.get(at, ""))))
        # One property is one column.
        kept = {(column.of, column.name): column for column in columns}
        return tuple(kept.values()) or (self._labelled(_NAMES[0]),)

    def _summaries(self, node: Node) -> dict[tuple[Owner, str], str]:
        if not isinstance(node, MappingNode):
            self._faults.warn("base-part", node, "`summaries` must be `property: Sum` lines")
            return {}
        found = {}
        for key, value in node.entries:
            at, name = self._property(key), _word(value)
            if name not in SUMMARIES:
                message = f"`{name[:40]}` is no summary that a table knows"
                self._faults.warn("base-part", value, message, nearest(name, SUMMARIES))
            elif at:
                found[at] = name
        return found

    def _sorts(self, node: Node | None) -> tuple[SortBy, ...]:
        if node is None:
            return ()
        if not isinstance(node, SequenceNode):
            self._faults.warn("base-part", node, "`sort` must be a list", "- property: file.name")
            return ()
        return tuple(sort for item in node.items if (sort := self._sort(item)))

    def _sort(self, node: Node) -> SortBy | None:
        """A property with a direction, or alone."""
        if isinstance(node, ScalarNode):
            at = None if node.is_null else self._property(node)
            return SortBy(*at) if at else None
        entries = {k.text: v for k, v in node.entries} if isinstance(node, MappingNode) else {}
        # Early versions of Obsidian called it a column.
        named = entries.get("property") or entries.get("column")
        if not named:
            hint = "As in  {property: file.name, direction: DESC}"
            self._faults.warn("base-part", node, "a property and a direction are missing", hint)
            return None
        at, direction = self._property(named), _word(entries.get("direction")).upper()
        if direction not in ("ASC", "DESC", ""):
            said = f"the direction {direction[:40]!r} is neither ASC nor DESC"
            self._faults.warn("base-part", entries["direction"], said)
        return SortBy(*at, descending=direction == "DESC") if at else None

    def _limit(self, node: Node | None) -> int:
        if node is None or (isinstance(node, ScalarNode) and node.is_null):
            return 0
        if isinstance(node, ScalarNode) and _NUMBER.fullmatch(node.text.strip()):
            return int(node.text)
        self._faults.warn("base-part", node, "`limit` must be a whole number, 1 or more")
        return 0


def _word(node: Node | None) -> str:
    return " ".join(node.text.split()) if isinstance(node, ScalarNode) and not node.is_null else ""
