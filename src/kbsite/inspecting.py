"""Which published files do not lie as they did, found out by another process while this one reads
and plans. STARTS that process, which READS the cache and the output folder.

It is asked of every file in every build, of six for each note: a fifth of the time of an edit.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Set
from pathlib import Path

import msgspec

from kbsite.cache import Cache, CacheReader
from kbsite.stamps import STAMPS, PackedStamps

#: Fewer files than this are inspected sooner than a process starts.
_MANY = 10_000
#: Seconds after which files may lie otherwise than they were found.
_FRESH = 3.0


class _Found(msgspec.Struct):
    """The mark of the stamps, and the paths of what does not lie as they say."""

    mark: bytes
    touched: frozenset[str]


_encode = msgspec.json.encode
_decode = msgspec.json.Decoder(_Found).decode


class Inspection:
    """An inspection of the files in `folder` of which `cache` has the stamps."""

    def __init__(self, cache: Cache, folder: str, files: int, jobs: int) -> None:
        """Begins it where they are about so many `files`, and `jobs` processes may work."""
        self._process: subprocess.Popen[bytes] | None = None
        self._started = time.monotonic()
        if files >= _MANY and jobs > 1 and sys.executable:
            # Without the folder in which it is started on its path, which may hold anything.
            command = [sys.executable, "-P", "-m", "kbsite.inspecting", str(cache.path), folder]
            try:
                self._process = subprocess.Popen(
                    command,
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.PIPE,
                    stderr=subprocess.DEVNULL,
                )
            except OSError:
                """Then it is the one that asks who inspects them."""

    def touched(self, mark: bytes) -> Set[str] | None:
        """The paths of those that do not lie as the stamps of that `mark` say; None where that is
        not known, or was too long ago."""
        if not self._process or time.monotonic() - self._started > _FRESH:
            self.stop()
            return None
        said, _ = self._process.communicate()
        self._process = None
        try:
            found: _Found = _decode(said)
        except msgspec.DecodeError:
            return None
        return found.touched if found.mark == mark else None

    def stop(self) -> None:
        """It is not wanted."""
        if process := self._process:
            process.kill()
            process.communicate()
            self._process = None


def _inspect(cache: CacheReader, folder: str) -> _Found:
    stamps = msgspec.msgpack.decode(cache.get(STAMPS, "") or b"", type=PackedStamps)
    return _Found(stamps.mark, frozenset(stamps.touched(Path(folder))))


if __name__ == "__main__":
    if sys.platform != "win32":
        # Where the other processes need all cores it has time until they are done.
        os.nice(5)
    sys.stdout.buffer.write(_encode(_inspect(CacheReader(Path(sys.argv[1])), sys.argv[2])))
