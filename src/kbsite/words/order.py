"""The order in which notes are read: what comes first, what before and after. No I/O."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TypeAlias

from kbsite.urls import is_readme, natural_key

#: Sorts what has an `order` before what has none, then by name.
OrderKey: TypeAlias = tuple[bool, float, tuple[tuple[tuple[int, int, str], ...], ...], str]


def order_key(order: float | None, path: str) -> OrderKey:
    """What the note or folder at `path` is sorted by. Numbers in names count as numbers (第2章
    before 第10章), folder by folder; `章/index.md` stands where `章.md` would."""
    if is_readme(path):
        name = path.rpartition("/")[0]
    else:
        name = path.removesuffix(".md").removesuffix("/index")
    names = tuple(natural_key(part) for part in name.split("/"))
    return order is None, order or 0.0, names, path


def neighbours(chains: Iterable[Sequence[str]]) -> dict[str, tuple[str, str]]:
    """What comes before and after each path in its chain, "" at the ends."""
    return {
        path: (before, after)
        for chain in chains
        for before, path, after in zip(("", *chain), chain, (*chain[1:], ""), strict=False)
    }
