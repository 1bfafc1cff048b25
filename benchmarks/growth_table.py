"""The figures of growth as a table, and what is asked of them. No I/O."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cost import Cost

COLD, NOTHING, EDIT = "cold", "nothing changed", "one note edited"

#: Size → what is known of it: the three costs, how many files an edit wrote, machine and runs.
Data = Mapping[int, Mapping[str, Any]]


def table(data: Data) -> str:
    """As Markdown."""
    lines = [
        "| notes | cold, s | ms a note | CPU ms a note | peak MB | KB a note "
        "| nothing changed, s | one note edited, s | files it wrote |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    for notes, found in sorted(data.items()):
        cold = Cost(*found[COLD])
        figures = (
            f"{notes:,}",
            f"{cold.wall:.1f}",
            f"{1000 * cold.wall / notes:.2f}",
            f"{1000 * cold.cpu / notes:.2f}",
            f"{cold.megabytes:.0f}",
            f"{1000 * cold.megabytes / notes:.0f}",
            f"{Cost(*found[NOTHING]).wall:.2f}",
            f"{Cost(*found[EDIT]).wall:.2f}",
            f"{found['written'][0]}",
        )
        lines.append("| " + " | ".join(figures) + " |")
    known = [found for _, found in sorted(data.items())]
    once = [f"{notes:,}" for notes, found in sorted(data.items()) if found["runs"] == 1]
    said = f"{known[0]['machine']}; medians of several runs"
    said += f", but {', '.join(once)} notes once." if once else "."
    return "\n".join([*lines, "", said]) + "\n"


def goals(data: Data) -> list[str]:
    """What is asked of growth and memory, and whether it holds, as far as it was measured."""
    lines = []
    if 1000 in data and 50000 in data:
        for name, at in (("wall time", 0), ("memory", 2)):
            small, large = (data[notes][COLD][at] / notes for notes in (1000, 50000))
            lines.append(_goal(f"{name} a note at 50,000 by that at 1,000", large / small, 1.3))
    for notes, most in ((4000, 500), (100_000, 4000)):
        if notes in data:
            peak = max(data[notes][work][2] for work in (COLD, NOTHING, EDIT))
            lines.append(_goal(f"peak MB at {notes:,} notes", peak, most))
    for work, seconds in ((NOTHING, 0.5), (EDIT, 1.0)):
        if 10_000 in data:
            lines.append(_goal(f"seconds at 10,000 notes, {work}", data[10_000][work][0], seconds))
    return lines


def _goal(name: str, value: float, most: float) -> str:
    return f"{'holds' if value <= most else 'MISSED'}: {name}: {value:.2f}, at most {most:g}"
