"""A Markdown text that is being written: the words of its last block, and what is open. No I/O."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple, TypeAlias

from kbsite.twins.events import SAYING, Event
from kbsite.twins.inline import paragraph
from kbsite.twins.lines import Lines
from kbsite.twins.marks import Marks
from kbsite.twins.table import Table


class OpenList(NamedTuple):
    """The number of its next item, 0 without numbers; whether it holds footnotes."""

    number: int
    notes: bool


#: An element of blocks that is open, and what ends it beside its text.
_Open: TypeAlias = tuple[str, Callable[[], None] | None]


class Draft:
    """`events` are those that are still to come, `diagrams` the sources of pictures by name."""

    def __init__(self, events: Iterator[Event], diagrams: Mapping[str, str]) -> None:
        self.events = events
        self.diagrams = diagrams
        self.lines = Lines()
        #: The text of the block that is being read.
        self.words: list[str] = []
        self.marks = Marks(self.words)
        #: What stands before the words of the heading that is being read.
        self.heading = ""
        self.lists: list[OpenList] = []
        #: Where the words of each open link begin, and its address.
        self.links: list[tuple[int, str]] = []
        self.table: Table | None = None
        #: How many are open in the cell that is being read.
        self.inner_tables = 0
        #: How the cell that is being read is aligned, and how wide it is.
        self.cell: tuple[str, int] | None = None
        #: That of the code that follows; a space where one may come.
        self.code_title = ""
        #: Whether the next list holds footnotes, and how many marks of them are open.
        self.is_footnotes = False
        self.note_marks = 0
        self._open: list[_Open] = []
        self._count: dict[str, int] = {}

    def flush(self, *, gap: bool = True) -> None:
        """Ends the paragraph, in a cell the line."""
        if self.cell is not None:
            if self.words and self.words[-1] != "<br>":
                self.words.append("<br>")
            return
        if self.words:
            if text := self.taken():
                self.lines.add(paragraph(text).split("\n"), gap=gap)
        elif self.links:
            self.links.clear()

    def taken(self) -> str:
        """The words, which are gone then; marks that are open go on behind them."""
        open_marks = self.marks.close_from(0) if self.marks.are_open else None
        text = "".join(self.words).strip()
        self.words.clear()
        self.links.clear()
        if open_marks:
            self.marks.reopen(open_marks)
        return text

    def forget(self) -> None:
        """Begins anew, without words and marks."""
        self.words.clear()
        self.links.clear()
        self.marks.clear()

    def take(self, name: str) -> str:
        """The text up to the end of an element, as it is."""
        depth = 1
        said: list[str] = []
        for text, what, value in self.events:
            said.append(text)
            if what.startswith(SAYING):
                said.append(value)
            if what == name:
                depth += 1
            elif what == f"/{name}":
                depth -= 1
                if not depth:
                    break
        return "".join(said)

    def push(self, name: str, close: Callable[[], None] | None = None) -> None:
        self._open.append((name, close))
        self._count[name] = self._count.get(name, 0) + 1

    def mark(self, name: str, first: str, rest: str) -> None:
        """Begins what has marks before its lines, which a cell has no room for."""
        if self.cell is None:
            self.lines.mark(first, rest)
            self.push(name, self.lines.close)
        else:
            self.push(name)

    def close(self, name: str) -> None:
        """Ends an element, and what was left open in it."""
        while self._count.get(name):
            last, close = self._open.pop()
            self._count[last] -= 1
            if close:
                close()
            if last == name:
                return
