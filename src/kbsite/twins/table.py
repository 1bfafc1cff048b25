"""The rows of a table as Markdown. No I/O."""

from __future__ import annotations

_LINES = {"left": ":--", "right": "--:", "center": ":-:"}
#: More columns than this are no table.
_MOST = 200


class Table:
    """One that is being read."""

    def __init__(self) -> None:
        self.caption = ""
        self._rows: list[list[str]] = []
        self._sides: list[str] = []

    def begin_row(self) -> None:
        self._rows.append([])

    def add_cell(self, text: str, side: str, width: int) -> None:
        """`side` is how it is aligned, "" by default; it is `width` columns wide."""
        if not self._rows:
            self.begin_row()
        row = self._rows[-1]
        if len(row) >= len(self._sides):
            self._sides.append(side)
        # Whatever stands before it: a reader of tables takes one backslash away.
        row.append(text.replace("|", "\\|"))
        row += [""] * min(max(width, 1) - 1, _MOST)

    def lines(self) -> list[str]:
        """[] for a table without cells."""
        rows = [row for row in self._rows if row]
        if not rows:
            return []
        columns = min(max(map(len, rows)), _MOST)
        sides = [_LINES.get(side, "---") for side in self._sides[:columns]]
        sides += ["---"] * (columns - len(sides))
        head, *rest = (_row(row, columns) for row in rows)
        return [head, _row(sides, columns), *rest]


def _row(cells: list[str], columns: int) -> str:
    shown = [*cells[:columns], *[""] * (columns - len(cells))]
    return f"| {' | '.join(shown)} |"
