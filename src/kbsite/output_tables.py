"""Planned outputs in columns: there are six for each note, of most of which nothing but the path
and the key is wanted. No I/O."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from itertools import compress, count, islice, repeat
from operator import eq
from typing import overload

from kbsite.model import PlannedOutput


class OutputRows(Sequence[PlannedOutput]):
    """Outputs of one kind, a row each; one is made an object where it is asked for."""

    def __init__(
        self,
        paths: Sequence[str],
        keys: Sequence[str],
        produce: Callable[[int], Callable[[], bytes]],
    ) -> None:
        """`produce` gives what makes the bytes of a row."""
        self.paths = paths
        self.keys = keys
        self._produce = produce

    @property
    def listed(self) -> Sequence[PlannedOutput]:
        """Those that are objects already: what `travels` or `is_kept` is one of them."""
        return ()

    def output(self, row: int) -> PlannedOutput:
        """That of a row."""
        return PlannedOutput(self.paths[row], self.keys[row], self._produce(row))

    @overload
    def __getitem__(self, row: int) -> PlannedOutput: ...

    @overload
    def __getitem__(self, row: slice) -> list[PlannedOutput]: ...

    def __getitem__(self, row: int | slice) -> PlannedOutput | list[PlannedOutput]:
        rows = range(len(self.paths))
        if isinstance(row, slice):
            return [self.output(one) for one in rows[row]]
        return self.output(rows[row])

    def __len__(self) -> int:
        return len(self.paths)


NO_ROWS = OutputRows((), (), lambda row: bytes)


class ListedOutputs(OutputRows):
    """Outputs that are objects already, of which there are few."""

    def __init__(self, outputs: Iterable[PlannedOutput]) -> None:
        self._listed = list(outputs)
        paths, keys = [one.path for one in self._listed], [one.key for one in self._listed]
        super().__init__(paths, keys, lambda row: self._listed[row].produce)

    @property
    def listed(self) -> Sequence[PlannedOutput]:
        return self._listed

    def output(self, row: int) -> PlannedOutput:
        return self._listed[row]


class OutputTable(OutputRows):
    """Outputs of several kinds in the order of their paths. Of two with one path the last counts,
    and stands in the row of either."""

    def __init__(self, kinds: Iterable[OutputRows]) -> None:
        self._kinds = list(kinds)
        self._starts: list[int] = []
        paths: list[str] = []
        keys: list[str] = []
        for kind in self._kinds:
            self._starts.append(len(paths))
            paths += kind.paths
            keys += kind.keys
        # Of equal paths the last stays last.
        numbers = self._numbers = sorted(range(len(paths)), key=paths.__getitem__)
        paths = list(map(paths.__getitem__, numbers))
        twice = compress(count(), map(eq, paths, islice(paths, 1, None)))
        for row in reversed(list(twice)):
            numbers[row] = numbers[row + 1]
        super().__init__(paths, list(map(keys.__getitem__, numbers)), self._producer)

    @property
    def listed(self) -> Sequence[PlannedOutput]:
        return [one for kind in self._kinds for one in kind.listed]

    def output(self, row: int) -> PlannedOutput:
        number = self._numbers[row]
        kind = bisect_right(self._starts, number) - 1
        return self._kinds[kind].output(number - self._starts[kind])

    def _producer(self, row: int) -> Callable[[], bytes]:
        return self.output(row).produce


def table_of(outputs: Sequence[PlannedOutput]) -> OutputTable:
    """Any outputs as a table."""
    return outputs if isinstance(outputs, OutputTable) else OutputTable([ListedOutputs(outputs)])


def pages_in(paths: Iterable[str]) -> int:
    """How many of so many files are pages."""
    return sum(map(str.endswith, paths, repeat(".html")))
