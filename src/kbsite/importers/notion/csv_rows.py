"""A CSV file → rows, each with the line that it begins on. No I/O.

RFC 4180, leniently: a quoted field may hold commas, line ends and doubled quotes; what is never
closed ends with the file."""

from __future__ import annotations

import re
from collections.abc import Iterator

# Quoted: up to the quote that no other follows, then what stray text stands behind it.
_FIELD = re.compile(r'"([^"]*(?:""[^"]*)*)(?:"([^,\n]*)|\Z)|([^,\n]*)')


def csv_rows(text: str) -> Iterator[tuple[int, list[str]]]:
    """The rows that are not empty."""
    position, line = 0, 1
    row: list[str] = []
    begin = line
    while position < len(text):
        match = _FIELD.match(text, position)
        assert match  # an empty field is one
        quoted, behind, plain = match.groups()
        row.append(plain if quoted is None else quoted.replace('""', '"') + (behind or ""))
        line += quoted.count("\n") if quoted else 0
        position = match.end()
        if position < len(text) and text[position] == ",":
            position += 1
            if position < len(text):
                continue
            row.append("")
        if any(field.strip() for field in row):
            yield begin, row
        position += 1
        line += 1
        row, begin = [], line
