"""`kbsite import notion`: the export of a workspace, page by page. No I/O but by its source."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import msgspec

from kbsite.importers.counting import count_lines
from kbsite.importers.model import (
    Change,
    Counts,
    Draft,
    Entry,
    Fate,
    Line,
    Made,
    Options,
    Source,
    UnreadableError,
    text_of,
)
from kbsite.importers.notion.bodies import converted, first_break, stages
from kbsite.importers.notion.export import Database, Export, Page, read_export
from kbsite.importers.notion.finding import Finder
from kbsite.importers.notion.heads import read_head, title_of
from kbsite.importers.notion.links import Find, links
from kbsite.importers.notion.parts import missing_parts
from kbsite.importers.notion.properties import Columns, Written, front_matter
from kbsite.importers.notion.relations import linked
from kbsite.importers.notion.table_views import table_views
from kbsite.importers.notion.tables import Row, Table, index_lines, read_table

#: A title is looked for in so many bytes.
_HEAD = 8192


def notion(source: Source, options: Options) -> Iterator[Made]:
    """The importer. Databases come first, each with the notes of its rows."""
    title_of, row_titles = partial(_title, source), partial(_row_titles, source)
    export = read_export(source.entries, options, title_of, row_titles)
    return _Import(source, options, export).made()


def _title(source: Source, entry: Entry) -> str:
    try:
        with source.open(entry) as stream:
            head = stream.read(_HEAD)
        if head.startswith((b"\xff\xfe", b"\xfe\xff")):
            return title_of(source.text(entry)[:_HEAD])
        # The end may part a character.
        line = head.lstrip().split(b"\n", 1)[0] if len(head) == _HEAD else head
        return title_of(line.decode("utf-8", "strict"))
    except UnicodeDecodeError:
        return title_of(_text(source, entry)[:_HEAD])
    except UnreadableError:
        return ""


def _row_titles(source: Source, entry: Entry) -> list[str]:
    return [row.title for row in read_table(_text(source, entry)).rows if row.title]


def _text(source: Source, entry: Entry) -> str:
    try:
        return source.text(entry)
    except UnreadableError:
        return ""


def _linked(each: Written, target: str, find: Find, changes: list[Change]) -> Written:
    """A property that is text, with the links in it as those of the body are."""
    made: list[Change] = []
    lines = [Line(text, each.line) for text in each.text.split("\n")]
    text = text_of(links(target, find)(lines, made))
    # Nothing in front matter is counted.
    changes += (msgspec.structs.replace(change, delta=Counts()) for change in made)
    return each._replace(text=text)


class _Import:
    """One import."""

    def __init__(self, source: Source, options: Options, export: Export) -> None:
        self._source = source
        self._options = options
        self._export = export
        self._views = table_views(export, self._table)
        self._finder = Finder(export, self._views)

    def made(self) -> Iterator[Made]:
        yield from self._export.fates
        yield from self._export.copies
        for database in self._export.databases:
            if shown := self._views.get(database.id):
                for entry in (database.entry, *database.others):
                    why = f"a view of the database {shown.title}"
                    yield Fate(entry.path, "merged", why, shown.note)
            else:
                yield from self._database(database)
        for page in self._export.pages:
            yield self._page(page, None)
        yield from missing_parts(self._source, self._finder.missed)

    def _table(self, database: Database) -> Table | None:
        try:
            return read_table(self._source.text(database.entry))
        except UnreadableError:
            return None

    def _database(self, database: Database) -> Iterator[Made]:
        pages = self._export.rows[database.id]
        try:
            table = read_table(self._source.text(database.entry))
        except UnreadableError as fault:
            yield Fate(database.entry.path, "failed", str(fault))
            yield from (self._page(page, None) for page in pages)
            return
        finally:
            why = "a filtered view of a database whose rows are all in the other file"
            for entry in database.others:
                yield Fate(entry.path, "merged", why, database.note)
        for page in pages:
            yield self._page(page, table)
        changes: list[Change] = []
        for number, row in enumerate(table.left(), 1):
            yield self._row(row, number, table, database, changes)
        lines = index_lines(database.title, table, changes)
        front: dict[str, object] = {"title": database.title}
        counts = count_lines([])
        target = database.note
        yield Draft(database.entry.path, database.id, target, front, lines, tuple(changes), counts)

    def _page(self, page: Page, table: Table | None) -> Draft | Fate:
        try:
            text = self._source.text(page.entry)
        except UnreadableError as fault:
            return Fate(page.entry.path, "failed", str(fault))
        lines = [Line(line, number) for number, line in enumerate(text.split("\n"), 1)]
        head = read_head(lines, table.names, table.said_of) if table else read_head(lines)
        changes: list[Change] = []
        written = [Written(*each) for each in head.properties]
        row = table.row_of(head.title, written) if table else None
        columns = table.columns if table else None
        front = self._front(page.title, page.target, page.folder, written, row, columns, changes)
        if head.icon:
            front.setdefault("icon", self._icon(head.icon, page.folder))
            why = "the icon of the page is a property"
            changes.append(Change("icon", "converted", head.title_line, why))
        every = stages(page.target, self._finder, page.folder, self._options.toggles)
        body, counts = converted(head.body, every, changes)
        if at := first_break(body):
            front["line_breaks"] = "hard"
            why = "kept by `line_breaks: hard` in the front matter"
            changes.append(Change("line break", "converted", at, why))
        return Draft(page.entry.path, page.id, page.target, front, body, tuple(changes), counts)

    def _row(
        self, row: Row, number: int, table: Table, database: Database, changes: list[Change]
    ) -> Draft:
        """The note of a row that has no page."""
        identity = f"{database.id}#{row.title}#{number}"
        title = row.title or "Untitled"
        target = self._export.targets.file(identity, database.folder, title)
        changes.append(
            Change("database row", "converted", row.line, f"without a page: {target} is new")
        )
        own: list[Change] = []
        folder = self._export.bare[database.entry.path].rpartition("/")[0]
        front = self._front(title, target, folder, [], row, table.columns, own)
        return Draft("", identity, target, front, (), tuple(own), count_lines([]))

    def _icon(self, address: str, folder: str) -> str:
        """A picture before a title, as the value of a property."""
        place = self._finder.find(address, folder)
        return f"[[{self._options.into}/{place.target}]]".replace("[[/", "[[") if place else address

    def _front(
        self,
        title: str,
        target: str,
        folder: str,
        written: list[Written],
        row: Row | None,
        columns: Columns | None,
        changes: list[Change],
    ) -> dict[str, object]:
        said = {each.key for each in written}
        more = row.texts.items() if row else ()
        every = [*written, *(Written(key, text, 0) for key, text in more if key not in said)]
        find = partial(self._finder.find, folder=folder)
        link = partial(linked, find=find, at_path=partial(self._finder.at_path, folder=folder))
        every = [
            each if link(each.text) else _linked(each, target, find, changes) for each in every
        ]
        return front_matter(title, every, columns, self._options, link, changes)
