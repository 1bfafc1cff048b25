"""Patterns by which a configuration leaves files out, or takes them in. No I/O."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

#: A pattern of more characters, or of more wildcards, matches nothing: it may take ages.
_MOST, _MOST_WILDCARDS = 200, 6
_PART = re.compile(r"\*\*/|\*+|\?|\[[^\]/]+\]|\{[^{}]*\}|.", re.DOTALL)
#: What may take ages of a regular expression.
_REPEATED = re.compile(r"[*+?{}]")

#: Whether a path matches.
Matches = Callable[[str], bool]


def names(settings: Mapping[str, Any], key: str) -> Sequence[str]:
    """The texts of a setting, which may be one of them alone."""
    value = settings.get(key)
    items = value if isinstance(value, tuple | list) else [value]
    return [item for item in items if isinstance(item, str) and item]


def globs(patterns: Sequence[str], *, crossing: bool = False) -> Matches:
    """Patterns as a shell has them; with `crossing` a `*` goes on over `/`, as in Ruby's `fnmatch`,
    and what they match may be a folder above the file, or a beginning with `/` at its end."""
    found = [re.compile(_glob(each, crossing)) for each in patterns if _is_short(each)]

    def matches(path: str) -> bool:
        tried = [path]
        if crossing:
            tried += [path[:at] for at, char in enumerate(path) if char == "/"]
        return any(pattern.fullmatch(each) for pattern in found for each in tried)

    return matches


def expressions(patterns: Sequence[str]) -> Matches:
    """Regular expressions that are found somewhere in the path."""
    found = []
    for pattern in patterns:
        try:
            if _is_short(pattern) and not re.search(r"\)[*+?{]", pattern):
                found.append(re.compile(pattern))
        except re.error:
            continue
    return lambda path: any(pattern.search(path) for pattern in found)


def _is_short(pattern: str) -> bool:
    return len(pattern) <= _MOST and len(_REPEATED.findall(pattern)) <= _MOST_WILDCARDS


def _glob(pattern: str, crossing: bool) -> str:
    pattern = pattern.strip().removeprefix("./").strip("/")
    return "".join(_regular(found[0], crossing) for found in _PART.finditer(pattern))


def _regular(part: str, crossing: bool) -> str:
    if part == "**/":
        return "(?:.*/)?"
    if part.startswith("*"):
        return ".*" if crossing or len(part) > 1 else "[^/]*"
    if part == "?":
        return "." if crossing else "[^/]"
    if part[0] == "[" and len(part) > 2:
        inner = part[1:-1].replace("\\", "\\\\").replace("[", "\\[")
        return f"[^{inner[1:]}]" if inner[0] in "!^" and len(inner) > 1 else f"[{inner}]"
    if part[0] == "{" and len(part) > 1:
        return f"(?:{'|'.join(re.escape(each) for each in part[1:-1].split(','))})"
    return re.escape(part)
