"""Properties of a page as written → front matter, typed. No I/O.

A property keeps its key in any language. One that stands for the title, tags or the date gives that
besides; one whose key kbsite reads itself, and which says something else, is renamed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import NamedTuple, TypeAlias

from kbsite.front_matter.values import folded
from kbsite.importers.model import Change, Options
from kbsite.importers.notion.links import Place
from kbsite.importers.notion.values import (
    DATES,
    TAGS,
    Kind,
    Value,
    are_options,
    kind_of,
    options,
    typed,
)

#: Keys that kbsite reads, and which of Notion's types fits them.
_READ: Mapping[str, tuple[Kind, ...]] = {
    **dict.fromkeys(("title", "summary", "description"), ("text", "number")),
    **dict.fromkeys(("tags", "tag"), ("list", "text")),
    **dict.fromkeys(("aliases", "alias"), ("list", "text")),
    **dict.fromkeys(("date", "created", "publishdate", "pubdate"), ("date",)),
    **dict.fromkeys(("updated", "modified", "lastmod"), ("date",)),
    **dict.fromkeys(
        ("draft", "private", "publish", "published", "unlisted", "pinned"), ("checkbox",)
    ),
    **dict.fromkeys(("order", "weight"), ("number",)),
    **dict.fromkeys(("series", "lang"), ("text",)),
    **dict.fromkeys(("slug", "permalink", "redirect_from", "id", "search", "check_ignore"), ()),
    **dict.fromkeys(("line_breaks", "math"), ()),
}
#: The entries of a value that holds links, each its words and where it leads; None where it is
#: no such value.
Linked: TypeAlias = Callable[[str], "list[tuple[str, Place | None]] | None"]

_UPDATED = frozenset(
    (
        *("last edited time", "last edited", "last updated", "上次编辑时间", "最后编辑时间"),
        *("更新时间", "上次編輯時間", "最後編輯時間", "最終更新日時", "최종 편집 일시"),
    )
)
#: A key that is longer is cut.
_LONGEST_KEY = 200


class Written(NamedTuple):
    """A property as an export has it; `line` 0 where only a CSV file has it."""

    key: str
    text: str
    line: int


class Columns(NamedTuple):
    """The keys of front matter and the types of the properties of a database, by name; of a page
    without one there are none, and its values tell."""

    keys: Mapping[str, str]
    kinds: Mapping[str, Kind]


def columns_of(names: Sequence[str], kinds: Mapping[str, Kind]) -> Columns:
    """No two keys alike to kbsite."""
    keys: dict[str, str] = {}
    taken = {"title"}
    for name in names:
        key = base = _front_key(name, kinds.get(name, "text"))
        number = 1
        while folded(key) in taken:
            number += 1
            key = f"{base} {number}"
        taken.add(folded(key))
        keys[name] = key
    return Columns(keys, kinds)


def front_matter(
    title: str,
    written: Sequence[Written],
    columns: Columns | None,
    options_: Options,
    link: Linked,
    changes: list[Change],
) -> dict[str, object]:
    if columns is None:
        kinds = {name: kind_of(name, [text]) for name, text, _ in written}
        columns = columns_of([name for name, _, _ in written], kinds)
    front: dict[str, object] = {}
    named: dict[str, object] = {"title": title}
    #: The values that are no links, by name.
    values: dict[str, object] = {}
    for name, text, line in written:
        kind = columns.kinds.get(name, "text")
        entries = link(text)
        value: Value | tuple[date, date] = (
            typed(kind, text)
            if entries is None
            else _linked(entries, options_.into, name, line, changes)
        )
        key = columns.keys.get(name, name)
        if not _fits(key, value):
            key = f"{key} (Notion)"
        if isinstance(value, tuple):
            front[key], front[f"{key} →"] = value
            value = value[0]
        else:
            front[key] = value
        _name(named, name, text, value, options_)
        if entries is None:
            values.setdefault(folded(name), value)
        if key != name and folded(key) != folded(name):
            why = f"kbsite reads `{name[:40]}` as something else: it is `{key[:60]}` now"
            changes.append(Change("property", "converted", line, why))
    _name_usual(named, values)
    own = {folded(key) for key in named}
    rest = {key: value for key, value in front.items() if folded(key) not in own}
    if at := next((each.line for each in written if each.line), 0):
        why = f"{sum(each.line > 0 for each in written)} of them stand in the front matter"
        changes.append(Change("properties", "converted", at, why))
    order = ("title", "date", "updated", "tags")
    return {key: named[key] for key in order if key in named} | rest


def _name(named: dict[str, object], name: str, text: str, value: object, said: Options) -> None:
    """What stands for title, tags or a date; the first that does."""
    key = folded(name)
    if key in map(folded, said.title) and text.strip() and isinstance(value, str):
        named["title"] = " ".join(text.split())
    if key in map(folded, said.tags) and "tags" not in named:
        found = value if isinstance(value, list) else options(text)
        named["tags"] = [str(each) for each in found if not str(each).startswith("[[")]
    if isinstance(value, date):
        if key in map(folded, said.date) and "date" not in named:
            named["date"] = value
        if key in _UPDATED and "updated" not in named:
            named["updated"] = value


def _name_usual(named: dict[str, object], values: Mapping[str, object]) -> None:
    """What stands for tags and the date where the site has no name for them that is there."""
    if "tags" not in named:
        found = (_tags(values[name]) for name in TAGS if name in values)
        if tags := next(filter(None, found), []):
            named["tags"] = tags
    if "date" not in named:
        dates = (values.get(name) for name in DATES)
        if at := next((value for value in dates if isinstance(value, date)), None):
            named["date"] = at


def _tags(value: object) -> list[str]:
    if isinstance(value, list):
        return [str(each) for each in value]
    return options(value) if isinstance(value, str) and are_options(value) else []


def _linked(
    found: list[tuple[str, Place | None]],
    into: str,
    name: str,
    line: int,
    changes: list[Change],
) -> list[str]:
    """Relations and files as wikilinks."""
    values = []
    for words, place in found:
        if place is None:
            why = f"{name[:40]}: {words[:60]} is not in the export"
            changes.append(Change("relation", "lost", line, why))
            values.append(words)
            continue
        path = f"{into}/{place.target}".lstrip("/").removesuffix(".md")
        plain = "".join(" " if char in "[]|\n" else char for char in words).strip()
        values.append(f"[[{path}|{plain}]]" if plain else f"[[{path}]]")
    return values


def _front_key(name: str, kind: Kind) -> str:
    key = " ".join(name.split())[:_LONGEST_KEY].strip() or "-"
    fits = _READ.get(folded(key))
    return key if fits is None or kind in fits else f"{key} (Notion)"


def _fits(key: str, value: object) -> bool:
    """Whether kbsite can read the value under this key; a column's type is that of most."""
    kinds = _READ.get(folded(key))
    if kinds is None or folded(key) == "title":
        return True
    if isinstance(value, bool):
        return "checkbox" in kinds
    if isinstance(value, int | float):
        return "number" in kinds
    if isinstance(value, date | tuple):
        return "date" in kinds
    return ("list" if isinstance(value, list) else "text") in kinds
