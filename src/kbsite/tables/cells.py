"""Values → cells: what is shown of them, and where it leads. No I/O."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from kbsite.bases.values import Day, Linked, NoteValue, Value, is_empty, shown
from kbsite.linking.written_links import holds_link
from kbsite.nouns.views import Cell, CellKind, Part
from kbsite.tables.notes import PublishedNotes
from kbsite.urls import SAFE_SCHEMES, scheme_of

#: An address alone: what one would make a link of.
_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"]+")
_NOTHING = Cell()


def cell_of(value: Value, notes: PublishedNotes, path: str) -> Cell:
    """How a value is shown in a table or a list; texts are as the note at `path` would say them."""
    match value:
        case None:
            return _NOTHING
        case _ if is_empty(value):
            return _NOTHING
        case bool():
            return Cell("check", value="true" if value else "false")
        case int() | float():
            return Cell("number", (Part(shown(value)),))
        case Day():
            return Cell("date", (Part(value.text),), value.iso)
        case NoteValue():
            return Cell("text", (notes.note_part(value.path),))
        case str():
            return Cell("text", tuple(_parts(value, notes, path)))
    return Cell("list", tuple(_joined(_items(value, notes, path))))


def _items(
    value: tuple[Value, ...] | dict[str, Value], notes: PublishedNotes, path: str
) -> Iterator[tuple[Part, ...]]:
    if isinstance(value, dict):
        yield from ((Part(f"{key}: "), *_flat(item, notes, path)) for key, item in value.items())
    else:
        yield from filter(None, (_flat(item, notes, path) for item in value))


#: Stand between the items of a list among its parts, and around a list in a list.
BETWEEN, OPEN, CLOSE = Part(""), Part("", "("), Part("", ")")


def _joined(items: Iterable[tuple[Part, ...]]) -> Iterator[Part]:
    for number, parts in enumerate(items):
        if number:
            yield BETWEEN
        yield from parts


def _flat(value: Value, notes: PublishedNotes, path: str) -> tuple[Part, ...]:
    cell = cell_of(value, notes, path)
    if cell.kind == "list":
        return (OPEN, *cell.parts, CLOSE)
    return cell.parts or ((Part(cell.value),) if cell.value else ())


def _parts(text: str, notes: PublishedNotes, path: str) -> Iterator[Part]:
    if isinstance(text, Linked):
        yield from text.parts
    elif holds_link(text):
        # A formula put it together.
        value = notes.with_links(path, text)
        yield from value.parts if isinstance(value, Linked) else (Part(notes.words(path, text)),)
    elif _ADDRESS.fullmatch(text) and scheme_of(text) in SAFE_SCHEMES:
        yield Part(text, text, outside=True)
    else:
        yield Part(text)


def common_kind(cells: Iterable[Cell]) -> CellKind:
    """That of all cells that say something, `text` where they differ."""
    kinds = {cell.kind for cell in cells if cell != _NOTHING}
    return kinds.pop() if len(kinds) == 1 else "text"
