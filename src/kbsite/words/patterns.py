"""Patterns that are compiled where they are used first. No I/O.

A set of Han, or of all wide characters, takes a millisecond to compile, and the process that reads
the one note of an edit needs few of them.
"""

from __future__ import annotations

import re
from typing import Any, AnyStr, Generic, cast

_METHODS = ("match", "fullmatch", "search", "finditer", "findall", "sub", "subn", "split")


class _Late(Generic[AnyStr]):
    """Stands for a pattern, and has its methods once one is asked for."""

    def __init__(self, pattern: AnyStr, flags: int) -> None:
        self.pattern: AnyStr = pattern
        self._flags = flags

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        compiled = re.compile(self.pattern, self._flags)
        for method in _METHODS:
            setattr(self, method, getattr(compiled, method))
        return getattr(compiled, name)


def late_pattern(pattern: AnyStr, flags: int = 0) -> re.Pattern[AnyStr]:
    """`re.compile` for what most notes do without. A mistake in `pattern` is found where it is
    used first."""
    return cast("re.Pattern[AnyStr]", _Late(pattern, flags))
