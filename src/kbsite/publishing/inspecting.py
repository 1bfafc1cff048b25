"""Which published files do not lie as they did, found out by another process while this one reads
and plans. STARTS that process, which READS the cache and the output folder.

It is asked of every file in every build, of six for each note: a fifth of the time of an edit.
"""

from __future__ import annotations

import os
import select
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Set
from functools import partial
from pathlib import Path

import msgspec

from kbsite.cache import Cache, CacheReader
from kbsite.publishing.stamps import STAMPS, Stamps

#: Fewer files than this are inspected sooner than a process starts.
_MANY = 10_000
#: Seconds after which files may lie otherwise than they were found.
_FRESH = 3.0


#: So many files are inspected at a time.
_PART = 4096
#: Bytes that are read at once.
_PIPE = 65_536
#: Whether it can be asked if there is something in a pipe.
_CAN_ASK = sys.platform != "win32"

_encode = msgspec.json.encode
_decode = msgspec.json.Decoder(list[str]).decode


class Inspection:
    """An inspection of the files in `folder` of which `cache` has the stamps."""

    def __init__(self, cache: Cache, folder: str, files: int, jobs: int) -> None:
        """Begins it where they are about so many `files`, and `jobs` processes may work."""
        self._process: subprocess.Popen[bytes] | None = None
        self._folder = Path(folder)
        self._read = b""
        self._started = time.monotonic()
        if files >= _MANY and jobs > 1 and sys.executable:
            # Without the folder in which it is started on its path, which may hold anything.
            command = [sys.executable, "-P", "-m", "kbsite.publishing.inspecting"]
            command += [str(cache.path), folder, str(_PART)]
            try:
                self._process = subprocess.Popen(
                    command,
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.PIPE,
                    stderr=subprocess.DEVNULL,
                    # What was read ahead would not be seen in the pipe.
                    bufsize=0,
                )
            except OSError:
                """Then it is the one that asks who inspects them."""

    def touched(self, mark: bytes, stamps: Callable[[], Stamps]) -> Set[str] | None:
        """The paths of those that do not lie as `stamps` say, which have that `mark`; None where
        that is not known, or was too long ago. While the other process is at it this one begins at
        the other end."""
        if not self._process or time.monotonic() - self._started > _FRESH:
            self.stop()
            return None
        try:
            if self._line() != mark.hex().encode() or (known := stamps()).mark != mark:
                return None
            parts = [
                partial(known.touched, self._folder, start, start + _PART)
                for start in range(0, len(known.paths), _PART)
            ]
            found: set[str] = set()
            done = 0
            while done < len(parts):
                if self._has_line():
                    found.update(_decode(self._line()))
                    done += 1
                else:
                    found.update(parts.pop()())
            return found
        except (EOFError, msgspec.DecodeError):
            return None
        finally:
            self.stop()

    def _has_line(self) -> bool:
        """Whether there is a line to read, or the end of all; or it is not known."""
        assert self._process and self._process.stdout
        return (
            b"\n" in self._read
            or not _CAN_ASK
            or bool(select.select([self._process.stdout], [], [], 0)[0])
        )

    def _line(self) -> bytes:
        """The next line. Raises EOFError."""
        assert self._process and self._process.stdout
        while b"\n" not in self._read:
            more = self._process.stdout.read(_PIPE)
            if not more:
                raise EOFError
            self._read += more
        line, _, self._read = self._read.partition(b"\n")
        return line

    def stop(self) -> None:
        """It is not wanted."""
        if process := self._process:
            process.kill()
            process.communicate()
            self._process = None


def _inspect(cache: CacheReader, folder: Path, part: int) -> Iterator[bytes]:
    """The mark of the stamps, and then of each part the paths of what does not lie as they say."""
    stamps = msgspec.msgpack.decode(cache.get(STAMPS, "") or b"", type=Stamps)
    yield stamps.mark.hex().encode()
    for start in range(0, len(stamps.paths), part):
        yield _encode(list(stamps.touched(folder, start, start + part)))


if __name__ == "__main__":
    if sys.platform != "win32":
        # Where the other processes need all cores it has time until they are done.
        os.nice(5)
    _, file, folder, part = sys.argv
    for line in _inspect(CacheReader(Path(file)), Path(folder), int(part)):
        sys.stdout.buffer.write(line + b"\n")
        sys.stdout.buffer.flush()
