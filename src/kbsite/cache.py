"""READS and WRITES `.kbsite/`: what was made once, by the digest of what it was made from.

All of it is derived and may be deleted at any time. An entry is checked when it is read, and
whatever is wrong with the file means that it is made anew: a cache has no faults, it only forgets.
"""

from __future__ import annotations

import sqlite3
import tempfile
import zlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, suppress
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from kbsite.large_values import LargeValues
from kbsite.real_paths import real_path

FOLDER = ".kbsite"
_FILE = "cache.db"
#: Another layout of the file is another cache.
_LAYOUT = 6
#: Seconds that another process may be in the way; a build holds a lock, so it never should be.
_WAIT = 5
#: Bytes from which on the one value of a kind (its key is "") has a file of its own.
_LARGE = 500_000
#: SQLite takes no more values in one statement on older systems.
_AT_ONCE = 500

_BUFFER_KIB = 16_384
# A note takes some 50 KB, what is kept of all of them some MB: in pages of SQLite's usual size they
# take up to twice as long.
_PAGE_BYTES = 16_384
# Values lie one behind another as they come, and only the small index is written here and there:
# a third of the time of a table that is sorted by digests.
_SCHEMA = """
CREATE TABLE IF NOT EXISTS entries (
  id INTEGER PRIMARY KEY, kind TEXT NOT NULL, key TEXT NOT NULL, sums BLOB NOT NULL,
  value BLOB NOT NULL,
  UNIQUE (kind, key)
)
"""
_GET = "SELECT sums, value FROM entries WHERE kind = ? AND key = ?"
_PUT = "INSERT OR REPLACE INTO entries (kind, key, sums, value) VALUES (?, ?, ?, ?)"


class CacheReader:
    """The cache in the file at `path`, which another process keeps; where it cannot be read it
    holds nothing."""

    def __init__(self, path: Path) -> None:
        self._large = LargeValues(path.parent)
        address = f"{real_path(path).as_uri()}?mode=ro"
        try:
            self._database = sqlite3.connect(address, uri=True, timeout=_WAIT)
        except sqlite3.Error:
            # Deleted while the other process lives.
            self._database = _in_memory()

    def get(self, kind: str, key: str) -> bytes | None:
        """The value, None where there is none, or a damaged one."""
        try:
            # All of them, there is one: a statement that is not at its end is in the way of others.
            rows = self._database.execute(_GET, (kind, key)).fetchall()
        except sqlite3.Error as fault:
            self._forget(fault)
            return None
        return self._checked(kind, key, *rows[0]) if rows else None

    def get_many(self, kind: str, keys: Iterable[str]) -> Iterator[tuple[str, bytes]]:
        """(key, value) of those that are there and whole, in no order."""
        wanted = list(keys)
        for start in range(0, len(wanted), _AT_ONCE):
            part = wanted[start : start + _AT_ONCE]
            marks = ",".join("?" * len(part))
            query = f"SELECT key, sums, value FROM entries WHERE kind = ? AND key IN ({marks})"
            try:
                with closing(self._database.execute(query, (kind, *part))) as rows:
                    for key, sums, stored in rows:
                        if (value := self._checked(kind, key, sums, stored)) is not None:
                            yield key, value
            except sqlite3.Error as fault:
                self._forget(fault)

    def _checked(self, kind: str, key: str, sums: object, stored: object) -> bytes | None:
        """What is `stored`, or is in the file of that name, if it is whole."""
        value = self._large.read(stored) if isinstance(stored, str) else stored
        is_whole = isinstance(value, bytes) and sums == _sums(kind, key, value)
        return value if isinstance(value, bytes) and is_whole else None

    def _forget(self, fault: sqlite3.Error) -> None:
        """What is done about a file that cannot be used."""


