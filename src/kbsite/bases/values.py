"""The values of expressions: what they are, how they compare, what they say. No I/O.

Text, lists and numbers are bounded, so that no formula of formulas grows without end; what would
grow beyond its bound is nothing.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from typing import NamedTuple, TypeAlias, TypeGuard

from kbsite.nouns.views import Part
from kbsite.urls import natural_key

MAX_TEXT = 10_000
MAX_LIST = 1_000
#: Whole numbers are exact up to here, as they are in Obsidian.
_EXACT = 2**53


class Day(NamedTuple):
    """A date as written, and its ISO form (`YYYY-MM-DD` or RFC 3339), which sorts as time does."""

    text: str
    iso: str


#: The ISO form of a date in parts: year, month, day and, where it has a time, that.
MOMENT = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:T(\d{2}):(\d{2}):(\d{2}))?")


class Linked(str):
    """Text parts of which lead somewhere; `note` is the path of the note that the whole leads to,
    else ""."""

    __slots__ = ("note", "parts")
    parts: tuple[Part, ...]
    note: str

    def __new__(cls, parts: Iterable[Part], note: str = "", text: str = "") -> Linked:
        """The text is that of `parts` where no other is given."""
        parts = tuple(parts)
        linked = super().__new__(cls, text or "".join(part.text for part in parts))
        linked.parts = parts
        linked.note = note
        return linked


class NoteValue(NamedTuple):
    """A note itself."""

    path: str


Value: TypeAlias = (
    "bool | int | float | str | Day | NoteValue | tuple[Value, ...] | dict[str, Value] | None"
)


def is_number(value: Value) -> TypeGuard[int | float]:
    """Whether one can calculate with `value`."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def number(value: float) -> int | float | None:
    """A result as it is kept; None for what is no number."""
    if isinstance(value, int) and abs(value) < _EXACT:
        return value
    try:
        as_float = float(value)
    except OverflowError:
        return None
    return as_float if math.isfinite(as_float) else None


def text(value: str) -> str | None:
    """The same of a text."""
    return value if len(value) <= MAX_TEXT else None


def listed(values: Iterable[Value]) -> tuple[Value, ...]:
    """A list without lists in it."""
    flat: list[Value] = []
    for value in values:
        if isinstance(value, tuple) and not isinstance(value, Day | NoteValue):
            flat += value
        else:
            flat.append(value)
    return tuple(flat[:MAX_LIST])


def is_list(value: Value) -> bool:
    """Whether `value` is a list (dates and notes are tuples, too)."""
    return isinstance(value, tuple) and not isinstance(value, Day | NoteValue)


def items(value: Value) -> tuple[Value, ...]:
    """The items of a list, or what is none as the only one."""
    if isinstance(value, tuple) and not isinstance(value, Day | NoteValue):
        return value
    return () if value is None else (value,)


def is_empty(value: Value) -> bool:
    """Whether `value` says nothing."""
    return value is None or (not isinstance(value, Day | NoteValue) and value in ("", (), {}))


def is_true(value: Value) -> bool:
    """What counts as true: all but nothing, false, 0 and what is empty."""
    return not is_empty(value) and value is not False and value != 0


def shown_number(value: float) -> str:
    """`3`, `2.5`: a number as it is written."""
    if isinstance(value, int) or (value.is_integer() and abs(value) < _EXACT):
        return str(int(value))
    return repr(value).removesuffix(".0")


def shown(value: Value) -> str:
    """A value as text."""
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case int() | float():
            return shown_number(value)
        case str():
            return str(value)
        case Day():
            return value.text
        case NoteValue():
            return value.path.rpartition("/")[2].removesuffix(".md")
        case dict():
            return ", ".join(f"{key}: {shown(each)}" for key, each in value.items())
    return ", ".join(map(shown, value))


def _note_of(value: Value) -> str:
    if isinstance(value, NoteValue):
        return value.path
    return value.note if isinstance(value, Linked) else ""


def equal(a: Value, b: Value) -> bool:
    """Nothing, an empty text and an empty list are one; links are by where they lead, dates by
    what they are, whether text or not."""
    if is_empty(a) or is_empty(b):
        return is_empty(a) and is_empty(b)
    if (note := _note_of(a)) and (other := _note_of(b)):
        return note == other
    if isinstance(a, bool) != isinstance(b, bool):
        return False
    if isinstance(a, Day) or isinstance(b, Day):
        return _moment(a) == _moment(b)
    if is_list(a) and is_list(b):
        one, two = items(a), items(b)
        return len(one) == len(two) and all(map(equal, one, two))
    return a == b


def _moment(value: Value) -> str:
    return value.iso if isinstance(value, Day) else shown(value)


def less(a: Value, b: Value) -> bool | None:
    """Whether `a` is before `b`; None where the two do not compare."""
    if is_number(a) and is_number(b):
        return a < b
    if isinstance(a, Day) or isinstance(b, Day):
        if isinstance(a, Day | str) and isinstance(b, Day | str):
            return _moment(a) < _moment(b)
        return None
    if isinstance(a, str) and isinstance(b, str):
        return str(a) < str(b)
    return None


SortKey: TypeAlias = tuple[int, float, object]


def sort_key(value: Value) -> SortKey:
    """What rows are sorted by: numbers, then dates, then text in its natural order. What is empty
    is for the caller to put last."""
    if isinstance(value, bool):
        return (0, float(value), "")
    if isinstance(value, int | float):
        return (1, float(value), "")
    if isinstance(value, Day):
        return (2, 0.0, value.iso)
    return (3, 0.0, natural_key(shown(value)[:200]))
