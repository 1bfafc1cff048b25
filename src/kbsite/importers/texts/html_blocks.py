"""A block of HTML of paragraphs, headings, lists, quotes and tables → those of Markdown, in which
formulas and footnotes are read. What is HTML in a line stays. No I/O."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import accumulate

from kbsite.importers.model import Line, text_of
from kbsite.importers.texts.tags import attributes

_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9-]*+)(?:=\s*+(?:\"[^\"]*+\"|'[^']*+')|[^<>])*+>")
_SPECIAL = re.compile(r"[\\`*_\[\]$~]|%(?=%)|(?<=%)%|=(?==)|(?<==)=|(?<![^\s|>])#(?=[^\s#])")
_LEAD = re.compile(r"^(?:[-+>#](?=\s|[>#]|$)|-(?=-+\s*$)|=(?=\s*$)|\d{1,9}(?=[.)](?:\s|$)))")
_BREAK = re.compile(r"(?:\s|<br\s*/?>)*", re.IGNORECASE)
_HEADINGS = {f"h{level}": f"{'#' * level} " for level in range(1, 7)}
_LISTS = ("ul", "ol")
_CELL = re.compile(
    r"<(t[dh])(?:\s[^<>]*+)?>((?:[^<]|<(?!/?(?:t[dhr]|table|p|div|ul|ol|pre)\b))*+)</\1\s*+>",
    re.IGNORECASE,
)
_ROW = re.compile(r"<tr(?:\s[^<>]*+)?>((?:[^<]|<(?!/?tr\b))*+)</tr\s*+>", re.IGNORECASE)
_SPANNED = re.compile(r"(?:col|row)span\s*+=\s*+[\"']?(?!1\b)|<caption\b", re.IGNORECASE)
#: Elements that stay, with all that is in them, as a block of HTML of their own.
_WHOLE = frozenset(
    (
        *("address", "article", "aside", "audio", "center", "dd", "details", "dir", "div", "dl"),
        *("dt", "fieldset", "figure", "footer", "form", "header", "iframe", "main", "menu", "nav"),
        *("noscript", "object", "pre", "script", "section", "style", "svg", "table", "textarea"),
        "video",
    )
)
#: Those that begin a block of HTML, too, and are nothing without the element around them.
_PARTS = frozenset(
    (
        *("base", "body", "caption", "col", "colgroup", "frame", "frameset", "head", "html"),
        *("legend", "link", "optgroup", "option", "param", "search", "summary", "tbody", "td"),
        *("tfoot", "th", "thead", "title", "tr", "track"),
    )
)
_TAG_ALONE = re.compile(_TAG.pattern + r"\s*+")
#: What a program of a page leaves between texts; any other comment hides what it holds.
_EMPTY_COMMENT = re.compile(r"<!--[ \t]*-->")
#: An element that holds the TeX of what it shows.
_HOLDS_TEX = re.compile(r"\sdata-(?:tex|formula)\s*+=")
_MOST = 12


class _MixedError(Exception):
    """It holds what Markdown has no blocks for."""


@dataclass
class _Container:
    """A list, an item or a quote; what its first line begins with, and the others; of a list, the
    number of the item that comes."""

    name: str
    first: str = ""
    other: str = ""
    number: int = 0
    is_begun: bool = False


@dataclass
class _Writer:
    lines: Sequence[Line]
    result: list[Line] = field(default_factory=list)
    stack: list[_Container] = field(default_factory=list)
    #: Of the block that is open: what it begins with, and its text, with where that stands.
    mark: str = ""
    opened: str = ""
    parts: list[str] = field(default_factory=list)
    at: int = 0
    #: The next block follows without a blank line.
    is_tight: bool = True
    #: Something is Markdown now.
    is_other: bool = False

    def written(self) -> list[Line]:
        text = text_of(self.lines)
        if "<!" in text or "<?" in text:
            raise _MixedError
        self._starts = list(accumulate((len(line.text) + 1 for line in self.lines), initial=0))
        self.lead = text[: len(text) - len(text.lstrip(" "))]
        end = begin = depth = 0
        whole = ""
        for tag in _TAG.finditer(text):
            is_end, name = bool(tag[1]), tag[2].lower()
            if whole:
                depth += (name == whole) * (-1 if is_end else 1)
                if not depth and whole == "span":
                    self._text(text[begin : tag.end()], begin)
                    whole, end = "", tag.end()
                elif not depth:
                    html = text[begin : tag.end()]
                    rows = _table(html) if whole == "table" else []
                    self.is_other |= bool(rows)
                    self._put(rows or html.split("\n"), begin)
                    whole, end = "", tag.end()
                continue
            self._text(escaped(text[end : tag.start()]), end)
            end = tag.end()
            if name == "span" and not is_end and _HOLDS_TEX.search(tag[0]):
                whole, begin, depth = name, tag.start(), 1
            elif name in _WHOLE:
                self._flush()
                if is_end or self.stack or self.opened:
                    raise _MixedError
                whole, begin, depth = name, tag.start(), 1
            elif is_end:
                self._closed(name, tag)
            else:
                self._opened(name, tag)
        self._text(escaped(text[end:]), end)
        self._flush()
        if whole or self.stack or self.opened or not self.is_other:
            raise _MixedError
        return self.result

    def _opened(self, name: str, tag: re.Match[str]) -> None:
        inside = self.stack[-1].name if self.stack else ""
        if name == "p" or name in _HEADINGS or name == "hr":
            self._flush()
            if self.opened or inside in _LISTS:
                raise _MixedError
            if name == "hr":
                self._put(["---"], tag.start())
            else:
                self.opened, self.mark = name, _HEADINGS.get(name, "")
        elif name in (*_LISTS, "li", "blockquote"):
            self._flush()
            if self.opened or (inside in _LISTS) != (name == "li") or len(self.stack) > _MOST:
                raise _MixedError
            self._contained(name, attributes(tag[0]).get("start", ""))
        elif name in _PARTS:
            raise _MixedError
        else:
            self._text(tag[0], tag.start())

    def _contained(self, name: str, start: str) -> None:
        if name == "li":
            around = self.stack[-1]
            mark = "- " if around.name == "ul" else f"{around.number}. "
            within = len(self.stack) > 1 and self.stack[-2].name == "li"
            self.is_tight = around.is_begun or (within and mark in ("- ", "1. "))
            around.number += 1
            self.stack.append(_Container(name, mark, " " * len(mark)))
        elif name == "blockquote":
            self.stack.append(_Container(name, "> ", "> "))
        else:
            number = int(start) if re.fullmatch("[0-9]{1,8}", start) else 1
            self.stack.append(_Container(name, number=number))

    def _closed(self, name: str, tag: re.Match[str]) -> None:
        if name == self.opened:
            self._flush()
            self.opened = self.mark = ""
        elif name in ("p", "hr", "li", "blockquote", *_LISTS) or name in _HEADINGS:
            self._flush()
            if self.opened or not self.stack or self.stack.pop().name != name:
                raise _MixedError
        elif name in _PARTS:
            raise _MixedError
        else:
            self._text(tag[0], tag.start())

    def _text(self, text: str, at: int) -> None:
        if not self.parts and not text.strip():
            return
        if not self.parts:
            self.at = at + len(text) - len(text.lstrip())
            text = text.lstrip()
            if self.stack and self.stack[-1].name in _LISTS:
                raise _MixedError
        self.parts.append(text)

    def _flush(self) -> None:
        """Writes the text that has come."""
        text = "".join(self.parts).rstrip()
        self.parts = []
        if not text or _BREAK.fullmatch(text):
            return
        rows = [led(row.strip()) for row in text.split("\n")]
        while len(rows) > 1 and _TAG_ALONE.fullmatch(rows[0]):
            # Such a line begins a block of HTML.
            rows[:2] = [rows[0] + rows[1]]
        self.is_other = True
        self._put([self.mark + " ".join(rows)] if self.mark else rows, self.at)

    def _put(self, rows: Sequence[str], at: int) -> None:
        """A block, parted from the one above it."""
        first = bisect_right(self._starts, at) - 1
        if self.result and not self.is_tight:
            blank = "".join(each.other for each in self.stack if each.is_begun)
            self.result.append(Line((self.lead + blank).rstrip(), self.lines[first].number))
        self.is_tight = False
        for number, row in enumerate(rows):
            marks = self.lead
            for each in self.stack:
                marks += each.other if each.is_begun else each.first
                each.is_begun = True
            line = self.lines[min(first + number, len(self.lines) - 1)].number
            self.result.append(Line(f"{marks}{row}".rstrip(), line))


def _table(html: str) -> list[str]:
    """The rows of a table, none where GFM has no such table. Its head is empty if it has none."""
    rows = [_CELL.findall(row) for row in _ROW.findall(html)]
    width = max(map(len, rows), default=0)
    if not width or len(re.findall(r"(?i)<t[dh]\b", html)) > sum(map(len, rows)):
        return []
    if _SPANNED.search(html):
        return []
    lines = [
        "|".join(["", *(f" {_cell(inner)} " for _, inner in row), *[" "] * (width - len(row)), ""])
        for row in rows
    ]
    if not all(name.lower() == "th" for name, _ in rows[0]):
        lines.insert(0, f"|{'  |' * width}")
    return [lines[0], f"|{' --- |' * width}", *lines[1:]]


def _cell(inner: str) -> str:
    return " ".join(unhtml(inner, bars=True).split())


def unhtml(inner: str, *, bars: bool = False) -> str:
    """HTML of a line as it is in Markdown: its text is escaped, with `bars` those too."""
    parts: list[str] = []
    end = 0
    for begin, behind in (*(tag.span() for tag in _TAG.finditer(inner)), (len(inner), len(inner))):
        text = escaped(inner[end:begin])
        parts += (text.replace("|", "\\|") if bars else text, inner[begin:behind])
        end = behind
    return "".join(parts)


def markdown_of(lines: Sequence[Line]) -> list[Line] | None:
    """The lines of a block of HTML as Markdown; None where it holds anything else."""
    if not lines or not lines[0].text.lstrip(" ").startswith("<"):
        return None
    try:
        return _Writer([Line(_EMPTY_COMMENT.sub("", text), row) for text, row in lines]).written()
    except _MixedError:
        return None


def escaped(text: str) -> str:
    """Text in which Markdown reads nothing."""
    return _SPECIAL.sub(r"\\\g<0>", text)


def led(row: str) -> str:
    """A line that makes no list, heading or quote."""
    return _LEAD.sub(lambda found: f"{found[0]}\\" if found[0].isdigit() else f"\\{found[0]}", row)
