"""The head of a page: `# Title`, then `Key: Value` lines of its database. No I/O."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import NamedTuple, TypeAlias

from kbsite.importers.model import Line
from kbsite.importers.notion.dates import read_date, read_range
from kbsite.importers.notion.values import DATES, TAGS

_TITLE = re.compile(r"#(?:[ \t]+(.*))?")
_ICON = re.compile(r"""(?i)<img\s[^<>]*?\bsrc\s*=\s*["']([^"'<>]*)["'][^<>]*>\s*""")
_PROPERTY = re.compile(r"([^\s:：`*>|\[\]!-][^:：\n]{0,79}):(?: (.*))?")
#: Keys that Notion's own columns have, which alone make a line a property.
_USUAL = frozenset(
    (
        *TAGS,
        *DATES,
        *(
            "created by",
            "owner",
            "status",
            "type",
            "url",
        ),
        *("last edited", "last edited time", "last edited by", "updated", "category"),
        *(
            "上次编辑时间",
            "最后编辑时间",
            "创建者",
            "状态",
            "类型",
        ),
        *(
            "上次編輯時間",
            "狀態",
            "最終更新日時",
            "ステータス",
        ),
        *("상태",),
    )
)


class Said(NamedTuple):
    """What the rows of one title say in a database: the columns in which any of them has a value;
    by column and first line the values with blank lines, as lines."""

    names: frozenset[str]
    longer: Mapping[tuple[str, str], Sequence[Sequence[str]]]


#: What a database says of a title, None of one that it does not have.
SaidOf: TypeAlias = Callable[[str], "Said | None"]


class Head(NamedTuple):
    """`title` as the text has it, "" where there is none, and the address of a picture in it;
    properties as written, with their lines; the lines below them."""

    title: str
    title_line: int
    icon: str
    properties: tuple[tuple[str, str, int], ...]
    body: list[Line]


def read_head(
    lines: list[Line], columns: Collection[str] | None = None, said_of: SaidOf = lambda title: None
) -> Head:
    """`columns`: the names of the properties that the page can have, where they are known from its
    database; else a line is one that looks like it. `said_of`: what it says of a
    title."""
    start = _skip_blank(lines, 0)
    title, icon, number = "", "", 0
    if start < len(lines) and (match := _TITLE.fullmatch(lines[start].text)):
        whole, number = match[1] or "", lines[start].number
        picture = _ICON.search(whole)
        title, icon = _ICON.sub("", whole).strip(), picture[1] if picture else ""
        start = _skip_blank(lines, start + 1)
    if columns:
        found, count = _known(lines[start:], columns, said_of(title))
    else:
        end = start
        while end < len(lines) and lines[end].text.strip():
            end += 1
        found, count = _likely(lines[start:end]), end - start
    if found:
        start = _skip_blank(lines, start + count)
    return Head(title, number, icon, found, lines[start:])


def title_of(text: str) -> str:
    """The title in the first lines of a page, "" where there is none."""
    for line in text.lstrip("\ufeff").splitlines():
        if line.strip():
            match = _TITLE.fullmatch(line.strip("\r"))
            return _ICON.sub("", match[1] or "").strip() if match else ""
    return ""


def _skip_blank(lines: list[Line], index: int) -> int:
    while index < len(lines) and not lines[index].text.strip():
        index += 1
    return index


def _known(
    lines: list[Line], columns: Collection[str], said: Said | None
) -> tuple[tuple[tuple[str, str, int], ...], int]:
    """Those of a database, and how many lines they take: what begins with no column goes on with
    the value above, and so does what stands below a blank line where a row has it so."""
    found: list[tuple[str, list[str], int]] = []
    at = 0
    while at < len(lines) and lines[at].text.strip():
        text, number = lines[at]
        key, colon, value = text.partition(":")
        while colon and key not in columns and ":" in value:
            more, colon, value = value.partition(":")
            key = f"{key}:{more}"
            if len(key) > 200:
                break
        if colon and key in columns and (not value or value[0] == " "):
            found.append((key, [value.strip()], number))
            for line in _further(lines, at, key, value.strip(), said):
                found[-1][1].append(line)
                at += 1
        elif found:
            found[-1][1].append(text.strip())
        else:
            return (), 0
        at += 1
    has_values = [key for key, values, _ in found if any(values)]
    if said and has_values and said.names.isdisjoint(has_values):
        # It only looks like properties.
        return (), 0
    return tuple((key, "\n".join(values), number) for key, values, number in found), at


def _further(lines: list[Line], at: int, key: str, value: str, said: Said | None) -> Sequence[str]:
    """The lines below `at` that belong to its value, which has blank ones."""
    for wanted in said.longer.get((key, value), ()) if said else ():
        below = [line.text.strip() for line in lines[at + 1 : at + len(wanted)]]
        if below == wanted[1:]:
            return wanted[1:]
    return ()


def _likely(block: list[Line]) -> tuple[tuple[str, str, int], ...]:
    """Those of a page whose database is not in the export: all lines have to look like it, and
    one alone has to be a usual one."""
    found = []
    for text, number in block:
        match = _PROPERTY.fullmatch(text)
        if not match:
            return ()
        found.append((match[1].strip(), (match[2] or "").strip(), number))
    if len({key for key, _, _ in found}) < len(found):
        return ()
    if len(found) == 1 and not _is_usual(*found[0][:2]):
        return ()
    return tuple(found)


def _is_usual(key: str, value: str) -> bool:
    return key.casefold() in _USUAL or bool(read_date(value) or read_range(value))
