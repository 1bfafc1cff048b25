"""How notes hang together beyond their links, as frozen values; no behaviour, no I/O."""

from __future__ import annotations

from typing import Literal, TypeAlias

import msgspec

from kbsite.nouns.slots import Pieces


class UnlinkedMention(msgspec.Struct, frozen=True, array_like=True):
    """A place where the note at `source` names another without a link, in `words` as they stand
    there: the `line` of its file, and the sentence around it, the words marked. What `quote` leaves
    open are links of `source`. `at` is where in the note's `Prose` it is."""

    source: str
    line: int
    words: str
    quote: Pieces
    at: int = 0


class Unlinked(msgspec.Struct, frozen=True, array_like=True):
    """How many paragraphs name a note without a link to it, and the first of them."""

    total: int = 0
    found: tuple[UnlinkedMention, ...] = ()


#: Why a note is related: by its tags, by notes that both link to or that link to both, by its text.
Reason: TypeAlias = Literal["tags", "links", "text"]


class Related(msgspec.Struct, frozen=True, array_like=True):
    """A note near another, for what reasons, the strongest first."""

    note: str
    reasons: tuple[Reason, ...]
