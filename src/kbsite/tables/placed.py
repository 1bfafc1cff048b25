"""The tables of each note, and what is wrong with them in the light of all notes. No I/O."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from kbsite.bases.faults import Fault
from kbsite.bases.reader import read_base
from kbsite.diagnostics import Diagnostic, info, warning
from kbsite.languages import Strings
from kbsite.model import Card
from kbsite.nouns.resolutions import Found, LinkFault, Resolution
from kbsite.nouns.sources import SourceFile
from kbsite.nouns.views import Base, Cell, Table, TableSet, View
from kbsite.tables.cells import cell_of
from kbsite.tables.notes import PublishedNotes
from kbsite.tables.rows import Rows
from kbsite.urls import fold


class TablesFound(NamedTuple):
    """The tables of notes by path, what is wrong with `.base` files and fences, and with links to
    the former."""

    tables: Mapping[str, tuple[TableSet, ...]]
    faults: tuple[Diagnostic, ...]
    link_faults: Mapping[str, tuple[LinkFault, ...]]


class Tables:
    """Makes the tables of one site. `files` are the `.base` files by their permalink."""

    def __init__(
        self,
        notes: PublishedNotes,
        listed: Iterable[str],
        files: Mapping[str, SourceFile],
        words: Strings,
    ) -> None:
        self._notes = notes
        self._rows = Rows(notes, listed, words)
        self._files = files
        self._read: dict[str, Base | None] = {}
        self._faults: list[Diagnostic] = []
        self._link_faults: dict[str, list[LinkFault]] = {}

    def of_notes(self, resolutions: Mapping[str, Sequence[Resolution]]) -> TablesFound:
        """Those of all notes; `resolutions` are what their links come to."""
        found = {
            path: tuple(self._of_note(card, resolutions[path]))
            for path, card in self._notes.cards.items()
            if card.bases or any(link.kind == "base" for link in card.links)
        }
        faults = {path: tuple(faults) for path, faults in self._link_faults.items()}
        return TablesFound(found, tuple(self._faults), faults)

    def properties(self) -> dict[str, tuple[tuple[str, Cell], ...]]:
        """The properties of each note that kbsite has no meaning for and that say something."""
        found = {}
        for path, card in self._notes.cards.items():
            names = (name for name, _ in card.front_matter.properties)
            cells = (
                (
                    self._notes.words(path, name),
                    cell_of(self._notes.note(path, name), self._notes, path),
                )
                for name in names
            )
            if shown := tuple((name, cell) for name, cell in cells if cell != Cell()):
                found[path] = shown
        return found

    def _of_note(self, card: Card, links: Sequence[Resolution]) -> Iterable[TableSet]:
        for number, base in enumerate(card.bases):
            tables = self._rows.tables(base, base.views, card.path)
            for message in _cut(base.views, tables):
                self._faults.append(
                    info("base-rows", card.path, message, line=base.line, column=1, hint=_HINT)
                )
            yield TableSet(number, -1, tables)
        for number, (link, target) in enumerate(zip(card.links, links, strict=True)):
            if link.kind == "base" and isinstance(target, Found) and target.url in self._files:
                base_file = self._base_at(target.url)
                if base_file:
                    views = self._views(base_file, link.fragment, card.path, number)
                    tables = self._rows.tables(base_file, views, card.path)
                    for message in _cut(views, tables):
                        self._tell(
                            card.path, LinkFault(number, "info", "base-rows", message, _HINT)
                        )
                    yield TableSet(-1, number, tables)

    def _views(self, base: Base, name: str, path: str, link: int) -> tuple[View, ...]:
        """The view of `name`, or all where it is "" or there is none of it."""
        if not name:
            return base.views
        for view in base.views:
            if fold(view.name) == fold(name):
                return (view,)
        near = difflib.get_close_matches(name, [view.name for view in base.views], n=1)
        hint = f"Did you mean {near[0]!r}?" if near else "All of its views are shown."
        message = f"the base has no view {name!r}"
        self._tell(path, LinkFault(link, "warning", "base-view", message, hint))
        return base.views

    def _tell(self, path: str, fault: LinkFault) -> None:
        self._link_faults.setdefault(path, []).append(fault)

    def _base_at(self, url: str) -> Base | None:
        if url not in self._read:
            file = self._files[url]
            try:
                self._read[url], faults = read_base(_text(file.data))
            except UnicodeDecodeError:
                self._read[url] = None
                faults = (Fault("base", "warning", 1, 1, "not UTF-8", "Save the file as UTF-8."),)
            self._faults += (_diagnostic(file.path, fault) for fault in faults)
        return self._read[url]


def to_files(
    published: Mapping[str, Card], resolutions: Mapping[str, Sequence[Resolution]]
) -> Iterable[Sequence[Resolution]]:
    """What links come to, but for those in whose place a table stands."""
    for path, card in published.items():
        pairs = zip(card.links, resolutions[path], strict=True)
        yield [target for link, target in pairs if link.kind != "base"]


_HINT = "Narrow its filters, or give it a `limit` of its own."


def _text(data: bytes) -> str:
    """Raises UnicodeDecodeError."""
    return data.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")


def _diagnostic(path: str, fault: Fault) -> Diagnostic:
    make = warning if fault.severity == "warning" else info
    line, column = fault.line, fault.column
    return make(fault.code, path, fault.message, line=line, column=column, hint=fault.hint)


def _cut(views: Sequence[View], tables: Sequence[Table]) -> Iterable[str]:
    """What is said of views that show less than they find, and were not told to."""
    for view, table in zip(views, tables, strict=True):
        shown = sum(len(group.rows) for group in table.groups)
        if not view.limit and shown < table.total:
            name = f"the view {view.name!r}" if view.name else "the table"
            yield f"{name} finds {table.total:,} notes and shows {shown:,}"
