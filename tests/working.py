"""What the workers of `test_workers.py` do. Not a test. A process that is started anew has to find
it by its name, and begins the sooner the less is imported here."""

from __future__ import annotations

import ctypes
import faulthandler
import os
import signal
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path


def squares() -> Callable[[int], tuple[int, int]]:
    return _square


def _square(number: int) -> tuple[int, int]:
    return number * number, os.getpid()


class OwnError(Exception):
    """As one of a site's own code."""


class StubbornError(Exception):
    """One that cannot be made again from what it is made of."""

    def __init__(self, one: str, other: str) -> None:
        super().__init__(f"{one} {other}")


def raising(fault: str) -> Callable[[int], int]:
    return partial(_raise, fault)


def _raise(fault: str, number: int) -> int:
    if number == 7:
        if fault == "own":
            raise OwnError("七")
        if fault == "stubborn":
            raise StubbornError("七", "八")
        if fault == "exit":
            sys.exit(3)
        if fault == "memory":
            raise MemoryError
    return number


def dying(how: str, marker: str = "", log: str = "") -> Callable[[int], int]:
    """Dies at 7; if `marker` is given, only the first time. Each beginning is a line of `log`."""
    if log:
        with Path(log).open("a", encoding="utf-8") as file:
            file.write("begun\n")
    return partial(_die, how, marker)


def _die(how: str, marker: str, number: int) -> int:
    if number == 7 and not (marker and Path(marker).exists()):
        if marker:
            Path(marker).touch()
        if how == "exit":
            os._exit(3)
        if how == "segfault":
            faulthandler.disable()
            ctypes.string_at(0)
        os.kill(os.getpid(), signal.SIGKILL)
    return number


def failing() -> Callable[[int], int]:
    raise OwnError("at the beginning")


def bytes_twice() -> Callable[[bytes], bytes]:
    return _twice


def _twice(data: bytes) -> bytes:
    return data * 2


def printing() -> Callable[[int], None]:
    return print


def at_once(connection: object, others: object, begin: object) -> None:
    os._exit(1)


def resident() -> Callable[[int], int]:
    def kilobytes(item: int) -> int:
        status = Path("/proc/self/status").read_text(encoding="ascii")
        return int(status.partition("VmRSS:")[2].split()[0])

    return kilobytes


def marking() -> Callable[[str], str]:
    """Makes a file, and says its name."""
    return _mark


def _mark(path: str) -> str:
    Path(path).touch()
    return path
