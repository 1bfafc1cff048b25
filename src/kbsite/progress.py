"""A progress bar on a terminal for work that takes over a second. PRINTS to stderr."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from types import TracebackType
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from rich.progress import Progress as Bar
    from rich.progress import TaskID

_DELAY = 1.0
#: Seconds from one picture to the next.
_REFRESH = 0.1


class Progress:
    """Shows nothing where `enabled` is False or stderr is no terminal."""

    def __init__(self, *, enabled: bool) -> None:
        self.enabled = enabled and sys.stderr.isatty()
        self._started = self._shown = time.perf_counter()
        self._bar: Bar | None = None
        self._tasks: dict[str, TaskID] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        value: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._bar:
            self._bar.stop()

    def update(self, stage: str, done: int, total: int) -> None:
        """`done` of `total` things of `stage` are done."""
        if not self.enabled:
            return
        now = time.perf_counter()
        if now - self._started < _DELAY:
            return
        if self._bar is None:
            # Imported late: most builds are over before a bar would show.
            from rich.console import Console
            from rich.progress import Progress as Bar

            # No thread draws it: a process that has but one can start workers by forking.
            self._bar = Bar(console=Console(stderr=True), transient=True, auto_refresh=False)
            self._bar.start()
        if stage not in self._tasks:
            self._tasks[stage] = self._bar.add_task(stage, total=total)
        is_due = now - self._shown >= _REFRESH or done == total
        self._bar.update(self._tasks[stage], completed=done, refresh=is_due)
        if is_due:
            self._shown = now

    def counter(self, stage: str, total: int) -> Callable[[int], None]:
        """A function to call with how many more of `total` things are done."""
        done = 0

        def count(more: int) -> None:
            nonlocal done
            done += more
            self.update(stage, done, total)

        return count
