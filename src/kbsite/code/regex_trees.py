"""Regexes as trees: what a match may begin with, and many regexes joined into one. No I/O.

The trees are those of the standard library's `re`, which offers no other way to look into a
regex. A tree that holds anything not named here is refused by ValueError.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import lru_cache
from importlib import import_module
from typing import Any, NamedTuple

# They have no types, and the public names of the same modules are deprecated.
_compiler: Any = import_module("re._compiler")
_parser: Any = import_module("re._parser")
_ops: Any = import_module("re._constants")

#: An operator and its arguments; a sequence of them matches one after another.
Item = tuple[Any, Any]
Items = Sequence[Item]

# Plain numbers: the sums of an enumeration's members are slow.
_IGNORECASE = int(re.IGNORECASE)
_FLAGS = int(re.IGNORECASE | re.MULTILINE | re.DOTALL | re.ASCII | re.UNICODE)
_KNOWN_FLAGS = _FLAGS | int(re.VERBOSE)
_ONE_CHARACTER = frozenset((_ops.LITERAL, _ops.NOT_LITERAL, _ops.ANY, _ops.IN))
_REPEATS = frozenset((_ops.MAX_REPEAT, _ops.MIN_REPEAT, _ops.POSSESSIVE_REPEAT))
_ASSERTIONS = frozenset((_ops.ASSERT, _ops.ASSERT_NOT))
_LEAVES = _ONE_CHARACTER | {_ops.AT, _ops.FAILURE}

_SCOPED_IGNORECASE = re.compile(r"\(\?[a-zA-Z]*i")
#: Of sets with so many parts the compiler's bitmap is made once, not each time they are compiled.
_MANY = 12


class Tree(NamedTuple):
    """A regex: its items, flags, and (least, greatest) width of each group, the first's first."""

    items: Items
    flags: int
    widths: tuple[tuple[int, int], ...]


class Start(NamedTuple):
    """Of some items, those matches that begin with a given character or with none."""

    items: Items
    #: Whether there may be one that takes no character; one that takes the given one.
    empty: bool
    takes: bool


@lru_cache(maxsize=8192)
def tree_of(text: str, flags: int) -> Tree:
    """The tree of a regex."""
    if flags & ~_KNOWN_FLAGS:
        raise ValueError("flags that cannot be joined")
    parsed = _parser.parse(text, flags)
    widths = tuple(parsed.state.groupwidths[1:])
    # Looks at every item, so that an unknown one is found here.
    cased = not parsed.state.flags & _IGNORECASE and not _SCOPED_IGNORECASE.search(text)
    items = _mapped(parsed.data, 0, tuple, cased)
    return Tree(items, parsed.state.flags & _FLAGS, widths)


def starting(items: Items, flags: int, character: str, trace: list[bool]) -> Start | None:
    """`items` less the alternatives that cannot match where `character` comes next ("" at the
    end of the text), None where nothing can. The very same items where nothing falls away.

    `trace` is added to: characters that leave the same traces have the same result."""
    kept: list[Item] = []
    same, takes = True, False
    for i, item in enumerate(items):
        found = _item_starting(item, flags, character, trace)
        if found is None:
            if not takes:
                return None
            return Start(items if same else (*kept, *items[i:]), False, True)
        # Behind an item that may have taken the character, any other may come.
        new = item if takes else found.items[0]
        same = same and new is item
        if new is not _NOTHING:
            kept.append(new)
        takes = takes or found.takes
        if not found.empty:
            return Start(items if same else (*kept, *items[i + 1 :]), False, takes)
    return Start(items if same else kept, True, takes)


def _item_starting(item: Item, flags: int, character: str, trace: list[bool]) -> Start | None:
    op, argument = item
    if op in _ONE_CHARACTER:
        fits = _is_one(item, flags, character)
        trace.append(fits)
        return Start((item,), False, True) if fits else None
    if op is _ops.SUBPATTERN:
        group, added, removed, inner = argument
        found = starting(inner, _compiler._combine_flags(flags, added, removed), character, trace)
        if found is None or found.items is inner:
            return found and found._replace(items=(item,))
        return found._replace(items=((op, (group, added, removed, found.items)),))
    if op is _ops.BRANCH:
        return _branch_starting(item, flags, character, trace)
    if op in _REPEATS:
        least, _, inner = argument
        found = starting(inner, flags, character, trace)
        if found is None:
            return Start((_NOTHING,), True, False) if least == 0 else None
        return Start((item,), least == 0 or found.empty, found.takes)
    if op is _ops.ATOMIC_GROUP:
        found = starting(argument, flags, character, trace)
        return found and found._replace(items=(item,))
    if (
        op is _ops.ASSERT
        and argument[0] == 1
        and starting(argument[1], flags, character, trace) is None
    ):
        return None
    if op is _ops.FAILURE:
        return None
    if op is _ops.AT or op in _ASSERTIONS:
        return Start((item,), True, False)
    # What a reference matches is not known before.
    return Start((item,), True, True)


