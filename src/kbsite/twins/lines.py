"""The lines of a Markdown text that is written from its beginning to its end: what stands before
each of them in quotes and lists, and where blank ones are. No I/O."""

from __future__ import annotations

from collections.abc import Iterable

#: What stands deeper is written as if it stood here: marks of quotes take room on every line.
_DEEPEST = 24


class _Mark:
    """What stands before the first line of a quote or an item, and before the others."""

    def __init__(self, first: str, rest: str) -> None:
        self.first = first
        self.rest = rest
        self.is_used = False


class Lines:
    """`gap` says that the next block is parted from the last by a blank line."""

    def __init__(self) -> None:
        self._lines: list[str] = []
        self._marks: list[_Mark] = []
        #: How many are open below them that are not shown.
        self._deeper = 0
        self.gap = False

    def mark(self, first: str, rest: str) -> None:
        """Begins a quote or an item."""
        if len(self._marks) < _DEEPEST:
            self._marks.append(_Mark(first, rest))
        else:
            self._deeper += 1

    def close(self) -> None:
        """Ends it; one that holds nothing still has its mark."""
        if self._deeper:
            self._deeper -= 1
            return
        if not self._marks:
            return
        mark = self._marks[-1]
        if not mark.is_used and mark.first.strip():
            self.add([""], gap=self.gap)
        self._marks.pop()

    def add(self, lines: Iterable[str], *, gap: bool = True) -> None:
        """A block; `gap` is what follows it."""
        if self.gap and self._lines:
            self._lines.append(self._before_blank() if self._marks else "")
        if self._marks:
            lines = [self._before() + line for line in lines]
        self._lines += [line.rstrip(" ") for line in lines]
        self.gap = gap

    def text(self) -> str:
        return "\n".join(self._lines) + "\n" if self._lines else ""

    def _before(self) -> str:
        parts = []
        for mark in self._marks:
            parts.append(mark.rest if mark.is_used else mark.first)
            mark.is_used = True
        return "".join(parts)

    def _before_blank(self) -> str:
        parts = []
        for mark in self._marks:
            if not mark.is_used:
                break
            parts.append(mark.rest)
        return "".join(parts).rstrip(" ")
