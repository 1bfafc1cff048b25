"""Conversions one after another, each with what it makes the counts differ by. No I/O."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from kbsite.importers.counting import count_lines
from kbsite.importers.model import Change, Conversion, Counts, Line


def applied(
    lines: list[Line], conversions: Sequence[Conversion], changes: list[Change]
) -> list[Line]:
    """The lines after all `conversions`. What the counts differ by after one, beyond what its
    changes say themselves, is that of its last change: a tag that becomes a block of code takes
    the links in it along."""
    before: Counts | None = None
    for convert in conversions:
        known = len(changes)
        result = convert(lines, changes)
        if len(changes) > known:
            before = count_lines(lines) if before is None else before
            after = count_lines(result)
            _explain(changes, known, after.minus(before))
            before = after
        lines = result
    return lines


def _explain(changes: list[Change], known: int, difference: Counts) -> None:
    for change in changes[known:]:
        difference = difference.minus(change.delta)
    written = [at for at in range(known, len(changes)) if changes[at].outcome != "kept"]
    last = written[-1] if written else len(changes) - 1
    delta = changes[last].delta.plus(difference)
    changes[last] = msgspec.structs.replace(changes[last], delta=delta)
