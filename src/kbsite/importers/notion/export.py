"""The files of an export → pages, databases and attachments, each with its place. No I/O.

Notion lays a page's children and pictures into a folder beside it that is named as it is, with its
id or without; a folder may also be named by the id alone. The children of `数学.md` go to `数学/`;
a database becomes the folder `名字/` with `名字/index.md`."""

from __future__ import annotations

import posixpath
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain, count
from typing import NamedTuple

from kbsite.importers.model import Copy, Entry, Fate, Options
from kbsite.importers.notion.ids import split_name, title_key
from kbsite.importers.notion.wrappers import is_contents, without_wrappers
from kbsite.importers.targets import Targets, standing

_HTML = (".html", ".htm")


class Page(NamedTuple):
    """A note of the export; `folder` of the source it lies in, without wrappers."""

    entry: Entry
    id: str
    title: str
    target: str
    folder: str


class Database(NamedTuple):
    """`entry`: the file with all rows; `others`: its filtered views. `folder`: the target of the
    folder of its rows, `note` that of the note that lists them."""

    entry: Entry
    others: tuple[Entry, ...]
    id: str
    title: str
    folder: str
    note: str


@dataclass
class Export:
    """`rows`: the pages in the folder of a database, by its id."""

    pages: list[Page] = field(default_factory=list)
    databases: list[Database] = field(default_factory=list)
    rows: dict[str, list[Page]] = field(default_factory=dict)
    copies: list[Copy] = field(default_factory=list)
    fates: list[Fate] = field(default_factory=list)
    targets: Targets = field(default_factory=Targets)
    #: Path without wrappers of each entry, by its path.
    bare: dict[str, str] = field(default_factory=dict)


def read_export(
    entries: Sequence[Entry],
    options: Options,
    title_of: Callable[[Entry], str],
    row_titles: Callable[[Entry], Iterable[str]],
) -> Export:
    """`title_of`: the title that the text of a page gives, "" where it gives none; `row_titles`:
    those in a CSV file."""
    bare = without_wrappers([entry.path for entry in entries])
    known = {*bare, *bare.values()}
    # A page that has another title has other paths in its folder.
    targets = Targets(options.placed, options.reserved, lambda identity: identity not in known)
    export = Export(targets=targets, bare=bare)
    folders: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        folders[posixpath.dirname(export.bare[entry.path])].append(entry)
    _Placer(export, folders, options, title_of, row_titles).place()
    return export


