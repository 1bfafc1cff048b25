"""The lines that a merge of git leaves in a file where both sides changed it. No I/O."""

from __future__ import annotations

import re
from collections.abc import Iterable

_OURS, _PARTING, _THEIRS = (re.compile(rf"{sign}{{7}}(?: .*)?$") for sign in "<=>")
_FIRST = re.compile(r"<{7}(?: .*)?$", re.MULTILINE)
_ANY = re.compile(r"^[<>]{7}(?: .*)?$", re.MULTILINE)
#: What every text with a conflict has in it.
SIGN = "<<<<<<<"

MESSAGE = "a conflict of git, which is still to be merged"
HINT = (
    "Keep what is to stay of both sides, and take the lines of <<<<<<<, ======= and >>>>>>> away."
)


def first_mark(text: str) -> int:
    """The first line, from 1, that looks like one of the outer two, 0 for none."""
    found = _ANY.search(text)
    return text.count("\n", 0, found.start()) + 1 if found else 0


def begins_with_mark(text: str, start: int) -> bool:
    """Whether the line at `start` is the mark with which a conflict begins."""
    return _FIRST.match(text, start) is not None


def first_conflict(lines: Iterable[tuple[int, str]]) -> int | None:
    """The number of the line at which a conflict begins that has all three, of `lines` with their
    numbers."""
    begin: int | None = None
    is_parted = False
    for number, line in lines:
        if _OURS.match(line):
            begin, is_parted = number, False
        elif begin is not None and _PARTING.match(line):
            is_parted = True
        elif begin is not None and is_parted and _THEIRS.match(line):
            return begin
    return None
