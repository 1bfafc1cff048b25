"""READS and WRITES the large values of the cache, each in a file beside its own: SQLite takes ten
times as long for some MB, since it cuts them up and keeps the old ones until all is done.

A kind has two files, in turn. The one that the cache names is never written to, so a process that
is killed leaves what was there.
"""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

_SUFFIX = ".large"


class LargeValues:
    """Those in `folder`, of which each kind has one."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        #: Kind → the file that was written and that nothing names for good.
        self._fresh: dict[str, str] = {}

    def read(self, name: str) -> bytes | None:
        """What is in a file; None where it cannot be read."""
        # A damaged cache may name any file.
        if Path(name).name != name or not name.endswith(_SUFFIX):
            return None
        try:
            return (self._folder / name).read_bytes()
        except (OSError, ValueError):
            return None

    def write(self, kind: str, value: bytes, last: object) -> str:
        """The name of the file in which `value` is from now on; `last` is named for good until
        `settle` is called. Raises OSError."""
        first, second = (f"{kind}-{number}{_SUFFIX}" for number in range(2))
        name = self._fresh.get(kind) or (second if last == first else first)
        (self._folder / name).write_bytes(value)
        self._fresh[kind] = name
        return name

    def settle(self) -> None:
        """What was written is named for good."""
        self._fresh.clear()

    def remove(self) -> None:
        """Removes all of them."""
        self._fresh.clear()
        for file in self._folder.glob(f"*{_SUFFIX}"):
            with suppress(OSError):
                file.unlink()
