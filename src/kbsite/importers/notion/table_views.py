"""Which CSV files of an export are views of a database that is elsewhere in it. No I/O.

A view that stands in another page is exported with an id of its own, its rows once more and no
pages for them. Notes must not be made of these rows again."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from kbsite.importers.notion.export import Database, Export
from kbsite.importers.notion.tables import Table


class _Known(NamedTuple):
    database: Database
    columns: frozenset[str]
    titles: frozenset[str]


def table_views(export: Export, read: Callable[[Database], Table | None]) -> dict[str, Database]:
    """The database that each view shows, by the id of the view. Only what has no pages of its own
    can be one: its columns and rows are among those of the database."""
    bare = [each for each in export.databases if not export.rows[each.id]]
    if not bare or len(export.databases) == 1:
        return {}
    found: dict[str, Database] = {}
    known = [
        _known(each, table)
        for each in export.databases
        if export.rows[each.id] and (table := read(each))
    ]
    tables = ((each, table) for each in bare if (table := read(each)))
    for each, table in sorted(tables, key=lambda pair: -len(pair[1].rows)):
        view = _known(each, table)
        shown = next((other for other in known if view.titles and _shows(view, other)), None)
        if shown:
            found[each.id] = shown.database
        else:
            known.append(view)
    return found


def _known(database: Database, table: Table) -> _Known:
    titles = frozenset(row.title for row in table.rows)
    return _Known(database, frozenset((table.title, *table.names)), titles)


def _shows(view: _Known, other: _Known) -> bool:
    return view.columns <= other.columns and view.titles <= other.titles
