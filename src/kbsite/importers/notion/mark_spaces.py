"""Spaces at the ends of bold or deleted text, within its marks → outside of them. No I/O.

In Notion a space belongs to bold text as any other character does; an export writes `**甲 **乙`.
Markdown takes such marks for text, or pairs them with others of the line."""

from __future__ import annotations

import re

from kbsite.importers.code_lines import code_spans, prose_lines
from kbsite.importers.model import Change, Line

_MARKS = {"**": re.compile(r"\*+"), "~~": re.compile(r"~+")}
#: Each may stand within the other.
_ORDER = ("**", "~~", "**")
#: Where a mark is none: formulas, addresses.
_APART = re.compile(r"\$\$[^$\n]+\$\$|\$[^$\n]+\$|\]\([^()\n]*\)|https?://\S+")


def mark_spaces(lines: list[Line], changes: list[Change]) -> list[Line]:
    """The conversion."""
    if not any(mark in line.text for line in lines for mark in _MARKS):
        return lines
    result = []
    for line, is_prose in zip(lines, prose_lines(lines), strict=True):
        text, number = line
        for mark in _ORDER:
            if is_prose and mark in text:
                text = _tight(text, mark)
        if text != line.text:
            why = "spaces stand outside of the marks of bold or deleted text"
            changes.append(Change("space", "converted", number, why))
        result.append(Line(text, number))
    return result


def _tight(text: str, mark: str) -> str:
    """The line with the spaces moved; as it is where its marks are no pairs that Notion writes."""
    places = _places(text, mark)
    if len(places) % 2:
        return text
    parts: list[str] = []
    end = 0
    for begin, close in zip(places[::2], places[1::2], strict=True):
        inner = text[begin + 2 : close]
        bare = inner.strip(" ")
        before, behind = text[:begin][-1:], text[close + 2 :][:1]
        left = inner[: len(inner) - len(inner.lstrip(" "))]
        right = inner[len(inner.rstrip(" ")) :]
        # With a space on both sides it may be an operator.
        if not bare or (left and before == " ") or (right and behind == " ") or "|" in bare:
            return text
        parts += (text[end:begin], left, mark, bare, mark, right)
        end = close + 2
    return "".join((*parts, text[end:]))


def _places(text: str, mark: str) -> list[int]:
    """Where the marks of a line stand; none where some are longer, and so also mark something
    else."""
    places: list[int] = []
    kept = sorted((*code_spans(text), *(match.span() for match in _APART.finditer(text))))
    at = 0
    for found in _MARKS[mark].finditer(text):
        while at < len(kept) and kept[at][1] <= found.start():
            at += 1
        if at < len(kept) and kept[at][0] <= found.start():
            continue
        if len(found[0]) == 2 and not text[: found.start()].endswith("\\"):
            places.append(found.start())
        elif len(found[0]) > 2:
            return []
    return places
