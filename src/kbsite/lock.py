"""One build at a time in a site's folder: READS and WRITES a file that the system locks.

The system frees it when the process ends, however that comes about.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

FILE = "lock"
_PAUSE = 0.1


@contextmanager
def locked(folder: Path, on_wait: Callable[[], None] = lambda: None) -> Iterator[None]:
    """Holds the lock of `folder`; `on_wait` is called once where another process has it.
    Without a lock where the folder cannot be written: then nothing of it is."""
    is_new = not folder.exists()
    try:
        folder.mkdir(exist_ok=True)
        file = (folder / FILE).open("ab")
    except OSError:
        yield
        return
    try:
        with file:
            waited = False
            while not taken(file):
                if not waited:
                    on_wait()
                waited = True
                time.sleep(_PAUSE)
            yield
    finally:
        if is_new:
            _leave_nothing(folder)


def _leave_nothing(folder: Path) -> None:
    """A build that could not begin has put nothing beside the lock."""
    with suppress(OSError):
        if [entry.name for entry in folder.iterdir()] == [FILE]:
            (folder / FILE).unlink()
            folder.rmdir()


def taken(file: IO[bytes]) -> bool:
    """Whether the lock is had; it goes with the file."""
    try:
        if sys.platform == "win32":
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
