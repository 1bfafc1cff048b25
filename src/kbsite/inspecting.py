"""Which published files do not lie as they did, found out by another process while this one reads
and plans. STARTS that process, which READS the cache and the output folder.

It is asked of every file in every build, of six for each note: a fifth of the time of an edit.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Set
from pathlib import Path

import msgspec

from kbsite.cache import Cache, CacheReader
from kbsite.remembered import STAMPS
from kbsite.stamps import PackedStamps

#: Fewer files than this are inspected sooner than a process starts.
_MANY = 10_000

_encode = msgspec.json.encode
_decode = msgspec.json.Decoder(frozenset[str] | None).decode


class Inspection:
    """An inspection of the files in `folder` of which `cache` has the stamps."""

    def __init__(self, cache: Cache, folder: str, files: int = 0, jobs: int = 1) -> None:
        """Begins it where they are about so many `files`, and `jobs` processes may work."""
        self._cache = cache
        self._folder = folder
        self._process: subprocess.Popen[bytes] | None = None
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
                """Then it is this one that inspects them."""

    def touched(self) -> Set[str] | None:
        """The paths of those that do not lie as their stamps say; None where these are lost."""
        if process := self._process:
            said, _ = process.communicate()
            self._process = None
            if process.returncode == 0:
                touched: Set[str] | None = _decode(said)
                return touched
        return _touched(self._cache, self._folder)

    def stop(self) -> None:
        """It is not wanted."""
        if process := self._process:
            process.kill()
            process.communicate()
            self._process = None


def _touched(cache: CacheReader, folder: str) -> Set[str] | None:
    data = cache.get(STAMPS, "")
    if data is None:
        return None
    stamps = msgspec.msgpack.decode(data, type=PackedStamps)
    return frozenset(stamps.touched(Path(folder)))


if __name__ == "__main__":
    sys.stdout.buffer.write(_encode(_touched(CacheReader(Path(sys.argv[1])), sys.argv[2])))
