"""The filters of a base → one expression. No I/O."""

from __future__ import annotations

from collections.abc import Sequence

from kbsite.bases.faults import Faults, nearest
from kbsite.bases.lexer import ExpressionError
from kbsite.bases.parser import parse_expression
from kbsite.nodes.tree import Node, ScalarNode, SequenceNode
from kbsite.nouns.views import Expression, Operator, Read

#: All filters of a base together have so many steps at most: each is taken for each note.
MAX_STEPS = 5_000

_GROUPS = ("and", "or", "not")
_HINT = "Filters are expressions, or lists of them below `and:`, `or:`, `not:`."


def read_expression(node: ScalarNode, faults: Faults) -> Expression:
    """The steps of an expression, none where it cannot be read, which is a fault then."""
    try:
        return parse_expression(node.text)
    except ExpressionError as fault:
        # In a text of several lines a place cannot be told.
        within = "\n" not in node.text
        right = fault.at + (0 if node.plain else 1) if within else 0
        faults.warn("base-expression", node, fault.message, fault.hint, right=right)
        return ()


def unknown_formulas(
    expression: Expression, known: frozenset[str], node: Node, faults: Faults
) -> bool:
    """Whether an expression reads formulas that there are not, each of which is a fault."""
    reads = (step.name for step in expression if isinstance(step, Read) and step.of == "formula")
    missing = [name for name in dict.fromkeys(reads) if name not in known]
    for name in missing:
        message = f"there is no formula `{name}`"
        faults.warn("base-expression", node, message, nearest(name, known))
    return bool(missing)


class Conditions:
    """Reads the filters of one base. A statement that cannot be read is left out, as if it were
    not there."""

    def __init__(self, faults: Faults) -> None:
        self._faults = faults
        self._steps = 0
        self.formulas: frozenset[str] = frozenset()

    def joined(self, first: Expression, second: Expression) -> Expression:
        """Both; an empty one says nothing."""
        return _combined([part for part in (first, second) if part], "&&")

    def read(self, node: Node) -> Expression:
        """The expression of filters, empty where they say nothing."""
        if isinstance(node, ScalarNode):
            return () if node.is_null else self._statement(node)
        if isinstance(node, SequenceNode):
            return self._group("and", node)
        parts = []
        for key, value in node.entries:
            if key.text in _GROUPS:
                parts.append(self._group(key.text, value))
            else:
                hint = nearest(key.text, _GROUPS) or _HINT
                message = f"`{key.text[:60]}` is no filter"
                self._faults.warn("base-expression", key, message, hint)
        return _combined([part for part in parts if part], "&&")

    def _group(self, name: str, node: Node) -> Expression:
        nodes = node.items if isinstance(node, SequenceNode) else (node,)
        parts = [part for item in nodes if (part := self.read(item))]
        if name == "and":
            return _combined(parts, "&&")
        either = _combined(parts, "||")
        return (*either, Operator("!")) if either and name == "not" else either

    def _statement(self, node: ScalarNode) -> Expression:
        read = read_expression(node, self._faults)
        if not read or unknown_formulas(read, self.formulas, node, self._faults):
            return ()
        self._steps += len(read)
        if self._steps > MAX_STEPS:
            message = f"the filters of a base have {MAX_STEPS:,} parts at most; this is left out"
            self._faults.warn("base-expression", node, message)
            return ()
        return read


def _combined(parts: Sequence[Expression], operator: str) -> Expression:
    if not parts:
        return ()
    steps = list(parts[0])
    for part in parts[1:]:
        steps += (*part, Operator(operator))
    return tuple(steps)
