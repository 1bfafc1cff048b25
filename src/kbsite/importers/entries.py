"""The files of a source as they are found: each becomes an entry, or a `Fate` that says why not.
No I/O."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from posixpath import splitext
from typing import BinaryIO, NamedTuple, TypeAlias

import msgspec

from kbsite.claims import MANIFEST
from kbsite.importers.entry_names import litter, safe_path, spelt_path, unscrambled
from kbsite.importers.model import Entry, Fate, UnreadableError
from kbsite.urls import fold

Opening: TypeAlias = Callable[[], BinaryIO]

_EXPORT = re.compile(r"(?i)(?:^|/)(?:export(?:block)?)-[^/]*\.zip$")
#: In all, however they lie in one another: each is a file that stays open.
_MAX_ARCHIVES = 200
#: Why a folder is left out.
BUILT = "a site that kbsite built"


class BuiltSiteError(UnreadableError):
    """All that there is, is a site that kbsite built."""


def built_folders(paths: Iterable[str]) -> frozenset[str]:
    """The folders, with a slash at their ends, that hold what kbsite built. Raises BuiltSiteError
    where that is the whole."""
    found = [path.replace("\\", "/").rpartition("/") for path in paths]
    built = frozenset(folder for folder, _, name in found if name == MANIFEST)
    if "" in built:
        raise BuiltSiteError(BUILT)
    return frozenset(f"{folder}/" for folder in built)


class Found(NamedTuple):
    """A file as it was found. `said`: what had to be guessed of its name; `refused`: why it cannot
    be read; `checksum`: by which two of one name are told apart."""

    name: str
    size: int
    said: str = ""
    refused: str = ""
    checksum: int | None = None


class Gathered:
    """Entries in the order in which they came, until `in_order`."""

    def __init__(self, limit: int) -> None:
        self.entries: list[Entry] = []
        self.refused: list[Fate] = []
        self.said: dict[str, str] = {}
        self.opening: dict[str, Opening] = {}
        self._limit = limit
        #: How many archives may still be opened.
        self._archives = _MAX_ARCHIVES
        #: The files that were found, by folded path; numbers last given to one.
        self._taken: dict[str, tuple[str, Found]] = {}
        self._last: dict[str, int] = {}
        #: What links call an entry whose own name came to matter with another one, by its path.
        self._spelt: dict[str, str] = {}
        #: By what each of them is told.
        self._names: set[str] = set()
        self._fates: set[str] = set()
        self._told: dict[str, int] = {}

    def add(self, found: Found, opening: Opening) -> None:
        """Another file."""
        meant, guessed = unscrambled(found.name)
        found = found._replace(name=meant)
        path, mended, refused = safe_path(meant)
        refused = refused or found.refused
        if not refused and (why := litter(path)):
            self.refuse(path, why, is_failure=False)
            return
        if refused or len(self.entries) >= self._limit:
            self.refuse(path, refused or f"there are more than {self._limit:,} files")
            return
        said = [text for text in (found.said, guessed, mended) if text]
        name = ""
        if before := self._taken.get(fold(path)):
            if before[0] == path and _are_same(before[1], found):
                self.refuse(path, "the same file is there twice", is_failure=False)
                return
            said.append(f"another file is named {before[0]}")
            name = self._name(path, found, *before)
            path = self._numbered(path)
        self._names.add(name or path)
        self._taken[fold(path)] = (path, found)
        self.entries.append(Entry(path, found.size, name, bool(guessed)))
        self.opening[path] = opening
        if said:
            self.say(path, "; ".join(said))

    def _name(self, path: str, found: Found, other: str, before: Found) -> str:
        """What links call a file whose path `other` has, "" where they cannot tell: the system
        tells names apart by how accents are encoded, too."""
        spelt, is_spelt = spelt_path(found.name), spelt_path(before.name)
        if other == path and spelt != is_spelt != path:
            self._spelt.setdefault(path, is_spelt)
            return spelt
        name = spelt if path in self._names else path
        return "" if name in self._names else name

    def refuse(self, path: str, why: str, *, is_failure: bool = True) -> None:
        """A file or folder that is no entry."""
        self._tell(Fate(path, "failed" if is_failure else "skipped", why))

    def merge(self, path: str, why: str) -> None:
        """An archive whose files are entries."""
        self._tell(Fate(path, "merged", why))

    def _tell(self, fate: Fate) -> None:
        """No two fates have one path."""
        shown, number = fate.path, self._told.get(fate.path, 0)
        while shown in self._fates or shown in self.opening:
            number += 1
            shown = f"{fate.path} ({number + 1})"
        self._fates.add(shown)
        self._told[fate.path] = number
        self.refused.append(msgspec.structs.replace(fate, path=shown))

    def say(self, path: str, text: str) -> None:
        """What was mended of an entry."""
        before = self.said.get(path)
        if before != text:
            self.said[path] = f"{before}; {text}" if before else text

    def archives_from(self, start: int) -> list[Entry]:
        """The archives among the entries from number `start` on that are parts of the source and
        not files of it: all of them where there is nothing else, else those that are named as
        exports; no more than may be opened."""
        entries = self.entries[start:]
        archives = [entry for entry in entries if entry.path.lower().endswith(".zip")]
        if len(archives) < len(entries):
            archives = [entry for entry in archives if _EXPORT.search(entry.path)]
        opened, others = archives[: self._archives], archives[self._archives :]
        self._archives -= len(opened)
        for entry in others:
            self.say(entry.path, f"not opened: {_MAX_ARCHIVES} archives within others were")
        return opened

    def replace(self, entry: Entry) -> Opening:
        """Takes an archive out of the entries: what is in it comes instead."""
        self.entries.remove(entry)
        del self._taken[fold(entry.path)]
        self._spelt.pop(entry.path, None)
        self.said.pop(entry.path, None)
        return self.opening.pop(entry.path)

    def in_order(self) -> None:
        """By path, folder by folder, each with the name that links use."""
        for at, entry in enumerate(self.entries):
            if not entry.name and (name := self._spelt.get(entry.path)):
                self.entries[at] = msgspec.structs.replace(entry, name=name)
        self.entries.sort(key=lambda entry: entry.path.split("/"))

    def _numbered(self, path: str) -> str:
        base, suffix = splitext(path)
        number = self._last.get(fold(path), 1)
        numbered = path
        while fold(numbered) in self._taken:
            number += 1
            numbered = f"{base}-{number}{suffix}"
        self._last[fold(path)] = number
        return numbered


def _are_same(one: Found, other: Found) -> bool:
    return one.checksum is not None and (one.size, one.checksum) == (other.size, other.checksum)
