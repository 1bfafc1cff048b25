"""Regexes as trees, and many of them joined into one. No I/O.

The trees are those of the standard library's `re`, which offers no other way to look into a
regex. A tree that holds anything not named here is refused by ValueError.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

# They have no types, and the public names of the same modules are deprecated.
COMPILER: Any = vars(re)["_compiler"]
PARSER: Any = vars(re)["_parser"]
OPS: Any = PARSER

#: An operator and its arguments; a sequence of them matches one after another.
Item = tuple[Any, Any]
Items = Sequence[Item]

# Plain numbers: the sums of an enumeration's members are slow.
IGNORECASE = int(re.IGNORECASE)
_FLAGS = int(re.IGNORECASE | re.MULTILINE | re.DOTALL | re.ASCII | re.UNICODE)
_KNOWN_FLAGS = _FLAGS | int(re.VERBOSE)
ONE_CHARACTER = frozenset((OPS.LITERAL, OPS.NOT_LITERAL, OPS.ANY, OPS.IN))
REPEATS = frozenset((OPS.MAX_REPEAT, OPS.MIN_REPEAT, OPS.POSSESSIVE_REPEAT))
ASSERTIONS = frozenset((OPS.ASSERT, OPS.ASSERT_NOT))
_LEAVES = ONE_CHARACTER | {OPS.AT, OPS.FAILURE}

_SCOPED_IGNORECASE = re.compile(r"\(\?[a-zA-Z]*i")
#: Of sets with so many parts the compiler's bitmap is made once, not each time they are compiled.
_MANY = 12


class Tree(NamedTuple):
    """A regex: its items, flags, and (least, greatest) width of each group, the first's first."""

    items: Items
    flags: int
    widths: tuple[tuple[int, int], ...]


@lru_cache(maxsize=8192)
def tree_of(text: str, flags: int) -> Tree:
    """The tree of a regex."""
    if flags & ~_KNOWN_FLAGS:
        raise ValueError("flags that cannot be joined")
    parsed = PARSER.parse(text, flags)
    widths = tuple(parsed.state.groupwidths[1:])
    # Looks at every item, so that an unknown one is found here.
    cased = not parsed.state.flags & IGNORECASE and not _SCOPED_IGNORECASE.search(text)
    items = _mapped(parsed.data, 0, tuple, cased)
    return Tree(items, parsed.state.flags & _FLAGS, widths)


class Joined(NamedTuple):
    """Trees as alternatives of one regex: the first that matches counts."""

    pattern: re.Pattern[str]
    #: For each tree, the group that is the last one where it has matched.
    marks: tuple[int, ...]
    #: For each tree, by how much the numbers of its groups have grown.
    shifts: tuple[int, ...]


def join(trees: Sequence[Tree]) -> Joined:
    """One regex from several; behind each alternative stands an empty group, which closes last
    and so becomes the match's `lastindex`."""
    state = PARSER.State()
    widths: list[Any] = [None]
    for tree in trees:
        widths.extend((*tree.widths, (0, 0)))
    state.groupwidths = widths
    flags = trees[0].flags

    def sub(items: list[Item]) -> Any:
        return PARSER.SubPattern(state, items)

    branches: list[Any] = []
    marks: list[int] = []
    shifts: list[int] = []
    before = 0
    for tree in trees:
        shifts.append(before)
        items = _mapped(tree.items, before, sub)
        if tree.flags != flags:
            added, removed = tree.flags & ~flags, flags & ~tree.flags
            items = sub([(OPS.SUBPATTERN, (None, added, removed, items))])
        before += len(tree.widths) + 1
        marks.append(before)
        mark = (OPS.SUBPATTERN, (before, 0, 0, sub([])))
        branches.append(sub([*items, mark]))
    whole = sub([(OPS.BRANCH, (None, branches))] if len(trees) > 1 else branches[0].data)
    return Joined(COMPILER.compile(whole, flags), tuple(marks), tuple(shifts))


def _mapped(
    items: Items, shift: int, wrap: Callable[[list[Item]], Any], cased: bool = False
) -> Any:
    """A copy, each sequence wrapped, with greater numbers of groups.

    Where no regex is compiled without regard to case, large sets become bitmaps."""
    return wrap([_item_mapped(item, shift, wrap, cased) for item in items])


def _item_mapped(item: Item, shift: int, wrap: Callable[[list[Item]], Any], cased: bool) -> Item:
    op, argument = item

    def mapped(items: Items) -> Any:
        return _mapped(items, shift, wrap, cased)

    if op is OPS.IN and cased and len(argument) > _MANY:
        return op, _bitmap(argument)
    if op in _LEAVES:
        return item
    if op is OPS.SUBPATTERN:
        group, added, removed, inner = argument
        return op, (group and group + shift, added, removed, mapped(inner))
    if op is OPS.BRANCH:
        return op, (None, [mapped(branch) for branch in argument[1]])
    if op in REPEATS:
        least, most, inner = argument
        return op, (least, most, mapped(inner))
    if op in ASSERTIONS:
        return op, (argument[0], mapped(argument[1]))
    if op is OPS.ATOMIC_GROUP:
        return op, mapped(argument)
    if op is OPS.GROUPREF:
        return op, argument + shift
    if op is OPS.GROUPREF_EXISTS:
        group, yes, no = argument
        return op, (group + shift, mapped(yes), no and mapped(no))
    raise ValueError(f"an operator that cannot be joined: {op}")


def _bitmap(characters: list[Item]) -> list[Item]:
    parts, _ = COMPILER._optimize_charset(characters)
    return [(op, tuple(part) if isinstance(part, list) else part) for op, part in parts]
