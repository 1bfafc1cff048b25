"""A process that stands by for the few notes and pages of an edit.

    standby = Standby(jobs)
    standby.load("kbsite.note_parsing")
    made = standby.ask(notes, begin, blame)

It loads what reads and makes them while this process recalls the rest, which is about as much.
I/O through the pipe to it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from importlib import import_module
from typing import Any, NamedTuple, TypeVar

from kbsite.diagnostics import Diagnostic, error
from kbsite.pool import HINT, Pool, Share
from kbsite.starting import can_fork

T = TypeVar("T")
R = TypeVar("R")

_Begin = Callable[[], Callable[[Any], Any]]
_Blame = Callable[[Any, str], Diagnostic]

#: More notes than these are read sooner by this process and others together.
FEW = 16


class _Call(NamedTuple):
    """One item, with what gives the function that it is for."""

    begin: _Begin
    item: Any
    blame: _Blame


class Standby:
    """One process beside this one, or none where it would not be there soon."""

    def __init__(self, jobs: int) -> None:
        """Starts it where `jobs` processes may work, and where it is forked: elsewhere it takes
        longer to start than what it would do takes here."""
        self._pool: Pool[_Call, Any] | None = None
        if jobs > 1 and can_fork():
            self._pool = Pool(_begin, _death, 1, False, None)

    @property
    def is_there(self) -> bool:
        """Whether there is one that can be asked."""
        return bool(self._pool and self._pool.workers)

    def load(self, module: str) -> None:
        """Loads a module when all is done that was asked before."""
        self._give([_Call(_loader, module, _not_loaded)])

    def ask(
        self, items: Iterable[T], begin: Callable[[], Callable[[T], R]], blame: _Blame
    ) -> Iterator[R]:
        """What the function that `begin` gives makes of each item, in their order; it is begun at
        once, and waited for where the first is wanted. The same as `share_out` with one worker, and
        raises the same."""
        calls = [_Call(begin, item, blame) for item in items]
        return self._made(self._give(calls), calls)

    def stop(self) -> None:
        """It is not wanted any more."""
        if self._pool:
            self._pool.stop()
            self._pool = None

    def _give(self, calls: list[_Call]) -> Share[_Call, Any]:
        share: Share[_Call, Any] = Share(calls)
        if self._pool:
            for worker in self._pool.workers:
                worker.give(share)
        return share

    def _made(self, share: Share[_Call, Any], calls: list[_Call]) -> Iterator[Any]:
        while self._pool and self._pool.workers and not share.is_done:
            self._pool.listen()
            if not share.is_given:
                break
        yield from share.results() if share.is_done else map(_begin(), calls)


def _begin() -> Callable[[_Call], Any]:
    """What the process does calls with. Calls that came together have one function."""
    begun: tuple[_Begin, Callable[[Any], Any]] | None = None

    def do(call: _Call) -> Any:
        nonlocal begun
        if begun is None or begun[0] is not call.begin:
            begun = call.begin, call.begin()
        return begun[1](call.item)

    return do


def _loader() -> Callable[[str], None]:
    return _load


def _load(module: str) -> None:
    """Who has no such module says so where it is used."""
    with suppress(ImportError):
        import_module(module)


def _death(call: _Call, how: str) -> Diagnostic:
    return call.blame(call.item, how)


def _not_loaded(module: str, how: str) -> Diagnostic:
    return error("worker", "", f"the process that loaded {module} {how}", hint=HINT)
