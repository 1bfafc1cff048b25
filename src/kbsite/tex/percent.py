"""`%` in a formula: where it was meant as a sign and begins a comment, and what stands in those
that were meant. No I/O."""

from __future__ import annotations

from typing import NamedTuple

from kbsite.tex.tokens import comments_in

# What ends what stands before it: a comment may follow without a space.
_ENDS = frozenset("{}&\\")
# What goes on with what stands before it; no comment begins with it.
_GOES_ON = frozenset("+-*/=<>,.;:)]^_&\\、，。；：）")


class Percent(NamedTuple):
    """Where in the TeX the sign is, and whether more than itself is lost by it."""

    at: int
    hides: bool


def lost_percent(tex: str, in_lines: bool) -> Percent | None:
    """The first; `in_lines` says that the last line of `tex` ends before what closes it."""
    for at in comments_in(tex):
        begin, end = tex.rfind("\n", 0, at) + 1, tex.find("\n", at)
        before, behind = tex[begin:at], tex[at + 1 : end if end >= 0 else len(tex)].strip()
        if not _is_comment(before, behind, in_lines or end >= 0):
            return Percent(at, behind != "")
    return None


def without_comments(tex: str, in_lines: bool) -> str:
    """`tex` without what its author says behind `%` to those who read the source; what was rather
    meant to be shown stays. So does a `%` right behind something: it takes the line's end away.
    `in_lines` as above."""
    if "%" not in tex or not (in_lines or "\n" in tex):
        return tex
    parts: list[str] = []
    done = 0
    for at in comments_in(tex):
        begin, end = tex.rfind("\n", 0, at) + 1, tex.find("\n", at)
        end = end if end >= 0 else len(tex)
        before, behind = tex[begin:at], tex[at + 1 : end].strip()
        if not behind or not _is_comment(before, behind, ends_line=True):
            continue
        shown = before.rstrip()
        parts.append(tex[done : begin + len(shown)])
        done = end
        if not shown:
            # Nothing else stands in the line.
            done = min(end + 1, len(tex))
        elif shown == before:
            parts.append("%")
        elif shown.endswith("\\"):
            # The space behind it makes a command of it.
            parts.append(" ")
    return "".join((*parts, tex[done:])).rstrip("\n") if parts else tex


def _is_comment(before: str, behind: str, ends_line: bool) -> bool:
    """Whether one stands plainly between what is before `%` in its line and the line's end. A
    formula that is closed in the same line has none: it would be a part of it."""
    if not ends_line or before[-1:].isdigit():
        return False
    if not behind or not before.strip():
        return True
    if not (before[-1].isspace() or before[-1] in _ENDS):
        return False
    return not (before.rstrip()[-1].isdigit() and behind[0] in _GOES_ON)
