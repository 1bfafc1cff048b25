"""TeX as it is written for math-core, each part with the place that it comes from. No I/O."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from kbsite.tex.marks import Marks
from kbsite.tex.tokens import TexError, is_word

#: A part of the TeX that is written, and where it comes from.
Written = tuple[str, int]


class Writer:
    """`out` is the TeX that is written, `origins` where in what the author wrote each part of
    it comes from; `place` is where the next one does."""

    def __init__(self) -> None:
        self.out: list[str] = []
        self.origins: list[int] = []
        self.place = 0
        self.marks = Marks()

    def write(self, *texts: str) -> None:
        for text in texts:
            self.out.append(text)
            self.origins.append(self.place)

    def cut(self, start: int) -> list[Written]:
        """Takes back what was written from the part number `start` on."""
        parts = list(zip(self.out[start:], self.origins[start:], strict=True))
        del self.out[start:], self.origins[start:]
        return parts

    def paste(self, parts: list[Written]) -> None:
        for text, origin in parts:
            self.out.append(text)
            self.origins.append(origin)

    def write_element(self, start: str, end: str = "") -> None:
        """A mark for a whole element, or for the two ends of one at the start of its group."""
        if self.marks.full:
            raise TexError("too many colours, sizes and boxes", self.place)
        self.write(r"\text{" + self.marks.add(start, end) + "}")

    @contextmanager
    def element(self, start: str, end: str = "") -> Iterator[None]:
        """What is written within becomes the contents of `<start>`; `end` is given where it is
        more than the end tag."""
        self.write("{")
        self.write_element(f"<{start}>", end or f"</{start.split()[0]}>")
        self.write("{")
        yield
        self.write("}}")

    def enclose(self, begin: str, *end: str) -> None:
        """Puts `begin` before all that was written and `end` behind it."""
        self.out.insert(0, begin)
        self.origins.insert(0, 0)
        self.write(*end)

    def joined(self) -> tuple[str, list[int]]:
        """The whole, and where in it each part begins."""
        parts: list[str] = []
        starts: list[int] = []
        length = 0
        word = False
        for text in self.out:
            if word and text[:1].isalpha():
                parts.append(" ")
                length += 1
            starts.append(length)
            parts.append(text)
            length += len(text)
            word = is_word(text) if text else word
        return "".join(parts), starts
