"""`results.json` → RESULTS.md. READS and WRITES both.

The figures of a comparison are a section; a new run of the same comparison replaces its section
and leaves the others. All runs are kept, the tables show medians.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from cost import Cost, median

HERE = Path(__file__).resolve().parent
DATA = HERE / "results.json"
RESULTS = HERE / "RESULTS.md"
OWN = "kbsite"

Section = Mapping[str, Any]
_HEAD = """\
# kbsite beside other generators

Written by `benchmarks/compare.py` from `results.json`;
[Performance](../docs/performance.md#beside-other-generators) says how to run it and what is
compared. A cell: wall seconds / user + system CPU seconds / peak MB of all processes of the build
together, **kbsite's wall time divided by the tool's**. Medians; the tools took turns.

kbsite also makes the page graph, a feed with full text and its formulas, and a Markdown
file of each note, which none of the others does.
"""


def save(section: Section, data: Path = DATA, results: Path = RESULTS) -> None:
    """The section replaces the one with its title; both files are written anew."""
    known = json.loads(data.read_text("utf-8")) if data.exists() else []
    others = [one for one in known if one["title"] != section["title"]]
    sections = sorted([*others, section], key=lambda one: (one["kind"], one["notes"], one["title"]))
    written = json.dumps(sections, ensure_ascii=False, indent=1, sort_keys=True)
    data.write_text(written + "\n", encoding="utf-8", newline="\n")
    text = _HEAD + "".join("\n" + render(one) for one in sections)
    results.write_text(text, encoding="utf-8", newline="\n")


def medians(section: Section) -> dict[str, dict[str, Cost]]:
    """Tool → work → median."""
    return {
        tool: {work: median([Cost(*run) for run in runs]) for work, runs in works.items()}
        for tool, works in section["costs"].items()
    }


def render(section: Section) -> str:
    """One section as Markdown."""
    costs = medians(section)
    works = list(costs[OWN])
    lines = [
        f"## {section['title']}",
        "",
        f"{section['notes']:,} notes, {section['megabytes']:.1f} MB. {section['said']}",
        "",
        "| | does | " + " | ".join(works) + " |",
        "|---" * (len(works) + 2) + "|",
    ]
    for tool, own_works in costs.items():
        cells = [_cell(own_works.get(work), tool, costs[OWN][work]) for work in works]
        lines.append(f"| {tool} | {section['does'][tool]} | " + " | ".join(cells) + " |")
    for tool, why in section["failed"].items():
        lines += ["", f"{tool}: {why}."]
    lines += ["", *_files(section), *_made(section)]
    return "\n".join(lines) + "\n"


def _cell(cost: Cost | None, tool: str, own: Cost) -> str:
    if cost is None:
        return "–"
    figures = f"{cost.wall:.2f} / {cost.cpu:.2f} / {cost.megabytes:.0f}"
    return figures if tool == OWN else f"{figures}, **{own.wall / cost.wall:.3f}**"


def _files(section: Section) -> Sequence[str]:
    counts = []
    for work, (written, same) in section["files"].items():
        notes = section["touched"].get(work, 0)
        touched = f" ({notes} notes)" if notes > 1 else ""
        counts.append(
            f"{work}{touched} {written:,}" + (f" ({same:,} with the same bytes)" if same else "")
        )
    return (f"Files that kbsite wrote: {', '.join(counts)}.", "") if counts else ()


def _made(section: Section) -> Sequence[str]:
    """What the tools made of the notes."""
    lines = [
        "<details><summary>What each made</summary>",
        "",
        "| | pages of notes | with highlighted code | formulas as MathML | in the search index "
        "| files | MB |",
        "|---|---|---|---|---|---|---|",
    ]
    for tool, made in section["made"].items():
        notes, code, formulas, searchable, files, megabytes = made
        lines.append(
            f"| {tool} | {notes:,} | {code:,} | {formulas:,} | {searchable:,} | {files:,} "
            f"| {megabytes:.1f} |"
        )
    return [*lines, "", "</details>"]
