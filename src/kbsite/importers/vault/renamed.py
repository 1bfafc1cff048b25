"""Links to files that have another name now than they had in the source. No I/O."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence

from kbsite.importers.entry_names import unscrambled
from kbsite.importers.model import Change, Line
from kbsite.importers.posts.places import Places, Spot, path_between
from kbsite.importers.texts.stretches import Edit, Stretch, edited
from kbsite.urls import decoded, fold

#: The name in one; in a table the bar behind it is escaped.
WIKILINK = re.compile(r"(?<=\[\[)[^\[\]|#^\n\\]{1,400}(?=\\?[\]|#^])")
SUFFIX = re.compile(r"(?i)\.(?:md|markdown|mdown|mkd)$")


class Renamed:
    """The files of a source that is a tree of notes, with what they are called now; `are_mended`:
    names of some were scrambled."""

    def __init__(self, spots: Sequence[Spot], places: Places, *, are_mended: bool) -> None:
        self._places = places
        self._are_mended = are_mended
        self._are_some = are_mended or any(map(_is_renamed, spots))
        #: What wikilinks call the files now, where they may call them as they were scrambled.
        stems = [_stem(spot, spot.target) for spot in spots] if are_mended else []
        self._meant = {fold(name) for stem in stems for name in (stem, _last(stem))}
        #: What links call the files that have another name now, and the name that finds them:
        #: folded, and to the letter where another file has this name but for its case.
        self._names: dict[str, str] = {}
        self._spelt: dict[str, str] = {}
        lasts = Counter(_last(_stem(spot, spot.called)) for spot in spots)
        for spot in filter(_is_renamed, spots):
            old, new = _stem(spot, spot.called), _stem(spot, spot.target)
            if old == new:
                # Its suffix alone is another one.
                continue
            self._names.setdefault(fold(old), new)
            if fold(_last(old)) != fold(_last(new)):
                self._names.setdefault(fold(_last(old)), new)
            if spot.name:
                self._spelt[old] = new
                if lasts[_last(old)] == 1:
                    self._spelt.setdefault(_last(old), new)
        # Two of one name that differ in case: links by the name mean the other.
        kept = {fold(_stem(spot, spot.called)) for spot in spots if not _is_renamed(spot)}
        for name in kept | {_last(name) for name in kept}:
            self._names.pop(name, None)

    def __bool__(self) -> bool:
        return self._are_some

    def address(self, spot: Spot, address: str) -> str | None:
        """What an address in a note has to be now, None where it stays. The name of a file may
        hold what else begins a query."""
        path = re.split("#", address, maxsplit=1)[0]
        for tried in dict.fromkeys((address, path, path.split("?", 1)[0])):
            found = self._places.file(spot, tried) or self._places.file(spot, f"{tried}.md")
            if tried and found:
                behind = address[len(tried) :]
                now = f"{path_between(spot.target, found.target)}{behind}"
                is_other = _is_renamed(found) or (self._are_mended and _is_scrambled(tried))
                return now if is_other and now != address else None
        return None

    def wikilinks(self, lines: list[Line], changes: list[Change]) -> list[Line]:
        """A conversion."""
        return with_wikilinks(lines, changes, self._now) if self else lines

    def _now(self, name: str) -> str | None:
        name = SUFFIX.sub("", name).strip("/ ")
        if now := self._spelt.get(name) or self._names.get(fold(name)):
            return now
        meant = unscrambled(name)[0] if self._meant else name
        return meant if meant != name and fold(meant) in self._meant else None


def with_wikilinks(
    lines: list[Line], changes: list[Change], called: Callable[[str], str | None]
) -> list[Line]:
    """The lines with other names in their wikilinks, where `called` gives one for what is written;
    readers see what they saw."""

    def find(stretch: Stretch) -> Iterator[Edit]:
        for found in WIKILINK.finditer(stretch.text):
            target = called(found[0])
            if target and not stretch.in_code(found.start()):
                begin, end = found.span()
                changes.append(Change("link", "converted", stretch.number(begin), f"to {target}"))
                shows = stretch.text[end] == "]" and not stretch.text.startswith("!", begin - 3)
                is_cell = stretch.head_of(begin).lstrip(" \t>").startswith("|")
                bar = r"\|" if is_cell else "|"
                yield Edit(begin, end, f"{target}{bar}{found[0]}" if shows else target)

    return edited(lines, find)


def _is_renamed(spot: Spot) -> bool:
    """Whether links to a file have to call it otherwise now."""
    return spot.called != spot.target


def _is_scrambled(address: str) -> bool:
    path = decoded(address)
    return unscrambled(path)[0] != path


def _stem(spot: Spot, path: str) -> str:
    """What a wikilink calls a path."""
    return SUFFIX.sub("", path) if spot.is_note else path


def _last(path: str) -> str:
    return path.rpartition("/")[2]
