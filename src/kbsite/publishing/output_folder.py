"""The output folder, one file at a time: READS, WRITES and removes in it, and never leaves it."""

from __future__ import annotations

import os
import re
import stat
import time
from collections.abc import Container
from pathlib import Path

from kbsite.refusals import RefusalError
from kbsite.words.levels import levels_of

# A path with a part that is empty, `.` or `..`, or that has a meaning of its own on Windows.
_ODD = re.compile(r"(?:^|/)\.{0,2}(?:/|$)|\0" + (r"|[\\:]" if os.name == "nt" else ""))

#: Seconds to wait for who reads a file: on Windows it is neither replaced nor removed meanwhile.
_PAUSES = (*(0.05 * number for number in range(1, 10)), 0)


class ForeignFileError(RefusalError):
    """A file stands in the way that kbsite did not write."""


class OutputFolder:
    """The folder `root`, which need not exist yet. Paths are relative to it, with `/`.

    Each folder in it is looked at once: this is for as long as nobody else changes them."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._before = f"{root}{os.sep}"
        self._there = {"": root.is_dir()}
        self._blocked: dict[str, str] = {}

    def at(self, path: str) -> str:
        """Where `path` is."""
        return self._before + path

    def has_place(self, path: str) -> bool:
        """Whether the folder exists in which the file `path` would be. Raises ForeignFileError
        for a path that leaves the output folder, through a symbolic link either."""
        if _ODD.search(path):
            raise self._outside(path)
        return self._has_folder(_above(path))

    def is_file(self, path: str) -> bool:
        """Whether there is a file at `path`, and no link to one."""
        try:
            return stat.S_ISREG(os.lstat(self.at(path)).st_mode)
        except OSError:
            return False

    def holds(self, path: str, data: bytes) -> bool:
        """Whether the file `path` has these bytes. A link to such a file is none: what it leads to
        may be another by tomorrow."""
        file = self.at(path)
        try:
            found = os.lstat(file)
            if found.st_size != len(data) or not stat.S_ISREG(found.st_mode):
                return False
            with open(file, "rb") as there:
                return there.read() == data
        except OSError:
            return False

    def is_foreign(self, path: str, known: Container[str]) -> bool:
        """Whether something stands at `path`, which is not `known`; a folder of nothing but
        known files is not foreign, it may become a file."""
        if self.is_folder(path):
            files = (file for file in Path(self.at(path)).rglob("*") if not file.is_dir())
            return any(file.relative_to(self.root).as_posix() not in known for file in files)
        return os.path.lexists(self.at(path))

    def is_folder(self, path: str) -> bool:
        """Whether there is a folder at `path`, and no link to one."""
        target = Path(self.at(path))
        return target.is_dir() and not target.is_symlink()

    def blocked_by(self, path: str) -> str:
        """What stands where a folder above `path` has to be and is none, "" where nothing does."""
        above = _above(path)
        if not self._there[""]:
            return ""
        if above not in self._blocked:
            missing = next((f for f in levels_of(above) if not self._is_there(f)), "")
            is_blocked = missing and os.path.lexists(self.at(missing))
            self._blocked[above] = missing if is_blocked else ""
        return self._blocked[above]

    def move_in(self, file: str, path: str) -> None:
        """Makes `file` the file `path`, in one step where there is another already."""
        if not self.has_place(path):
            self._make_folder(_above(path))
        for pause in _PAUSES:
            try:
                os.replace(file, self.at(path))
                return
            except (IsADirectoryError, PermissionError) as fault:
                # Nothing but folders without files is left of what was there.
                is_first = pause == _PAUSES[0]
                if not pause or (os.path.isdir(self.at(path)) and not is_first):
                    fault.filename = self._in_the_way(path)
                    raise
                _remove_empty(self.at(path))
                time.sleep(pause)

    def _in_the_way(self, path: str) -> str:
        """What does not let `path` be written: the folder, or the file itself."""
        place = self.at(path)
        folder = os.path.dirname(place)
        return place if os.access(folder, os.W_OK) else folder

    def remove(self, path: str) -> None:
        """Removes the file `path`, if it is there, and the folders that are empty without it. A
        folder in its place is another's."""
        if not self.has_place(path) or self.is_folder(path):
            return
        self._unlink(path)
        while path := _above(path):
            try:
                os.rmdir(self.at(path))
            except OSError:
                return
            self._there[path] = False

    def _unlink(self, path: str) -> None:
        for pause in _PAUSES:
            try:
                os.unlink(self.at(path))
            except FileNotFoundError:
                return
            except PermissionError:
                if not pause:
                    raise
                time.sleep(pause)
            else:
                return

    def _make_folder(self, path: str) -> None:
        for folder in levels_of(path):
            if not self._is_there(folder):
                os.mkdir(self.at(folder))
                self._there[folder] = True

    def _has_folder(self, path: str) -> bool:
        if path in self._there:
            return self._there[path]
        return self._there[""] and all(map(self._is_there, levels_of(path)))

    def _is_there(self, folder: str) -> bool:
        if folder not in self._there:
            self._there[folder] = self._is_folder(folder)
        return self._there[folder]

    def _is_folder(self, path: str) -> bool:
        place = self.at(path)
        try:
            found = os.lstat(place)
        except OSError:
            return False
        # On Windows a folder may lead elsewhere and be no symbolic link.
        if not stat.S_ISLNK(found.st_mode) and not getattr(found, "st_reparse_tag", 0):
            return stat.S_ISDIR(found.st_mode)
        if not Path(os.path.realpath(place)).is_relative_to(os.path.realpath(self.root)):
            raise self._outside(path)
        return os.path.isdir(place)

    def _outside(self, path: str) -> ForeignFileError:
        return ForeignFileError(f"{path} would be written outside {self.root}")


def _remove_empty(folder: str) -> None:
    for place, _, _ in os.walk(folder, topdown=False):
        try:
            os.rmdir(place)
        except OSError:
            return


def _above(path: str) -> str:
    """The folder of a path, "" for the whole."""
    return path.rpartition("/")[0]
