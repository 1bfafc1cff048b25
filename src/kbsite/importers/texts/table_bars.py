"""Bars in the code of a table's cells, for tools to which they part no cells there, as they do in
GFM. No I/O."""

from __future__ import annotations

import re

from kbsite.importers.code_lines import code_lines, code_spans
from kbsite.importers.model import Change, Line
from kbsite.markdown.blocks.tables import BAR

_DELIMITER = re.compile(r"[ \t>]*+\|?[ \t]*+:?-++:?[ \t]*+(?:\|[ \t]*+:?-++:?[ \t]*+)*+\|?[ \t]*+")


def table_bars(lines: list[Line], changes: list[Change]) -> list[Line]:
    """The conversion: they are escaped where the row has too many cells with them."""
    result = list(lines)
    is_code = code_lines(lines)
    columns = 0
    for at, (line, code) in enumerate(zip(lines, is_code, strict=True)):
        if code or "|" not in line.text:
            columns = 0
        elif columns:
            _escape(result, at, columns, changes)
        elif at and not is_code[at - 1] and _DELIMITER.fullmatch(line.text):
            columns = _cells(line.text)
            # The head stands above.
            _escape(result, at - 1, columns, changes)
    return result


def _escape(rows: list[Line], at: int, columns: int, changes: list[Change]) -> None:
    text, number = rows[at]
    if "`" not in text or _cells(text) <= columns:
        return
    parts: list[str] = []
    end = 0
    for begin, behind in code_spans(text):
        parts += (text[end:begin], BAR.sub(r"\\|", text[begin:behind]))
        end = behind
    escaped = "".join((*parts, text[end:]))
    if columns <= _cells(escaped) < _cells(text):
        changes.append(Change("code in a table", "converted", number, "a bar in it is escaped"))
        rows[at] = Line(escaped, number)


def _cells(row: str) -> int:
    bare = row.strip(" \t>").removeprefix("|")
    return len(BAR.findall(bare)) + (0 if bare.endswith("|") and not bare.endswith("\\|") else 1)
