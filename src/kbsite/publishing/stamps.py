"""How published files lie on disk, so that what lies as it did is not made again. READS the output
folder."""

from __future__ import annotations

import os
from array import array
from collections.abc import Iterable, Iterator, Sequence, Set
from itertools import compress
from operator import ne
from pathlib import Path
from typing import TypeAlias

import msgspec

from kbsite.claims import MANIFEST
from kbsite.keys import mark_of
from kbsite.publishing.output_folder import OutputFolder

#: Where they are in the cache.
STAMPS = "stamps"
#: So many rows of two tables are compared at once.
_BLOCK = 64

Run: TypeAlias = tuple[int, int, int]
"""Rows that two tables share: where they begin in each, and how many they are."""


class Stamps(msgspec.Struct, frozen=True, array_like=True):
    """How published files lie, a row each, in columns: there are six files for each note, and what
    is done with a column is done in C. `keys` holds what each file was made from, by its output's
    key, `sizes` and `mtimes` when it was written, in nanoseconds, eight bytes a number. `mark`
    tells them from those of another time."""

    paths: list[str] = []
    keys: list[str] = []
    sizes: bytes = b""
    mtimes: bytes = b""
    mark: bytes = b""

    @property
    def listed(self) -> Sequence[str]:
        """The paths that the manifest lists, in order, where it lies as it did; none where that is
        not known. It is the last row, and not there where one of the files that it lists is not."""
        return self.paths[:-1] if self.paths[-1:] == [MANIFEST] else ()

    def file_sizes(self) -> Sequence[int]:
        """The bytes of each file."""
        return array("q", self.sizes)

    def touched(self, folder: Path, start: int = 0, stop: int | None = None) -> Iterator[str]:
        """The paths of the files that do not lie in `folder` as they did, from one number to
        another."""
        before = OutputFolder(folder).at("")
        columns = self.paths, array("q", self.sizes), array("q", self.mtimes)
        for path, size, mtime in zip(*(c[start:stop] for c in columns), strict=True):
            if _lies(before + path) != (size, mtime):
                yield path

    def without(self, paths: Set[str]) -> Stamps:
        """Those of all files but some; and without that of the manifest, which lists them."""
        if not paths:
            return self
        kept = [path not in paths and path != MANIFEST for path in self.paths]
        sizes, mtimes = (
            array("q", compress(array("q", column), kept)) for column in (self.sizes, self.mtimes)
        )
        return _packed(
            list(compress(self.paths, kept)), list(compress(self.keys, kept)), sizes, mtimes
        )

    def followed(
        self, there: OutputFolder, paths: Sequence[str], keys: Sequence[str], same: Iterable[Run]
    ) -> Stamps:
        """Those of files that were made from `keys`, of which the rows of `same` lie as they did;
        the others are looked at, and left out where they are not there. The manifest is the last,
        and left out with any of them."""
        sizes, mtimes = array("q", self.sizes), array("q", self.mtimes)
        new_paths: list[str] = []
        new_keys: list[str] = []
        new_sizes, new_mtimes = array("q"), array("q")
        at = 0
        for old, start, count in (*same, (0, len(paths), 0)):
            for path, key in zip(paths[at:start], keys[at:start], strict=True):
                if found := _lies(there.at(path)):
                    new_paths.append(path)
                    new_keys.append(key)
                    new_sizes.append(found[0])
                    new_mtimes.append(found[1])
            at = start + count
            new_paths += paths[start:at]
            new_keys += keys[start:at]
            new_sizes += sizes[old : old + count]
            new_mtimes += mtimes[old : old + count]
        made = _packed(new_paths, new_keys, new_sizes, new_mtimes)
        return made if len(made.paths) == len(paths) else made.without({MANIFEST})


NO_STAMPS = Stamps()


def _packed(paths: list[str], keys: list[str], sizes: array[int], mtimes: array[int]) -> Stamps:
    columns = sizes.tobytes(), mtimes.tobytes()
    return Stamps(paths, keys, *columns, mark_of(b"".join(columns)))


def _lies(file: str) -> tuple[int, int] | None:
    """The size of a file, and when it was written; None where there is none."""
    try:
        found = os.lstat(file)
    except OSError:
        return None
    return found.st_size, found.st_mtime_ns


def shared(old: Sequence[Sequence[str]], new: Sequence[Sequence[str]]) -> Iterator[Run]:
    """The rows that two tables share, given as columns of which the first, the paths, ascends.
    Quick where they are most of them."""
    at = now = 0
    while at < len(old[0]) and now < len(new[0]):
        if rows := _alike(old, at, new, now):
            yield at, now, rows
            at, now = at + rows, now + rows
        else:
            was, path = old[0][at], new[0][now]
            at, now = at + (was <= path), now + (path <= was)


def _alike(old: Sequence[Sequence[str]], at: int, new: Sequence[Sequence[str]], now: int) -> int:
    """How many rows of two tables are the same from here on, block by block."""
    room = min(len(old[0]) - at, len(new[0]) - now)
    for start in range(0, room, _BLOCK):
        end = min(start + _BLOCK, room)
        least = end - start
        for before, behind in zip(old, new, strict=True):
            was, block = before[at + start : at + end], behind[now + start : now + end]
            if was != block:
                least = min(least, bytes(map(ne, was, block)).find(1))
        if least < end - start:
            return start + least
    return room


def others(rows: int, runs: Iterable[tuple[int, int]]) -> Iterator[slice]:
    """Where those of so many rows stand that are in none of the `runs`: where each begins, and how
    many it has."""
    at = 0
    for start, count in runs:
        yield slice(at, start)
        at = start + count
    yield slice(at, rows)
