"""The edits of one note by which its wikilinks go on naming headings that hold a link to what is
moved. No I/O.

Obsidian names a heading by its source: `## 见 [[旧/n|词]]` is `[[note#见 旧 n 词]]`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence, Set
from functools import partial
from typing import NamedTuple

import msgspec

from kbsite.fixing.link_places import locate
from kbsite.fixing.source_text import Edit, SourceText
from kbsite.linking.written_links import name_and_heading
from kbsite.model import Card, Link
from kbsite.urls import nfc

_SIGNS = re.compile(r"[^\w]+")


class Renamed(NamedTuple):
    """A target as it is written in a heading, and as it was."""

    old: str
    new: str


class Reworded(NamedTuple):
    """The new bytes, the links that the parser has to find in them, and how many are others."""

    data: bytes
    links: tuple[Link, ...]
    changed: int


def renamed_in(note: Card, now: Card) -> list[Renamed]:
    """What is written otherwise in `now`, which is `note` with other links, where a heading of it
    is another for that."""
    before, after = ([(one.anchor, one.source) for one in card.headings] for card in (note, now))
    if before == after:
        return []
    links = zip(note.links, now.links, strict=True)
    return [Renamed(a.target, b.target) for a, b in links if a.target != b.target]


def reworded(
    data: bytes,
    links: Sequence[Link],
    wanted: Set[int],
    renamed: Sequence[Renamed],
    parse: Callable[[bytes], Sequence[Link] | None],
) -> Reworded:
    """`data`, the bytes of a note with these `links`, where those of the numbers `wanted` name
    headings with what was `renamed`."""
    source, found = SourceText(data), list(links)
    edits: set[Edit] = set()
    for number, place in locate(source, links, wanted, parse).items():
        said = source.text[place.end : place.name_end]
        new = _respelt(said, renamed)
        if place.form == "wikilink" and new != said:
            edits.add(Edit(place.end, place.name_end, new))
            target, fragment = name_and_heading(nfc(source.text[place.start : place.end] + new))
            found[number] = msgspec.structs.replace(links[number], target=target, fragment=fragment)
    return Reworded(source.edited(edits), tuple(found), len(edits))


def _respelt(said: str, renamed: Iterable[Renamed]) -> str:
    """`said` of a heading, with new names: with the signs of a path where it has them."""
    for old, new in renamed:
        parts = [part for part in _SIGNS.split(old) if part]
        if not parts:
            continue
        signs = r"[^\w\n#]+"
        name = re.compile(rf"(?<!\w){signs.join(map(re.escape, parts))}(?!\w)", re.IGNORECASE)
        said = name.sub(partial(_new_name, old, new), said)
    return said


def _new_name(old: str, new: str, found: re.Match[str]) -> str:
    return new if found[0] == old else _SIGNS.sub(" ", new).strip()