class Cache(CacheReader):
    """Values (bytes) by kind and key, in one file below `folder`, or in a temporary one where
    that cannot be written."""

    def __init__(self, folder: Path) -> None:
        self._temporary: tempfile.TemporaryDirectory[str] | None = None
        self._is_file_tried = self._is_in_memory = False
        self._version: int | None = None
        try:
            folder.mkdir(exist_ok=True)
            self.path = folder / _FILE
            self._large = LargeValues(folder)
            self._database = _opened(self.path)
        except (OSError, sqlite3.Error):
            # On Windows a file that somebody reads stays.
            self._temporary = tempfile.TemporaryDirectory("", "kbsite-", ignore_cleanup_errors=True)
            self.path = Path(self._temporary.name) / _FILE
            self._large = LargeValues(self.path.parent)
            try:
                self._database = _opened(self.path)
            except sqlite3.Error:
                # Nearly always it is on the same disk, which is full.
                self._is_in_memory = True
                self._database = _in_memory()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Keeps what was put; a temporary file goes."""
        with suppress(sqlite3.Error):
            self._database.commit()
        self._database.close()
        if self._temporary:
            self._temporary.cleanup()

    def aside(self) -> IO[bytes]:
        """An empty file without a buffer for what is not kept, gone when it is closed. Raises
        OSError."""
        return tempfile.TemporaryFile(buffering=0, dir=self.path.parent)

    def is_foreign(self) -> bool:
        """Whether another process wrote since this was asked last."""
        try:
            (version,) = self._database.execute("PRAGMA data_version").fetchone()
        except sqlite3.Error:
            return False
        last, self._version = self._version, version
        return last not in (None, version)

    def put(self, kind: str, values: Mapping[str, bytes]) -> None:
        """Adds or replaces."""
        try:
            rows = (
                (kind, key, _sums(kind, key, value), self._stored(kind, key, value))
                for key, value in values.items()
            )
            self._database.executemany(_PUT, rows)
        except sqlite3.Error as fault:
            self._forget(fault)

    def _stored(self, kind: str, key: str, value: bytes) -> bytes | str:
        """`value`, or the name of the file that it is in."""
        if key or len(value) < _LARGE or self._is_in_memory:
            return value
        last = self._database.execute(_GET, (kind, key)).fetchall()
        try:
            return self._large.write(kind, value, last[0][1] if last else "")
        except OSError:
            # The disk is full, which the database finds as well.
            return value

    def drop(self, kind: str, keys: Iterable[str]) -> None:
        """Drops the values of `keys`."""
        try:
            self._database.executemany(
                "DELETE FROM entries WHERE kind = ? AND key = ?", ((kind, key) for key in keys)
            )
        except sqlite3.Error as fault:
            self._forget(fault)

    def commit(self) -> None:
        """What was put can be read by other processes, and survives this one."""
        try:
            self._database.commit()
        except sqlite3.Error as fault:
            self._forget(fault)
        self._large.settle()

    def forget(self) -> None:
        """Everything, also what is damaged and was not found to be."""
        self._forget(sqlite3.DatabaseError("damaged"))

    def _forget(self, fault: sqlite3.Error) -> None:
        """Begins with an empty file in place of one that cannot be used; where that will not do
        either, in memory. On a full disk, or where another process has it, the file is sound and
        stays for the next build."""
        self._database.close()
        is_first = not self._is_file_tried and not _is_busy(fault) and not _is_full(fault)
        self._is_file_tried = True
        if is_first:
            with suppress(OSError, sqlite3.Error):
                self._database = _opened(self.path, afresh=True)
                return
        self._is_in_memory = True
        self._database = _in_memory()


def _is_busy(fault: sqlite3.Error) -> bool:
    """Whether another process has the file."""
    return getattr(fault, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_BUSY


def _is_full(fault: sqlite3.Error) -> bool:
    """Whether the disk is full, or the file may not grow."""
    code = getattr(fault, "sqlite_errorcode", 0)
    return code & 0xFF == sqlite3.SQLITE_FULL or code == sqlite3.SQLITE_IOERR_WRITE


def _in_memory() -> sqlite3.Connection:
    database = sqlite3.connect(":memory:")
    database.execute(_SCHEMA)
    return database


def _opened(path: Path, *, afresh: bool = False) -> sqlite3.Connection:
    """The database at `path`, empty where it is damaged or of another layout."""
    if afresh:
        _remove(path)
    try:
        return _connected(path)
    except sqlite3.DatabaseError as fault:
        if afresh or _is_busy(fault) or _is_full(fault):
            raise
        return _opened(path, afresh=True)


def _connected(path: Path) -> sqlite3.Connection:
    database = sqlite3.connect(path, timeout=_WAIT)
    try:
        # It counts for a new file alone.
        database.execute(f"PRAGMA page_size = {_PAGE_BYTES}")
        # A process may be killed at any moment; what a loss of power damages is found out. In a
        # write-ahead log all that is new would be written twice.
        database.execute("PRAGMA journal_mode = TRUNCATE")
        database.execute("PRAGMA synchronous = OFF")
        database.execute(f"PRAGMA cache_size = -{_BUFFER_KIB}")
        (layout,) = database.execute("PRAGMA user_version").fetchone()
        if layout not in (0, _LAYOUT):
            raise sqlite3.DatabaseError("of another layout")
        database.execute(_SCHEMA)
        if not layout:
            # On a full disk what is there can be read as long as nothing is written.
            database.execute(f"PRAGMA user_version = {_LAYOUT}")
        database.commit()
    except BaseException:
        database.close()
        raise
    return database


def _remove(path: Path) -> None:
    LargeValues(path.parent).remove()
    for suffix in ("", "-wal", "-shm", "-journal"):
        with suppress(FileNotFoundError):
            path.with_name(path.name + suffix).unlink()


def _sums(kind: str, key: str, value: bytes) -> bytes:
    """Tells `value`, under its name, from whatever damage makes of it: a checksum and its length.
    A digest would tell it from what somebody makes on purpose, in four times as long."""
    name = f"{kind}\0{key}\0".encode()
    return b"%b%d" % (zlib.crc32(value, zlib.crc32(name)).to_bytes(4, "little"), len(value))
