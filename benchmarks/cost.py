"""Runs a command and says what it cost: it and all that it starts. READS /proc.

Peak memory is that of the whole tree of processes: the sum of their resident sets, looked at
twenty times a second, or the largest resident set that the kernel saw of one of them, whichever
is more. Pages that two processes share count twice, so the sum is an upper bound. Where there is
no /proc it is the largest of one process alone.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

INTERVAL = 0.05
PROC = Path("/proc")
_PAGE = os.sysconf("SC_PAGE_SIZE") if hasattr(os, "sysconf") else 4096
# macOS counts bytes, the others kilobytes.
_MAXRSS_UNIT = 1 if sys.platform == "darwin" else 1024


class Cost(NamedTuple):
    """What a build took: wall seconds, user + system CPU seconds, peak megabytes (10⁶ bytes)."""

    wall: float
    cpu: float
    megabytes: float


class FailedError(Exception):
    """A command that ended badly, or took longer than it may; says so."""


def median(costs: Sequence[Cost]) -> Cost:
    """Each figure's own median."""
    return Cost(*(statistics.median(values) for values in zip(*costs, strict=True)))


def together(costs: Iterable[Cost]) -> Cost:
    """Of commands that ran one after the other."""
    walls, cpus, peaks = zip(*costs, strict=True)
    return Cost(sum(walls), sum(cpus), max(peaks))


def run(
    command: Sequence[str],
    folder: Path,
    env: Mapping[str, str],
    good: Sequence[int] = (0,),
    limit: float = float("inf"),
) -> Cost:
    """What `command` costs in `folder`; raises `FailedError` where its exit code is not a `good`
    one or it takes more than `limit` seconds of wall time."""
    # What an earlier command wrote is not to be paid for by this one.
    os.sync()
    with tempfile.TemporaryFile() as said:
        started = time.perf_counter()
        process = subprocess.Popen(
            command, cwd=folder, env={**os.environ, **env}, stdout=subprocess.DEVNULL, stderr=said
        )
        tree = _Tree(process.pid, started + limit)
        _, status, use = os.wait4(process.pid, 0)
        wall = time.perf_counter() - started
        process.returncode = os.waitstatus_to_exitcode(status)
        peak = max(tree.stop(), use.ru_maxrss * _MAXRSS_UNIT)
        if tree.is_late:
            raise FailedError(f"took more than {limit:.0f} s")
        said.seek(0)
        words = said.read().decode(errors="replace").strip()[-2000:]
        # An uncaught exception ends Python with 1, which may also mean that a note has a mistake.
        if process.returncode not in good or "Traceback" in words:
            raise FailedError(f"ended with {process.returncode}: {words}")
    return Cost(wall, use.ru_utime + use.ru_stime, peak / 1e6)


class _Tree:
    """Watches the tree of a process in a thread of its own."""

    def __init__(self, pid: int, deadline: float) -> None:
        self.pid = pid
        self.deadline = deadline
        self.peak = 0
        self.is_late = False
        self.ended = threading.Event()
        self.thread = threading.Thread(target=self._watch, daemon=True)
        self.thread.start()

    def stop(self) -> int:
        """The peak in bytes."""
        self.ended.set()
        self.thread.join()
        return self.peak

    def _watch(self) -> None:
        while not self.ended.wait(INTERVAL):
            pids = list(family(self.pid))
            self.peak = max(self.peak, sum(map(_resident, pids)))
            if time.perf_counter() > self.deadline and not self.is_late:
                self.is_late = True
                for pid in pids:
                    _end(pid)


def family(pid: int) -> Iterable[int]:
    """The process and those that it and its children started, as far as they still run."""
    yield pid
    threads = f"/proc/{pid}/task"
    try:
        names = [entry.name for entry in os.scandir(threads)]
    except OSError:  # it has just ended, or there is no /proc
        return
    for name in names:
        try:
            children = (Path(threads) / name / "children").read_text("ascii").split()
        except OSError:
            continue
        for child in children:
            yield from family(int(child))


def _resident(pid: int) -> int:
    try:
        return int((PROC / str(pid) / "statm").read_text("ascii").split()[1]) * _PAGE
    except (OSError, IndexError):
        return 0


def _end(pid: int) -> None:
    try:
        os.kill(pid, 9)
    except OSError:
        return
