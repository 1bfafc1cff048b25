"""Work that is done step by step, while something else is waited for. No I/O."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from typing import Generic, TypeVar

T = TypeVar("T")

#: None at all.
NO_STEPS: Iterator[object] = iter(())


class Steps(Iterator[None], Generic[T]):
    """The steps of a generator, and what it comes to."""

    def __init__(self, steps: Generator[None, None, T]) -> None:
        self._steps = self._taken(steps)
        self._result: list[T] = []

    def _taken(self, steps: Generator[None, None, T]) -> Iterator[None]:
        self._result.append((yield from steps))

    def __next__(self) -> None:
        next(self._steps)

    def finish(self) -> T:
        """Does what is left of it, and gives what it comes to."""
        for _ in self._steps:
            pass  # Nothing else is waited for
        assert self._result, "none of its steps raised"
        return self._result[0]
