"""The values of Notion's properties, which an export writes as text → typed values. No I/O.

A column of a database has one type; an export does not say which, so it is what all its values
agree on."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Literal, TypeAlias

from kbsite.importers.notion.dates import read_date, read_range

Kind: TypeAlias = Literal["text", "checkbox", "number", "date", "list"]
Value: TypeAlias = "str | bool | int | float | date | list[str]"

_BOXES = {"yes": True, "no": False}
_NUMBER = re.compile(r"-?(?:0|[1-9]\d{0,14}|[1-9]\d{0,2}(?:,\d{3}){1,4})(?:\.\d{1,15})?")
#: What separates the entries of a multi-select, of people, of relations.
SEPARATOR = re.compile(r",\s+|，")
# No option of a multi-select ends a sentence; one is short.
_SENTENCE = re.compile(r"[.。!！?？;；:：\n\t()（）]")
_LONGEST_OPTION, _MOST_WORDS = 30, 4
#: Names of columns that stand for tags, and for the date: of two the first one counts.
TAGS = ("tags", "tag", "标签", "標籤", "タグ", "태그", "标记", "標記")
DATES = (
    *("date", "日期", "日付", "날짜", "created", "created time", "created at", "创建时间"),
    *("创建日期", "建立時間", "建立日期", "創建時間", "創建日期", "作成日時", "생성 일시"),
)
# Of names that are always lists: those of the columns that Notion itself proposes.
_LISTS = frozenset((*TAGS[:-2], "multi-select", "multi select", "多选", "多選"))


def kind_of(name: str, values: Iterable[str]) -> Kind:
    """The type that all values of a column agree on; empty ones agree with any."""
    said = [text for value in values if (text := value.strip())]
    if not said:
        return "text"
    if name.strip().casefold() in _LISTS:
        return "list"
    if all(value.casefold() in _BOXES for value in said):
        return "checkbox"
    if all(_NUMBER.fullmatch(value) for value in said):
        return "number"
    if all(read_date(value) or read_range(value) for value in said):
        return "date"
    return "list" if _are_lists(said) else "text"


def typed(kind: Kind, text: str) -> Value | tuple[date, date]:
    """A value that `kind_of` looked at; a range of dates is a pair, what does not fit
    text."""
    text = text.strip()
    if kind == "checkbox" and text.casefold() in _BOXES:
        return _BOXES[text.casefold()]
    if kind == "number" and _NUMBER.fullmatch(text):
        plain = text.replace(",", "")
        return float(plain) if "." in plain else int(plain)
    if kind == "date":
        return read_date(text) or read_range(text) or text
    if kind == "list":
        return options(text)
    return text


def options(text: str) -> list[str]:
    """The entries of a list, each once."""
    parts = (part.strip() for part in SEPARATOR.split(text))
    return list(dict.fromkeys(part for part in parts if part))


def _are_lists(values: Sequence[str]) -> bool:
    """Whether some value has several entries, and all entries of all look like options."""
    if not any(SEPARATOR.search(value) for value in values):
        return False
    return all(map(are_options, values))


def are_options(value: str) -> bool:
    """Whether all entries of a value look like options."""
    if _SENTENCE.search(value) or "//" in value:
        return False
    parts = (part.strip() for part in SEPARATOR.split(value))
    return all(len(part) <= _LONGEST_OPTION and len(part.split()) <= _MOST_WORDS for part in parts)
