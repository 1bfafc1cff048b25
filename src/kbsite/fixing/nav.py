"""`nav` of `kbsite.yaml` when what it names is moved. READS the file."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import msgspec

from kbsite.config import FILE_NAME, Config, parse_config
from kbsite.fixing.moves import Move
from kbsite.fixing.outcomes import Outcome, View
from kbsite.fixing.source_text import Edit, SourceText
from kbsite.model import Link
from kbsite.nav_entries import NavEntry
from kbsite.urls import nfc


class MovedNav(NamedTuple):
    """The old and new bytes of `kbsite.yaml`, b"" where it stays as it is, and what cannot be
    mended."""

    old: bytes = b""
    data: bytes = b""
    said: tuple[str, ...] = ()


def moved_nav(root: Path, config: Config, before: View, after: View, move: Move) -> MovedNav:
    """The entries that lead to what is moved, written as they were: from the content folder, with
    `/` in front and `.md` behind where they had them. `after` has everything in its new place."""
    wanted: dict[int, str] = {}
    said: list[str] = []
    for number, entry in enumerate(config.nav):
        if not entry.line:
            continue
        if target := _new_target(entry, before, move):
            wanted[number] = target
        elif _outcome(entry, before).kind in ("path", "page") and (
            _outcome(entry, after).kind == "nothing"
        ):
            place = f"{FILE_NAME}:{entry.line}:{entry.column}"
            said.append(f"{place}: `nav` names {entry.target!r}, which will not be there")
    if not wanted:
        return MovedNav(said=tuple(said))
    old = (root / FILE_NAME).read_bytes()
    source = SourceText(old)
    edits: list[Edit] = []
    done: dict[int, str] = {}
    for number, target in wanted.items():
        entry = config.nav[number]
        for edit in _ways(source.text, entry, target):
            if _reads_as(source, [*edits, edit], config, {**done, number: target}):
                edits.append(edit)
                done[number] = target
                break
        else:
            place = f"{FILE_NAME}:{entry.line}:{entry.column}"
            said.append(f"{place}: `nav` names {entry.target!r}; write {target!r}")
    return MovedNav(old, source.edited(edits) if edits else b"", tuple(said))


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
    if not outcome.path.endswith("/index.md") or "index" in written.lower():
        name = bare + (".md" if written.lower().endswith(".md") else "")
    else:
        name = bare.removesuffix("/index")
    lead = "/" if written.startswith("/") else ""
    slash = "/" if written.endswith("/") else ""
    return f"{lead}{name}{slash}{mark}{heading}"


def _ways(text: str, entry: NavEntry, target: str) -> Iterator[Edit]:
    """Edits that may put `target` in place of the word of an entry: plain, else in quotes."""
    start = 0
    for _ in range(entry.line - 1):
        start = text.index("\n", start) + 1
    start += entry.column - 1
    quote = text[start : start + 1]
    is_quoted = quote in ("'", '"')
    end = text.find(quote, start + 1) + 1 if is_quoted else start + len(entry.target)
    if end <= start:
        return
    if not is_quoted:
        yield Edit(start, end, target)
    yield Edit(start, end, json.dumps(target, ensure_ascii=False))


def _reads_as(
    source: SourceText, edits: list[Edit], config: Config, targets: dict[int, str]
) -> bool:
    """Whether the file still says the same but for the targets."""
    read, mistakes = parse_config(SourceText(source.edited(edits)).text)
    if mistakes or len(read.nav) != len(config.nav):
        return False
    same = msgspec.structs.replace(read, nav=config.nav) == config
    return same and all(
        (entry.title, entry.target) == (old.title, targets.get(number, old.target))
        for number, (entry, old) in enumerate(zip(read.nav, config.nav, strict=True))
    )
