"""What a check is given. No I/O of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import chain
from typing import NamedTuple

from kbsite.markdown.links.addresses import Address
from kbsite.markdown.literal.leftovers import Remain
from kbsite.model import Card, SiteGraph
from kbsite.nouns.slots import Piece
from kbsite.nouns.sources import Attachment
from kbsite.urls import Spelling


class Survey(NamedTuple):
    """A site as it would be published: its graph, all notes by path, published or not, and every
    attachment. `remains` and `addresses` read one note's text anew, which takes as long as to parse
    it: they are asked only where what is known of a note says that there is something to find.
    `spell` is how the site spells names in URLs."""

    graph: SiteGraph
    notes: Mapping[str, Card]
    attachments: Sequence[Attachment]
    remains: Callable[[str], Sequence[Remain]]
    addresses: Callable[[str], Sequence[Address]]
    base_url: str
    spell: Spelling

    def pieces(self, path: str) -> Iterator[Piece]:
        """All that the page of a note shows of its own: its text, then its footnotes."""
        body = self.graph.bodies[path]
        return chain(body.pieces, *(footnote.content for footnote in body.footnotes))
