"""READS a folder that is imported: which files there are. Links are not followed."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

from kbsite.importers.entries import BUILT, Found, built_folders
from kbsite.importers.entry_names import LITTER_FOLDERS
from kbsite.reading.decoding import is_text


class _Refuse(Protocol):
    def __call__(self, path: str, why: str, *, is_failure: bool = True) -> None: ...


def files_below(folder: Path, refuse: _Refuse) -> Iterator[tuple[Found, Path]]:
    """Every file, and where it lies; `refuse` is told of what is none. Raises BuiltSiteError."""
    pending = [("", folder)]
    while pending:
        prefix, current = pending.pop()
        try:
            entries = sorted(os.scandir(current), key=lambda entry: entry.name)
        except OSError as fault:
            refuse(prefix or ".", f"cannot be read: {fault.strerror}")
            continue
        if built_folders(prefix + entry.name for entry in entries):
            refuse(prefix, BUILT, is_failure=False)
            continue
        for entry in entries:
            name, said = _name(entry.name)
            path, where = prefix + name, Path(entry.path)
            try:
                status = entry.stat(follow_symlinks=False)
            except OSError as fault:
                refuse(path, f"cannot be read: {fault.strerror}")
                continue
            if stat.S_ISDIR(status.st_mode) and not _is_junction(where):
                if name.lower() in LITTER_FOLDERS:
                    refuse(path + "/", "no content", is_failure=False)
                else:
                    pending.append((path + "/", where))
            elif stat.S_ISREG(status.st_mode):
                yield Found(path, status.st_size, said), where
            elif stat.S_ISLNK(status.st_mode) or _is_junction(where):
                refuse(path, "a link, which is not followed")
            else:
                refuse(path, "no file: a device, a socket or a pipe")


def _name(raw: str) -> tuple[str, str]:
    """The name of a file as text, and what had to be guessed."""
    if is_text(raw):
        return raw, ""
    data = os.fsencode(raw)
    try:
        return data.decode("gb18030"), "its name was read as GBK"
    except UnicodeDecodeError:
        return data.decode("utf-8", errors="replace"), "its name is not UTF-8"


def _is_junction(path: Path) -> bool:
    """Of Windows; `Path` knows them from Python 3.12 on."""
    check = getattr(path, "is_junction", None)
    return bool(check and check())
