"""What the relations of notes leave in the cache from one build to the next. No I/O."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

import msgspec

from kbsite.keys import mark_of
from kbsite.lazy import Lazy
from kbsite.mentions import Places
from kbsite.model import SiteGraph
from kbsite.related import Features, Nearest
from kbsite.relations import Unlinked

_encode = msgspec.msgpack.encode
_decode_unlinked = msgspec.msgpack.Decoder(Unlinked).decode


class Known(msgspec.Struct, frozen=True, array_like=True):
    """What is known of a note: the digest of its file, the mark of its edges, its tags; the notes
    that it links to, the names in it, its features."""

    key: str
    edges: bytes
    tags: tuple[str, ...]
    linked: tuple[str, ...]
    places: Places
    features: Features


class PackedUnlinked(NamedTuple):
    """The unlinked mentions of a note, and what tells what a page shows of them from others."""

    data: bytes
    mark: bytes

    def read(self) -> Unlinked:
        """They themselves."""
        return _decode_unlinked(self.data)


class State(msgspec.Struct, frozen=True, array_like=True):
    """What a build leaves to the next: the digest of all that it was made with, and the mark of
    that by which it was made from; the notes, what each name means, the names that are common
    words; of each note its unlinked mentions, encoded, and what is nearest."""

    base: str
    sources: bytes
    notes: dict[str, Known]
    names: dict[str, str]
    common: frozenset[str]
    unlinked: dict[str, PackedUnlinked]
    nearest: dict[str, Nearest]

    def marks(self, paths: Iterable[str]) -> Iterator[bytes]:
        """What changes with what a page shows of the relations of each note."""
        for path in paths:
            unlinked, nearest = self.unlinked.get(path), self.nearest.get(path)
            yield (unlinked.mark if unlinked else b"") + b"|" + (nearest.mark if nearest else b"")

    def added_to(self, graph: SiteGraph) -> SiteGraph:
        """`graph` with these relations."""
        return msgspec.structs.replace(
            graph,
            unlinked=Lazy({p: p for p in self.unlinked}, lambda p: self.unlinked[p].read()),
            related=Lazy({p: p for p in self.nearest}, lambda p: self.nearest[p].related),
        )


NOTHING = State("", b"", {}, {}, frozenset(), {}, {})


def packed_unlinked(unlinked: Unlinked) -> PackedUnlinked:
    """Lines are not shown: an edit above a mention changes nothing."""
    shown = [(one.source, one.quote) for one in unlinked.found]
    return PackedUnlinked(_encode(unlinked), mark_of(_encode((unlinked.total, shown))))
