"""Links to files that have another name now than they had in the source. No I/O."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from kbsite.importers.model import Change, Line
from kbsite.importers.posts.places import Places, Spot, path_between
from kbsite.importers.texts.stretches import Edit, Stretch, edited
from kbsite.urls import fold

_WIKILINK = re.compile(r"(?<=\[\[)[^\[\]|#^\n]{1,400}(?=[\]|#^])")
_SUFFIX = re.compile(r"(?i)\.(?:md|markdown|mdown|mkd)$")


class Renamed:
    """The files of a source that is a tree of notes, with what they are called now."""

    def __init__(self, spots: Sequence[Spot], places: Places) -> None:
        self._places = places
        self._are_some = any(map(_is_renamed, spots))
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
                return now if _is_renamed(found) and now != address else None
        return None

    def wikilinks(self, lines: list[Line], changes: list[Change]) -> list[Line]:
        """A conversion."""

        def find(stretch: Stretch) -> Iterator[Edit]:
            for found in _WIKILINK.finditer(stretch.text):
                name = _SUFFIX.sub("", found[0]).strip("/ ")
                target = self._spelt.get(name) or self._names.get(fold(name))
                if target and not stretch.in_code(found.start()):
                    line = stretch.number(found.start())
                    changes.append(Change("link", "converted", line, f"to {target}"))
                    begin, end = found.span()
                    shows = stretch.text[end] == "]" and not stretch.text.startswith("!", begin - 3)
                    yield Edit(begin, end, f"{target}|{found[0]}" if shows else target)

        return edited(lines, find) if self else lines


def _is_renamed(spot: Spot) -> bool:
    """Whether links to a file have to call it otherwise now."""
    return spot.called != spot.target


def _stem(spot: Spot, path: str) -> str:
    """What a wikilink calls a path."""
    return _SUFFIX.sub("", path) if spot.is_note else path


def _last(path: str) -> str:
    return path.rpartition("/")[2]
