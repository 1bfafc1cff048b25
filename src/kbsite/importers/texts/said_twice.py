"""TeX that a copy of a page of Zhihu has behind its formula once more. No I/O."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kbsite.importers.model import Change, Line
from kbsite.importers.texts.stretches import Edit, Stretch, edited

#: Of any other text it may be meant, as where TeX is explained.
_PAGE = re.compile(r"\b(?:zhihu|zhimg)\.com\b")
_FORMULA = re.compile(r"(?<![\\$])\$(?=\S)([^$\n]{3,2000})(?<=\S)\$(?!\$)[ \t]?")
# Words are said twice by chance.
_TEX = re.compile(r"\\[A-Za-z]|[_^]")
_GOES_ON = re.compile(r"[A-Za-z0-9_^{}\\$]")


def without_copies(lines: list[Line], changes: list[Change]) -> list[Line]:
    r"""`$\alpha$\alpha 是` → `$\alpha$ 是`."""
    if not any(_PAGE.search(line.text) for line in lines):
        return lines
    return edited(lines, lambda stretch: _edits(stretch, changes))


def _edits(stretch: Stretch, changes: list[Change]) -> Iterator[Edit]:
    text = stretch.text
    for found in _FORMULA.finditer(text):
        tex, begin = found[1], found.end()
        end = begin + len(tex)
        if not text.startswith(tex, begin) or not _TEX.search(tex) or _GOES_ON.match(text, end):
            continue
        if not stretch.in_code(found.start()):
            why = "its TeX stood behind it once more"
            changes.append(Change("Zhihu formula", "converted", stretch.number(begin), why))
            yield Edit(found.start() + len(tex) + 2, end, "")
