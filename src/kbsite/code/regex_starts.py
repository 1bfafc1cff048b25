"""What a regex's matches may begin with. No I/O."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any, NamedTuple

from kbsite.code.regex_trees import (
    ASSERTIONS,
    COMPILER,
    IGNORECASE,
    ONE_CHARACTER,
    OPS,
    PARSER,
    REPEATS,
    Item,
    Items,
)


class Start(NamedTuple):
    """Of some items, those matches that begin with a given character or with none."""

    items: Items
    #: Whether there may be one that takes no character; one that takes the given one.
    empty: bool
    takes: bool


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
    if op in ONE_CHARACTER:
        fits = _is_one(item, flags, character)
        trace.append(fits)
        return Start((item,), False, True) if fits else None
    if op is OPS.SUBPATTERN:
        group, added, removed, inner = argument
        found = starting(inner, COMPILER._combine_flags(flags, added, removed), character, trace)
        if found is None or found.items is inner:
            return found and found._replace(items=(item,))
        return found._replace(items=((op, (group, added, removed, found.items)),))
    if op is OPS.BRANCH:
        return _branch_starting(item, flags, character, trace)
    if op in REPEATS:
        least, _, inner = argument
        found = starting(inner, flags, character, trace)
        if found is None:
            return Start((_NOTHING,), True, False) if least == 0 else None
        return Start((item,), least == 0 or found.empty, found.takes)
    if op is OPS.ATOMIC_GROUP:
        found = starting(argument, flags, character, trace)
        return found and found._replace(items=(item,))
    if (
        op is OPS.ASSERT
        and argument[0] == 1
        and starting(argument[1], flags, character, trace) is None
    ):
        return None
    if op is OPS.FAILURE:
        return None
    if op is OPS.AT or op in ASSERTIONS:
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
        return Start(((OPS.SUBPATTERN, (None, 0, 0, found[0][1].items)),), empty, takes)
    if len(found) == len(branches) and all(s.items is b for b, s in found):
        return Start((item,), empty, takes)
    return Start(((op, (None, [s.items for _, s in found])),), empty, takes)


#: What a repetition comes to that cannot begin.
_NOTHING: Item = (OPS.SUBPATTERN, (None, 0, 0, ()))


def _is_one(item: Item, flags: int, character: str) -> bool:
    op, argument = item
    if not character:
        return False
    if not flags & IGNORECASE:
        if op is OPS.LITERAL:
            return bool(ord(character) == argument)
        if op is OPS.NOT_LITERAL:
            return bool(ord(character) != argument)
    elif op is OPS.LITERAL and argument < 128 and character.isascii():
        return chr(argument).lower() == character.lower()
    key = tuple(argument) if op is OPS.IN else argument
    return _test(op, key, flags)(character) is not None


@lru_cache(maxsize=8192)
def _test(op: Any, argument: Any, flags: int) -> Callable[[str], re.Match[str] | None]:
    item = (op, list(argument) if op is OPS.IN else argument)
    test: re.Pattern[str] = COMPILER.compile(PARSER.SubPattern(PARSER.State(), [item]), flags)
    return test.match


def surely_matches(items: Items) -> bool:
    """Whether `items` match wherever their first item's character comes next."""
    return bool(items) and _is_sure(items[0]) and all(map(_can_be_nothing, items[1:]))


def _is_sure(item: Item) -> bool:
    op, argument = item
    if op is OPS.SUBPATTERN:
        return surely_matches(argument[3])
    if op is OPS.BRANCH:
        return all(map(surely_matches, argument[1]))
    if op in REPEATS:
        return argument[0] == 1 and surely_matches(argument[2])
    return op in ONE_CHARACTER


def _can_be_nothing(item: Item) -> bool:
    op, argument = item
    if op is OPS.SUBPATTERN:
        return all(map(_can_be_nothing, argument[3]))
    return op in REPEATS and argument[0] == 0


def is_one_character(items: Items) -> bool:
    """Whether `items` match a single character and look at no other."""
    if len(items) != 1:
        return False
    op, argument = items[0]
    if op is OPS.SUBPATTERN:
        return is_one_character(argument[3])
    if op is OPS.BRANCH:
        return all(map(is_one_character, argument[1]))
    return op in ONE_CHARACTER
