"""Pieces of a paragraph → HTML or text that can stand anywhere. No I/O."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from html import escape
from typing import TypeAlias

from kbsite.nouns.resolutions import Resolution
from kbsite.nouns.slots import (
    EquationNumber,
    EquationReference,
    LinkEnd,
    LinkStart,
    LinkText,
    Piece,
    TextPieces,
)

#: What each link of a note comes to.
Links: TypeAlias = Sequence[Resolution]


def compose_inline(
    pieces: Sequence[Piece], links: Links, marks: Callable[[int], bool] = lambda link: False
) -> str:
    """Pieces of one paragraph as HTML that can stand anywhere: no links, no ids. The words
    of links that `marks` names are marked."""

    def fill(piece: Piece) -> str:
        match piece:
            case str():
                return piece
            case LinkText(link):
                return escape(links[link].text)
            case LinkStart(link):
                return "<mark>" if marks(link) else ""
            case LinkEnd(link):
                return "</mark>" if marks(link) else ""
            case EquationNumber(text=text) | EquationReference(text=text, in_math=True):
                return f"<mtext>{escape(text)}</mtext>"
            case EquationReference(text=text):
                return escape(text)
            case _:
                return ""

    return "".join(map(fill, pieces))


def compose_text(pieces: TextPieces, links: Links) -> str:
    """Plain text, white space folded."""
    words = (p if isinstance(p, str) else links[p.link].text for p in pieces)
    return " ".join("".join(words).split())
