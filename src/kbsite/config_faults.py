"""What is wrong with a key or a value of `kbsite.yaml`, in an author's words. No I/O."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable
from typing import Any, get_args

import msgspec

#: What msgspec calls the types of values, in an author's words.
_TYPES = {"array": "a list", "object": "`key: value` lines", "int": "a number", "str": "text"}
_TYPES["bool"] = "true or false"


def nearest_key(written: str, known: Iterable[str]) -> str:
    """The key that was meant, "" where none is near. Other generators spell theirs `baseURL`."""
    folded = {name.replace("_", ""): name for name in known}
    word = re.sub("[-_]", "", written).lower()
    near = difflib.get_close_matches(word, folded, n=1)
    return folded[near[0]] if near else ""


def explain(fault: msgspec.ValidationError, value: object, expected: Any) -> str:
    """Why `value` is not what is expected."""
    bare, *metas = get_args(expected)
    choices = get_args(bare)
    if isinstance(value, str) and choices and all(isinstance(c, str) for c in choices):
        near = difflib.get_close_matches(value, choices, n=1)
        listed = ", ".join(choice for choice in choices if choice)
        return f"{value!r} is none of {listed}" + (f"; did you mean {near[0]}?" if near else "")
    if isinstance(value, str) and metas[0].examples:
        return f"{value!r} is not of the form {metas[0].examples[0]}"
    reason = re.sub(r" - at `\$.*`$", "", str(fault))
    for name, words in _TYPES.items():
        reason = reason.replace(f"`{name}`", words)
    return f"{reason[0].lower()}{reason[1:]} (it reads {value!r})"
