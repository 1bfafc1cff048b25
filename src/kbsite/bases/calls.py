"""What the functions and methods of expressions do. No I/O.

Each is given values of any kind, and gives None where it knows nothing to do with them.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from typing import TypeAlias

from kbsite.bases.values import (
    MOMENT,
    Day,
    Linked,
    NoteValue,
    Value,
    equal,
    is_empty,
    is_list,
    is_number,
    is_true,
    items,
    listed,
    number,
    shown,
    sort_key,
    text,
)

_Method: TypeAlias = Callable[..., Value]

_NUMBER = re.compile(r"[-+]?(?:[0-9]{1,300}(?:\.[0-9]{0,300})?|\.[0-9]{1,300})")
_DIGITS = 15


def number_of(value: Value) -> Value:
    """A value as a number."""
    if isinstance(value, bool):
        return int(value)
    if is_number(value):
        return value
    found = _NUMBER.fullmatch(value.strip()) if isinstance(value, str) else None
    if not found:
        return None
    return number(int(found[0]) if found[0].lstrip("+-").isdecimal() else float(found[0]))


def extreme(values: tuple[Value, ...], *, largest: bool) -> Value:
    """The largest or smallest of numbers, lists of them too."""
    numbers = [n for n in listed(values) if isinstance(n, int | float) and is_number(n)]
    if not numbers:
        return None
    return max(numbers) if largest else min(numbers)


# --- of any value ---


def _is_type(value: Value, name: Value) -> bool:
    match value:
        case None:
            kind = "null"
        case bool():
            kind = "boolean"
        case int() | float():
            kind = "number"
        case Linked() if value.note:
            kind = "link"
        case str():
            kind = "string"
        case Day():
            kind = "date"
        case NoteValue():
            kind = "file"
        case dict():
            kind = "object"
        case _:
            kind = "list"
    return kind == name


def _contains(value: Value, sought: Value) -> bool:
    if is_list(value):
        return any(equal(item, sought) for item in items(value))
    if isinstance(value, dict):
        return shown(sought) in value
    return not is_empty(value) and shown(sought) in shown(value)


# --- of numbers ---


def _numeric(take: Callable[[float], float]) -> _Method:
    def method(value: Value) -> Value:
        read = number_of(value)
        return number(take(read)) if isinstance(read, int | float) else None

    return method


def _round(value: Value, digits: Value = 0) -> Value:
    read = number_of(value)
    if not isinstance(read, int | float) or not isinstance(digits, int | float):
        return None
    scale = 10 ** max(0, min(_DIGITS, int(digits)))
    scaled = read * scale
    if abs(scaled) >= 2**52:
        return read
    # Half of it upwards, as in JavaScript.
    rounded = math.floor(scaled + 0.5)
    return number(rounded if scale == 1 else rounded / scale)


def _to_fixed(value: Value, digits: Value) -> Value:
    read = number_of(value)
    if not isinstance(read, int | float) or not isinstance(digits, int | float):
        return None
    return f"{read:.{max(0, min(_DIGITS, int(digits)))}f}"


# --- of text and lists ---


def _text_method(take: Callable[..., str]) -> _Method:
    def method(value: Value, *words: Value) -> Value:
        if is_list(value) or isinstance(value, dict | NoteValue) or value is None:
            return None
        return text(take(shown(value), *map(shown, words)))

    return method


def _replace(value: str, old: str, new: str) -> str:
    # The result may be longer than any text is: it is not made then.
    count = value.count(old)
    return value.replace(old, new) if count * len(new) <= 10_000 else new * 10_001


def _split(value: Value, by: Value, most: Value = None) -> Value:
    if not isinstance(value, str):
        return None
    parts = str(value).split(shown(by)) if shown(by) else list(value)
    end = int(most) if isinstance(most, int | float) else None
    return listed(parts[:end])


def _slice(value: Value, start: Value, end: Value = None) -> Value:
    if not isinstance(start, int | float) or not isinstance(end, int | float | None):
        return None
    part = slice(int(start), None if end is None else int(end))
    if isinstance(value, str):
        return str(value)[part]
    return items(value)[part] if is_list(value) else None


def _reverse(value: Value) -> Value:
    if isinstance(value, str):
        return str(value)[::-1]
    return items(value)[::-1] if is_list(value) else None


def _unique(value: Value) -> Value:
    kept: dict[tuple[type, str], Value] = {}
    for item in items(value):
        kept.setdefault((type(item), shown(item)), item)
    return tuple(kept.values())


# --- of dates ---


def _date_alone(value: Value) -> Value:
    return Day(value.iso[:10], value.iso[:10]) if isinstance(value, Day) else None


def field(value: Value, name: str) -> Value:
    """`.name` of a value that is no note."""
    if isinstance(value, dict):
        return value.get(name)
    if isinstance(value, Day):
        found = MOMENT.match(value.iso)
        names = ("year", "month", "day", "hour", "minute", "second")
        parts = dict(zip(names, found.groups(), strict=True)) if found else {}
        return int(parts[name] or 0) if name in parts else None
    if name == "length" and (isinstance(value, str) or is_list(value)):
        return len(items(value)) if is_list(value) else len(str(value))
    return None


def item(value: Value, at: Value) -> Value:
    """`value[at]`."""
    if isinstance(value, dict):
        return value.get(shown(at))
    if is_list(value) and isinstance(at, int) and 0 <= at < len(items(value)):
        return items(value)[at]
    return None


#: What a method of a value comes to, by name; those of notes, and `format`, are the evaluator's.
METHODS: Mapping[str, _Method] = {
    "abs": _numeric(abs),
    "ceil": _numeric(math.ceil),
    "contains": _contains,
    "containsAll": lambda value, *sought: all(_contains(value, one) for one in sought),
    "containsAny": lambda value, *sought: any(_contains(value, one) for one in sought),
    "date": _date_alone,
    "endsWith": lambda value, end: not is_empty(value) and shown(value).endswith(shown(end)),
    "floor": _numeric(math.floor),
    "isEmpty": is_empty,
    "isTruthy": is_true,
    "isType": _is_type,
    "join": lambda value, by: text(shown(by).join(map(shown, items(value)))),
    "keys": lambda value: tuple(value) if isinstance(value, dict) else None,
    "lower": _text_method(str.lower),
    "replace": _text_method(_replace),
    "reverse": _reverse,
    "round": _round,
    "slice": _slice,
    "sort": lambda value: tuple(sorted(items(value), key=sort_key)) if is_list(value) else None,
    "split": _split,
    "startsWith": lambda value, start: (
        not is_empty(value) and shown(value).startswith(shown(start))
    ),
    "title": _text_method(str.title),
    "toFixed": _to_fixed,
    "toString": lambda value: text(shown(value)),
    "trim": _text_method(str.strip),
    "unique": lambda value: _unique(value) if is_list(value) else None,
    "upper": _text_method(str.upper),
    "values": lambda value: listed(value.values()) if isinstance(value, dict) else None,
}