class _Placer:
    """Goes through the folders from the outermost to the innermost."""

    def __init__(
        self,
        export: Export,
        folders: Mapping[str, list[Entry]],
        options: Options,
        title_of: Callable[[Entry], str],
        row_titles: Callable[[Entry], Iterable[str]],
    ) -> None:
        self._export = export
        self._folders = folders
        self._placed = options.placed
        self._options = options
        self._title_of = title_of
        self._row_titles = row_titles
        #: Of a folder of the source: what it is the folder of, and its target.
        self._owners: dict[str, Page | Database] = {}
        self._by_id: dict[str, Page | Database] = {}
        self._where: dict[str, str] = {"": ""}
        self._ids: set[str] = set()
        #: In an export without folders the rows lie beside their database: it, by their titles.
        self._beside: dict[str, Database] = {}

    def place(self) -> None:
        known: set[str] = set()
        for folder in self._folders:
            while folder not in known:
                known.add(folder)
                folder = posixpath.dirname(folder)
        for folder in sorted(known, key=lambda path: (path.count("/") + bool(path), path)):
            self._folder(folder)

    def _folder(self, folder: str) -> None:
        owner = self._owner(folder)
        if folder:
            self._where[folder] = self._target_of(folder, owner)
        pages, tables, rest = [], defaultdict(list), []
        for entry in self._folders.get(folder, ()):
            stem, suffix = posixpath.splitext(posixpath.basename(entry.path))
            if suffix.casefold() in (".md", ".markdown"):
                pages.append((entry, stem))
            elif suffix.casefold() == ".csv":
                tables[stem.removesuffix("_all")].append(entry)
            else:
                rest.append((entry, stem, suffix))
        self._beside = {}
        # A page that is called as a database makes way, as that needs `index.md`. Of a database and
        # its views the largest has all rows.
        for stem, files in sorted(tables.items(), key=lambda table: -max(e.size for e in table[1])):
            self._table(folder, stem, files)
        for entry, stem in pages:
            self._page(entry, stem, folder, owner if isinstance(owner, Database) else None)
        for entry, stem, suffix in rest:
            self._file(entry, folder, stem, suffix)

    def _owner(self, folder: str) -> Page | Database | None:
        if found := self._owners.get(folder):
            return found
        return self._by_id.get(split_name(posixpath.basename(folder))[1]) if folder else None

    def _target_of(self, folder: str, owner: Page | Database | None) -> str:
        parent, name = posixpath.split(folder)
        if isinstance(owner, Database):
            return owner.folder
        if owner:
            above, own = posixpath.split(owner.target)
            return self._export.targets.folder(owner.id, above, own.removesuffix(".md"))
        title, identity = split_name(name)
        if identity and not title:
            return self._where[parent]
        return self._export.targets.folder(f"folder:{folder}", self._where[parent], title)

    def _identity(self, identity: str, entry: Entry) -> str:
        """The id of Notion, but the path where that is missing or stands twice; without the
        wrapper, which is another in each export."""
        named = (identity, self._export.bare[entry.path], entry.path)
        numbered = (f"{entry.path}#{number}" for number in count(2))
        chosen = next(each for each in chain(named, numbered) if each and each not in self._ids)
        self._ids.add(chosen)
        return chosen

    def _page(self, entry: Entry, stem: str, folder: str, database: Database | None) -> None:
        name, hex_id = split_name(stem)
        identity = self._identity(hex_id, entry)
        title = self._title_of(entry) or name or "Untitled"
        database = database or self._beside.get(title_key(title))
        place = database.folder if database else self._where[folder]
        target = self._export.targets.file(identity, place, title)
        page = Page(entry, identity, title, target, folder)
        (self._export.rows[database.id] if database else self._export.pages).append(page)
        self._own(page, folder, stem, name, hex_id)

    def _own(self, owner: Page | Database, folder: str, stem: str, name: str, hex_id: str) -> None:
        for key in (stem, name):
            if key:
                self._owners.setdefault(posixpath.join(folder, key), owner)
        if hex_id:
            self._by_id.setdefault(hex_id, owner)

    def _table(self, folder: str, stem: str, files: list[Entry]) -> None:
        name, hex_id = split_name(stem)
        names = filter(None, (stem, name, hex_id))
        has_rows = any(posixpath.join(folder, key) in self._folders for key in names)
        if not (hex_id or len(files) > 1 or has_rows):
            self._file(files[0], folder, *posixpath.splitext(posixpath.basename(files[0].path)))
            return
        whole = max(files, key=lambda entry: posixpath.splitext(entry.path)[0].endswith("_all"))
        others = tuple(entry for entry in files if entry is not whole)
        identity = self._identity(hex_id, whole)
        parent, title = self._where[folder], name or "Untitled"
        kept = self._placed.get(identity, "")
        if kept.endswith("/index.md"):
            parent, title = posixpath.split(kept.removesuffix("/index.md"))
        place = self._export.targets.folder(identity, parent, title)
        index = self._export.targets.file(identity, place, "index")
        found = Database(whole, others, identity, name or "Untitled", place, index)
        self._export.databases.append(found)
        self._export.rows[identity] = []
        self._own(found, folder, stem, name, hex_id)
        if not has_rows:
            for row in self._row_titles(whole):
                self._beside.setdefault(title_key(row), found)

    def _file(self, entry: Entry, folder: str, stem: str, suffix: str) -> None:
        path = self._export.bare[entry.path]
        if is_contents(path):
            why = "the list of contents that Notion adds"
            self._export.fates.append(Fate(entry.path, "skipped", why))
        elif suffix.casefold() in _HTML and split_name(stem)[1]:
            why = "a page as HTML; export as Markdown & CSV"
            self._export.fates.append(Fate(entry.path, "failed", why))
        elif any(part.startswith(".") or part == "__MACOSX" for part in path.split("/")):
            self._export.fates.append(Fate(entry.path, "skipped", "a hidden file"))
        else:
            name = split_name(stem)[0] or self._name_of(folder)
            identity = self._identity("", entry)
            stands = standing(self._options, entry)
            target = self._export.targets.file(identity, self._where[folder], name, suffix, stands)
            self._export.copies.append(Copy(entry, target, id=identity))

    def _name_of(self, folder: str) -> str:
        """What a file that has an id alone is called: as its page."""
        owner = self._owner(folder)
        return owner.title if owner else posixpath.basename(self._where[folder]) or "file"
