"""What is wrong with a note's footnotes. No I/O."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TypeAlias

from markdown_it.token import Token

from kbsite.markdown.blocks.footnote import LABEL, NO_LABEL
from kbsite.markdown.blocks.footnote_order import Footnotes
from kbsite.markdown.places import Place
from kbsite.markdown.positions import POSITION

#: (line, column), message, hint.
Fault: TypeAlias = tuple[tuple[int, int], str, str]


def footnote_faults(
    found: Footnotes, title: Token | None, place_of: Callable[[Token], Place]
) -> Iterator[Fault]:
    """Marks without a footnote, footnotes without a mark, and marks in `title`, the heading
    that is the note's: it stands in lists and bookmarks too."""
    if title:
        place = place_of(title)
        for child in title.children or ():
            if child.type == "footnote_ref":
                at = place.of(child.meta[POSITION])
                yield at, "the title of a note shows no footnotes", "Move the mark into the text."
    # The marks of one paragraph share a place, which counts its lines once.
    places: dict[int, Place] = {}
    wide = {mark.content for inline, mark in found.missing if _has_wide_colon(inline, mark)}
    for inline, mark in found.missing:
        if id(inline) not in places:
            places[id(inline)] = place_of(inline)
        at = places[id(inline)].of(mark.meta[POSITION])
        hint = f"Add a line  {mark.content}: …"
        if mark.content in wide:
            hint = f"The colon behind it is of full width: write  {mark.content}: …"
        yield at, f"there is no footnote {mark.content}", hint
    for opening in found.unused:
        if NO_LABEL in opening.meta[LABEL]:
            continue
        at = place_of(opening).of_line(0)
        message = f"no mark refers to the footnote [^{opening.meta[LABEL]}]"
        yield at, message, "It is not shown."
    for opening in found.repeated:
        if NO_LABEL in opening.meta[LABEL]:
            continue
        at = place_of(opening).of_line(0)
        message = f"the footnote [^{opening.meta[LABEL]}] stands here twice"
        yield at, message, "The first is shown."


def _has_wide_colon(inline: Token, mark: Token) -> bool:
    """Whether a mark begins a line as its footnote would, but for the colon."""
    at: int = mark.meta[POSITION]
    begins = not at or inline.content[at - 1] == "\n"
    return begins and inline.content.startswith("：", at + len(mark.content))
