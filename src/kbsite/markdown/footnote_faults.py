"""What is wrong with a note's footnotes. No I/O."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TypeAlias

from markdown_it.token import Token

from kbsite.markdown.footnote import LABEL, Footnotes
from kbsite.markdown.places import Place
from kbsite.markdown.positions import POSITION

#: (line, column), message, hint.
Fault: TypeAlias = tuple[tuple[int, int], str, str]


def footnote_faults(
    found: Footnotes, title: Token | None, place_of: Callable[[Token], Place]
) -> Iterator[Fault]:
    """Marks without a footnote, footnotes without a mark, and marks in `title`, the heading
    that is the note's: it stands in lists and bookmarks too."""
    for mark in (title and title.children) or ():
        if title and mark.type == "footnote_ref":
            at = place_of(title).of(mark.meta[POSITION])
            yield at, "the title of a note shows no footnotes", "Move the mark into the text."
    inline, place = None, None
    for token, mark in found.missing:
        if token is not inline or place is None:
            inline, place = token, place_of(token)
        at = place.of(mark.meta[POSITION])
        yield at, f"there is no footnote {mark.content}", f"Add a line  {mark.content}: …"
    for opening in found.unused:
        at = place_of(opening).of_line(0)
        message = f"no mark refers to the footnote [^{opening.meta[LABEL]}]"
        yield at, message, "It is not shown."
    for opening in found.repeated:
        at = place_of(opening).of_line(0)
        message = f"the footnote [^{opening.meta[LABEL]}] stands here twice"
        yield at, message, "The first is shown."
