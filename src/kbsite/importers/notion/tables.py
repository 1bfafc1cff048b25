"""A database of Notion: its rows, which of them is which note, the note that lists them. No I/O."""

from __future__ import annotations

import json
import re
from collections import defaultdict, deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from kbsite.importers.model import Change, Counts, Line
from kbsite.importers.notion.csv_rows import CsvRow, csv_rows
from kbsite.importers.notion.heads import Said
from kbsite.importers.notion.ids import title_key
from kbsite.importers.notion.properties import Columns, Written, columns_of
from kbsite.importers.notion.values import Kind, kind_of

#: A table of kbsite has no more columns.
MAX_COLUMNS = 50
_PLAIN = re.compile(r"[^\W\d_][\w]*(?:[ -]\w+)*")
_WORDS_OF_YAML = frozenset(("true", "false", "yes", "no", "on", "off", "null", "y", "n", "file"))

_UNTITLED = frozenset(("untitled", "无标题", "未命名", "無標題", "無題", "제목 없음", "ohne titel"))
_UNTITLED |= {"sans titre", "sin título", "sem título", "senza titolo"}


@dataclass
class Row:
    """A row of the CSV file: `line` it begins on, the text of each column that has one."""

    title: str
    line: int
    texts: dict[str, str]


@dataclass
class Table:
    """`title`: the name of the first column, which holds the titles; `names`: the others."""

    title: str
    names: list[str]
    columns: Columns
    rows: list[Row]
    #: Those of them that hold two dates.
    ranges: frozenset[str]
    #: What is wrong with the file, with the line.
    faults: list[tuple[int, str]] = field(default_factory=list)
    _by_title: dict[str, deque[Row]] = field(default_factory=dict)
    _by_all: dict[tuple[str, frozenset[tuple[str, str]]], deque[Row]] = field(default_factory=dict)
    _said: dict[str, Said] = field(default_factory=dict)
    _taken: set[int] = field(default_factory=set)

    def __post_init__(self) -> None:
        by_title: dict[str, deque[Row]] = defaultdict(deque)
        by_all: dict[tuple[str, frozenset[tuple[str, str]]], deque[Row]] = defaultdict(deque)
        for row in self.rows:
            key = _key(row.title)
            by_title[key].append(row)
            by_all[key, _signature(row.texts.items())].append(row)
        self._by_title, self._by_all = by_title, by_all
        #: Of all rows of a title, given or not.
        self._said = {key: _said([row.texts for row in rows]) for key, rows in by_title.items()}

    def said_of(self, title: str) -> Said | None:
        """What the rows of a title say."""
        return self._said.get(_key(title))

    def row_of(self, title: str, written: Sequence[Written]) -> Row | None:
        """The row of a note: of several of one title that with the same properties, else the first
        that is left. Each is given once."""
        same = _signature((each.key, each.text) for each in written)
        # A page without a title is called so, and its row is not.
        keys = [_key(title), *([""] if title.casefold() in _UNTITLED else [])]
        groups = [self._by_all.get((key, same)) for key in keys]
        for rows in (*groups, *map(self._by_title.get, keys)):
            while rows:
                row = rows.popleft()
                if id(row) not in self._taken:
                    self._taken.add(id(row))
                    return row
        return None

    def left(self) -> list[Row]:
        """The rows that no note was given."""
        return [row for row in self.rows if id(row) not in self._taken]


def read_table(text: str) -> Table:
    """The text of a CSV file."""
    rows = list(csv_rows(text))
    header = rows[0].values if rows else [""]
    faults = [(row.line, row.fault) for row in rows if row.fault]
    # What a row has beyond the header stands in columns of no name.
    widest = max(rows, key=_width, default=None)
    if widest and _width(widest) > len(header):
        faults.append((widest.line, f"{_width(widest)} cells, of {len(header)} columns"))
        header = [*header, *[""] * (_width(widest) - len(header))]
    names = _distinct(header)
    title, others = (names[0] if names else ""), names[1:]
    found: list[Row] = []
    said: dict[str, list[str]] = {name: [] for name in others}
    for line, values, _ in rows[1:]:
        texts = {
            name: value.strip()
            for name, value in zip(others, values[1:], strict=False)
            if value.strip()
        }
        found.append(Row(" ".join(values[0].split()), line, texts))
        for name, value in texts.items():
            said[name].append(value)
    kinds: dict[str, Kind] = {name: kind_of(name, values) for name, values in said.items()}
    ranges = frozenset(
        name for name, values in said.items() if kinds[name] == "date" and "→" in "".join(values)
    )
    return Table(title, others, columns_of(others, kinds), found, ranges, faults)


