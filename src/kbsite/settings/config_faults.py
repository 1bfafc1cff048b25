"""What is wrong with a key or a value of `kbsite.yaml`, in an author's words. No I/O."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable
from typing import Any, get_args, get_origin

import msgspec

from kbsite.settings.foreign_keys import hint_for_foreign

#: The home folder.
_HOME = re.compile(r"~(/|\Z)")
#: What msgspec calls the types of values, in an author's words.
_TYPES = {"array": "a list", "object": "`key: value` lines", "int": "a number", "str": "text"}
_TYPES |= {"bool": "true or false", "float": "a fraction"}


def nearest_key(written: str, known: Iterable[str]) -> str:
    """The key that was meant, "" where none is near. Other generators spell theirs `baseURL`."""
    folded = {name.replace("_", ""): name for name in known}
    word = re.sub("[-_]", "", written).lower()
    near = difflib.get_close_matches(word, folded, n=1)
    return folded[near[0]] if near else ""


def hint_for_unknown(name: str, known: Iterable[str]) -> str:
    """What to write in place of the key `name`, whose section has the keys `known`."""
    if hint := hint_for_foreign(name):
        return hint
    section, dot, key = name.rpartition(".")
    near = nearest_key(key, known := tuple(known))
    return f"Did you mean `{section}{dot}{near}`?" if near else f"Known: {', '.join(known)}."


def explain(fault: msgspec.ValidationError, value: object, expected: Any) -> str:
    """Why `value` is not what is expected."""
    bare, *metas = get_args(expected)
    if isinstance(value, list) and get_origin(bare) is tuple:
        item, _ = get_args(bare)
        if get_args(item) and (found := _first_fault(value, item)):
            return found
    choices = get_args(bare)
    if isinstance(value, str) and choices and all(isinstance(c, str) for c in choices):
        near = difflib.get_close_matches(value, choices, n=1)
        listed = ", ".join(choice for choice in choices if choice)
        return f"{value!r} is none of {listed}" + (f"; did you mean {near[0]}?" if near else "")
    if isinstance(value, str) and not value.strip():
        return "it is empty; without the key it has its default"
    if isinstance(value, str) and _HOME.match(value):
        return f"{value!r} begins with a sign of shells, which is none here: write the path out"
    if isinstance(value, str) and metas[0].examples:
        *names, form = metas[0].examples
        listed = f"none of {', '.join(names)}, and not" if names else "not"
        return f"{value!r} is {listed} of the form {form}"
    reason = re.sub(r" - at `\$.*`$", "", str(fault))
    for name, words in _TYPES.items():
        reason = reason.replace(f"`{name}`", words)
    return f"{reason[0].lower()}{reason[1:]} (it reads {value!r})"


def _first_fault(items: list[object], expected: Any) -> str:
    """What is wrong with the first of `items` that is not what each should be."""
    for item in items:
        try:
            msgspec.convert(item, expected)
        except msgspec.ValidationError as fault:
            return explain(fault, item, expected)
    return ""
