"""Staged files go into place, with a journal of it: READS and WRITES `.kbsite/importing.json`.

What a crash leaves half moved is finished by the next import.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

import msgspec

from kbsite.cache import FOLDER
from kbsite.real_paths import real_path
from kbsite.refusals import naming

JOURNAL = "importing.json"


class Move(NamedTuple):
    """A staged file, where it goes, and what an account calls that."""

    staged: Path
    path: Path
    target: str


class _Journal(msgspec.Struct, frozen=True):
    """(from, to), absolute."""

    moves: tuple[tuple[str, str], ...]


def move_all(root: Path, moves: Sequence[Move], whole: tuple[Path, Path] | None) -> dict[str, str]:
    """Moves all of them; why some could not be, by target. A Ctrl-C waits until it is done.
    `whole`: a folder of staged files alone, and the one that it becomes at once where nothing is
    there yet."""
    journal = root / FOLDER / JOURNAL
    pairs = tuple(
        (os.fspath(real_path(one.staged)), os.fspath(one.path.absolute())) for one in moves
    )
    beside = journal.with_suffix(".tmp")
    # What is written late is written where the file is closed.
    with naming(str(journal)), beside.open("wb") as file:
        file.write(msgspec.json.encode(_Journal(pairs)))
        file.flush()
        os.fsync(file.fileno())
    beside.replace(journal)
    try:
        if whole:
            _move_folder(*whole)
        faults = _carry_out(moves)
    except KeyboardInterrupt:
        _carry_out(moves)
        journal.unlink(missing_ok=True)
        raise
    journal.unlink(missing_ok=True)
    return faults


def finish(root: Path) -> bool:
    """Ends what a crash left half done; whether there was something."""
    journal = root / FOLDER / JOURNAL
    try:
        found = msgspec.json.decode(journal.read_bytes(), type=_Journal)
    except FileNotFoundError:
        return False
    except (msgspec.DecodeError, UnicodeDecodeError):
        found = _Journal(())
    _carry_out([Move(Path(staged), Path(path), path) for staged, path in found.moves])
    with suppress(OSError):
        journal.unlink()
    return bool(found.moves)


def _move_folder(staged: Path, path: Path) -> None:
    """Moves a folder if it can be; else its files are moved one by one."""
    with suppress(OSError):
        if path.is_dir() and not path.is_symlink():
            path.rmdir()
        if not path.exists() and not path.is_symlink():
            path.parent.mkdir(parents=True, exist_ok=True)
            staged.replace(path)


def _carry_out(moves: Sequence[Move]) -> dict[str, str]:
    """What was moved already is no fault."""
    faults: dict[str, str] = {}
    for staged, path, target in moves:
        try:
            if staged.exists():
                path.parent.mkdir(parents=True, exist_ok=True)
                staged.replace(path)
        except OSError as fault:
            faults[target] = f"cannot be written: {fault.strerror}"
    return faults
