"""What the entries of `nav` have to say when what they name is moved. No I/O."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from functools import partial

import msgspec

from kbsite.config import FILE_NAME, Config
from kbsite.fixing.moves import Move, Word
from kbsite.fixing.outcomes import Outcome, View
from kbsite.model import Link
from kbsite.settings.nav_entries import NavEntry
from kbsite.urls import is_readme, nfc


def nav_words(config: Config, before: View, move: Move) -> Iterator[Word]:
    """The entries that lead to what is moved, written as they were: from the content folder, with
    `/` in front and `.md` behind where they had them."""
    for number, entry in enumerate(config.nav):
        if entry.line and (target := _new_target(entry, before, move)):
            applied = partial(_with_target, number, target)
            yield Word("nav", entry.line, entry.column, entry.target, target, applied)


def lost_entries(config: Config, before: View, after: View, move: Move) -> Iterator[str]:
    """What is to be said of entries that lead nowhere then; `after` has everything in its new
    place."""
    for entry in config.nav:
        if not entry.line or _new_target(entry, before, move):
            continue
        led, leads = _outcome(entry, before), _outcome(entry, after)
        if led.kind in ("path", "page") and leads.kind == "nothing":
            place = f"{FILE_NAME}:{entry.line}:{entry.column}"
            yield f"{place}: `nav` names {entry.target!r}, which will not be there"


def _with_target(number: int, target: str, config: Config) -> Config:
    entries = list(config.nav)
    entries[number] = msgspec.structs.replace(entries[number], target=target)
    return msgspec.structs.replace(config, nav=tuple(entries))


def _outcome(entry: NavEntry, view: View) -> Outcome:
    return view.outcome("", Link("link", nfc(entry.target)))


def _new_target(entry: NavEntry, before: View, move: Move) -> str:
    """What an entry has to say when it is moved, "" where it may stay."""
    written, mark, heading = nfc(entry.target), "", ""
    outcome = before.outcome("", Link("link", written))
    if outcome == Outcome("nothing") and "#" in written:
        written, mark, heading = written.partition("#")
        outcome = before.outcome("", Link("link", written))
    path = move.path(outcome.path)
    if outcome.kind != "path" or path == outcome.path:
        return ""
    bare = path.rstrip("/").removesuffix(".md")
    for_folder = outcome.path.endswith("/index.md") or is_readme(outcome.path)
    if not for_folder or posixpath.basename(outcome.path)[:-3].lower() in written.lower():
        name = bare + (".md" if written.lower().endswith(".md") else "")
    else:
        name = posixpath.dirname(bare) if path.endswith("/index.md") or is_readme(path) else bare
    lead = "/" if written.startswith("/") else ""
    slash = "/" if written.endswith("/") else ""
    return f"{lead}{name}{slash}{mark}{heading}"
