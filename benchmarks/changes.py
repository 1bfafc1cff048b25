"""What is done to a folder of notes between two builds. READS and WRITES the notes.

Each change says what a page must show afterwards, so that a build that did not see it is found
out, and how many notes it touched.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

_HEAD = re.compile(r"---\n(.*?\n)---\n", re.DOTALL)
_TAGS = re.compile(r"^tags:[ \t]*(?:\[(.*)\]|((?:\n[ \t]*-[ \t].*)+))", re.MULTILINE)
_FENCE = re.compile(r"[ \t]*(`{3,}|~{3,}|\$\$)")
RENAMED = "改名"


class Done(NamedTuple):
    """What must be seen in a page ('' for nothing), and how many notes were touched."""

    seen: str
    notes: int


Change = Callable[[Path, int], Done]


def notes_of(content: Path) -> list[Path]:
    """All notes, in order of their paths."""
    return sorted(content.rglob("*.md"))


def nothing(content: Path, run: int) -> Done:
    """As it says."""
    return Done("", 0)


def edit(content: Path, run: int) -> Done:
    """A paragraph in the middle of the middlemost note."""
    notes = notes_of(content)
    note = notes[len(notes) // 2]
    seen = f"补充第 {run} 点"
    paragraph = f"{seen}：边界要先检查，再更新 $x_{{{run}}}$，代价见 `count[{run}]`。"
    _write(note, with_paragraph(_read(note), paragraph))
    return Done(seen, 1)


def add(content: Path, run: int) -> Done:
    """A short note beside the middlemost one, with its tags."""
    notes = notes_of(content)
    beside = notes[len(notes) // 2]
    seen = f"新写的笔记 {run}"
    tags = ", ".join(tags_of(_read(beside)))
    head = f"title: {seen}\ndate: 2025-11-01\ntags: [{tags}]"
    body = f"## 起因\n\n这一步里 $y_{{{run}}} = {run} + z$：\n\n```python\nprint(y[{run}])\n```\n"
    _write(beside.with_name(f"新写的笔记{run}.md"), f"---\n{head}\n---\n\n{body}")
    return Done(seen, 1)


def rename_tag(content: Path, run: int) -> Done:
    """In all notes that have it; of all tags one that is neither frequent nor rare."""
    texts = {note: _read(note) for note in notes_of(content)}
    counts = Counter(tag for text in texts.values() for tag in tags_of(text))
    tags = sorted((tag for tag in counts if RENAMED not in tag), key=lambda tag: (counts[tag], tag))
    if not tags:
        return Done("", 0)
    old, new = tags[len(tags) // 2], f"{RENAMED}{run}"
    changed = {note: with_tag(text, old, new) for note, text in texts.items()}
    changed = {note: text for note, text in changed.items() if text != texts[note]}
    for note, text in changed.items():
        _write(note, text)
    return Done(new, len(changed))


CHANGES: Mapping[str, Change] = {
    "nothing changed": nothing,
    "one note edited": edit,
    "one note added": add,
    "one tag renamed": rename_tag,
}


# --- texts ---


def with_paragraph(text: str, paragraph: str) -> str:
    """`paragraph` at the blank line nearest to the middle, outside code and formulas."""
    head = _HEAD.match(text)
    lines = text.split("\n")
    first = head[0].count("\n") if head else 0
    open_by, places = "", []
    for number in range(first, len(lines)):
        mark = _FENCE.match(lines[number])
        if mark and not open_by:
            # `$$x$$` on one line opens nothing.
            open_by = mark[1] if mark[1] != "$$" or lines[number].count("$$") == 1 else ""
        elif open_by and lines[number].rstrip().endswith(open_by):
            open_by = ""
        elif not open_by and not lines[number].strip():
            places.append(number)
    middle = (first + len(lines)) // 2
    place = min(places, key=lambda at: abs(at - middle), default=len(lines))
    return "\n".join([*lines[:place], "", paragraph, *lines[place:]])


def tags_of(text: str) -> list[str]:
    """The tags of the front matter, without their quotes; `[a, b]` and lists of lines."""
    head = _HEAD.match(text)
    found = _TAGS.search(head[1]) if head else None
    if not found:
        return []
    items = found[1].split(",") if found[1] is not None else re.split(r"\n[ \t]*-", found[2])[1:]
    return [tag for item in items if (tag := item.strip().strip("\"'"))]


def with_tag(text: str, old: str, new: str) -> str:
    """The tag `old` of the front matter is called `new`."""
    head = _HEAD.match(text)
    if not head or old not in tags_of(text):
        return text
    edge = r"(?=[\"']?\s*(?:,|\]|$))"
    tag = re.compile(rf"(?P<before>[\[,\-]\s*[\"']?){re.escape(old)}{edge}", re.MULTILINE)
    changed = tag.sub(lambda match: match["before"] + new, head[1], count=1)
    return f"---\n{changed}---\n{text[head.end() :]}"


def _read(note: Path) -> str:
    return note.read_text(encoding="utf-8", errors="surrogateescape")


def _write(note: Path, text: str) -> None:
    note.write_text(text, encoding="utf-8", errors="surrogateescape", newline="\n")
