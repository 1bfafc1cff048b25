"""A process that stands by for the few notes and pages of an edit.

    standby = Standby(jobs)
    standby.load("kbsite.stages.note_parsing")
    made = standby.ask(notes, begin, blame)

It loads what reads and makes them while this process recalls the rest, which is about as much.
I/O through the pipe to it.
"""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from importlib import import_module
from typing import Any, NamedTuple, TypeVar

from kbsite.diagnostics import Diagnostic, ProduceError, error
from kbsite.processes.pool import Pool, Share
from kbsite.processes.starting import can_fork

T = TypeVar("T")
R = TypeVar("R")

_Blame = Callable[[Any, str], Diagnostic]

#: More notes than these are read sooner by this process and others together.
FEW = 16
#: What is asked comes back so many items at a time.
_SHARE = 16


class _Call(NamedTuple):
    """One item, with what gives the function that it is for, pickled: one is told from another by
    its bytes, however they travelled."""

    begin: bytes
    item: Any
    blame: _Blame | None

    def __reduce__(self) -> tuple[object, ...]:
        # Whom to blame is known here alone.
        return _Call, (self.begin, self.item, None)


class _Asked(NamedTuple):
    """Calls, and the share of work that they are."""

    calls: list[_Call]
    share: Share[_Call, Any]


class Standby:
    """One process beside this one, or none where it would not be there soon."""

    def __init__(self, jobs: int) -> None:
        """Starts it where `jobs` processes may work, and where it is forked: elsewhere it takes
        longer to start than what it would do takes here."""
        self._pool: Pool[_Call, Any] | None = None
        if jobs > 1 and can_fork():
            self._pool = Pool(_begin, _death, 1)

    @property
    def is_there(self) -> bool:
        """Whether there is one that can be asked."""
        return bool(self._pool and self._pool.workers)

    def load(self, module: str) -> None:
        """Loads a module when all is done that was asked before."""
        self._give([_Call(_LOADER, module, _not_loaded)])

    def ask(
        self, items: Iterable[T], begin: Callable[[], Callable[[T], R]], blame: _Blame
    ) -> Iterator[R]:
        """What the function that `begin` gives makes of each item, in their order; it is begun at
        once, and waited for where the first is wanted. The same as `share_out` with one worker, and
        raises the same."""
        packed = pickle.dumps(begin)
        calls = [_Call(packed, item, blame) for item in items]
        shares = [self._give(calls[at : at + _SHARE]) for at in range(0, len(calls), _SHARE)]
        return self._made(shares)

    def stop(self) -> None:
        """It is not wanted any more."""
        if self._pool:
            self._pool.stop()
            self._pool = None

    def _give(self, calls: list[_Call]) -> _Asked:
        share: Share[_Call, Any] = Share(calls)
        if self._pool:
            for worker in self._pool.workers:
                worker.give(share)
        return _Asked(calls, share)

    def _made(self, asked: Iterable[_Asked]) -> Iterator[Any]:
        for calls, share in asked:
            while self._pool and self._pool.workers and share.is_given and not share.is_done:
                try:
                    self._pool.listen()
                except ProduceError as fault:
                    if fault.diagnostic is not _NOT_LOADED:
                        raise
                    # What was asked is not to blame, and this process may have the memory.
                    self.stop()
            yield from share.results() if share.is_done else map(_begin(), calls)


def _begin() -> Callable[[_Call], Any]:
    """What does calls, in whichever process. Those that come together have one function."""
    last = b""
    work: Callable[[Any], Any] | None = None

    def do(call: _Call) -> Any:
        nonlocal last, work
        if work is None or call.begin != last:
            last, work = call.begin, pickle.loads(call.begin)()
        return work(call.item)

    return do


def _loader() -> Callable[[str], None]:
    return _load


def _load(module: str) -> None:
    """Who has no such module says so where it is used."""
    with suppress(ImportError):
        import_module(module)


_LOADER = pickle.dumps(_loader)
_NOT_LOADED = error("worker", "", "a process ended while it loaded kbsite")


def _not_loaded(module: str, how: str) -> Diagnostic:
    return _NOT_LOADED


def _death(call: _Call, how: str) -> Diagnostic:
    assert call.blame, "it was not sent"
    return call.blame(call.item, how)
