"""Imports what `notion_exports.py` makes and checks the account: every file has one fate, every
difference of a count is told."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import BinaryIO

from kbsite.importers.counting import count
from kbsite.importers.model import (
    Copy,
    Draft,
    Entry,
    Fate,
    Options,
    Source,
    UnreadableError,
)
from kbsite.importers.notion.importer import notion
from kbsite.importers.rendering import rendered
from notion_exports import Export, Page

PICTURE = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c4944415408d763f8"
    "cfc000000301010018dd8db00000000049454e44ae426082"
)
OPTIONS = Options(tags=("tags", "标签"), date=("date", "日期", "创建时间"))


@dataclass(frozen=True)
class Files:
    """A source in memory."""

    files: Mapping[str, bytes]
    name: str = "export"
    refused: Sequence[Fate] = ()

    @property
    def entries(self) -> Sequence[Entry]:
        return [Entry(path, len(data)) for path, data in sorted(self.files.items())]

    def open(self, entry: Entry) -> BinaryIO:
        return io.BytesIO(self.files[entry.path])

    def text(self, entry: Entry) -> str:
        data = self.files[entry.path]
        if data.startswith(b"\0"):
            raise UnreadableError("it is no text")
        return data.decode("utf-8-sig", "replace").replace("\r\n", "\n")


@dataclass
class Imported:
    """`notes`: what is written, by target; `changes`: what is told of it, as
    `construct outcome source line → line: why`; `places`: where each source went."""

    notes: dict[str, str] = field(default_factory=dict)
    changes: dict[str, list[str]] = field(default_factory=dict)
    copies: dict[str, bytes] = field(default_factory=dict)
    fates: dict[str, str] = field(default_factory=dict)
    places: dict[str, str] = field(default_factory=dict)
    ids: dict[str, str] = field(default_factory=dict)


def imported(source: Source, options: Options = OPTIONS) -> Imported:
    """The import of `source`, in which every file has one fate and every count adds up."""
    result = Imported()
    seen: list[str] = []
    for made in notion(source, options):
        if isinstance(made, Draft):
            text = rendered(made, "+08:00")
            assert made.target not in result.notes
            assert made.id not in result.ids.values()
            result.notes[made.target] = text.text
            result.ids[made.target] = made.id
            result.places[made.source] = made.target
            counts = made.counts
            for change in text.changes:
                counts = counts.plus(change.delta)
            assert counts == count(text.body), made.target
            result.changes[made.target] = [
                f"{each.construct} {each.outcome} {each.line}→{text.target_line(each.line)}: "
                f"{each.why}"
                for each in text.changes
            ]
            seen += [made.source] if made.source else []
        elif isinstance(made, Copy):
            with source.open(made.source) as stream:
                result.copies[made.target] = stream.read()
            result.places[made.source.path] = made.target
            seen.append(made.source.path)
        else:
            result.fates[made.path] = f"{made.fate}: {made.why or made.target}"
            seen.append(made.path)
    assert sorted(seen) == sorted(entry.path for entry in source.entries)
    return result


def one(text: str, *, title: str = "页", **more: bytes) -> str:
    """The body that a page with this text gets, in an export with a page 别处 and a file 图.png."""
    export = Export([Page(title, text, files={"图.png": PICTURE}), Page("别处")])
    note = imported(Files(export.files | more)).notes[f"{title}.md"]
    return note.split("---\n", 2)[2].strip("\n")
