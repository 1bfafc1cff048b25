"""Which published files do not lie as they did, found out by another process while this one reads
and plans. STARTS that process, which READS the cache and the output folder.

It is asked of every file in every build, of six for each note: a fifth of the time of an edit.
"""

from __future__ import annotations

import os
import select
import signal
import sys
import time
from collections.abc import Callable, Set
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import IO

import msgspec

from kbsite.cache import Cache, CacheReader
from kbsite.processes.starting import can_fork, forked
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
        self._process: _Copy | _Program | None = None
        self._folder = Path(folder)
        self._read = b""
        self._started = time.monotonic()
        if files >= _MANY and jobs > 1:
            # A process that is forked within a transaction takes its locks for its own.
            cache.commit()
            # Without one it is the process that asks which inspects them.
            with suppress(OSError):
                self._process = (_Copy if can_fork() else _Program)(cache.path, folder)

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
        assert self._process
        if b"\n" in self._read or not _CAN_ASK:
            return True
        return bool(select.select([self._process.out], [], [], 0)[0])

    def _line(self) -> bytes:
        """The next line. Raises EOFError."""
        assert self._process
        while b"\n" not in self._read:
            more = self._process.out.read(_PIPE)
            if not more:
                raise EOFError
            self._read += more
        line, _, self._read = self._read.partition(b"\n")
        return line

    def stop(self) -> None:
        """It is not wanted."""
        if process := self._process:
            process.stop()
            self._process = None


class _Copy:
    """A process that inspects, forked from this one: it has loaded what it needs. What it says is
    read from `out`."""

    def __init__(self, cache: Path, folder: str) -> None:
        """Raises OSError."""
        there, here = os.pipe()
        # What was read ahead would not be seen in the pipe.
        self.out: IO[bytes] = open(there, "rb", buffering=0)  # noqa: PTH123, SIM115 - a pipe
        try:
            self._id = forked(partial(_tell, cache, folder, _PART, here), here)
        except OSError:
            self.out.close()
            raise
        finally:
            os.close(here)

    def stop(self) -> None:
        self.out.close()
        # Where a program waits for any child, its number may be that of another process by now.
        with suppress(OSError):
            if os.waitpid(self._id, os.WNOHANG) == (0, 0):
                os.kill(self._id, signal.SIGKILL)
                os.waitpid(self._id, 0)


class _Program:
    """The same, started anew."""

    def __init__(self, cache: Path, folder: str) -> None:
        """Raises OSError."""
        import subprocess

        if not sys.executable:
            raise FileNotFoundError("it is not known which Python this is")
        # Without the folder in which it is started on its path, which may hold anything.
        command = [sys.executable, "-P", "-m", "kbsite.publishing.inspecting"]
        command += [str(cache), folder, str(_PART)]
        none, pipe = subprocess.DEVNULL, subprocess.PIPE
        self._process = subprocess.Popen(command, stdin=none, stdout=pipe, stderr=none, bufsize=0)
        assert self._process.stdout
        self.out: IO[bytes] = self._process.stdout

    def stop(self) -> None:
        self._process.kill()
        self._process.communicate()


def _tell(cache: Path, folder: str, part: int, to: int) -> None:
    """WRITES to the file descriptor `to` the mark of the stamps, and then of each part the paths of
    what does not lie as they say, a line each."""
    stamps = msgspec.msgpack.decode(CacheReader(cache).get(STAMPS, "") or b"", type=Stamps)
    there = Path(folder)
    if sys.platform != "win32":
        # Where the other processes need all cores it has time until they are done.
        os.nice(5)
        # From within, the system goes through fewer folders for each file.
        with suppress(OSError):
            os.chdir(there)
            there = Path()
    with open(to, "wb") as out:
        out.write(stamps.mark.hex().encode() + b"\n")
        out.flush()
        for start in range(0, len(stamps.paths), part):
            touched = stamps.touched(there, start, start + part)
            out.write(_encode(list(touched)) + b"\n")
            out.flush()


if __name__ == "__main__":
    _, file, folder, part = sys.argv
    _tell(Path(file), folder, int(part), sys.stdout.fileno())
