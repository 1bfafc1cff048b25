"""The bodies of notes: what they are made of, and many of them, each decoded when it is asked for,
so that not all fill the memory. No I/O."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

import msgspec

from kbsite.slots import Pieces, TextPieces


class Footnote(msgspec.Struct, frozen=True):
    """A footnote: blocks, and how many marks refer to it."""

    content: Pieces
    marks: int


class Equation(msgspec.Struct, frozen=True):
    """A numbered equation; `label` is "" where nothing can refer to it."""

    label: str
    text: str


class Section(msgspec.Struct, frozen=True):
    """The plain text under one heading (`heading` is its number, -1 before the first);
    TeX stands in `text` as written, code blocks in `code`."""

    heading: int
    text: TextPieces
    code: str


class Body(msgspec.Struct, frozen=True):
    """What only its own page shows of a note: by far the larger part, read when it is wanted."""

    pieces: Pieces = ()
    footnotes: tuple[Footnote, ...] = ()
    equations: tuple[Equation, ...] = ()
    sections: tuple[Section, ...] = ()


unpacked_body = msgspec.msgpack.Decoder(Body).decode


class Bodies(Mapping[str, Body]):
    """Note path → body. `keys` holds the digest of each note, `read` gives the packed body of a
    digest."""

    def __init__(self, keys: Mapping[str, str], read: Callable[[str], bytes]) -> None:
        self._keys = keys
        self._read = read

    def __getitem__(self, path: str) -> Body:
        return unpacked_body(self._read(self._keys[path]))

    def __iter__(self) -> Iterator[str]:
        return iter(self._keys)

    def __len__(self) -> int:
        return len(self._keys)
