"""What the relations of notes leave in the cache from one build to the next. No I/O."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

import msgspec

from kbsite.keys import mark_of
from kbsite.mentions import Places
from kbsite.model import SiteGraph
from kbsite.nouns.lazy import Lazy
from kbsite.nouns.relations import Related, Unlinked
from kbsite.related import Features, Nearest

_encode = msgspec.msgpack.encode
_decode_unlinked = msgspec.msgpack.Decoder(Unlinked).decode
_decode_related = msgspec.msgpack.Decoder(tuple[Related, ...]).decode
_decode_linked = msgspec.msgpack.Decoder(frozenset[str]).decode
_decode_places = msgspec.msgpack.Decoder(Places).decode
_decode_features = msgspec.msgpack.Decoder(Features).decode


class Known(NamedTuple):
    """What is known of a note: the digest of its file, the mark of its edges; packed, its tags, the
    notes that it links to, the names in it, its features."""

    key: str
    edges: bytes
    tags: bytes
    linked: bytes
    places: bytes
    features: bytes

    def read_linked(self) -> frozenset[str]:
        """The paths of the notes that it links to."""
        return _decode_linked(self.linked)

    def read_places(self) -> Places:
        """The names in it."""
        return _decode_places(self.places)

    def read_features(self) -> Features:
        """Its features."""
        return _decode_features(self.features)


class PackedUnlinked(NamedTuple):
    """The unlinked mentions of a note, and what tells what a page shows of them from others."""

    data: bytes
    mark: bytes

    def read(self) -> Unlinked:
        """They themselves."""
        return _decode_unlinked(self.data)


class PackedNearest(NamedTuple):
    """The notes nearest to one, the score of the last, and what tells them from others."""

    data: bytes
    least: int
    mark: bytes

    def read(self) -> Nearest:
        """They themselves."""
        return Nearest(_decode_related(self.data), self.least)


class State(msgspec.Struct, frozen=True, array_like=True):
    """What a build leaves to the next: the digest of all that it was made with, the mark of what
    it was made from, and that of what names are made from; the notes, what each name means, in how
    many notes each stands; of each note its unlinked mentions, and what is nearest; the mark of
    what `PackedHolders` of the same features were made from."""

    base: str
    sources: bytes
    named: bytes
    notes: dict[str, Known]
    names: dict[str, str]
    counts: dict[str, int]
    unlinked: dict[str, PackedUnlinked]
    nearest: dict[str, PackedNearest]
    holders: bytes

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
            related=Lazy({p: p for p in self.nearest}, lambda p: self.nearest[p].read().related),
        )


NOTHING = State("", b"", b"", {}, {}, {}, {}, {}, b"")


def packed_unlinked(unlinked: Unlinked) -> PackedUnlinked:
    """Lines are not shown: an edit above a mention changes nothing."""
    shown = [(one.source, one.quote) for one in unlinked.found]
    return PackedUnlinked(_encode(unlinked), mark_of(_encode((unlinked.total, shown))))


def packed_nearest(nearest: Nearest) -> PackedNearest:
    """`nearest`, encoded."""
    data = _encode(nearest.related)
    return PackedNearest(data, nearest.least, mark_of(data))
