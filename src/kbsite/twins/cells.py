"""Tables as they are read, cell by cell. No I/O."""

from __future__ import annotations

import re
from collections.abc import Mapping

from kbsite.twins.draft import Draft
from kbsite.twins.events import classes_of
from kbsite.twins.table import Table

_SIDE = re.compile(r"text-align:\s*(left|right|center)")


def begin_table(draft: Draft) -> None:
    if draft.table is None:
        draft.flush()
        draft.table = Table()
    elif draft.cell is not None:
        # Its rows become lines of the cell.
        draft.flush()
        draft.inner_tables += 1


def begin_row(draft: Draft) -> None:
    if draft.inner_tables:
        draft.flush()
        return
    end_cell(draft)
    if draft.table:
        draft.table.begin_row()


def begin_cell(draft: Draft, attributes: Mapping[str, str]) -> None:
    if draft.table is None:
        return
    if draft.inner_tables:
        if draft.words and draft.words[-1] != "<br>":
            draft.words.append(" ")
        return
    end_cell(draft)
    draft.forget()
    side = _SIDE.search(attributes.get("style", ""))
    width = attributes.get("colspan", "1")
    draft.cell = (
        side[1] if side else "right" if "number" in classes_of(attributes) else "",
        int(width) if width.isdecimal() and len(width) < 4 else 1,
    )


def end_cell(draft: Draft) -> None:
    if draft.table is None or draft.cell is None or draft.inner_tables:
        return
    text = draft.taken().removesuffix("<br>")
    draft.table.add_cell(" ".join(text.split()), *draft.cell)
    draft.forget()
    draft.cell = None


def end_table(draft: Draft) -> None:
    if draft.inner_tables:
        draft.flush()
        draft.inner_tables -= 1
        return
    end_cell(draft)
    draft.flush()
    if draft.table and (lines := draft.table.lines()):
        draft.lines.add(lines)
    draft.table = None
