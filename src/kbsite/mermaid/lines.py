"""In which line of a diagram its mistake is. No I/O."""

from __future__ import annotations

import json
from typing import Any

_AT_END = "unexpected end of input"
# Characters to parse again while looking for a line.
_STEPS = 1_000_000


def line_of_fault(merman: Any, source: str) -> int:
    """The line (from 1) of the first syntax error in `source`, 0 where none is known.

    Where the parser knows no more than that something is missing at the end, the mistake
    stands before: in the line after the last one up to which the source was still right."""
    found = _first_error(merman, source)
    if found is None:
        return 0
    message, line, exact = found
    last = source.rstrip().count("\n") + 1
    if exact and line < last:
        return line
    lines = source.split("\n")
    last = min(line, last)
    for end in range(last - 1, max(0, last - 1 - _STEPS // (len(source) + 1)), -1):
        error = _first_error(merman, "\n".join(lines[:end]))
        if error is None or not _alike(error[0], message):
            return end + 1
    return last


def _alike(one: str, other: str) -> bool:
    return one == other or (one.startswith(_AT_END) and other.startswith(_AT_END))


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
