"""Marks around words (`**`, `==`): none within its like, beside its like or around nothing, no
white space on their inner sides. No I/O."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

_BREAKS = frozenset({"<br>", "\\\n"})


class _Closing(str):
    """A mark that closes; `at` is where the word of the opening one stands."""

    at = 0


class Marks:
    """Those among `words`, which are the words of the block that is being written."""

    def __init__(self, words: list[str]) -> None:
        self._words = words
        #: How often each was opened and not closed; only the first of each is written.
        self._depth: Counter[str] = Counter()
        #: Those that are written: the mark, and where its word stands.
        self._open: list[tuple[str, int]] = []

    @property
    def are_open(self) -> bool:
        return bool(self._open)

    def begin(self, mark: str, room: int) -> None:
        """Opens a mark; words before the number `room` are not to be changed."""
        self._depth[mark] += 1
        if self._depth[mark] > 1:
            return
        words = self._words
        last = words[-1] if len(words) > room else ""
        if isinstance(last, _Closing) and last == mark:
            # It goes on.
            words.pop()
            self._open.append((mark, last.at))
        else:
            words.append(mark)
            self._open.append((mark, len(words) - 1))

    def end(self, mark: str, room: int) -> None:
        """Closes a mark; one that was opened before the word number `room` is lost, where
        something else began since then."""
        if not self._depth[mark]:
            return
        self._depth[mark] -= 1
        if self._depth[mark]:
            return
        number = next(i for i, one in enumerate(self._open) if one[0] == mark)
        at = self._open[number][1]
        if at < room:
            self._words[at] = ""
            del self._open[number]
            return
        # What crosses it is parted.
        _, *inner = self.close_from(at)
        self.reopen(inner)

    def close_from(self, first: int) -> list[str]:
        """Closes those that were opened from the word number `first` on, for now; their marks."""
        closed: list[str] = []
        while self._open and self._open[-1][1] >= first:
            mark, at = self._open.pop()
            _close(self._words, mark, at)
            closed.append(mark)
        return closed[::-1]

    def reopen(self, marks: Sequence[str]) -> None:
        """Opens those again."""
        for mark in marks:
            self._words.append(mark)
            self._open.append((mark, len(self._words) - 1))

    def clear(self) -> None:
        """Forgets all that are open."""
        self._depth.clear()
        self._open.clear()


def _close(words: list[str], mark: str, at: int) -> None:
    """Closes `mark`, whose word stands `at`; white space goes to its outer sides."""
    first = at + 1
    while first < len(words) and _is_space(words[first]):
        first += 1
    if first == len(words):
        # Around nothing.
        words[at] = ""
        return
    # Close to its words, so that what stands before them is looked at once.
    words[at:first] = [*words[at + 1 : first], mark]
    if space := _space_before(words[first]):
        words[first - 1 : first + 1] = [f"{space}{mark}", words[first].removeprefix(space)]
    behind: list[str] = []
    while _is_space(words[-1]):
        behind.append(words.pop())
    if space := _space_behind(words[-1]):
        words[-1] = words[-1].removesuffix(space)
        behind.append(space)
    closing = _Closing(mark)
    closing.at = first - 1
    words += [closing, *reversed(behind)]


def _is_space(word: str) -> bool:
    return not word.strip() or word in _BREAKS


def _space_before(word: str) -> str:
    return word[: len(word) - len(word.lstrip())]


def _space_behind(word: str) -> str:
    return word[len(word.rstrip()) :]
