"""`check.ignore` of `kbsite.yaml` → its entries as written. No I/O."""

from __future__ import annotations

import difflib
from typing import Annotated

import msgspec
from msgspec import Meta

from kbsite.diagnostics import CODES
from kbsite.nodes.tree import MappingNode, Mistake, Node, ScalarNode, SequenceNode


class CheckConfig(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What `kbsite check` says nothing of."""

    ignore: Annotated[
        tuple[str, ...],
        Meta(
            description="Codes that `kbsite check` does not report, each alone or with a glob of "
            "notes behind a space"
        ),
    ] = ()


_HINT = "As in  - orphan  or  - untagged 日记/*"


def read_silences(node: Node) -> tuple[tuple[str, ...], list[Mistake]]:
    """The entries, a code each, alone or with a glob of notes, and what is wrong with others."""
    if isinstance(node, MappingNode):
        return (), [Mistake("`check.ignore` must be a list", node.line, node.column, _HINT)]
    entries: list[str] = []
    mistakes: list[Mistake] = []
    for item in node.items if isinstance(node, SequenceNode) else (node,):
        if not isinstance(item, ScalarNode) or item.is_null or not item.text.strip():
            what = "`check.ignore`: an entry is a code, or a code and a glob"
            mistakes.append(Mistake(what, item.line, item.column, _HINT))
            continue
        code, *glob = item.text.split(maxsplit=1)
        if code in CODES:
            entries.append(" ".join((code, *glob)))
            continue
        near = difflib.get_close_matches(code, CODES, n=1)
        hint = f"Did you mean `{near[0]}`?" if near else _HINT
        what = f"`check.ignore`: {code[:60]!r} is no code of a diagnostic"
        mistakes.append(Mistake(what, item.line, item.column, hint))
    return tuple(entries), mistakes
