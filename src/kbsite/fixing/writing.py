"""WRITES notes and moves files, all or nothing.

Every file is written whole beside the one that it will replace, then a journal says what is to be
renamed, then all of it is renamed. What a crash leaves is finished by `finish`.
"""

from __future__ import annotations

import errno
import os
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

import msgspec

from kbsite.real_paths import real_path
from kbsite.refusals import naming
from kbsite.scanning.found_files import ChangedFileError

JOURNAL = "moving.json"


class Replacement(msgspec.Struct, frozen=True):
    """A file that is written beside `target`, and will take its place."""

    temporary: str
    target: str


class Journal(msgspec.Struct, frozen=True):
    """What remains to be done: replacements, then one rename ("" for none). The paths are
    absolute."""

    replacements: tuple[Replacement, ...] = ()
    old: str = ""
    new: str = ""


class NewBytes(NamedTuple):
    """A file, what is in it, and what is to be."""

    path: Path
    old: bytes
    new: bytes


def write_all(
    folder: Path, files: Sequence[NewBytes], rename: tuple[Path, Path] | None = None
) -> None:
    """Gives each of `files` its new bytes, then renames. `folder` is that of the journal. Where
    something cannot be written everything is as it was. Raises ChangedFileError where a file holds
    something else by now, and OSError."""
    for file in files:
        if file.path.read_bytes() != file.old:
            said = "it changed meanwhile; nothing is written"
            raise ChangedFileError(errno.ESTALE, said, str(file.path))
    originals = [(real_path(file.path), file.old) for file in files]
    prepared: list[Replacement] = []
    made: list[Path] = []
    journal = folder / JOURNAL
    try:
        for file in files:
            with _said_of(file.path):
                prepared.append(_prepared(real_path(file.path), file.new))
        old, new = (os.fspath(path.absolute()) for path in rename) if rename else ("", "")
        if rename:
            made = list(_make_folders(rename[1].parent))
        folder.mkdir(exist_ok=True)
        plan = Journal(tuple(prepared), old, new)
        _write_beside(journal, msgspec.json.encode(plan)).replace(journal)
        _carry_out(plan)
    except OSError:
        _undo(originals, prepared)
        for made_folder in reversed(made):
            with suppress(OSError):
                made_folder.rmdir()
        raise
    except KeyboardInterrupt:
        # What was begun is ended, which takes no time.
        if journal.exists():
            finish(folder)
        else:
            _undo([], prepared)
        raise
    finally:
        journal.unlink(missing_ok=True)


def finish(folder: Path) -> bool:
    """Ends what a crash left half done; whether there was something. Raises OSError."""
    journal = folder / JOURNAL
    try:
        plan = msgspec.json.decode(journal.read_bytes(), type=Journal)
    except FileNotFoundError:
        return False
    except (msgspec.DecodeError, UnicodeDecodeError):
        # It was not whole when the crash came, and so nothing was renamed.
        journal.unlink()
        return False
    _carry_out(plan)
    journal.unlink()
    return True


@contextmanager
def _said_of(target: Path) -> Iterator[None]:
    """What the system does not allow is said of the file that its author knows."""
    try:
        yield
    except OSError as fault:
        fault.filename = os.fspath(target)
        raise


def _prepared(target: Path, data: bytes) -> Replacement:
    temporary = _write_beside(target, data)
    try:
        shutil.copymode(target, temporary)
    except OSError:
        temporary.unlink(missing_ok=True)
        raise
    return Replacement(os.fspath(temporary), os.fspath(target))


def _write_beside(target: Path, data: bytes) -> Path:
    """A new file in the folder of `target` that is on disk when this returns."""
    handle, name = tempfile.mkstemp(prefix=".kbsite-", suffix=".tmp", dir=target.parent)
    try:
        try:
            rest = memoryview(data)
            with naming(name):
                while rest:
                    rest = rest[os.write(handle, rest) :]
                os.fsync(handle)
        finally:
            os.close(handle)
    except OSError:
        Path(name).unlink(missing_ok=True)
        raise
    return Path(name)


def _make_folders(folder: Path) -> Iterator[Path]:
    missing = []
    while not folder.exists():
        missing.append(folder)
        folder = folder.parent
    for one in reversed(missing):
        one.mkdir()
        yield one


def _carry_out(plan: Journal) -> None:
    for one in plan.replacements:
        if Path(one.temporary).exists():
            with _said_of(Path(one.target)):
                Path(one.temporary).replace(one.target)
    if plan.old and Path(plan.old).exists():
        Path(plan.old).rename(plan.new)


def _undo(originals: Sequence[tuple[Path, bytes]], prepared: Sequence[Replacement]) -> None:
    """What was replaced gets its old bytes back."""
    for one in prepared:
        with suppress(OSError):
            Path(one.temporary).unlink(missing_ok=True)
    for path, data in originals:
        with suppress(OSError):
            if path.read_bytes() != data:
                path.write_bytes(data)
