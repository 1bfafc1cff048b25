"""Patterns by which a configuration leaves files out, or takes them in. No I/O."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

#: A pattern of more characters, or of more wildcards, is refused: it may take ages.
_MOST, _MOST_WILDCARDS = 200, 6
_PART = re.compile(r"\*\*/|\*+|\?|\[[^\]/]+\]|\{[^{}]*\}|.", re.DOTALL)
#: What may take ages of a regular expression.
_REPEATED = re.compile(r"[*+?{}]")


class Matches(NamedTuple):
    """Whether a path matches, and the patterns that were refused: they match nothing."""

    is_match: Callable[[str], bool]
    refused: Sequence[str]

    def __call__(self, path: str) -> bool:
        return self.is_match(path)


def names(settings: Mapping[str, Any], key: str) -> Sequence[str]:
    """The texts of a setting, which may be one of them alone."""
    value = settings.get(key)
    items = value if isinstance(value, tuple | list) else [value]
    return [item for item in items if isinstance(item, str) and item]


def globs(patterns: Sequence[str], *, crossing: bool = False) -> Matches:
    """Patterns as a shell has them; with `crossing` a `*` goes on over `/`, as in Ruby's `fnmatch`,
    and what they match may be a folder above the file, or a beginning with `/` at its end."""
    found, refused = _compiled(
        patterns, lambda each: _glob(each, crossing) if _is_quick(each, crossing) else None
    )

    def matches(path: str) -> bool:
        tried = [path]
        if crossing:
            tried += [path[:at] for at, char in enumerate(path) if char == "/"]
        return any(pattern.fullmatch(each) for pattern in found for each in tried)

    return Matches(matches, refused)


def expressions(patterns: Sequence[str]) -> Matches:
    """Regular expressions that are found somewhere in the path."""
    found, refused = _compiled(patterns, lambda each: each if _is_short(each) else None)
    return Matches(lambda path: any(pattern.search(path) for pattern in found), refused)


def _compiled(
    patterns: Sequence[str], expression: Callable[[str], str | None]
) -> tuple[Sequence[re.Pattern[str]], Sequence[str]]:
    """The patterns, and those that are refused or wrong."""
    found, refused = [], []
    for pattern in patterns:
        regular = expression(pattern)
        try:
            if regular is not None:
                found.append(re.compile(regular))
                continue
        except re.error:
            pass
        refused.append(pattern)
    return found, refused


def _is_short(pattern: str) -> bool:
    is_few = len(_REPEATED.findall(pattern)) <= _MOST_WILDCARDS
    return len(pattern) <= _MOST and is_few and not re.search(r"\)[*+?{]", pattern)


def _is_quick(pattern: str, crossing: bool) -> bool:
    """A `*` costs as much as there are others that could take the same characters: those that go
    on over `/`, and those between the same two of these."""
    parts = _PART.findall(pattern)
    if len(pattern) > _MOST or sum(part[0] == "{" for part in parts) > _MOST_WILDCARDS:
        return False
    wide = near = most = 0
    for part in parts:
        if part[0] == "*" and (crossing or len(part) > 1):
            wide += 1
        elif part[0] == "*":
            near += 1
            most = max(most, near)
        elif part == "/":
            near = 0
    return wide + most <= _MOST_WILDCARDS


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
