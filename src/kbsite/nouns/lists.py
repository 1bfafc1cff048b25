"""What the lists of a site are made of, as frozen values; no behaviour, no I/O."""

from __future__ import annotations

import msgspec


class Term(msgspec.Struct, frozen=True):
    """A tag or a series: folded key, the name most notes give it, permalink, its notes' paths,
    and which of the two it is."""

    key: str
    name: str
    url: str
    notes: tuple[str, ...]
    taxonomy: str = "tags"


class Folder(msgspec.Struct, frozen=True):
    """A folder of notes as a section of the site; `notes` and `folders` are direct children in
    their order."""

    path: str
    url: str
    title: str
    notes: tuple[str, ...]
    folders: tuple[str, ...]
    count: int


class NavLink(msgspec.Struct, frozen=True):
    """An entry of the header. `url` is a permalink, or an address outside the site; `anchor`
    a heading there."""

    title: str
    url: str
    anchor: str = ""
    outside: bool = False
