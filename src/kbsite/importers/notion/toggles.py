"""Headings that can be folded, and columns → what `containers.py` and Markdown know. No I/O.

An export writes a heading of that kind as an item (`- ## Heading`) with all below it indented, as
it does any other toggle; a list has no other way to a heading. What else may be a toggle is an item
as well, and becomes one only where the site says that such items are."""

from __future__ import annotations

import re

from kbsite.importers.code_lines import with_code
from kbsite.importers.model import Change, Conversion, Line

_HEADING = re.compile(r"([ \t]*)[-*+][ \t]+#{1,6}[ \t]+(\S.*)")
_ITEM = re.compile(r"([ \t]*)[-*+][ \t]+(?!\[[ xX]\][ \t])(\S.*)")
#: Any item of a list.
ANY_ITEM = re.compile(r"[ \t]*(?:[-*+]|\d{1,9}[.)])(?:[ \t]|$)")
_COLUMNS = re.compile(
    r"(?i)[ \t]*</?(?:columns?|column[-_]list|synced[-_]block(?:[-_]reference)?)"
    r"(?:\s[^<>]{0,200})?>[ \t]*"
    r"|[ \t]*<div\s[^<>]{0,100}(?:column|display:\s*flex)[^<>]{0,200}>[ \t]*"
)
_DIV_END = re.compile(r"(?i)[ \t]*</div>[ \t]*")
_OPENED_DIV = re.compile(r"(?i)[ \t]*<div(?:\s[^<>]{0,400})?>[ \t]*")
#: What a heading may stand in; others are lists within it.
_MOST = 12


def folded(*, with_items: bool) -> Conversion:
    """The conversion of headings, to `<details heading>`, of which containers tell; `with_items`:
    an item with something that is no list below it, behind a blank line, is a toggle too."""
    pattern = _ITEM if with_items else _HEADING

    def convert(lines: list[Line], _: list[Change]) -> list[Line]:
        if not any(pattern.fullmatch(line.text) for line in lines):
            return lines
        return _folded(lines, with_items)

    return convert


def _folded(lines: list[Line], with_items: bool) -> list[Line]:
    result: list[Line] = []
    begun: list[int] = []
    was_code = False
    for at, (line, is_code) in enumerate(with_code(lines)):
        text, number = line
        indent = _indent(text)
        goes_on = was_code and is_code
        while begun and text.strip() and not goes_on and indent <= begun[-1]:
            _end(result, begun)
        was_code = is_code
        match = None if is_code else _HEADING.fullmatch(text)
        if match and len(begun) < _MOST:
            lead = _shifted(match[1], len(begun))
            result.append(Line(f"{lead}<details heading><summary>{match[2]}</summary>", number))
            begun.append(indent)
        elif (
            with_items
            and not is_code
            and len(begun) < _MOST
            and (item := _ITEM.fullmatch(text))
            and _holds_blocks(lines, at, indent)
        ):
            lead = _shifted(item[1], len(begun))
            result.append(Line(f"{lead}<details><summary>{item[2]}</summary>", number))
            begun.append(indent)
        else:
            result.append(Line(_shifted(text, len(begun)), number))
    while begun:
        _end(result, begun)
    return result


def columns(lines: list[Line], changes: list[Change]) -> list[Line]:
    """The conversion: they stand one below the other."""
    if not any("<" in line.text for line in lines):
        return lines
    result: list[Line] = []
    divs: list[bool] = []
    told = False
    for line, is_code in with_code(lines):
        text, number = line
        if is_code or "<" not in text:
            result.append(line)
            continue
        is_column = bool(_COLUMNS.fullmatch(text))
        if _OPENED_DIV.fullmatch(text):
            divs.append(is_column)
        elif _DIV_END.fullmatch(text) and divs:
            is_column = divs.pop()
        if not is_column:
            result.append(line)
            continue
        if not told:
            why = "they stand one below the other"
            changes.append(Change("columns", "converted", number, why))
            told = True
        result.append(Line("", number))
    return result


def _holds_blocks(lines: list[Line], at: int, indent: int) -> bool:
    """Whether what stands below an item, behind a blank line, belongs to it and is no list."""
    below = at + 1
    while below < len(lines) and not lines[below].text.strip():
        below += 1
    if below in (at + 1, len(lines)):
        return False
    text = lines[below].text
    return _indent(text) >= indent + 4 and not ANY_ITEM.match(text)


def _end(result: list[Line], begun: list[int]) -> None:
    """Before the blank lines that part it from what follows."""
    lead = _shifted(" " * begun.pop(), len(begun))
    at = len(result)
    while at and not result[at - 1].text.strip():
        at -= 1
    result.insert(at, Line(f"{lead}</details>", result[at - 1].number if at else 0))


def _shifted(text: str, levels: int) -> str:
    """A line in so many headings, without the four spaces that each indents it by."""
    lead = len(text) - len(text.lstrip(" \t"))
    if text[:lead].startswith("\t"):
        return text[min(lead, levels) :]
    return text[min(lead, 4 * levels) :]


def _indent(text: str) -> int:
    return len(text[: len(text) - len(text.lstrip(" \t"))].expandtabs(4))
