"""Tables of math-core whose rows have numbers at the margin. No I/O."""

from __future__ import annotations

import re

# Cells have ends, too; they are not needed.
_TABLE = re.compile(r"<m(?:table|tr|td)\b[^<>]*>|</mtable>")
#: What a table has in which numbers stand at the margin.
NUMBERED = 'style="width: 100%"'
_NO_CELLS = '<mtd{} style="padding-left:0;padding-right:0"></mtd>'


def with_full_rows(mathml: str) -> str:
    """Numbers in one column: what a row lacks stands before its last cell, the margin, as one cell
    of so many columns: as many cells would be as many as rows times columns."""
    lacking: list[tuple[int, int]] = []
    # Of each table that is open: whether it has margins; cells of each row, where the last begins.
    tables: list[tuple[bool, list[tuple[int, int]]]] = []
    for match in _TABLE.finditer(mathml):
        tag = match.group()
        if tag.startswith("<mtable"):
            tables.append((NUMBERED in tag, []))
        elif tag == "</mtable>":
            numbered, rows = tables.pop()
            if numbered:
                most = max(count for count, _ in rows)
                lacking += [(last, most - count) for count, last in rows if count < most]
        else:
            rows = tables[-1][1]
            if tag == "<mtr>":
                rows.append((0, 0))
            else:
                rows[-1] = rows[-1][0] + 1, match.start()
    parts: list[str] = []
    done = 0
    for place, count in sorted(lacking):
        span = f' columnspan="{count}"' if count > 1 else ""
        parts += mathml[done:place], _NO_CELLS.format(span)
        done = place
    return "".join(parts) + mathml[done:]
