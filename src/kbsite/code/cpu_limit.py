"""A function that is given up after some seconds of CPU. No I/O but a timer and, where that
cannot be set, a child process.

What is limited is mostly a regex that backtracks without end. It holds the interpreter's lock, so
no other thread can stop it; but `re` looks for signals. So a timer that counts the CPU time of
this process raises from a signal's handler. Python allows that in the main thread alone, and
Windows has no such timer. There the call is made in a child process, started for the first call and
kept for the next: it limits itself by its own timer, and is killed where it has none or does not
answer. Without a timer CPU time is not known, and what counts is the time that passes.

Where neither can be had (a child process cannot be started) nothing is limited.
"""

from __future__ import annotations

import atexit
import multiprocessing
import signal
from collections.abc import Callable, Iterator
from contextlib import suppress
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from queue import Empty, SimpleQueue
from types import FrameType
from typing import Any, NamedTuple, TypeVar

T = TypeVar("T")

#: Seconds that a child may take to start; how many times the limit it may take to answer.
_START, _PATIENCE = 60.0, 10.0
_HAS_TIMER = hasattr(signal, "setitimer")


class CpuLimitError(Exception):
    """The call took more CPU time than it may."""


class _Expired(BaseException):
    """What the timer raises; no `except Exception` stops it on its way."""


def with_cpu_limit(seconds: float, function: Callable[..., T], *args: object) -> T:
    """`function(*args)`, or CpuLimitError after `seconds` of CPU.

    Limits nest: an outer one goes on counting, and is late by the inner one's time at most.
    Function, arguments and result may have to travel to another process; then what the
    function raises comes back as RuntimeError."""
    if _HAS_TIMER and _can_handle_signals():
        return _by_timer(seconds, function, args)
    return _CHILDREN.call(seconds, function, args)


def _can_handle_signals() -> bool:
    """Whether this is the main thread, and the present handler one that can be put back."""
    handler = signal.getsignal(signal.SIGVTALRM)
    if handler is None:
        return False
    try:
        signal.signal(signal.SIGVTALRM, handler)
    except ValueError:
        return False
    return True


def _by_timer(seconds: float, function: Callable[..., T], args: tuple[object, ...]) -> T:
    armed, expired = False, 0

    def expire(signum: int, frame: FrameType | None) -> None:
        nonlocal expired
        expired += 1
        if armed:
            raise _Expired

    # The old timer is stopped before its handler goes, the new one before the old handler comes:
    # neither ever meets the other's.
    remaining, interval = signal.setitimer(signal.ITIMER_VIRTUAL, 0)
    handler = signal.signal(signal.SIGVTALRM, expire)
    try:
        try:
            armed = True
            # Again and again, should the first exception get lost, say in a `__del__`.
            signal.setitimer(signal.ITIMER_VIRTUAL, seconds, seconds)
            result = function(*args)
        finally:
            armed = False
    except _Expired:
        raise CpuLimitError from None
    finally:
        left, _ = signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, handler)
        if remaining:
            remaining -= (expired + 1) * seconds - left
            signal.setitimer(signal.ITIMER_VIRTUAL, max(remaining, 1e-3), interval)
    if expired:
        raise CpuLimitError
    return result


class _Child(NamedTuple):
    process: SpawnProcess
    connection: Connection
    #: Whose child it is: a forked process holds a copy that it must not use.
    parent: int | None

    def end(self) -> None:
        """Kills the process: it holds nothing that could be lost."""
        self.process.kill()
        self.process.join()
        self.connection.close()


class _Children:
    """Child processes that wait for a call; as many as there were calls at once."""

    def __init__(self) -> None:
        self._idle: SimpleQueue[_Child] = SimpleQueue()
        self._possible = True

    def call(self, seconds: float, function: Callable[..., T], args: tuple[object, ...]) -> T:
        child = self._take()
        if child is None:
            return function(*args)
        connection = child.connection
        try:
            connection.send((seconds, function, args))
            if not connection.poll(seconds * _PATIENCE if _HAS_TIMER else seconds):
                raise CpuLimitError
            done, result = connection.recv()
        # Whatever it was, Ctrl-C too: the child may still be at work on this call.
        except BaseException as fault:
            child.end()
            if isinstance(fault, EOFError | OSError):
                raise RuntimeError("the child process died") from fault
            raise
        self._idle.put(child)
        if done:
            answer: T = result
            return answer
        raise CpuLimitError if result is None else RuntimeError(result)

    def _take(self) -> _Child | None:
        """A child, started if none waits; None where none can be started."""
        for child in self._own_idle():
            if child.process.is_alive():
                return child
        started = _start(multiprocessing.current_process().pid) if self._possible else None
        self._possible = started is not None
        return started

    def _own_idle(self) -> Iterator[_Child]:
        """The idle children of this very process, each taken out."""
        parent = multiprocessing.current_process().pid
        with suppress(Empty):
            while True:
                if (child := self._idle.get_nowait()).parent == parent:
                    yield child

    def end(self) -> None:
        """Ends the idle children."""
        for child in self._own_idle():
            child.end()


def _start(parent: int | None) -> _Child | None:
    context = multiprocessing.get_context("spawn")
    connection, other_end = context.Pipe()
    process = context.Process(target=_serve, args=(other_end,), daemon=True)
    try:
        process.start()
    except (AssertionError, OSError, RuntimeError):  # A daemon, no memory, a script without guard.
        return None
    other_end.close()
    try:
        if connection.poll(_START) and connection.recv():
            return _Child(process, connection, parent)
    except (EOFError, OSError):
        pass
    process.kill()
    process.join()
    return None


def _serve(connection: Connection) -> None:
    """The child's life: one call after another until the parent has gone."""
    # Ctrl-C is the parent's to answer.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    connection.send(True)
    while True:
        try:
            seconds, function, args = connection.recv()
        except EOFError:
            return
        answer: tuple[bool, Any]
        try:
            result = _by_timer(seconds, function, args) if _HAS_TIMER else function(*args)
            answer = True, result
        except CpuLimitError:
            answer = False, None
        # What the function raises is the parent's to hear of.
        except Exception as fault:
            answer = False, f"{type(fault).__name__}: {fault}"
        connection.send(answer)


_CHILDREN = _Children()
# The library would ask them to end, and wait for one that does not listen.
atexit.register(_CHILDREN.end)
