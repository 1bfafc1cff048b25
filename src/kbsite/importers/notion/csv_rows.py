"""A CSV file → rows, each with the line that it begins on. No I/O.

RFC 4180, leniently: a quoted field may hold commas, line ends and doubled quotes; what is never
closed ends with the file. What was read so is told."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

# Quoted: up to the quote that no other follows, then what stray text stands behind it.
_FIELD = re.compile(r'"([^"]*(?:""[^"]*)*)(?:"([^,\n]*)|\Z)|([^,\n]*)')


_UNCLOSED = "a quote is never closed: what follows it is one cell"
_BEHIND = "text stands behind a closing quote: where cells and rows end is a guess"


class CsvRow(NamedTuple):
    """`fault`: what is wrong with its quotes, "" for nothing."""

    line: int
    values: list[str]
    fault: str


def csv_rows(text: str) -> Iterator[CsvRow]:
    """The rows that are not empty."""
    position, line = 0, 1
    row: list[str] = []
    begin, fault = line, ""
    while position < len(text):
        match = _FIELD.match(text, position)
        assert match  # an empty field is one
        quoted, behind, plain = match.groups()
        if quoted is None:
            row.append(plain)
        else:
            row.append(quoted.replace('""', '"') + (behind or ""))
            line += quoted.count("\n")
            if behind is None:
                fault = _UNCLOSED
            elif behind.strip():
                fault = fault or _BEHIND
        position = match.end()
        if position < len(text) and text[position] == ",":
            position += 1
            if position < len(text):
                continue
            row.append("")
        if any(field.strip() for field in row):
            yield CsvRow(begin, row, fault)
        position += 1
        line += 1
        row, begin, fault = [], line, ""
