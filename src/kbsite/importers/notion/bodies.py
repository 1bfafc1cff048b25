"""The body of a page → that of a note, and what it counted before. No I/O."""

from __future__ import annotations

import msgspec

from kbsite.importers.counting import count, count_lines
from kbsite.importers.model import Change, Conversion, Counts, Line
from kbsite.importers.notion.code_names import code_names
from kbsite.importers.notion.containers import containers
from kbsite.importers.notion.links import Find, links
from kbsite.importers.notion.stray_marks import stray_marks
from kbsite.importers.notion.toggles import columns, folded_headings
from kbsite.importers.texts import GENERAL


def converted(
    lines: list[Line], target: str, find: Find, changes: list[Change]
) -> tuple[list[Line], Counts]:
    """The lines of the note at `target`. Containers come last, as what stands in a quote is harder
    to tell; the changes added explain every difference of the counts."""
    stages: tuple[Conversion, ...] = (
        stray_marks,
        code_names,
        columns,
        folded_headings,
        links(target, find),
        containers,
        *GENERAL,
    )
    before = count("\n".join(line.text for line in lines), in_html=True)
    made: list[Change] = []
    result = lines
    for stage in stages:
        result = stage(result, made)
    said = before
    for change in made:
        said = said.plus(change.delta)
    if said != count_lines(result):
        made = _explained(lines, stages, before)
    changes += made
    return result, before


def _explained(lines: list[Line], stages: tuple[Conversion, ...], before: Counts) -> list[Change]:
    """The changes again, where they do not say all that the counts differ by: each stage's last one
    gets what its own lines differ by."""
    every: list[Change] = []
    for stage in stages:
        made: list[Change] = []
        after = stage(lines, made)
        if after is lines or after == lines:
            every += made
            continue
        counts = count("\n".join(line.text for line in after), in_html=stage is not containers)
        rest = counts.minus(before)
        for change in made:
            rest = rest.minus(change.delta)
        if rest != Counts():
            last = made.pop() if made else Change("text", "converted", 0, "read otherwise")
            made.append(msgspec.structs.replace(last, delta=last.delta.plus(rest)))
        every += made
        lines, before = after, counts
    return every
