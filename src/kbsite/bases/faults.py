"""What is wrong with a base, gathered while it is read. No I/O."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from typing import NamedTuple

from kbsite.diagnostics import Code, Severity
from kbsite.nodes.tree import Mistake, Node


class Fault(NamedTuple):
    """A mistake at a line and column of the base's own text, both from 1."""

    code: Code
    severity: Severity
    line: int
    column: int
    message: str
    hint: str = ""


class Faults:
    """Those of one base."""

    def __init__(self) -> None:
        self.found: list[Fault] = []

    def warn(
        self, code: Code, node: Node | Mistake, message: str, hint: str = "", *, right: int = 0
    ) -> None:
        """A mistake at `node`, `right` columns behind its beginning."""
        at = (node.line, node.column + right)
        self.found.append(Fault(code, "warning", *at, message, hint))

    def inform(self, code: Code, node: Node, message: str, hint: str = "") -> None:
        """What is worth knowing."""
        self.found.append(Fault(code, "info", node.line, node.column, message, hint))


def nearest(word: str, known: Iterable[str]) -> str:
    """A hint that names the one of `known` most like `word`, "" where none is."""
    near = difflib.get_close_matches(word, list(known), n=1)
    return f"Did you mean `{near[0]}`?" if near else ""
