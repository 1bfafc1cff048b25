"""The formulas of a base, in an order in which each stands behind those that it reads. No I/O."""

from __future__ import annotations

from kbsite.bases.conditions import read_expression, unknown_formulas
from kbsite.bases.faults import Faults
from kbsite.nodes.tree import MappingNode, Node, ScalarNode
from kbsite.nouns.views import Expression, Read

#: More formulas are left out, or more steps of all together.
MAX_FORMULAS, MAX_STEPS = 100, 5_000


def read_formulas(node: Node, faults: Faults) -> dict[str, Expression]:
    """Name → steps. What reads itself by way of others is left out, and so is what reads that."""
    if not isinstance(node, MappingNode):
        faults.warn("base-part", node, "`formulas` must be `name: expression` lines")
        return {}
    read: dict[str, Expression] = {}
    nodes: dict[str, Node] = {}
    steps = 0
    for key, value in node.entries:
        if not isinstance(value, ScalarNode):
            faults.warn("base-expression", value, "a formula must be text")
            continue
        expression = read_expression(value, faults)
        steps += len(expression)
        if len(read) == MAX_FORMULAS or steps > MAX_STEPS:
            message = f"a base has {MAX_FORMULAS} formulas at most, of {MAX_STEPS:,} parts"
            faults.warn("base-expression", value, message)
            break
        if expression:
            read[key.text], nodes[key.text] = expression, value
    return _in_order(read, nodes, faults)


def _in_order(
    formulas: dict[str, Expression], nodes: dict[str, Node], faults: Faults
) -> dict[str, Expression]:
    known = frozenset(formulas)
    left = {
        name: {step.name for step in steps if isinstance(step, Read) and step.of == "formula"}
        for name, steps in formulas.items()
        if not unknown_formulas(steps, known, nodes[name], faults)
    }
    ordered: dict[str, Expression] = {}
    # Each round takes at least one, or is the last: few formulas make this cheap.
    while ready := [name for name, reads in left.items() if reads <= ordered.keys()]:
        for name in ready:
            ordered[name] = formulas[name]
            del left[name]
    for name in left:
        message = f"the formula `{name}` reads itself, or one that cannot be read"
        faults.warn("base-expression", nodes[name], message)
    return ordered
