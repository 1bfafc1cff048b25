"""Blocks that an export indents below others than items of a list → blocks below them. No I/O.

In Notion any block may hold others, a paragraph or a heading that folds, too; an export indents
them by four columns for each that they stand in. Markdown takes that for code where what they stand
in is no item, or is one whose number is too wide. All code of Notion's is in fences."""

from __future__ import annotations

import re

from kbsite.importers.code_lines import Fences, indent_of
from kbsite.importers.model import Change, Line

_STEP = 4
_ITEM = re.compile(r"[ \t]*((?:[-*+]|\d{1,9}[.)])(?:[ \t]|$))")
#: With it a paragraph ends, a blank line below it or none.
_HEADING = re.compile(r"[ \t]*#{1,6}(?:[ \t]|$)")


def outdented(lines: list[Line], changes: list[Change]) -> list[Line]:
    """The conversion: as far to the right as the items make it that a block stands in."""
    if not any(line.text.startswith((" " * _STEP, "\t")) for line in lines):
        return lines
    result: list[Line] = []
    fences = Fences()
    #: How wide the block of each depth makes what stands in it, 0 where it is no item.
    widths: list[int] = []
    shift, begins = 0, True
    for text, number in lines:
        begun = fences.begun
        is_code = fences.take(text)
        if text.strip() and (
            fences.begun > begun or (not is_code and (begins or _ITEM.match(text)))
        ):
            before, shift = shift, _shift(text, widths)
            if shift > 0 and before <= 0:
                why = "it was indented below what is no item of a list"
                changes.append(Change("indented block", "converted", number, why))
        if not is_code:
            begins = not text.strip() or bool(_HEADING.match(text))
        elif not fences.is_open:
            begins = True
        result.append(Line(_moved(text, shift), number))
    return result


def _shift(text: str, widths: list[int]) -> int:
    """By how many columns a block stands too far to the right; `widths` is then that of what may
    stand in it."""
    indent = indent_of(text)
    depth = min(indent // _STEP, len(widths))
    del widths[depth:]
    rest = indent - _STEP * depth
    item = _ITEM.match(text)
    shift = indent - sum(widths) - (rest if rest < _STEP else 0)
    widths.append(max(_STEP, len(item[1])) if item else 0)
    return shift


def _moved(text: str, shift: int) -> str:
    """A line so many columns to the left, as far as nothing else stands there."""
    if shift <= 0 or not text.strip():
        return " " * -shift + text if text.strip() else text
    at = columns = 0
    while columns < shift and text[at] in " \t":
        columns += _STEP - columns % _STEP if text[at] == "\t" else 1
        at += 1
    return " " * (columns - shift if columns > shift else 0) + text[at:]
