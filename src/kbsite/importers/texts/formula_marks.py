"""TeX → a formula between dollars that kbsite reads as one. No I/O."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from kbsite.importers.texts.stretches import Edit, Stretch
from kbsite.markdown.dollar_math import is_one_formula

#: What may stand before a formula that has its line to itself: quote marks, the mark of an item.
_CONTAINER = re.compile(r"[ \t>]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)?")
_COMMENT = re.compile(r"(?<!\\)((?:\\\\)*+)%[^\n]*+")


def has_dollar(tex: str) -> bool:
    """Whether a dollar stands in it that would end the formula."""
    return "$" in tex and not is_one_formula(tex)


def in_dollars(
    tex: str, stretch: Stretch, begin: int, end: int, *, display: bool, block: bool = True
) -> str:
    """`tex` as it is written in place of `begin` to `end`: as `block`, where that is asked for and
    it has its line to itself, else in the line, apart from dollars, letters, digits beside it."""
    # A comment ends with its line, of which nothing is left.
    tex = " ".join(_COMMENT.sub(r"\1", tex).split()) if "\n" in tex else " ".join(tex.split())
    before, behind = stretch.line_of(begin, end)
    if block and not behind.strip() and _CONTAINER.fullmatch(before):
        return f"$${tex}$$"
    marks = "$$" if display or "\\tag" in tex else "$"
    left = " " if before.endswith(("$", "\\")) else ""
    following = behind[:1]
    right = " " if following == "$" or (following.isascii() and following.isalnum()) else ""
    return f"{left}{marks}{tex}{marks}{right}"


def apart(edits: Iterable[Edit]) -> Iterator[Edit]:
    """The edits with a space between two formulas that touch."""
    end, last = -1, ""
    for edit in edits:
        if edit.begin == end and last.endswith("$") and edit.text.startswith("$"):
            edit = edit._replace(text=f" {edit.text}")
        end, last = edit.end, edit.text
        yield edit