def _width(row: CsvRow) -> int:
    """How many cells it has up to the last that is not empty."""
    width = len(row.values)
    while width and not row.values[width - 1].strip():
        width -= 1
    return width


def _said(rows: Iterable[dict[str, str]]) -> Said:
    names: set[str] = set()
    longer: dict[tuple[str, str], list[list[str]]] = defaultdict(list)
    for row in rows:
        names.update(row)
        for name, text in row.items():
            lines = [line.strip() for line in text.split("\n")] if "\n" in text else []
            if "" in lines and lines not in longer[name, lines[0]]:
                longer[name, lines[0]].append(lines)
    return Said(frozenset(names), longer)


def index_lines(title: str, table: Table, changes: list[Change]) -> list[Line]:
    """The body of the note that lists the rows: a fence `base`."""
    names = table.names[: MAX_COLUMNS - 1]
    if len(table.names) > len(names):
        why = f"a table has {MAX_COLUMNS} columns; the notes have all"
        changes.append(Change("database column", "lost", 1, why))
    changes += [Change("CSV file", "kept", line, why) for line, why in table.faults]
    why = "a table of its notes"
    changes.append(Change("database", "converted", 1, why, Counts(code_blocks=1)))
    why = (
        "views, their filters, sorting; relations, rollups, formulas but for what they last showed"
    )
    changes.append(Change("what no export holds", "lost", 1, why))
    labels = [f"  file.name:\n    displayName: {_scalar(table.title)}"] if table.title else []
    keys = table.columns.keys
    labels += [
        f"  {_property(keys[name])}:\n    displayName: {_scalar(' '.join(name.split()))}"
        for name in names
        if keys[name] != name
    ]
    shown = [keys[name] for name in names]
    for name in names:
        if name in table.ranges:
            shown.insert(shown.index(keys[name]) + 1, f"{keys[name]} →")
    order = "".join(f"      - {_property(key)}\n" for key in shown[: MAX_COLUMNS - 1])
    text = (
        "```base\nfilters:\n  and:\n    - file.folder == this.file.folder\n"
        "    - file.path != this.file.path\n"
        + ("properties:\n" + "\n".join(labels) + "\n" if labels else "")
        + f"views:\n  - type: table\n    name: {_scalar(title)}\n    order:\n      - file.name\n"
        + f"{order}```"
    )
    return [Line(line, 0) for line in text.split("\n")]


def _distinct(header: Sequence[str]) -> list[str]:
    """The names of the columns, none empty, none twice."""
    names: list[str] = []
    taken: set[str] = set()
    for number, said in enumerate(header, 1):
        base = said.strip() or (f"column {number}" if number > 1 else "")
        name, again = base, 1
        while name in taken:
            again += 1
            name = f"{base} {again}"
        taken.add(name)
        names.append(name)
    return names


def _signature(texts: Iterable[tuple[str, str]]) -> frozenset[tuple[str, str]]:
    """What tells rows of one title apart; paths are others in the page and in the CSV file."""
    return frozenset(
        (name, " ".join(text.split())) for name, text in texts if text and ".md)" not in text
    )


def _key(title: str) -> str:
    return title_key(title) or title


def _property(key: str) -> str:
    return key if _is_plain(key) else _scalar(f"note.{key}")


def _scalar(text: str) -> str:
    """A text in YAML."""
    line = " ".join(text.split())
    return line if _is_plain(line) else json.dumps(line, ensure_ascii=False)


def _is_plain(text: str) -> bool:
    return bool(_PLAIN.fullmatch(text)) and text.casefold() not in _WORDS_OF_YAML
