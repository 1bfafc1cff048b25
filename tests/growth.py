"""How CPU time grows with the length of a text, so coarse that a noisy machine does no harm."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

#: Twice the text takes less than this many times as long.
RATIO = 3.0
#: Less than this is plainly not the square, were even the one run of the half half as long again.
CLEAR = 2.6


@contextmanager
def uncollected() -> Iterator[None]:
    """No garbage is collected meanwhile: what that costs depends on all that ran before."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def cpu_seconds(run: Callable[[], object]) -> float:
    """CPU time of this process."""
    begin = time.process_time()
    run()
    return time.process_time() - begin


def growth(
    seconds: Callable[[int], float], n: int, tries: int = 12, known: float | None = None
) -> float:
    """How many times as long `2 * n` units take as `n`: the least of some tries, since what else
    the machine does makes a run longer, never shorter; the first below `RATIO` will do. `known`:
    what `n` units took once, when less of them had been run before."""
    least = float("inf")
    for _ in range(tries):
        # The larger first: what is remembered of it makes no `n` units longer.
        twice = seconds(2 * n)
        once = known or seconds(n)
        if twice / max(once, 1e-3) > CLEAR:
            once = min(once, seconds(n))
        least = min(least, twice / max(once, 1e-3))
        known = None
        if least < RATIO:
            break
    return least
