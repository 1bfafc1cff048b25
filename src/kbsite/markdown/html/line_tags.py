"""The tags of the author's HTML in a line, as browsers see them. No I/O.

What hides all until its end has to end in the same Markdown, or it is text.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from typing import TypeAlias

from markdown_it.token import Token

from kbsite.markdown.html.active import hide_script
from kbsite.markdown.html.edits import Edit, Fault, edit, tell
from kbsite.markdown.html.tags import (
    DATA,
    FOREIGN,
    RAW,
    pieces_in,
    raw_edits,
    shown_whole,
    shows_page,
    unpaired_in,
    without_comment,
)

_AS_TEXT = "What begins there is shown as text. Where no HTML is meant, write \\< for <."
_AS_WORD = "It is shown as text. Where the word is meant, write it in backticks."

_ENDS = {"": (">", _AS_TEXT), "?": ("?>", _AS_TEXT)}

#: A tag or a comment, and the token that it stands in.
Mark: TypeAlias = tuple[Token, re.Match[str]]


def tags_of(children: Sequence[Token]) -> list[Mark]:
    """What browsers see as tags in the HTML of a line, in order, without scripts and what holds
    text alone. What has to be changed for that is stamped on its tokens."""
    marks: list[Mark] = []
    # For each what it stands in of Markdown, and where that ends among them.
    stands_in: list[int] = []
    ends: list[int] = [0]
    inside = [0]
    for i, child in enumerate(children):
        if child.type == "html_inline" and child.content.startswith(DATA):
            child.type = "text"
        elif child.type == "html_inline" and child.content.startswith("<?"):
            edit(child, Edit(0, len(child.content), ""))
        elif child.type == "html_inline":
            hide_script(children, i)
            # What Markdown takes for one comment may end before.
            found = [(child, piece) for piece in pieces_in(child.content)]
            marks += found
            stands_in += inside[-1:] * len(found)
        elif child.nesting > 0:
            inside.append(len(ends))
            ends.append(0)
        elif child.nesting < 0 and len(inside) > 1:
            ends[inside.pop()] = len(marks)
    for one in inside:
        ends[one] = len(marks)
    marks, until = _without_text(marks, [ends[one] for one in stands_in])
    unpaired = unpaired_in([tag for _, tag in marks], until)
    for i in sorted(unpaired):
        _show(*marks[i])
    return [mark for i, mark in enumerate(marks) if i not in unpaired]


def _without_text(marks: Sequence[Mark], until: Sequence[int]) -> tuple[list[Mark], list[int]]:
    """`marks` without comments and those of what holds text alone; what it holds is shown as text,
    and so is its start where its end is missing, or stands in other Markdown. A mark `i` has to be
    closed before that of number `until[i]`."""
    closings = _closings(marks)
    kept: list[int] = []
    i = foreign = 0
    while i < len(marks):
        html, tag = marks[i]
        name, is_end = (tag["name"] or "").lower(), bool(tag["end"])
        i += 1
        if name in FOREIGN:
            foreign = max(0, foreign + (-1 if is_end else 1))
        if not name:
            edit(html, without_comment(tag))
        elif name == "script":
            continue
        elif is_end or not (name in RAW or name == "plaintext"):
            kept.append(i - 1)
        elif foreign and name in RAW and tag.group().endswith("/>"):
            _close(html, tag)
        elif name in RAW and (end := _first_from(closings.get(name, ()), i, until[i - 1])):
            _show_held(marks[i - 1 : end + 1])
            i = end + 1
        elif shows_page(tag):
            _close(html, tag)
        else:
            _show(html, tag)
    # Numbers among all marks become numbers among those that are left.
    return [marks[i] for i in kept], [bisect_left(kept, until[i]) for i in kept]


def _closings(marks: Sequence[Mark]) -> dict[str, list[int]]:
    """The numbers of the closing tags among `marks`, by name."""
    closings: dict[str, list[int]] = {}
    for i, (_, tag) in enumerate(marks):
        if tag["end"]:
            closings.setdefault(tag["name"].lower(), []).append(i)
    return closings


def _first_from(numbers: Sequence[int], begin: int, end: int) -> int | None:
    """The first of ascending `numbers` from `begin` on, if it is below `end`."""
    at = bisect_left(numbers, begin)
    return numbers[at] if at < len(numbers) and numbers[at] < end else None


def _show_held(marks: Sequence[Mark]) -> None:
    """What an element of text holds is shown; the first of its `marks` begins it, the last ends
    it."""
    (html, tag), *held, (closing, end) = marks
    for inner, one in held:
        for change in shown_whole(inner.content, *one.span()):
            edit(inner, change)
    for token, change in zip((html, closing), raw_edits(tag, end, "", 0), strict=False):
        edit(token, change)


def _close(html: Token, tag: re.Match[str]) -> None:
    """What is not closed is empty."""
    edit(html, Edit(tag.end(), tag.end(), f"</{tag['name'].lower()}>"))


def _show(html: Token, tag: re.Match[str]) -> None:
    """A tag that nothing ends is a word."""
    for change in shown_whole(html.content, *tag.span()):
        edit(html, change)
    tell_endless(html, tag.start(), tag["name"].lower())


def tell_endless(html: Token, at: int, name: str) -> None:
    end, hint = _ENDS.get(name) or (f"</{name}>", _AS_WORD)
    tell(html, Fault(at, end, is_end=False, hint=hint))
