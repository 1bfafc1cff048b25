"""READS what lies below a folder that holds no notes, entry by entry: a Path of each takes as long
as all else that is done with it."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TypeAlias

#: The path as the system spells it, and what lies there.
FoundEntry: TypeAlias = "tuple[str, os.DirEntry[str]]"

HIDDEN = re.compile(r"\.(?!well-known$)")  # that folder is for all to see (RFC 8615)


def entries_below(folder: str | Path, prefix: str = "") -> Iterator[FoundEntry]:
    """All files and folders below `folder`, but for what hidden folders hold. Links to folders are
    not followed. Raises OSError."""
    entries = list(os.scandir(folder))
    yield from ((prefix + entry.name, entry) for entry in entries)
    for entry in entries:
        # Links of Windows; Python 3.11 tells them from nothing.
        is_junction = getattr(entry, "is_junction", bool)()
        if not (is_junction or HIDDEN.match(entry.name)) and entry.is_dir(follow_symlinks=False):
            yield from entries_below(entry.path, f"{prefix}{entry.name}/")
