"""Tables of notes and properties as HTML. No I/O.

    <div class="notes-table" data-filter="…" data-left="…" data-sort="…">
    <div class="table" tabindex="0" role="group" aria-label="…"><table>
    <caption>…</caption><thead>…</thead><tbody>…</tbody>…</table></div></div>

All of it stands there without a script; where there are two rows or more one puts buttons into the
headings and a field above the table, and nothing is set in `data-` where there are not. Each group
of rows is a `<tbody>` under a heading of its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape

from kbsite.languages import Strings
from kbsite.nouns.views import Cell, Heading, Part, RowGroup, Table
from kbsite.urls import href


def tables_html(tables: Sequence[Table], base_path: str, words: Strings) -> str:
    """The tables of one place, one below the other."""
    return "".join(_Tables(base_path, words).html(table) for table in tables)


def cell_html(cell: Cell, base_path: str, words: Strings) -> str:
    """What a cell shows, inline."""
    return _Tables(base_path, words).inside(cell)


class _Tables:
    def __init__(self, base_path: str, words: Strings) -> None:
        self.base_path = base_path
        self.words = words

    def html(self, table: Table) -> str:
        return "".join(self._parts(table))

    def _parts(self, table: Table) -> Iterator[str]:
        words = self.words
        shown = sum(len(group.rows) for group in table.groups)
        count = words.notes(table.total)
        if shown < table.total:
            cut = words.table_cut.replace("{count}", words.number(table.total))
            count = cut.replace("{n}", words.number(shown))
        name = escape(table.name or words.table_headings["file.name"])
        yield (
            f'<div class="notes-table"{self._tools() if shown > 1 else ""}>\n'
            f'<div class="table" tabindex="0" role="group" aria-label="{name}"><table>\n'
        )
        title = f"{escape(table.name)} " if table.name else ""
        yield f'<caption>{title}<span class="count">{escape(count)}</span></caption>\n'
        yield f"<thead><tr>{''.join(map(self._heading, table.headings))}</tr></thead>\n"
        for group in table.groups if shown else ():
            yield from self._group(group, table.headings)
        if not shown:
            empty = escape(words.table_empty)
            yield f'<tbody><tr><td colspan="{len(table.headings)}">{empty}</td></tr></tbody>\n'
        if shown and table.summaries:
            cells = "".join(map(_summary, table.summaries, table.headings))
            yield f"<tfoot><tr>{cells}</tr></tfoot>\n"
        yield "</table></div>\n</div>\n"

    def _tools(self) -> str:
        """The words of what the script adds."""
        words = self.words
        return (
            f' data-filter="{escape(words.table_filter)}" data-left="{escape(words.table_left)}"'
            f' data-sort="{escape(words.table_sort)}"'
        )

    def _heading(self, heading: Heading) -> str:
        kind = ' class="number"' if heading.kind == "number" else ""
        order = f' aria-sort="{heading.order}"' if heading.order else ""
        return f'<th scope="col"{kind}{order}>{escape(heading.text)}</th>'

    def _group(self, group: RowGroup, headings: Sequence[Heading]) -> Iterator[str]:
        yield "<tbody>\n"
        if group.heading is not None:
            said = self.inside(group.heading) or escape(self.words.table_ungrouped)
            count = f'<span class="count">{self.words.number(len(group.rows))}</span>'
            heading = f'<th scope="rowgroup" colspan="{len(headings)}">{said} {count}</th>'
            yield f'<tr class="group">{heading}</tr>\n'
        for row in group.rows:
            cells = "".join(map(self._cell, headings, row))
            yield f"<tr>{cells}</tr>\n"
        yield "</tbody>\n"

    def _cell(self, heading: Heading, cell: Cell) -> str:
        if heading.is_note:
            return f'<th scope="row">{self.inside(cell)}</th>'
        kind = f' class="{cell.kind}"' if cell.kind != "text" else ""
        return f"<td{kind}>{self.inside(cell)}</td>"

    def inside(self, cell: Cell) -> str:
        if cell.kind == "check":
            is_set = cell.value == "true"
            words = escape(self.words.checked if is_set else self.words.unchecked)
            return f'<span role="img" aria-label="{words}">{"☑" if is_set else "☐"}</span>'
        said = "".join(map(self._part, cell.parts))
        return (
            f'<time datetime="{escape(cell.value)}">{said}</time>' if cell.kind == "date" else said
        )

    def _part(self, part: Part) -> str:
        if not part.text:
            begin, end = self.words.list_brackets
            return escape({"(": begin, ")": end}.get(part.url, self.words.list_separator))
        if not part.url:
            return escape(part.text)
        url = part.url if part.outside else href(self.base_path, part.url, part.anchor)
        own = ' class="url"' if part.outside and part.text == part.url else ""
        return f'<a{own} href="{escape(url)}">{escape(part.text)}</a>'


def _summary(summary: tuple[str, str, str], heading: Heading) -> str:
    """It stands as the cells above it do."""
    label, value, name = summary
    if not label:
        return "<td></td>"
    kind = ' class="number"' if heading.kind == "number" else ""
    said = f'<span data-summary="{escape(name)}">{escape(value)}</span>'
    return f"<td{kind}><small>{escape(label)}</small> {said}</td>"
