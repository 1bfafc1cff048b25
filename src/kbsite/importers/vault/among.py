"""Links of a vault that would lead to other files of the site that it comes into. No I/O."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Sequence

from kbsite.importers.model import Change, Line
from kbsite.importers.posts.places import Places, Spot, path_between
from kbsite.importers.vault.renamed import SUFFIX, WIKILINK, with_wikilinks
from kbsite.urls import decoded, fold, scheme_of
from kbsite.words.names import Names, folded_name, tails_of


class Among:
    """A vault that becomes a folder of a site: `into` below its `content`, "" for that itself;
    `others`: the paths that other files have there."""

    def __init__(
        self, spots: Sequence[Spot], places: Places, into: str, others: Iterable[str]
    ) -> None:
        self._places = places
        self._into = into
        #: What links may call other files.
        self._others: set[str] = set()
        #: Whose a name is in the vault, and whose in the site: by the whole path, else by its end.
        self._own, self._all = (Names(), Names()), (Names(), Names())
        for path in others:
            name = _called(path)
            self._others.update(map(folded_name, tails_of(name)))
            _add(self._all, name, path)
        for spot in spots if self._others else ():
            name = _called(spot.target) if spot.is_note else spot.target
            _add(self._own, name, spot.target)
            _add(self._all, self._below(name), self._below(spot.target))

    def wikilinks(self, spot: Spot, lines: list[Line], changes: list[Change]) -> list[Line]:
        """A conversion of the note `spot`: names that others bear as well → paths."""
        if not self._others:
            return lines
        return with_wikilinks(lines, changes, lambda name: self._path(spot, name))

    def address(self, spot: Spot, address: str) -> str | None:
        """What the address of a link in `spot` has to be, None where it stays."""
        path, mark, behind = address.partition("#")
        if not path or scheme_of(path) is not None or not (self._into or self._others):
            return None
        path = decoded(path)
        found = self._places.file(spot, path) or self._places.file(spot, f"{path}.md")
        near = fold(posixpath.normpath(posixpath.join(posixpath.dirname(spot.path), path)))
        if path.startswith("/"):
            # From the root of the vault, which is that of the site no more.
            target = found.target if found and self._into else ""
        elif found and near in (fold(found.path), _called(fold(found.path))):
            target = ""
        else:
            target = self._other(spot, path)
        return f"{path_between(spot.target, target)}{mark}{behind}" if target else None

    def told(self, spot: Spot, head: str, changes: list[Change]) -> None:
        """Says which links in front matter, which stays to the letter, lead to another file."""
        for number, line in enumerate(head.split("\n") if self._others else (), 1):
            for found in WIKILINK.finditer(line):
                if path := self._path(spot, found[0]):
                    why = f"[[{found[0]}]] leads to another file of the site; {path} is meant"
                    changes.append(Change("link in a property", "kept", number, why))

    def _below(self, target: str) -> str:
        return f"{self._into}/{target}" if self._into else target

    def _path(self, spot: Spot, name: str) -> str | None:
        """The path from the content folder of what a name means in the vault, where it could be
        another file's, or means another thing so."""
        target = self._other(spot, name)
        path = _called(self._below(target)) if target else ""
        return None if folded_name(path) in ("", folded_name(name.strip("/"))) else path

    def _other(self, spot: Spot, name: str) -> str:
        """The target of what a name means in the vault, where the site takes it for that of another
        file, or cannot tell; else ""."""
        key = folded_name(_called(name).strip("/"))
        target = self._named(spot, name) if key in self._others else ""
        source = self._below(spot.target)
        found = next(filter(None, (names.find(key) for names in self._all)), None)
        if not target or not found:
            return ""
        is_led = found.nearest(source) == self._below(target)
        is_clear = not target.endswith(".md") or found.is_clear(source)
        return "" if is_led and is_clear else target

    def _named(self, spot: Spot, name: str) -> str:
        """The target that a name or a part of a path means in the vault, "" of none."""
        for tried in dict.fromkeys((name, _called(name))):
            key = folded_name(tried.strip("/"))
            if found := next(filter(None, (names.find(key) for names in self._own)), None):
                return found.nearest(spot.target)
        return ""


def _add(names: tuple[Names, Names], name: str, path: str) -> None:
    names[0].add(name, path)
    names[1].add_tails(name, path)


def _called(path: str) -> str:
    """What a wikilink calls a path."""
    return SUFFIX.sub("", path)
