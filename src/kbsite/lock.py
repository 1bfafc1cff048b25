"""One build at a time in a site's folder: READS and WRITES a file that the system locks.

The system frees it when the process ends, however that comes about.
"""

from __future__ import annotations

import errno
import os
import stat
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import IO

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

FILE = "lock"
_PAUSE = 0.1
#: What the system says where another process has the lock.
_TAKEN = (errno.EACCES, errno.EAGAIN, errno.EDEADLK)


@contextmanager
def locked(folder: Path, on_wait: Callable[[], None] = lambda: None) -> Iterator[None]:
    """Holds the lock of `folder`; `on_wait` is called once where another process has it."""
    with lock_of(folder) as is_had:
        if not is_had():
            on_wait()
            while not is_had():
                time.sleep(_PAUSE)
        yield


@contextmanager
def lock_of(folder: Path) -> Iterator[Callable[[], bool]]:
    """Gives what tries to take the lock of `folder`, and says whether it is had, which it is then
    to the end. It is had without a lock where the folder cannot be written, as then nothing of it
    is, and where the system locks nothing, as on some network mounts."""
    is_new = not folder.exists()
    try:
        folder.mkdir(exist_ok=True)
        file = _opened(folder / FILE)
    except OSError:
        yield lambda: True
        return
    try:
        with file:
            yield partial(_is_had, file)
    finally:
        if is_new:
            _leave_nothing(folder)


def _opened(path: Path) -> IO[bytes]:
    """The file that is locked. Raises OSError where it cannot be, or where something else has its
    name: a pipe, which would wait for a reader."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND | getattr(os, "O_NONBLOCK", 0)
    file = os.fdopen(os.open(path, flags, 0o666), "ab")
    if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
        file.close()
        raise OSError(errno.EINVAL, "it is no file", str(path))
    return file


def _is_had(file: IO[bytes]) -> bool:
    try:
        return taken(file)
    except OSError:
        return True


def _leave_nothing(folder: Path) -> None:
    """A build that could not begin has put nothing beside the lock."""
    with suppress(OSError):
        if [entry.name for entry in folder.iterdir()] == [FILE]:
            (folder / FILE).unlink()
            folder.rmdir()


def taken(file: IO[bytes]) -> bool:
    """Whether the lock is had, and no other process has it; it goes with the file. Raises OSError
    where the system locks nothing there."""
    try:
        if sys.platform == "win32":
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as fault:
        if fault.errno in _TAKEN:
            return False
        raise
    return True
