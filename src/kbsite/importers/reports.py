"""An account → the table on a terminal, the file in the site, JSON. No I/O."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

import msgspec

from kbsite.diagnostics import counted
from kbsite.importers.account import Account, ChangeAccount, FileAccount, tallies
from kbsite.importers.likely import likely_other
from kbsite.importers.model import Outcome

#: How many of a kind a terminal shows.
SHOWN = 10
_FATES = ("imported", "merged", "skipped", "failed")
_OUTCOMES: tuple[tuple[Outcome, str], ...] = (
    ("converted", "Converted"),
    ("kept", "Kept as it was written"),
    ("lost", "Lost"),
)


def json_of(account: Account) -> str:
    """All of it, with the sums that the table shows."""
    data = msgspec.to_builtins(account)
    data["summary"] = {fate: len(account.of(fate)) for fate in _FATES}
    data["notes"] = _states(account.notes)
    likely = likely_other(account.kind, (one.path for one in account.files))
    data["likely"] = likely.kind if likely else ""
    return json.dumps(data, ensure_ascii=False, indent=2)


def as_text(account: Account, report: str) -> Iterator[str]:
    """The lines for a terminal; `report` is the file that says everything, "" for none."""
    yield f"{account.source} ({account.kind}) → {account.into or './'}{_dry(account)}"
    yield ""
    yield from _fate_lines(account)
    yield ""
    yield from _sum_lines(account)
    for outcome, title in _OUTCOMES:
        named = [one for one in tallies(account.changes) if one.outcome == outcome]
        if named:
            yield ""
            yield f"{title}: " + ", ".join(f"{one.construct} {one.number:,}" for one in named)
    if account.downloads:
        yield ""
        failed = [one for one in account.downloads if one.why]
        number = len(account.downloads) - len(failed)
        yield f"Remote images: {number:,} brought home, {len(failed):,} not"
        yield from _some([f"  {one.source}: {one.url}: {one.why}" for one in failed])
    for fate, title in (("failed", "Failed"), ("skipped", "Skipped")):
        found = [one for one in account.of(fate) if fate == "failed" or one.state == "kept"]
        if found:
            yield ""
            yield f"{title}:"
            yield from _some([f"  {_place(one)}: {one.why}" for one in found])
    if account.gone:
        yield ""
        yield "No longer in the source, and left where they are:"
        yield from _some([f"  {target}" for target in account.gone])
    if account.is_empty:
        yield ""
        yield _no_note(account)
    if hint := _hint(account):
        yield from ("", hint)
    if report:
        yield ""
        yield f"The whole account: {report}"


def as_markdown(account: Account) -> str:
    """The file: every file, every change."""
    return "\n".join(_markdown(account)) + "\n"


def _dry(account: Account) -> str:
    return "  (a dry run: nothing is written)" if account.dry_run else ""


def _fate_lines(account: Account) -> Iterator[str]:
    for fate in _FATES:
        found = account.of(fate)
        said = ""
        if fate == "imported":
            files = sum(not one.is_note for one in found)
            said = f"{counted(len(account.notes), 'note')} and {counted(files, 'other file')}: "
            said += ", ".join(f"{n:,} {state}" for state, n in _states(account.files).items() if n)
            said = said.rstrip(": ")
        yield f"  {fate:<12}{len(found):>9,}   {said}".rstrip()


def _no_note(account: Account) -> str:
    return f"No note came over: nothing there is one to an import from {account.kind}"


def _hint(account: Account) -> str:
    likely = likely_other(account.kind, (one.path for one in account.files))
    if not likely:
        return ""
    return f"{likely.sign} tells of {likely.name}: kbsite import {likely.kind} reads it as one"


def _states(files: Iterable[FileAccount]) -> dict[str, int]:
    states = {"new": 0, "updated": 0, "unchanged": 0}
    for one in files:
        if one.state in states:
            states[one.state] += 1
    return states


def _sum_lines(account: Account) -> Iterator[str]:
    yield f"  {'':<12}{'before':>9}{'after':>9}{'made':>9}{'lost':>9}"
    for kind, total in account.sums.items():
        row = f"  {kind.replace('_', ' '):<12}{total.before:>9,}{total.after:>9,}"
        row += f"{total.made or '':>9}{total.lost or '':>9}"
        if total.unexplained:
            row += f"   {total.unexplained:,} unexplained"
        yield row.rstrip()


def _some(lines: list[str]) -> Iterator[str]:
    yield from lines[:SHOWN]
    if len(lines) > SHOWN:
        yield f"  … and {len(lines) - SHOWN:,} more"


def _place(one: FileAccount) -> str:
    return f"{one.path} → {one.target}" if one.path and one.target else one.path or one.target


def _markdown(account: Account) -> Iterator[str]:
    yield f"# Import of {_cell(account.source)} ({account.kind}) into {_cell(account.into or './')}"
    yield ""
    yield "```text"
    yield from _fate_lines(account)
    yield ""
    yield from _sum_lines(account)
    yield "```"
    if account.is_empty:
        yield from ("", f"**{_no_note(account)}**")
    if hint := _hint(account):
        yield from ("", f"**{_cell(hint)}**")
    for outcome, title in _OUTCOMES:
        changes = [one for one in account.changes if one.outcome == outcome]
        if changes:
            yield from ("", f"## {title}", "")
            yield from _table(
                ("construct", "source", "site", ""),
                ((one.construct, _at(one), _to(one), one.why) for one in changes),
            )
    for fate in ("failed", "skipped", "merged", "imported"):
        found = account.of(fate)
        if found:
            yield from ("", f"## {fate.capitalize()} ({len(found):,})", "")
            yield from _table(
                ("source", "site", ""),
                ((one.path, one.target, _said(one)) for one in found),
            )
    if account.made:
        yield from ("", "## Notes that kbsite made", "")
        yield from (f"- {_cell(one.target)}" for one in account.made)
    if account.downloads:
        yield from ("", "## Remote images", "")
        yield from _table(
            ("address", "note", "site", ""),
            ((one.url, one.source, one.target, one.why) for one in account.downloads),
        )
    if account.gone:
        yield from ("", "## No longer in the source", "")
        yield from (f"- {_cell(target)}" for target in account.gone)


def _said(one: FileAccount) -> str:
    return "; ".join(text for text in (one.state, one.why) if text)


def _at(change: ChangeAccount) -> str:
    return f"{change.source}:{change.line}" if change.line else change.source


def _to(change: ChangeAccount) -> str:
    return f"{change.target}:{change.target_line}" if change.target_line else change.target


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    yield f"| {' | '.join(head)} |"
    yield f"|{'---|' * len(head)}"
    for row in rows:
        yield f"| {' | '.join(map(_cell, row))} |"


def _cell(text: str) -> str:
    """Text of others in a table: no mark-up, no line ends."""
    clean = " ".join(text.split())[:300]
    for char in "\\`*_[]<>|#$~":
        clean = clean.replace(char, "\\" + char)
    return clean
