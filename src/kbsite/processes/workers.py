"""Much work is shared out among processes. I/O through pipes to them."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from itertools import islice
from typing import NamedTuple, TypeVar

from kbsite.diagnostics import Diagnostic
from kbsite.processes.pool import Pool, Share
from kbsite.processes.steps import NO_STEPS

T = TypeVar("T")
R = TypeVar("R")

#: Fewer notes than this a worker are not worth starting it.
_NOTES_A_WORKER = 100

_DONE = object()


def workers_for(notes: int, jobs: int) -> int:
    """How many processes are worth starting for so many notes, of `jobs` at most."""
    return min(jobs, notes // _NOTES_A_WORKER)


class Crew(NamedTuple):
    """How many `workers` there are, and how many items each is given at once. `ahead` shares a
    worker may be done before one that is slow, which does not stop the others then. Of a process
    that `is_large` workers are not forked: they would be as large. Where they are, `load` is called
    before, in this process: what it loads is loaded in all of them."""

    workers: int
    share: int = 16
    ahead: int = 4
    is_large: bool = False
    load: Callable[[], object] | None = None


def share_out(
    items: Iterable[T],
    begin: Callable[[], Callable[[T], R]],
    blame: Callable[[T, str], Diagnostic],
    crew: Crew,
    meanwhile: Iterator[object] = NO_STEPS,
) -> Generator[R]:
    """What the function that `begin` gives makes of each item, in their order. `begin` is called
    in each process of `crew`, or in this one where none can be started. It, the items and what
    is made of them travel between processes. Items may be given twice to the function, where a
    worker died. Where this process would wait, it takes a step of `meanwhile`.

    Raises what the function raises, with the traceback as a note; where a worker died at an item,
    and another that had this item alone as well, ProduceError with what `blame` makes of the item
    and how it died (as in "was killed by SIGSEGV")."""
    rest = iter(items)
    shares: deque[Share[T, R]] = deque()
    pool = Pool(begin, blame, crew.workers, crew.load, is_large=crew.is_large)
    try:
        while pool.workers:
            most = crew.ahead * crew.workers
            while len(shares) < most and (taken := list(islice(rest, crew.share))):
                shares.append(Share(taken))
            if not shares:
                return
            pool.give(shares)
            while pool.workers and not shares[0].is_done:
                pool.listen(is_waiting=next(meanwhile, _DONE) is _DONE)
                pool.give(shares)
            if shares[0].is_done:
                yield from shares.popleft().results()
    finally:
        pool.stop()
    work = begin()
    for one in shares:
        yield from one.results() if one.is_done else map(work, one.items)
    yield from map(work, rest)
