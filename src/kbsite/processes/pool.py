"""Worker processes: each has a pipe of its own, and this process neither a thread nor a lock for
them. So it is known what a worker had when it died, forking is safe, and a system without
semaphores will do. I/O through the pipes.
"""

from __future__ import annotations

import atexit
import pickle
import signal
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from importlib import import_module
from typing import TYPE_CHECKING, Generic, TypeVar

import msgspec

from kbsite.diagnostics import Diagnostic, ProduceError
from kbsite.processes.serving import OUT_OF_MEMORY, Answer, serve
from kbsite.processes.starting import clean_start, worker_context

if TYPE_CHECKING:
    from multiprocessing.connection import Connection
    from multiprocessing.process import BaseProcess

T = TypeVar("T")
R = TypeVar("R")

#: Shares that a worker has at once: one to work on, and one for when this process is busy.
_AT_HAND = 2
#: Windows waits for 63 things at once at most.
_MOST = 60 if sys.platform == "win32" else 1_000
#: Seconds after which it is looked whether workers live, should a child of theirs hold the pipe.
_LOOK = 1.0

#: Connections to the workers of all pools: who is forked holds them, and a pipe ends when nobody
#: holds its other end any more.
_open: set[Connection] = set()

#: What a system may say that starts no process; the last is for processes that may have none.
_REFUSALS = (OSError, ImportError, AssertionError)

#: What else can be said to whom a worker died.
HINT = (
    "Nothing is published. Perhaps there is not enough memory, or a library fails at this note; "
    "leave parts of it out to find which."
)


class Share(msgspec.Struct, Generic[T, R], eq=False):
    """Items that one worker has, and what was made of them."""

    items: list[T]
    made: list[R] = msgspec.field(default_factory=list)
    fault: BaseException | None = None
    is_given: bool = False
    is_done: bool = False

    def results(self) -> Iterator[R]:
        yield from self.made
        if self.fault:
            raise self.fault


class Worker(msgspec.Struct, Generic[T, R], eq=False):
    """A process, and the shares that it has."""

    process: BaseProcess
    connection: Connection
    shares: deque[Share[T, R]] = msgspec.field(default_factory=deque)
    has_begun: bool = False

    def give(self, share: Share[T, R]) -> None:
        share.is_given = True
        self.shares.append(share)
        # Where it is dead the next reading will tell.
        with suppress(OSError):
            self.connection.send_bytes(pickle.dumps(share.items, pickle.HIGHEST_PROTOCOL))

    def listen(self) -> bool:
        """Takes one answer; False where none can come any more."""
        try:
            answer: Answer = pickle.loads(self.connection.recv_bytes())
        except (EOFError, OSError):
            return False
        if answer is None:
            self.has_begun = True
        else:
            share = self.shares.popleft()
            share.made, share.fault = answer
            share.is_done = True
            share.items = []
        return True

    def end(self) -> str:
        """Kills the process, if it lives; how it died otherwise."""
        _open.discard(self.connection)
        self.connection.close()
        # A dead one closes its pipe a moment before it can be waited for.
        self.process.join(_LOOK if self.shares else 0)
        code = self.process.exitcode
        self.process.kill()
        self.process.join()
        return _manner(code)


class Pool(Generic[T, R]):
    """Workers, and what to say of an item at which two of them died."""

    def __init__(
        self,
        begin: Callable[[], Callable[[T], R]],
        blame: Callable[[T, str], Diagnostic],
        count: int,
        load: Callable[[], object] | None = None,
        *,
        is_large: bool = False,
    ) -> None:
        self._begin = begin
        self._blame = blame
        self.workers: list[Worker[T, R]] = []
        try:
            self._context = worker_context(is_large)
            # It waits at the end for processes that nobody stopped, unless that is done before.
            import_module("multiprocessing.util")
            # Should nobody close the generator, as when Ctrl-C came to whom it was feeding.
            atexit.register(self.stop)
            if load and self._context.get_start_method() == "fork":
                load()
            for _ in range(min(count, _MOST)):
                self._start()
        except _REFUSALS:
            pass  # Fewer will do, or none

    def _start(self) -> Worker[T, R]:
        here, there = self._context.Pipe()
        forks = self._context.get_start_method() == "fork"
        others = [here, *_open] if forks else []
        process = self._context.Process(target=serve, args=(there, others, self._begin))
        try:
            with clean_start():
                process.start()
                worker: Worker[T, R] = Worker(process, here)
                self.workers.append(worker)
                _open.add(here)
        except BaseException:
            here.close()
            raise
        finally:
            there.close()
        return worker

    def stop(self) -> None:
        """Kills the workers: they hold nothing that could be lost."""
        atexit.unregister(self.stop)
        for worker in self.workers:
            worker.process.kill()
        for worker in self.workers:
            worker.end()
        self.workers = []

    def give(self, shares: Iterable[Share[T, R]]) -> None:
        """Gives out what nobody has, first to those that have least."""
        new = deque(share for share in shares if not share.is_given)
        for held in range(_AT_HAND):
            for worker in self.workers:
                if new and len(worker.shares) <= held:
                    worker.give(new.popleft())

    def listen(self, *, is_waiting: bool = True) -> None:
        """Takes the answers that are there, or waits for one."""
        from multiprocessing.connection import wait

        found = wait([worker.connection for worker in self.workers], _LOOK if is_waiting else 0)
        for worker in list(self.workers):
            if worker.connection in found:
                if not worker.listen():
                    self._replace(worker)
            elif not (found or worker.process.is_alive() or worker.connection.poll()):
                self._replace(worker)

    def _replace(self, dead: Worker[T, R]) -> None:
        """Does what a dead worker had item by item in another. One that did not even begin
        could not be started, and others do it."""
        self.workers.remove(dead)
        dead.end()
        if not dead.has_begun:
            for share in dead.shares:
                share.is_given = False
            return
        worker = self._start()
        for share in dead.shares:
            for item in share.items:
                alone: Share[T, R] = Share([item])
                worker.give(alone)
                while not alone.is_done:
                    if not worker.listen():
                        self.workers.remove(worker)
                        raise ProduceError(self._blame(item, worker.end()))
                share.made += alone.made
                share.fault = alone.fault
                if share.fault:
                    break
            share.is_done = True


def _manner(code: int | None) -> str:
    if code is None:
        return "does not answer"
    if code == OUT_OF_MEMORY:
        return "ran out of memory"
    if code >= 0:
        return f"ended with exit code {code}"
    try:
        return f"was killed by {signal.Signals(-code).name}"
    except ValueError:
        return f"was killed by signal {-code}"
