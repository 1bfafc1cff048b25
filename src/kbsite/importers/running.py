"""One import from its source to its account: each note is made, written and accounted for in turn.
I/O through source and writer.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import NamedTuple, Protocol, TypeVar

import msgspec

from kbsite.importers.account import (
    Account,
    ChangeAccount,
    Download,
    FileAccount,
    Totals,
)
from kbsite.importers.archive import Archive
from kbsite.importers.counting import count
from kbsite.importers.memory import Kept, Section, words_of
from kbsite.importers.model import (
    Change,
    Copy,
    Draft,
    Fate,
    Importer,
    Options,
    UnreadableError,
)
from kbsite.importers.rendering import Rendered, rendered
from kbsite.importers.writing import Writer, Written

#: Said of what an importer forgot, which is a fault of kbsite's.
UNACCOUNTED = "kbsite has lost sight of it: please report this"


class Pictures(Protocol):
    """What gives remote pictures a place in the site."""

    def __call__(self, draft: Draft) -> tuple[Draft, list[Download]]: ...


class Plan(NamedTuple):
    """What is imported, from where to where. `prefix`: what stands before a target in the site
    (`content/笔记/`)."""

    kind: str
    importer: Importer
    options: Options
    prefix: str
    timezone: str
    before: Section
    pictures: Pictures | None = None


class Run:
    """Goes through a source once. `section` is what the site remembers afterwards."""

    def __init__(self, plan: Plan, source: Archive, writer: Writer) -> None:
        self._plan, self._source, self._writer = plan, source, writer
        self._files: dict[str, FileAccount] = {}
        self._made: list[FileAccount] = []
        self._changes: list[ChangeAccount] = []
        self._downloads: list[Download] = []
        self._totals = Totals()
        self._notes: dict[str, Kept] = {}
        self._copies: dict[str, Kept] = {}

    def run(self, on_file: Callable[[int], None]) -> None:
        """Makes and stages everything; `on_file` gets how many files of the source are done."""
        for fate in self._source.refused:
            self._account(_accounted(fate, self._plan.prefix))
        for made in self._plan.importer(self._source, self._plan.options):
            known = len(self._files)
            if isinstance(made, Draft):
                self._note(made)
            elif isinstance(made, Copy):
                self._copy(made)
            else:
                self._account(_accounted(made, self._plan.prefix))
            for _ in range(len(self._files) - known):
                on_file(1)
        for entry in self._source.entries:
            if entry.path not in self._files:
                self._account(FileAccount(entry.path, "failed", UNACCOUNTED))

    def section(self, failed: Mapping[str, str]) -> Section:
        """What is remembered, `failed` targets left out. What the source has no more is remembered
        as long as it is there, so that it is known when it comes again."""
        before = self._plan.before

        def merged(old: Mapping[str, Kept], new: Mapping[str, Kept]) -> dict[str, Kept]:
            kept = {key: one for key, one in new.items() if one.target not in failed}
            gone = self._gone(old, new)
            return {key: one for key, one in old.items() if key not in gone or gone[key]} | kept

        return Section(
            merged(before.notes, self._notes), merged(before.files, self._copies), before.images
        )

    def account(self, dry_run: bool, failed: Mapping[str, str]) -> Account:
        """What was done; `failed`: why targets could not be moved into place."""
        plan = self._plan
        failing = {plan.prefix + target: why for target, why in failed.items()}

        names = {entry.path: entry.name for entry in self._source.entries if entry.name}

        def final(one: FileAccount) -> FileAccount:
            if name := names.get(one.path):
                one = msgspec.structs.replace(one, path=name)
            if why := failing.get(one.target):
                return msgspec.structs.replace(one, fate="failed", state="failed", why=why)
            return one

        gone = {
            old[key].target
            for old, new in (
                (plan.before.notes, self._notes),
                (plan.before.files, self._copies),
            )
            for key, is_there in self._gone(old, new).items()
            if is_there
        }
        return Account(
            kind=plan.kind,
            source=self._source.name,
            into=plan.prefix,
            dry_run=dry_run,
            files=tuple(final(self._files[path]) for path in sorted(self._files)),
            made=tuple(map(final, self._made)),
            changes=tuple(_named(one, names) for one in self._changes),
            sums=self._totals.sums(),
            downloads=tuple(_named(one, names) for one in self._downloads),
            gone=tuple(sorted(plan.prefix + target for target in gone)),
        )

    def _gone(self, old: Mapping[str, Kept], new: Mapping[str, Kept]) -> dict[str, bool]:
        """What the source has no more, by id, and whether it is in the site all the same, not as
        something that the source calls otherwise now."""
        now = {one.target for one in new.values()}
        return {
            key: one.target not in now and self._writer.exists(one.target)
            for key, one in old.items()
            if key not in new
        }

    def _note(self, draft: Draft) -> None:
        if self._plan.pictures:
            draft, downloads = self._plan.pictures(draft)
            self._downloads += downloads
        note = rendered(draft, self._plan.timezone)
        before = self._plan.before.notes.get(draft.id)
        words = words_of(note.text, self._source.digest(draft.source))
        is_same = before is not None and before.words == words
        data = note.text.encode()
        written = self._writer.data(draft.target, data, before, is_same=is_same)
        kept = Kept(draft.target, written.digest, words)
        self._remember(self._notes, draft.id, kept, written, before)
        after = count(note.body)
        odd = self._totals.add(draft.counts, after, (one.delta for one in note.changes))
        target = self._plan.prefix + draft.target
        changes = [*note.changes, *(_unexplained(kind) for kind in odd)]
        self._changes += (_change(one, draft.source, target, note) for one in changes)
        account = self._written(draft.source, target, written)
        self._account(msgspec.structs.replace(account, is_note=True))

    def _copy(self, copy: Copy) -> None:
        entry, identity = copy.source, copy.id or copy.source.path
        before = self._plan.before.files.get(identity)
        target = self._plan.prefix + copy.target
        try:
            opening = partial(self._source.open, entry)
            written = self._writer.file(copy.target, opening, before)
        except UnreadableError as fault:
            self._account(FileAccount(entry.path, "failed", str(fault)))
            return
        kept = Kept(copy.target, written.digest)
        self._remember(self._copies, identity, kept, written, before)
        self._account(self._written(entry.path, target, written, copy.why))

    def _remember(
        self,
        group: dict[str, Kept],
        identity: str,
        kept: Kept,
        written: Written,
        before: Kept | None,
    ) -> None:
        """What stands in the site now, by the source's id of it."""
        is_same = written.why == "" or (before and before.digest == kept.digest)
        if written.state in ("new", "updated") or (written.state == "unchanged" and is_same):
            group[identity] = kept
        elif before:
            group[identity] = before

    def _written(self, path: str, target: str, written: Written, why: str = "") -> FileAccount:
        state = written.state
        fates = {"kept": "skipped", "failed": "failed"}
        said = (self._source.said.get(path, ""), written.why, why)
        account = FileAccount(path, "imported", "; ".join(filter(None, said)), target, state)
        if state in fates:
            return msgspec.structs.replace(account, fate=fates[state])
        return account

    def _account(self, one: FileAccount) -> None:
        """The first fate of a file is its fate; a note without a file of its own stands apart."""
        if not one.path:
            self._made.append(one)
        elif one.path not in self._files:
            self._files[one.path] = one


def _accounted(fate: Fate, prefix: str) -> FileAccount:
    return FileAccount(fate.path, fate.fate, fate.why, fate.target and prefix + fate.target)


_Told = TypeVar("_Told", ChangeAccount, Download)


def _named(one: _Told, names: Mapping[str, str]) -> _Told:
    """With the path that its file has in the source."""
    name = names.get(one.source)
    return msgspec.structs.replace(one, source=name) if name else one


def _unexplained(kind: str) -> Change:
    return Change(f"count of {kind.replace('_', ' ')}", "lost", 0, "no change explains it")


def _change(change: Change, source: str, target: str, note: Rendered) -> ChangeAccount:
    line = note.target_line(change.line)
    return ChangeAccount(
        source, change.line, target, line, change.construct, change.outcome, change.why
    )
