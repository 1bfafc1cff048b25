"""A view of a base → its table: the notes that it finds, in its order, as cells. No I/O."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import cached_property
from typing import NamedTuple, TypeAlias

from kbsite.bases.evaluate import Scope, evaluate
from kbsite.bases.summaries import summary
from kbsite.bases.values import NoteValue, Value, is_empty, is_true, shown, sort_key
from kbsite.languages import Strings
from kbsite.nouns.views import (
    Base,
    Cell,
    Column,
    Heading,
    Order,
    Read,
    RowGroup,
    SortBy,
    Table,
    View,
)
from kbsite.tables.cells import cell_of, common_kind
from kbsite.tables.notes import PublishedNotes
from kbsite.words.order import order_key

#: A view without a limit shows so many notes.
MOST_ROWS = 2_000

_Property: TypeAlias = Column | SortBy


class _Found(NamedTuple):
    """A note that a view finds, what its expressions see, and the value it is grouped by."""

    path: str
    scope: Scope
    group: Value = None


class Rows:
    """The tables of one site; `listed` are the notes that may stand in one."""

    def __init__(self, notes: PublishedNotes, listed: Iterable[str], words: Strings) -> None:
        self._notes = notes
        self._paths = listed
        self._words = words

    @cached_property
    def _listed(self) -> list[str]:
        """In their order. Most sites have no table, and each edit of a link comes by here."""
        return sorted(self._paths, key=lambda path: order_key(None, path))

    def tables(self, base: Base, views: Iterable[View], host: str) -> tuple[Table, ...]:
        """Those of some views of `base` on the page of the note at `host`."""
        scopes = [Scope(self._notes, path, host, base.formulas) for path in self._listed]
        return tuple(self._table(view, scopes, host) for view in views)

    def _table(self, view: View, scopes: Iterable[Scope], host: str) -> Table:
        condition = view.condition
        found = [
            _Found(scope.path, scope)
            for scope in scopes
            if not condition or is_true(evaluate(condition, scope))
        ]
        total = len(found)
        for sort in reversed(view.sort):
            found = _sorted(found, self._sort_values(sort), sort.descending)
        if view.group:
            found = self._grouped(found, view.group)
        found = found[: view.limit or MOST_ROWS]
        values = [[_value(column, one.scope) for column in view.columns] for one in found]
        cells = [
            tuple(cell_of(value, self._notes, one.path) for value in row)
            for one, row in zip(found, values, strict=True)
        ]
        rows = list(zip(found, cells, strict=True))
        return Table(
            self._notes.words(host, view.name),
            tuple(self._headings(view, cells, host)),
            tuple(self._groups(rows, view)),
            total,
            self._summaries(view.columns, values),
        )

    def _sort_values(self, sort: SortBy) -> Callable[[_Found], Value]:
        if sort.of == "file" and sort.name in ("", "name"):
            # What is shown is what is sorted by.
            return lambda one: self._notes.titles[one.path]
        return lambda one: _value(sort, one.scope)

    def _grouped(self, found: Sequence[_Found], by: SortBy) -> list[_Found]:
        grouped = [one._replace(group=_value(by, one.scope)) for one in found]
        return _sorted(grouped, lambda one: one.group, by.descending)

    def _groups(
        self, rows: Sequence[tuple[_Found, tuple[Cell, ...]]], view: View
    ) -> Iterable[RowGroup]:
        if not view.group:
            yield RowGroup(tuple(cells for _, cells in rows))
            return
        begin = 0
        for end in range(1, len(rows) + 1):
            group = rows[begin][0].group
            if end == len(rows) or shown(rows[end][0].group) != shown(group):
                heading = cell_of(group, self._notes, rows[begin][0].path)
                yield RowGroup(tuple(cells for _, cells in rows[begin:end]), heading)
                begin = end

    def _headings(
        self, view: View, rows: Sequence[tuple[Cell, ...]], host: str
    ) -> Iterable[Heading]:
        first = view.sort[0] if view.sort else None
        for number, column in enumerate(view.columns):
            is_first = first and (column.of, column.name) == (first.of, first.name)
            order: Order = "descending" if first and first.descending else "ascending"
            name = column.name if column.of in ("note", "formula") else f"{column.of}.{column.name}"
            yield Heading(
                self._notes.words(
                    host, column.label or self._words.table_headings.get(name) or column.name
                ),
                common_kind(row[number] for row in rows),
                order if is_first else "",
                is_note=_is_note(column),
            )

    def _summaries(
        self, columns: Sequence[Column], rows: Sequence[Sequence[Value]]
    ) -> tuple[tuple[str, str, str], ...]:
        if not any(column.summary for column in columns):
            return ()
        said = []
        for number, column in enumerate(columns):
            value = summary(column.summary, [row[number] for row in rows]) if column.summary else ""
            label = self._words.table_summaries.get(column.summary, column.summary)
            said.append((label, value, column.summary) if value else ("", "", ""))
        return tuple(said)


def _is_note(column: _Property) -> bool:
    return column.of == "file" and column.name in ("", "name")


def _value(property_: _Property, scope: Scope) -> Value:
    """The value of a column; the name of a file is the note itself."""
    if _is_note(property_):
        return NoteValue(scope.path)
    return scope.read(Read(property_.of, property_.name))


def _sorted(
    found: Sequence[_Found], value_of: Callable[[_Found], Value], descending: bool
) -> list[_Found]:
    """In the order of values, what has none last; else as it was."""
    values = [(value_of(one), one) for one in found]
    said = [(sort_key(value), one) for value, one in values if not is_empty(value)]
    said.sort(key=lambda pair: pair[0], reverse=descending)
    return [*(one for _, one in said), *(one for value, one in values if is_empty(value))]
