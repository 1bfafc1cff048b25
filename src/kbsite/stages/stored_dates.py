"""Dates of commits, asked of git again where its repository is not what it was. I/O through the
cache and `git_dates`."""

from __future__ import annotations

from pathlib import Path

import msgspec

from kbsite.cache import Cache
from kbsite.memo import Memo
from kbsite.nouns.sources import GitDates
from kbsite.scanning.git_dates import SHALLOW, git_state, read_git_dates
from kbsite.stages.parsing import ParsedNotes


class CommitDates(msgspec.Struct, frozen=True, array_like=True):
    """The dates of notes, and the state of the repository that they are of."""

    state: str
    dates: dict[str, GitDates]


class StoredDates:
    """Those that were read last, by this process or another."""

    def __init__(self, cache: Cache) -> None:
        self._dates = Memo(cache, "git", CommitDates, CommitDates("", {}))

    def of(self, content: Path, notes: ParsedNotes) -> CommitDates | None:
        """Those of the notes in the folder `content`; None where each has a date of its own."""
        if all(marks.is_dated for marks in notes.marks.values()):
            return None
        state = git_state(content)
        if state in ("", SHALLOW):
            return CommitDates(state, {})
        if self._dates.last.state != state:
            self._dates.keep(CommitDates(state, read_git_dates(content)))
        return self._dates.last
