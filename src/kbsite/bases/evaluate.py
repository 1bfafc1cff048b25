"""The steps of an expression → a value, for one note. No I/O.

Total: what does not fit together comes to nothing (None), as a property does that a note lacks.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Protocol, TypeAlias

from kbsite.bases.calls import METHODS, extreme, field, item, number_of
from kbsite.bases.day_forms import formatted
from kbsite.bases.values import (
    Day,
    NoteValue,
    Value,
    equal,
    is_true,
    less,
    listed,
    number,
    shown,
    text,
)
from kbsite.languages import Calendar
from kbsite.nouns.views import Call, Constant, Expression, Field, Gather, Item, Operator, Read


class Notes(Protocol):
    """The published notes as an expression sees them."""

    calendar: Calendar

    def note(self, path: str, name: str) -> Value:
        """A property of a note's front matter."""

    def file(self, path: str, name: str) -> Value:
        """One of `FILE_FIELDS` of a note."""

    def has_property(self, path: str, name: str) -> bool:
        """Whether a note's front matter has it."""

    def has_tag(self, path: str, tag: str) -> bool:
        """Whether a note has a tag, or one below it."""

    def has_link(self, path: str, target: Value) -> bool:
        """Whether a note links to a note, which may be named."""

    def in_folder(self, path: str, folder: str) -> bool:
        """Whether a note lies in a folder, or below it."""

    def link(self, source: str, target: str, words: str) -> Value:
        """A link as if it stood in the note at `source`."""

    def day(self, written: str) -> Day | None:
        """A date as written."""


Formulas: TypeAlias = Sequence[tuple[str, Expression]]
"""Each stands behind those that it reads."""


class Scope:
    """What an expression may read for the note at `path`, in a table on the page of `host`."""

    def __init__(self, notes: Notes, path: str, host: str, formulas: Formulas) -> None:
        self.notes = notes
        self.path = path
        self.host = host
        self._left = formulas
        self._formulas: dict[str, Value] = {}

    def read(self, step: Read) -> Value:
        """The value of a property."""
        match step.of:
            case "note":
                return self.notes.note(self.path, step.name)
            case "file":
                return self.notes.file(self.path, step.name) if step.name else self.own
            case "formula":
                return self._formula(step.name)
        return self.notes.note(self.host, step.name) if step.name else NoteValue(self.host)

    def _formula(self, name: str) -> Value:
        # All of them when the first is asked for: in their order, so that none waits for another.
        formulas, self._left = self._left, ()
        for each, expression in formulas:
            self._formulas[each] = evaluate(expression, self)
        return self._formulas.get(name)

    @property
    def own(self) -> NoteValue:
        """The note itself."""
        return NoteValue(self.path)


def evaluate(expression: Expression, scope: Scope) -> Value:
    """What `expression` comes to."""
    left: list[Value] = []

    def taken(count: int) -> tuple[Value, ...]:
        values = tuple(left[len(left) - count :])
        del left[len(left) - count :]
        return values

    for step in expression:
        match step:
            case Constant(value):
                left.append(value)
            case Read():
                left.append(scope.read(step))
            case Gather(count):
                left.append(listed(taken(count)))
            case Operator(name="!"):
                left.append(not is_true(left.pop()))
            case Operator(name="neg"):
                left.append(_arithmetic("-", 0, left.pop()))
            case Operator(name):
                left.append(_between(name, *taken(2)))
            case Field(name):
                left.append(_field(left.pop(), name, scope))
            case Item():
                left.append(item(*taken(2)))
            case Call(name, count, method=True):
                receiver, *values = taken(count + 1)
                left.append(_method(name, receiver, tuple(values), scope))
            case Call(name, count):
                left.append(_function(name, taken(count), scope))
    return left.pop()


def _between(name: str, a: Value, b: Value) -> Value:
    match name:
        case "&&":
            return is_true(a) and is_true(b)
        case "||":
            return is_true(a) or is_true(b)
        case "==":
            return equal(a, b)
        case "!=":
            return not equal(a, b)
        case "<":
            return less(a, b) is True
        case ">":
            return less(b, a) is True
        case "<=":
            return less(b, a) is False
        case ">=":
            return less(a, b) is False
    return _arithmetic(name, a, b)


def _arithmetic(name: str, a: Value, b: Value) -> Value:
    """Numbers alone, but that + joins texts."""
    if name == "+" and (isinstance(a, str) or isinstance(b, str)):
        return text(shown(a) + shown(b))
    if isinstance(a, bool) or isinstance(b, bool):
        return None
    if not isinstance(a, int | float) or not isinstance(b, int | float):
        return None
    if name in ("/", "%") and b == 0:
        return None
    try:
        match name:
            case "+":
                return number(a + b)
            case "-":
                return number(a - b)
            case "*":
                return number(a * b)
            case "/":
                return number(a // b if a % b == 0 and isinstance(a, int) else a / b)
        # The sign is that of the first, as in JavaScript.
        return number(math.fmod(a, b))
    except OverflowError:
        return None


def _field(value: Value, name: str, scope: Scope) -> Value:
    if isinstance(value, NoteValue):
        return scope.notes.file(value.path, name) if name != "file" else value
    return field(value, name)


def _function(name: str, values: tuple[Value, ...], scope: Scope) -> Value:
    first, *rest = values
    match name:
        case "if":
            condition, *branches = values
            return branches[0] if is_true(condition) else (*branches, None)[1]
        case "date":
            return first if isinstance(first, Day) else scope.notes.day(shown(first))
        case "list":
            return listed((first,)) if first is not None else ()
        case "link":
            words = shown(rest[0]) if rest else ""
            target = first.path if isinstance(first, NoteValue) else shown(first)
            return scope.notes.link(scope.host, target, words)
        case "number":
            return number_of(first)
    return extreme(values, largest=name == "max")


_ON_NOTES = frozenset({"asLink", "hasLink", "hasProperty", "hasTag", "inFolder"})


def _method(name: str, receiver: Value, values: tuple[Value, ...], scope: Scope) -> Value:
    if name == "format":
        form = shown(values[0])
        return (
            formatted(receiver, form, scope.notes.calendar) if isinstance(receiver, Day) else None
        )
    if name not in _ON_NOTES:
        return METHODS[name](receiver, *values)
    if not isinstance(receiver, NoteValue):
        return None
    notes, path = scope.notes, receiver.path
    match name:
        case "asLink":
            return notes.link(path, path, shown(values[0])) if values else receiver
        case "hasLink":
            return notes.has_link(path, values[0])
        case "hasProperty":
            return notes.has_property(path, shown(values[0]))
        case "hasTag":
            return any(notes.has_tag(path, shown(tag)) for tag in values)
    return notes.in_folder(path, shown(values[0]))
