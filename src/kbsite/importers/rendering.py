"""A `Draft` → the text of its note, with front matter that kbsite reads. No I/O."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping
from typing import NamedTuple

from kbsite.front_matter.block import Split, split_front_matter
from kbsite.front_matter.flags import FLAGS
from kbsite.front_matter.kept_back import may_lock
from kbsite.front_matter.values import key_name
from kbsite.importers.front import STASHED, distinct, dumped, fault_of, values_of
from kbsite.importers.model import Change, Counts, Draft, Line, UnreadableError, text_of, trimmed


class Rendered(NamedTuple):
    """The file of a note, its body, and all that was changed. `places`: (line of the source, line
    of the file), in order."""

    text: str
    body: str
    changes: tuple[Change, ...]
    places: tuple[tuple[int, int], ...]

    def target_line(self, line: int) -> int:
        """Where that stands now which stood at `line` of the source, or what stood above it; what
        stood above the body is in the front matter. 0: nowhere."""
        if line <= 0:
            return 0
        at = bisect_right(self.places, (line, 2**60))
        if not at:
            return 1
        # The first of the lines that came from there.
        found = self.places[at - 1][0]
        return self.places[bisect_right(self.places, (found, 0))][1]


def rendered(draft: Draft, timezone: str) -> Rendered:
    """The note as it is written. What of its front matter would be an error is in it under another
    name. Without `front`, head and body are kept to the letter."""
    changes = list(draft.changes)
    head, above = _head(draft, timezone, changes)
    is_own = not draft.front
    lines = [*above, *(draft.lines if is_own else trimmed(draft.lines))]
    body = text_of(lines)
    if body and not body.endswith("\n"):
        body += "\n"
    if not head and (split := split_front_matter(body)) != Split("", "", 1, body, 1):
        # A body that begins as if it had front matter.
        head = "---\n---\n"
        if split.mistake:
            why = f"kept as text, and the note as a draft: {split.mistake.message}"
            changes.append(Change("front matter", "kept", split.mistake.line, why))
            head = dumped({"draft": True})
    if head and body and not is_own:
        head += "\n"
    first = head.count("\n") + 1
    places = sorted((line.number, at) for at, line in enumerate(lines, first) if line.number)
    return Rendered(head + body, body, tuple(changes), tuple(places))


def _head(draft: Draft, timezone: str, changes: list[Change]) -> tuple[str, list[Line]]:
    """The front matter, and what of it comes to stand in the body."""
    if not draft.head:
        return _mended(draft.front, draft.target, timezone, changes), []
    fault = fault_of(draft.head, draft.target, timezone)
    if not fault:
        return draft.head, []
    try:
        values = values_of(split_front_matter(draft.head))
    except UnreadableError as unreadable:
        # What cannot be read may have said that the note is private.
        why = f"kept as text, and the note as a draft: {unreadable}"
        changes.append(Change("front matter", "kept", 1, why, Counts(code_blocks=1)))
        written = [Line(text, at) for at, text in enumerate(draft.head.rstrip("\n").split("\n"), 1)]
        longest = max(map(len, re.findall("`+", draft.head)), default=0)
        mark = "`" * max(3, longest + 1)
        fenced = [Line("", 0), Line(f"{mark}yaml", 1), *written, Line(mark, 0), Line("", 0)]
        return dumped({"draft": True}), fenced
    return _mended(values, draft.target, timezone, changes), []


def _mended(front: Mapping[str, object], path: str, timezone: str, changes: list[Change]) -> str:
    """Front matter without what kbsite would refuse the note for."""
    front = dict(distinct(front))
    if not front:
        return ""
    head = dumped(front)
    if not fault_of(head, path, timezone):
        return head
    alone = ((key, dumped({"title": "x", key: front[key]})) for key in front if may_lock(key))
    if asking := next((key for key, said in alone if fault_of(said, path, timezone)), ""):
        front = {key: value for key, value in front.items() if key_name(key) != "private"}
        front["private"] = True
        why = "what needs a password is private"
        changes.append(Change(f"property {asking}", "converted", 0, why))
        if not fault_of(head := dumped(front), path, timezone):
            return head
    mended: dict[str, object] = {}
    for key, value in front.items():
        if fault := fault_of(dumped({"title": "x"} | {key: value}), path, timezone):
            changes.append(Change(f"property {key}", "kept", 0, f"as `{STASHED}{key}`: {fault}"))
            stashed = {STASHED + key: value}
            is_typed = not fault_of(dumped({"title": "x"} | stashed), path, timezone)
            mended |= stashed if is_typed else {STASHED + key: str(value)}
            if key_name(key) in FLAGS:
                # It may have said that nobody shall see the note.
                mended["draft"] = True
        else:
            mended[key] = value
    head = dumped(mended)
    if fault := fault_of(head, path, timezone):
        changes.append(Change("front matter", "lost", 0, fault))
        return dumped({"draft": True})
    return head
