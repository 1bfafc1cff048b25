"""How published files lie on disk, so that what lies as it did is not made again. READS the output
folder."""

from __future__ import annotations

import os
from array import array
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TypeAlias

import msgspec

from kbsite.keys import mark_of
from kbsite.output_folder import OutputFolder

#: Where they are in the cache.
STAMPS = "stamps"

Stamp: TypeAlias = tuple[str, int, int]
"""What a published file was made from, by its output's key; its size, and when it was written, in
nanoseconds. A plain tuple, as there are six for each note."""


class PackedStamps(msgspec.Struct, frozen=True, array_like=True):
    """Many of them, packed by what each says: read in a third of the time of one by one. `mark`
    tells them from those of another time."""

    paths: list[str] = []
    keys: list[str] = []
    sizes: bytes = b""
    mtimes: bytes = b""
    mark: bytes = b""

    def read(self) -> dict[str, Stamp]:
        """Path → stamp."""
        columns = self.keys, array("q", self.sizes), array("q", self.mtimes)
        return dict(zip(self.paths, zip(*columns, strict=True), strict=True))

    def file_sizes(self) -> dict[str, int]:
        """Path → bytes."""
        return dict(zip(self.paths, array("q", self.sizes), strict=True))

    def touched(self, folder: Path, start: int = 0, stop: int | None = None) -> Iterator[str]:
        """The paths of the files that do not lie in `folder` as they did, from one number to
        another."""
        there = OutputFolder(folder)
        columns = self.paths, array("q", self.sizes), array("q", self.mtimes)
        for path, size, mtime in zip(*(c[start:stop] for c in columns), strict=True):
            try:
                found = os.lstat(there.at(path))
            except OSError:
                yield path
                continue
            if found.st_mtime_ns != mtime or found.st_size != size:
                yield path


def packed_stamps(stamps: Mapping[str, Stamp]) -> PackedStamps:
    """`stamps`, packed."""
    keys, sizes, mtimes = zip(*stamps.values(), strict=True) if stamps else ((), (), ())
    columns = array("q", sizes).tobytes(), array("q", mtimes).tobytes()
    return PackedStamps(list(stamps), list(keys), *columns, mark_of(b"".join(columns)))


def stamp_of(file: str, key: str) -> Stamp | None:
    """That of a file, None where there is none."""
    try:
        found = os.lstat(file)
    except OSError:
        return None
    return key, found.st_size, found.st_mtime_ns
