"""What a command cannot do, said in one sentence. No I/O."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager


class RefusalError(Exception):
    """Wrong usage, or something in the way: no mistake in the site's sources, and no bug."""


class UsageError(RefusalError):
    """The command line asks for what cannot be."""


def sentence_of(fault: OSError) -> str:
    """What the system does not allow, and where."""
    where = f"{fault.filename}: " if fault.filename else ""
    return f"{where}{fault.strerror or fault}"


@contextmanager
def naming(path: str) -> Iterator[None]:
    """What the system does not allow is said of `path`: where a file is written, as to a full disk,
    it names none."""
    try:
        yield
    except OSError as fault:
        if fault.filename is None:
            fault.filename = path
        raise