def _branch_starting(item: Item, flags: int, character: str, trace: list[bool]) -> Start | None:
    op, (_, branches) = item
    found = [(b, s) for b in branches if (s := starting(b, flags, character, trace)) is not None]
    if not found:
        return None
    empty, takes = any(s.empty for _, s in found), any(s.takes for _, s in found)
    if len(found) == 1:
        return Start(((_ops.SUBPATTERN, (None, 0, 0, found[0][1].items)),), empty, takes)
    if len(found) == len(branches) and all(s.items is b for b, s in found):
        return Start((item,), empty, takes)
    return Start(((op, (None, [s.items for _, s in found])),), empty, takes)


#: What a repetition comes to that cannot begin.
_NOTHING: Item = (_ops.SUBPATTERN, (None, 0, 0, ()))


def _is_one(item: Item, flags: int, character: str) -> bool:
    op, argument = item
    if not character:
        return False
    if not flags & _IGNORECASE:
        if op is _ops.LITERAL:
            return bool(ord(character) == argument)
        if op is _ops.NOT_LITERAL:
            return bool(ord(character) != argument)
    elif op is _ops.LITERAL and argument < 128 and character.isascii():
        return chr(argument).lower() == character.lower()
    key = tuple(argument) if op is _ops.IN else argument
    return _test(op, key, flags)(character) is not None


@lru_cache(maxsize=8192)
def _test(op: Any, argument: Any, flags: int) -> Callable[[str], re.Match[str] | None]:
    item = (op, list(argument) if op is _ops.IN else argument)
    test: re.Pattern[str] = _compiler.compile(_parser.SubPattern(_parser.State(), [item]), flags)
    return test.match


def surely_matches(items: Items) -> bool:
    """Whether `items` match wherever their first item's character comes next."""
    return bool(items) and _is_sure(items[0]) and all(map(_can_be_nothing, items[1:]))


def _is_sure(item: Item) -> bool:
    op, argument = item
    if op is _ops.SUBPATTERN:
        return surely_matches(argument[3])
    if op is _ops.BRANCH:
        return all(map(surely_matches, argument[1]))
    if op in _REPEATS:
        return argument[0] == 1 and surely_matches(argument[2])
    return op in _ONE_CHARACTER


def _can_be_nothing(item: Item) -> bool:
    op, argument = item
    if op is _ops.SUBPATTERN:
        return all(map(_can_be_nothing, argument[3]))
    return op in _REPEATS and argument[0] == 0


def is_one_character(items: Items) -> bool:
    """Whether `items` match a single character and look at no other."""
    if len(items) != 1:
        return False
    op, argument = items[0]
    if op is _ops.SUBPATTERN:
        return is_one_character(argument[3])
    if op is _ops.BRANCH:
        return all(map(is_one_character, argument[1]))
    return op in _ONE_CHARACTER


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
    state = _parser.State()
    widths: list[Any] = [None]
    for tree in trees:
        widths.extend((*tree.widths, (0, 0)))
    state.groupwidths = widths
    flags = trees[0].flags

    def sub(items: list[Item]) -> Any:
        return _parser.SubPattern(state, items)

    branches: list[Any] = []
    marks: list[int] = []
    shifts: list[int] = []
    before = 0
    for tree in trees:
        shifts.append(before)
        items = _mapped(tree.items, before, sub)
        if tree.flags != flags:
            added, removed = tree.flags & ~flags, flags & ~tree.flags
            items = sub([(_ops.SUBPATTERN, (None, added, removed, items))])
        before += len(tree.widths) + 1
        marks.append(before)
        mark = (_ops.SUBPATTERN, (before, 0, 0, sub([])))
        branches.append(sub([*items, mark]))
    whole = sub([(_ops.BRANCH, (None, branches))] if len(trees) > 1 else branches[0].data)
    return Joined(_compiler.compile(whole, flags), tuple(marks), tuple(shifts))


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

    if op is _ops.IN and cased and len(argument) > _MANY:
        return op, _bitmap(argument)
    if op in _LEAVES:
        return item
    if op is _ops.SUBPATTERN:
        group, added, removed, inner = argument
        return op, (group and group + shift, added, removed, mapped(inner))
    if op is _ops.BRANCH:
        return op, (None, [mapped(branch) for branch in argument[1]])
    if op in _REPEATS:
        least, most, inner = argument
        return op, (least, most, mapped(inner))
    if op in _ASSERTIONS:
        return op, (argument[0], mapped(argument[1]))
    if op is _ops.ATOMIC_GROUP:
        return op, mapped(argument)
    if op is _ops.GROUPREF:
        return op, argument + shift
    if op is _ops.GROUPREF_EXISTS:
        group, yes, no = argument
        return op, (group + shift, mapped(yes), no and mapped(no))
    raise ValueError(f"an operator that cannot be joined: {op}")


def _bitmap(characters: list[Item]) -> list[Item]:
    parts, _ = _compiler._optimize_charset(characters)
    return [(op, tuple(part) if isinstance(part, list) else part) for op, part in parts]
