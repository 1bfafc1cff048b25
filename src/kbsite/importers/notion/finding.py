"""What a link of an export leads to: by path, then by Notion's id, then by title. No I/O."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping

from kbsite.importers.notion.export import Database, Export
from kbsite.importers.notion.ids import decoded, id_in, is_notion, split_name, title_key
from kbsite.importers.notion.links import Place
from kbsite.urls import fold

_NOTES = (".md", ".markdown", ".csv")


class Finder:
    """Of one export."""

    def __init__(self, export: Export, views: Mapping[str, Database]) -> None:
        """`views`: the databases that others show, by the ids of these."""
        self._by_path: dict[str, Place] = {}
        self._by_id: dict[str, Place] = {}
        #: Paths that lead to nothing.
        self.missed: set[str] = set()
        #: None: of several.
        self._by_title: dict[str, Place | None] = {}
        self._by_name: dict[str, Place | None] = {}
        self._by_loose_path: dict[str, Place | None] = {}
        pages = [*export.pages, *(page for rows in export.rows.values() for page in rows)]
        for page in pages:
            self._add(
                export.bare[page.entry.path], Place(page.target, page.title), page.id, page.title
            )
        for database in export.databases:
            place = Place(views.get(database.id, database).note, database.title)
            for entry in (database.entry, *database.others):
                self._add(export.bare[entry.path], place, database.id, database.title)
        for copy in export.copies:
            path = fold(export.bare[copy.source.path])
            place = Place(copy.target)
            self._by_path.setdefault(path, place)
            _once(self._by_loose_path, _loose(path), place)
            _once(self._by_name, posixpath.basename(path), place)

    def _add(self, path: str, place: Place, identity: str, title: str) -> None:
        self._by_path.setdefault(fold(path), place)
        self._by_id.setdefault(identity, place)
        stem = posixpath.splitext(posixpath.basename(path))[0]
        if hex_id := split_name(stem.removesuffix("_all"))[1]:
            self._by_id.setdefault(hex_id, place)
        for key in {title_key(title), title_key(split_name(stem)[0])}:
            if key:
                _once(self._by_title, key, place)

    def find(self, destination: str, folder: str) -> Place | None:
        """`destination` as written in a page that lies in `folder` of the source."""
        if is_notion(destination):
            return self._at_notion(destination)
        bare = destination.partition("#")[0].partition("?")[0]
        if not bare.strip("/"):
            return None
        path = decoded(bare).replace("\\", "/")
        if found := self.at_path(path, folder):
            return found
        name = posixpath.basename(path)
        stem, suffix = posixpath.splitext(name)
        title, identity = split_name(stem.removesuffix("_all"))
        if identity in self._by_id:
            return self._by_id[identity]
        if suffix.casefold() in _NOTES:
            if not (titled := self._by_title.get(title_key(title))):
                self.missed.add(_joined(folder, path))
            return titled
        loose = self._by_loose_path.get(_loose(_joined(folder, path)))
        found = loose or self._by_name.get(fold(name))
        if not found and suffix:
            self.missed.add(_joined(folder, path))
        return found

    def is_title(self, words: str) -> bool:
        """Whether a page is called so."""
        return bool(self._by_title.get(title_key(words.partition("|")[0].partition("#")[0])))

    def at_path(self, path: str, folder: str) -> Place | None:
        """What stands at a path, decoded."""
        return self._by_path.get(fold(_joined(folder, path)))

    def _at_notion(self, url: str) -> Place | None:
        identity = id_in(url)
        if identity in self._by_id:
            return self._by_id[identity]
        slug = decoded(url.partition("#")[0].partition("?")[0]).rpartition("/")[2]
        title = split_name(slug)[0]
        return self._by_title.get(title_key(title)) if identity and title_key(title) else None


def _joined(folder: str, path: str) -> str:
    return posixpath.normpath(posixpath.join(folder, path.lstrip("/")))


def _loose(path: str) -> str:
    """A path but for the marks in its names, which files lose and links keep."""
    return "/".join(title_key(name) for name in path.split("/"))


def _once(known: dict[str, Place | None], key: str, place: Place) -> None:
    """Two of one name are none, unless they are the same."""
    known[key] = place if known.get(key, place) == place else None
