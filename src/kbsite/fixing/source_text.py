"""A note's bytes as text that can be edited and is else the same byte for byte. No I/O."""

from __future__ import annotations

import codecs
import re
from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

_LINE_END = re.compile(r"\r\n|\r|\n")


class Edit(NamedTuple):
    """In place of `text[start:end]` stands `new`, whose lines end with \\n."""

    start: int
    end: int
    new: str


def applied(text: str, edits: Iterable[Edit]) -> str:
    """`text` with all `edits`, which do not overlap."""
    parts: list[str] = []
    done = 0
    for edit in sorted(edits):
        parts += (text[done : edit.start], edit.new)
        done = edit.end
    return "".join((*parts, text[done:]))


class SourceText:
    """`text` is what kbsite reads: without byte order mark, lines ended by \\n. Raises
    UnicodeDecodeError for what is not UTF-8."""

    def __init__(self, data: bytes) -> None:
        self._mark = codecs.BOM_UTF8 if data.startswith(codecs.BOM_UTF8) else b""
        raw = data[len(self._mark) :].decode()
        self._ends = _LINE_END.findall(raw)
        self.text = _LINE_END.sub("\n", raw)

    def edited(self, edits: Iterable[Edit]) -> bytes:
        """The bytes with all `edits`, which do not overlap. New lines end as most do."""
        usual = Counter(self._ends).most_common(1)
        new_end = usual[0][0] if usual else "\n"
        parts: list[str] = []
        done = seen = 0
        for edit in sorted(edits):
            kept = self.text[done : edit.start]
            parts += (self._as_written(kept, seen), edit.new.replace("\n", new_end))
            seen += kept.count("\n") + self.text.count("\n", edit.start, edit.end)
            done = edit.end
        parts.append(self._as_written(self.text[done:], seen))
        return self._mark + "".join(parts).encode()

    def _as_written(self, text: str, line: int) -> str:
        """`text`, whose first line end is number `line`, with the ends that it had."""
        lines = text.split("\n")
        ends = self._ends[line : line + len(lines) - 1]
        return "".join(part + end for part, end in zip(lines, (*ends, ""), strict=True))
