"""WRITES imported notes and files: first into a folder beside the notes; then, when all are there,
into place by renames (`journal.py`). What stands there is replaced only where an
import wrote it and nobody edited it since, or with `overwrite`.
"""

from __future__ import annotations

import errno
import hashlib
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO, NamedTuple

from kbsite.importers.account import State
from kbsite.importers.journal import Move
from kbsite.importers.memory import Kept
from kbsite.importers.model import UnreadableError
from kbsite.importers.own_files import OwnFiles
from kbsite.importers.targets import target_keys
from kbsite.real_paths import real_path
from kbsite.urls import NOT_IN_NAMES, nfc

_PIECE = 2**20
#: What is wrong with one name, and not with the disk.
_OF_A_NAME = {errno.ENAMETOOLONG, errno.ENOTDIR, errno.EEXIST, errno.EISDIR, errno.EINVAL}
_OF_A_NAME |= {errno.EACCES, errno.EILSEQ, errno.ENOENT}

_AGAIN = "--overwrite writes it again"


class Written(NamedTuple):
    """What became of a note or file, and the SHA-256 of its bytes in the source. `kept`: what
    stands there, or does not, is left so, and `why`."""

    state: State
    why: str = ""
    digest: str = ""


class Writer:
    """Writes below `folder`, which is the site's `content` or a folder of it, and none of the
    site's `own` files. Without `staging` nothing is written, and everything else is the same."""

    def __init__(
        self, content: Path, own: OwnFiles, folder: Path, staging: Path | None, *, overwrite: bool
    ) -> None:
        self._content = real_path(content)
        self._own = own
        self._folder = folder
        self._staging = staging
        self._overwrite = overwrite
        #: What stands below `folder`: its path as it is spelt there, by all that it takes.
        self._standing: dict[str, str] = {}
        #: What is staged, in the order in which it came.
        self.moves: list[Move] = []
        for path in paths_below(folder):
            for key in target_keys(nfc(path)):
                self._standing.setdefault(key, path)

    def data(
        self, target: str, data: bytes, before: Kept | None, *, is_same: bool = False
    ) -> Written:
        """A file from memory, a note. `before`: what an earlier import wrote of it; `is_same`: its
        source is as it was then."""
        if why := self._refusal(target):
            return Written("kept", why)
        path = self._path(target)
        decided = self._decide(path, hashlib.sha256(data).hexdigest(), before, is_same=is_same)
        if decided.state in ("new", "updated"):
            return self._staged(target, path, decided, lambda place: _save(place, data))
        return decided

    def file(self, target: str, opening: Callable[[], BinaryIO], before: Kept | None) -> Written:
        """A file as it comes. Raises UnreadableError, which may come in the middle of it."""
        if why := self._refusal(target):
            return Written("kept", why)
        path = self._path(target)
        if not before and not path.exists():
            # Nearly all files of a first import: they are read once.
            return self._staged(target, path, Written("new"), lambda place: _copy(opening, place))
        decided = self._decide(path, _copy(opening, None), before)
        if decided.state in ("new", "updated"):
            return self._staged(target, path, decided, lambda place: _copy(opening, place))
        return decided

    def exists(self, target: str) -> bool:
        """Whether a file stands there."""
        return not self._refusal(target) and self._path(target).is_file()

    def compared(self, target: str, opening: Callable[[], BinaryIO]) -> bool | None:
        """Whether what has the name or the URL of `target` is a file of these bytes; None where
        there is nothing, or what no file can stand beside."""
        others = {nfc(self._standing[key]) for key in target_keys(target) if key in self._standing}
        if not others or self._unfit(target):
            return None
        try:
            # Read by whoever writes it, and told there if it cannot be.
            return others == {target} and digest_of(self._path(target)) == _copy(opening, None)
        except (OSError, UnreadableError):
            return None

    def _path(self, target: str) -> Path:
        """Where it stands, which may be spelt otherwise."""
        spelt = self._standing.get(target_keys(target)[0], target)
        return self._folder / (spelt if nfc(spelt) == target else target)

    def _refusal(self, target: str) -> str:
        """Why nothing can stand at `target`."""
        if why := self._unfit(target):
            return why
        for key in target_keys(target):
            other = self._standing.get(key, target)
            if nfc(other) != target:
                return f"{other} has this name, or its URL"
        return ""

    def _unfit(self, target: str) -> str:
        """Why `target` is no place for a file, whatever stands around it."""
        parts = target.split("/")
        if not all(part.strip(". ") for part in parts) or NOT_IN_NAMES.search(target):
            return f"{target!r} is no path for a file"
        path = self._path(target)
        # It leads elsewhere than it seems by links above, and by short names of Windows.
        if path.is_symlink() or not (real := real_path(path)).is_relative_to(self._content):
            return "a link leads out of the folder of notes there"
        if why := self._own.why(real):
            return why
        if path.is_dir():
            return "a folder has this name"
        return ""

    def _decide(
        self, path: Path, digest: str, before: Kept | None, *, is_same: bool = False
    ) -> Written:
        if not path.is_file():
            if before and not self._overwrite:
                return Written("kept", f"was moved or deleted here; {_AGAIN}", digest)
            return Written("new", digest=digest)
        standing = digest_of(path)
        if standing == digest:
            return Written("unchanged", digest=digest)
        if self._overwrite:
            return Written("updated", digest=digest)
        if before and digest == before.digest:
            return Written("unchanged", "edited here", digest)
        if before and standing == before.digest:
            return Written("updated", digest=digest)
        if before and is_same:
            return Written("unchanged", "edited here", digest)
        why = "edited here, and newer in the source" if before else "stands there already"
        return Written("kept", f"{why}; --overwrite replaces it", digest)

    def _staged(
        self, target: str, path: Path, decided: Written, save: Callable[[Path | None], str]
    ) -> Written:
        """Puts a file where it waits. Raises OSError where no file could be written."""
        place = self._staging / target if self._staging else None
        try:
            if place:
                place.parent.mkdir(parents=True, exist_ok=True)
            digest = save(place)
        except OSError as fault:
            if fault.errno in _OF_A_NAME:
                return Written("failed", f"cannot be written: {fault.strerror}")
            # The place where it waits says nothing to anybody.
            fault.filename = str(path)
            raise
        if place:
            self.moves.append(Move(place, path, target))
        return decided._replace(digest=digest)


def paths_below(folder: Path) -> Iterator[str]:
    """The files that are not hidden, by their paths from `folder`."""
    for current, folders, files in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        prefix = Path(current).relative_to(folder).as_posix()
        for name in files:
            yield name if prefix == "." else f"{prefix}/{name}"


def _save(place: Path | None, data: bytes) -> str:
    if place:
        place.write_bytes(data)
    return hashlib.sha256(data).hexdigest()


def _copy(opening: Callable[[], BinaryIO], place: Path | None) -> str:
    """Copies a stream, or reads it only; its digest."""
    digest = hashlib.sha256()
    with opening() as stream:
        if place is None:
            while piece := stream.read(_PIECE):
                digest.update(piece)
            return digest.hexdigest()
        try:
            with place.open("wb") as file:
                while piece := stream.read(_PIECE):
                    digest.update(piece)
                    file.write(piece)
        except BaseException:
            place.unlink(missing_ok=True)
            raise
    return digest.hexdigest()


def digest_of(path: Path) -> str:
    """The SHA-256 of a file."""
    return _copy(lambda: path.open("rb"), None)
