"""How often Python looks for garbage. No I/O.

Notes and graph are many objects that live long and hardly any that refer to one another in circles.
Left alone, the collector looks through them thousands of times a build.
"""

from __future__ import annotations

import gc


def collect_seldom(new: int = 1_000_000) -> None:
    """Rounds come after so many `new` objects in place of some hundreds: some MB may wait."""
    gc.set_threshold(new, 10, 10)


def collect_at_leisure() -> None:
    """A round now, when nobody waits, where there are many new objects: each build leaves some
    that refer to one another in circles, and a server has many."""
    if gc.get_count()[0] >= 100_000:
        gc.collect()


def keep_all() -> None:
    """What there is now is never looked at again: in a process that was forked it is another's, and
    looking at it would copy it."""
    gc.freeze()
