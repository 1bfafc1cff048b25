"""Where the destination of a link ends, as markdown-it says it, by regexes in place of a loop over
characters. No I/O.

Addresses are long, and a destination of open parentheses is read to the thirty-third each time.
"""

from __future__ import annotations

import re
from types import SimpleNamespace

from markdown_it import MarkdownIt
from markdown_it.common.utils import unescapeAll

from kbsite.markdown.links.label import link_label
from kbsite.words.unseen import trimmed

_IN_ANGLES = re.compile(r"<((?:[^\n<>\\]|\\.)*+)>", re.DOTALL)
# What neither nests nor ends one; a backslash takes what follows along.
_RUN = re.compile(r"(?:[^\x00-\x20\x7f\\()]++|\\[^ ])*+", re.DOTALL)
_DEEPEST = 32


def link_destinations(md: MarkdownIt) -> None:
    """Lets links, images and references ask here, and at `link_label`."""
    others = {name: getattr(md.helpers, name) for name in md.helpers.__all__}
    mine = {"parseLinkDestination": link_destination, "parseLinkLabel": link_label}
    # The library has its own module there, of which it asks for these names alone.
    md.helpers = SimpleNamespace(**others | mine)  # type: ignore[assignment]


class Destination:
    """What it is, if it is one, and where it ends; the names are markdown-it's."""

    __slots__ = ("ok", "pos", "str")

    def __init__(self, ok: bool = False, pos: int = 0, written: str = "") -> None:
        self.ok = ok
        self.pos = pos
        # It comes along at the ends where an address is copied.
        self.str = trimmed(unescapeAll(written)) if written else ""


def link_destination(text: str, begin: int, end: int) -> Destination:
    """The one that begins at `begin`."""
    if text.startswith("<", begin):
        angles = _IN_ANGLES.match(text, begin, end)
        return Destination(True, angles.end(), angles[1]) if angles else Destination()
    place, depth = begin, 0
    while run := _RUN.match(text, place, end):
        place = run.end()
        mark = text[place : place + 1] if place < end else ""
        if mark == "(":
            depth += 1
            if depth > _DEEPEST:
                return Destination()
        elif mark == ")" and depth:
            depth -= 1
        elif not (mark == "\\" and place + 1 == end):
            break
        place += 1
    if place == begin or depth:
        return Destination()
    return Destination(True, place, text[begin:place])
