"""TeX → a formula between dollars that kbsite reads as one. No I/O."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from kbsite.importers.texts.stretches import Edit, Stretch
from kbsite.importers.texts.tags import without_tags
from kbsite.markdown.math.dollar_math import is_one_formula

#: What may stand before a formula that has its line to itself: quote marks, the mark of an item.
_CONTAINER = re.compile(r"[ \t>]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)?")
# What draws formulas, or is in the names that their elements have.
_DRAWN = re.compile(r"<(?:svg|img)\b|math|mjx|equation|katex", re.IGNORECASE)
#: So far an element is looked at, as others may be within it.
_NEAR = 2000
_COMMENT = re.compile(r"(?<!\\)((?:\\\\)*+)%[^\n]*+")


def is_drawn(text: str, begin: int, inner: int, end: int, tex: str) -> bool:
    """Whether the element with `data-formula`, of which `inner` is behind the tag, shows that
    formula: in a sheet it shows what comes out."""
    near = text[inner : min(end, inner + _NEAR)]
    words = without_tags(near).strip("$ ")
    return not words or words == tex.strip() or bool(_DRAWN.search(text[begin:inner] + near))


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
