"""A `Draft` → the text of its note, with front matter that kbsite reads. No I/O."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import yaml

from kbsite.front_matter.block import split_front_matter
from kbsite.front_matter.reader import parse_front_matter
from kbsite.front_matter.values import key_name
from kbsite.importers.model import Change, Draft, Line

#: What stands before the name of a property whose value kbsite cannot read as its own.
STASHED = "imported-"

_ODD_KEY = re.compile(r"[\x00-\x1f\x7f]+")


class Rendered(NamedTuple):
    """The file of a note, its body, and all that was changed."""

    text: str
    body: str
    changes: tuple[Change, ...]
    #: The line of the file at which the body begins.
    first_line: int
    numbers: tuple[int, ...]

    def target_line(self, line: int) -> int:
        """Where that stands now which stood at `line` of the source, or near it; 0: nowhere."""
        if line <= 0 or not self.numbers:
            return 0
        # Lines come in the order of the source but for a few that were moved.
        if line in self.numbers:
            return self.first_line + self.numbers.index(line)
        before = [n for n, number in enumerate(self.numbers) if 0 < number < line]
        return self.first_line + (before[-1] if before else 0)


def rendered(draft: Draft, timezone: str) -> Rendered:
    """The note as it is written. What of its front matter would be an error stands under another
    name in it."""
    changes = list(draft.changes)
    lines = _trimmed(draft.lines)
    body = "".join(f"{line.text}\n" for line in lines)
    head = _head(draft.front, draft.target, timezone, changes)
    if not head and split_front_matter(body).body != body:
        # A body that begins as if it had front matter.
        head = "---\n---\n"
    if head and body:
        head += "\n"
    numbers = tuple(line.number for line in lines)
    return Rendered(head + body, body, tuple(changes), head.count("\n") + 1, numbers)


def _trimmed(lines: Sequence[Line]) -> Sequence[Line]:
    """Without blank lines at both ends."""
    begin, end = 0, len(lines)
    while begin < end and not lines[begin].text.strip():
        begin += 1
    while end > begin and not lines[end - 1].text.strip():
        end -= 1
    return lines[begin:end]


def _head(front: Mapping[str, object], path: str, timezone: str, changes: list[Change]) -> str:
    front = dict(_distinct(front))
    if not front:
        return ""
    head = _dumped(front)
    if _fault(head, path, timezone):
        mended: dict[str, object] = {}
        for key, value in front.items():
            if fault := _fault(_dumped({"title": "x", key: value}), path, timezone):
                changes.append(Change(f"property {key}", "kept", 0, f"{STASHED}{key}: {fault}"))
                mended[STASHED + key] = str(value)
            else:
                mended[key] = value
        head = _dumped(mended)
        if fault := _fault(head, path, timezone):
            changes.append(Change("front matter", "lost", 0, fault))
            head = ""
    return head


def _distinct(front: Mapping[str, object]) -> Iterator[tuple[str, object]]:
    """Keys that are none for kbsite twice, nor odd."""
    names: set[str] = set()
    for key, value in front.items():
        base = _ODD_KEY.sub(" ", key).strip() or "property"
        name, number = base, 1
        while key_name(name) in names:
            number += 1
            name = f"{base}-{number}"
        names.add(key_name(name))
        yield name, value


def _fault(head: str, path: str, timezone: str) -> str:
    """Why kbsite would refuse a note with this front matter, or ""."""
    split = split_front_matter(head)
    if not split.language:
        return "no front matter that kbsite knows"
    _, _, found = parse_front_matter(split, path, timezone)
    return next((one.message for one in found if one.severity == "error"), "")


class _Dumper(yaml.SafeDumper):
    """Lists on one line, as people write tags; nothing by reference, which kbsite refuses. libyaml
    would escape emoji, or not: it is not used."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _list(dumper: yaml.SafeDumper, value: Sequence[object]) -> yaml.Node:
    return dumper.represent_sequence("tag:yaml.org,2002:seq", value, flow_style=True)


_Dumper.add_representer(list, _list)
_Dumper.add_representer(tuple, _list)


def _dumped(front: Mapping[str, object]) -> str:
    block: str = yaml.dump(
        dict(front), Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=float("inf")
    )
    return f"---\n{block}---\n"
