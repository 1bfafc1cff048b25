"""Which functions, methods and fields an expression may name. No I/O."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

#: Most arguments of what takes any number of them.
_ANY = 100

#: How many arguments each takes: at least, at most.
FUNCTIONS = {
    "date": (1, 1),
    "if": (2, 3),
    "link": (1, 2),
    "list": (1, 1),
    "max": (1, _ANY),
    "min": (1, _ANY),
    "number": (1, 1),
}
METHODS = {
    "abs": (0, 0),
    "asLink": (0, 1),
    "ceil": (0, 0),
    "contains": (1, 1),
    "containsAll": (1, _ANY),
    "containsAny": (1, _ANY),
    "date": (0, 0),
    "endsWith": (1, 1),
    "floor": (0, 0),
    "format": (1, 1),
    "hasLink": (1, 1),
    "hasProperty": (1, 1),
    "hasTag": (1, _ANY),
    "inFolder": (1, 1),
    "isEmpty": (0, 0),
    "isTruthy": (0, 0),
    "isType": (1, 1),
    "join": (1, 1),
    "keys": (0, 0),
    "lower": (0, 0),
    "replace": (2, 2),
    "reverse": (0, 0),
    "round": (0, 1),
    "slice": (1, 2),
    "sort": (0, 0),
    "split": (1, 2),
    "startsWith": (1, 1),
    "title": (0, 0),
    "toFixed": (1, 1),
    "toString": (0, 0),
    "trim": (0, 0),
    "unique": (0, 0),
    "upper": (0, 0),
    "values": (0, 0),
}
FILE_FIELDS = (
    *("aliases", "basename", "ctime", "ext", "file", "folder", "links", "mtime", "name", "path"),
    "tags",
)

#: What Obsidian knows and a page that is made once cannot say, and why.
_CLOCK = "A page is the same whenever it is made, so it knows no today."
_LOOPS = "A table knows no functions that take an expression."
_SHOWN = "A cell shows text, numbers, dates, checks, links and lists."
_BEYOND = {
    **dict.fromkeys(("now", "today", "relative", "duration", "random"), _CLOCK),
    **dict.fromkeys(("map", "filter", "reduce"), _LOOPS),
    **dict.fromkeys(("html", "image", "icon", "escapeHTML"), _SHOWN),
    **dict.fromkeys(("matches",), "Regular expressions are not read."),
}


def beyond(name: str, known: Iterable[str], owner: str = "") -> str:
    """What to say of a function, method or field of `owner` that is none of `known`."""
    if name in _BEYOND:
        return _BEYOND[name]
    near = difflib.get_close_matches(name, list(known), n=1)
    return f"Did you mean `{owner}{near[0]}`?" if near else ""
