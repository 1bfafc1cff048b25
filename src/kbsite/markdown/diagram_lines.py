"""In which line of a diagram its mistake is. No I/O."""

from __future__ import annotations

import json
from typing import Any


def line_of_fault(merman: Any, source: str) -> int:
    """The line (from 1) of the first syntax error in `source`, 0 where none is known.

    Where the parser knows no more than that something is missing at the end, the mistake
    stands before: it is the first line that brings the same message."""
    found = _first_error(merman, source)
    if found is None:
        return 0
    message, line, exact = found
    last = source.rstrip().count("\n") + 1
    if exact and line < last:
        return line
    lines = source.split("\n")
    low, high = 1, min(line, last)
    while low < high:
        middle = (low + high) // 2
        error = _first_error(merman, "\n".join(lines[:middle]))
        if error and error[0] == message:
            high = middle
        else:
            low = middle + 1
    return low


def _first_error(merman: Any, source: str) -> tuple[str, int, bool] | None:
    """(message, line, whether the parser was sure of the line)."""
    try:
        report = json.loads(merman.Merman().analyze_json(source, None))
    except (merman.MermanError, ValueError):
        return None
    for diagnostic in report.get("diagnostics", ()):
        if diagnostic.get("severity") != "error":
            continue
        span = diagnostic.get("span") or {}
        notes = " ".join(str(note.get("message")) for note in diagnostic.get("related", ()))
        sure = "fallback location" not in notes
        return str(diagnostic.get("message")), int(span.get("line", 0)), sure
    return None
