"""Exports of Notion from a description, in the variants that there are: one zip or several in one,
wrappers, folders with ids or without, a page of contents, a BOM."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple
from urllib.parse import quote

from conftest import zipped


def hex_id(name: str) -> str:
    """Thirty-two hex digits that stand for `name`."""
    return hashlib.md5(name.encode(), usedforsecurity=False).hexdigest()


@dataclass(frozen=True)
class Page:
    """`text` may hold `{name}` for the path of a link to the page, database or file `name` and
    `{id:name}` for an id alone. `values`: its properties, if it is a row."""

    title: str
    text: str = ""
    children: Sequence[Page | Database] = ()
    files: Mapping[str, bytes] = field(default_factory=dict)
    values: Mapping[str, str] = field(default_factory=dict)
    #: What its id is made from, where two have one title.
    key: str = ""
    #: Not every row has a file, if subpages were not exported.
    is_written: bool = True

    @property
    def id(self) -> str:
        return hex_id(self.key or self.title)


@dataclass(frozen=True)
class Database:
    title: str
    columns: Sequence[str]
    rows: Sequence[Page]
    #: How many of the rows its view shows; None: there is no second file.
    shown: int | None = None
    key: str = ""

    @property
    def id(self) -> str:
        return hex_id(self.key or self.title)


_UUID = "0a1b2c3d-1111-2222-3333-444455556666"
_WRAPPER = f"Export-{_UUID}"


class Variant(NamedTuple):
    """How an export is packed. `folders`: "named" as the page with its id, "bare" without, "ids" of
    the id alone."""

    wrapper: str = ""
    area: str = ""
    folders: str = "named"
    parts: int = 1
    is_nested: bool = False
    contents: bool = False
    bom: bool = False
    newline: str = "\n"


def file_name(title: str) -> str:
    """A title as Notion names a file: marks go, and what is long is cut."""
    return "".join(char for char in title if char not in '[]/\\:*?"<>|#')[:50].strip()


class _Laid(NamedTuple):
    path: str
    item: Page | Database
    folder: str


class Export:
    """The files of a workspace: `files`, by path."""

    def __init__(self, items: Sequence[Page | Database], variant: Variant | None = None) -> None:
        self.variant = variant or Variant()
        self.items = list(self._lay(items, ""))
        self.paths = {laid.item.key or laid.item.title: laid.path for laid in self.items}
        self.ids = {laid.item.key or laid.item.title: laid.item.id for laid in self.items}
        self.files: dict[str, bytes] = {}
        for laid in self.items:
            self._write(laid)
        if self.variant.contents:
            self.files["index.html"] = b"<html></html>"

    def _lay(self, items: Sequence[Page | Database], folder: str) -> Iterator[_Laid]:
        for item in items:
            named = f"{file_name(item.title)} {item.id}".strip()
            below = {"named": named, "bare": file_name(item.title), "ids": item.id}
            own = f"{folder}{below[self.variant.folders]}/"
            if isinstance(item, Page):
                yield _Laid(f"{folder}{named}.md", item, own)
                yield from self._lay(item.children, own)
            else:
                yield _Laid(f"{folder}{named}.csv", item, own)
                yield from self._lay([row for row in item.rows if row.is_written], own)

    def _write(self, laid: _Laid) -> None:
        item = laid.item
        if isinstance(item, Page):
            links = dict(self.links_from(laid.path, laid.folder, item))
            head = "".join(f"{key}: {value}\n" for key, value in item.values.items() if value)
            text = f"# {item.title}\n\n{head}{head and chr(10)}{_filled(item.text, links)}"
            self.files[laid.path] = self._encoded(text)
            self.files |= {f"{laid.folder}{name}": data for name, data in item.files.items()}
            return
        whole = self._csv(item, len(item.rows))
        if item.shown is None:
            self.files[laid.path] = whole
        else:
            self.files[laid.path] = self._csv(item, item.shown)
            self.files[laid.path.removesuffix(".csv") + "_all.csv"] = whole

    def links_from(self, path: str, folder: str, page: Page) -> Iterator[tuple[str, str]]:
        """The names in braces and what stands for them in the page at `path`."""
        above = path.count("/")
        for name, target in self.paths.items():
            here = path.rpartition("/")[0]
            plain = target.removeprefix(f"{here}/") if here else target
            yield name, quote(plain if plain != target or not here else "../" * above + target)
        for name, identity in self.ids.items():
            yield f"id:{name}", identity
        for name in page.files:
            yield name, quote(f"{folder}{name}".removeprefix(f"{path.rpartition('/')[0]}/"))

    def _encoded(self, text: str) -> bytes:
        return (b"\xef\xbb\xbf" if self.variant.bom else b"") + text.replace(
            "\n", self.variant.newline
        ).encode()

    def _csv(self, item: Database, count: int) -> bytes:
        buffer = io.StringIO()
        writer = csv.writer(buffer, lineterminator="\n")
        writer.writerow(item.columns)
        for row in item.rows[:count]:
            writer.writerow([row.title, *(row.values.get(name, "") for name in item.columns[1:])])
        return b"\xef\xbb\xbf" + buffer.getvalue().encode()

    def packed(self) -> bytes:
        """The zip that is downloaded."""
        variant = self.variant
        prefix = "".join(f"{part}/" for part in (variant.wrapper, variant.area) if part)
        names = sorted(self.files)
        parts = [names[number :: variant.parts] for number in range(variant.parts)]
        zips = [zipped({prefix + name: self.files[name] for name in part}) for part in parts]
        if not variant.is_nested:
            return zips[0]
        name = "{0}/ExportBlock-{1}-Part-{2}.zip"
        named = {name.format(_WRAPPER, _UUID, at): data for at, data in enumerate(zips, 1)}
        return zipped(named)


def _filled(text: str, links: Mapping[str, str]) -> str:
    """`{name}` replaced; other braces are text."""
    for name, link in links.items():
        text = text.replace("{" + name + "}", link)
    return text


VARIANTS: Mapping[str, Variant] = {
    "one zip": Variant(),
    "a wrapper, the Chinese interface": Variant(wrapper=_WRAPPER, area="私人和共享", contents=True),
    "two zips in one": Variant(area="Private & Shared", parts=2, is_nested=True, contents=True),
    "folders without ids": Variant(folders="bare", bom=True),
    "folders of ids alone": Variant(folders="ids", newline="\r\n"),
}
