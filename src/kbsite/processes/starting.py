"""How worker processes are started: by which method, and what is kept from them. No I/O but looking
at this process's threads."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import ModuleType
from typing import Any

from kbsite.collector import keep_all


def worker_context(is_large: bool = False) -> Any:
    """The context of multiprocessing by which processes are started: as the program that uses
    kbsite has chosen, else by forking where nothing can go wrong with it. That is the quickest
    way by far, as nothing is imported anew; yet a child of a process that `is_large` holds as much,
    if not for itself."""
    import multiprocessing

    method = _method(is_large)
    if method != "fork" and sys.platform != "win32":
        from multiprocessing.resource_tracker import ensure_running

        # It lets interrupts in when it starts, which should not be while a worker does.
        ensure_running()
    return multiprocessing.get_context(method)


def can_fork() -> bool:
    """Whether processes are forked."""
    return _method() == "fork"


def forked(work: Callable[[], object], keeps: int) -> int:
    """The id of a process that is forked, does `work` and ends, whatever comes of it; it is to be
    waited for. Of what is open it `keeps` one file descriptor and the first three. Ctrl-C is for
    this one. Raises OSError."""
    with _interrupts_held():
        if child := os.fork():
            return child
        try:
            # What this one does then is inherited.
            signal.signal(signal.SIGTERM, signal.SIG_DFL)
            # Garbage of this one may close or remove what is its own.
            keep_all()
            _close_others(keeps)
            work()
        finally:
            os._exit(0)


def _close_others(kept: int) -> None:
    """With the lock of a build it would last as long as this process, and with the other end of a
    pipe nobody would hear that who reads it has gone."""
    with suppress(OSError):
        for number in map(int, os.listdir("/dev/fd")):  # noqa: PTH208 - they are no paths
            if number > 2 and number != kept:
                with suppress(OSError):  # That of the list itself.
                    os.close(number)


def _method(is_large: bool = False) -> str:
    # Who has not loaded it has chosen no method, and it takes as long as to fork.
    loaded = sys.modules.get("multiprocessing")
    method = loaded.get_start_method(allow_none=True) if loaded else None
    if method is None:
        method = "spawn"
        if sys.platform == "linux" and not is_large:
            method = "fork" if _threads() == 1 else "forkserver"
    return method


def _threads() -> int:
    """How many threads this process has, those of libraries included where that can be known."""
    try:
        return len(list(Path("/proc/self/task").iterdir()))
    except OSError:
        return threading.active_count()


@contextmanager
def clean_start() -> Iterator[None]:
    """Processes are started in it without this one's main module, and never see a Ctrl-C."""
    with _interrupts_held(), _main_hidden(), _method_open():
        yield


@contextmanager
def _method_open() -> Iterator[None]:
    """Who spawns a process chooses the usual method of the system for all later ones, in passing:
    `get_preparation_data` asks for the method that was chosen. That is undone."""
    import multiprocessing

    is_open = multiprocessing.get_start_method(allow_none=True) is None
    try:
        yield
    finally:
        if is_open:
            # Typed as if it took no None, with which it forgets the choice.
            forget: Any = multiprocessing.set_start_method
            forget(None, force=True)


@contextmanager
def _main_hidden() -> Iterator[None]:
    """Processes that are not forked load the program's main module anew, and what it does at its
    top level is done again. Nothing that a worker is given stands in it."""
    main = sys.modules["__main__"]
    sys.modules["__main__"] = ModuleType("__main__")
    try:
        yield
    finally:
        sys.modules["__main__"] = main


@contextmanager
def _interrupts_held() -> Iterator[None]:
    """Ctrl-C comes after this, and never to a process that is started in it."""
    if sys.platform == "win32":
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
