"""The folder in which a site is made ready, beside the output: WRITES and removes it.

A build that is killed leaves its folder behind, and the next one removes it. Whose build is still
at work is told by a lock, which the system frees when a process ends, however that comes about.
"""

from __future__ import annotations

import os
import shutil
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from glob import escape
from pathlib import Path

from kbsite.lock import taken

_LOCK = ".kbsite-lock"


@contextmanager
def staging_folder(output: Path) -> Iterator[Path]:
    """A new folder beside `output`, on the same disk, that is gone in the end. Raises OSError."""
    prefix = f".{output.name}-staging-"
    for left in output.parent.glob(f"{escape(prefix)}*"):
        _remove_left(left)
    try:
        folder = Path(tempfile.mkdtemp(prefix=prefix, dir=output.parent))
    except OSError as fault:
        said = f"{fault.strerror} (what is written to {output} is made ready beside it)"
        raise OSError(fault.errno, said, str(output.parent)) from None
    try:
        with (folder / _LOCK).open("ab") as lock:
            with suppress(OSError):
                taken(lock)
            yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def folds_case(staging: Path) -> bool:
    """Whether names that differ in case alone are one file there, as on Windows and macOS."""
    return os.path.lexists(staging / _LOCK.upper())


def _remove_left(folder: Path) -> None:
    """Removes a staging folder, unless a build works in it, or may do so: the system locks
    nothing. What is called like one and has no lock is another's."""
    with suppress(OSError):
        lock_file = folder / _LOCK
        if not stat.S_ISDIR(folder.lstat().st_mode):
            return
        if not os.path.lexists(lock_file):
            # One of a build that was killed the moment before, which is empty.
            folder.rmdir()
        elif stat.S_ISREG(lock_file.lstat().st_mode):
            with lock_file.open("ab") as lock:
                if not taken(lock):
                    return
            shutil.rmtree(folder)
