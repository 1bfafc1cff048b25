"""`<aside>` and `<details>` of an export → callouts, those of toggles folded. No I/O.

Notion writes a callout as `<aside>`, its icon and text, `</aside>`. To Markdown that is a block of
HTML in which nothing is marked up until a blank line."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby
from typing import NamedTuple

from kbsite.importers.code_lines import outside_code, with_code
from kbsite.importers.model import Change, Counts, Line
from kbsite.importers.notion.icons import read_icon

#: What is nested deeper stands in the callout around it.
MAX_DEPTH = 12
#: A `<summary>` that goes on for longer has ended.
_LONGEST_TITLE = 1000

_TAG = re.compile(r"(?i)<(/?)(aside|details)(?:\s[^<>]{0,400})?>")
_CLOSING = re.compile(r"(?i)</(aside|details)>$")
_SUMMARY = re.compile(r"(?i)<summary(?:\s[^<>]{0,400})?>(.*?)(</summary>|$)")
_STRONG = re.compile(r"(?i)</?(?:strong|b)>")
_QUOTED = re.compile(r"[ \t]*>[ \t]?")
_OTHER_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,400}>")
_HEADING = re.compile(r"^#{1,6}[ \t]+")


class _Event(NamedTuple):
    """A line, or the beginning or end of a container; `partner`: where it ends, -1 where it is
    never closed, or where it began."""

    kind: str
    text: str
    number: int
    partner: int = -1
    is_heading: bool = False


@dataclass
class _Open:
    kind: str
    end: int
    number: int
    #: What the lines in it begin with, and how far those of the source are indented.
    marks: str
    indent: int
    depth: int
    is_heading: bool
    #: Its first line of text has not come yet: with that its callout begins.
    waits: bool
    #: Of a toggle; None before `<summary>`.
    title: str | None = None
    in_summary: bool = False


def containers(lines: list[Line], changes: list[Change]) -> list[Line]:
    """The conversion. What is never closed ends with its paragraph."""
    if not any("<" in line.text and _TAG.search(line.text) for line in lines):
        return lines
    return _Writer(_paired(_events(_with_quotes(lines, changes, 0))), changes).written()


def _with_quotes(lines: list[Line], changes: list[Change], depth: int) -> list[Line]:
    """What begins and ends in a quote is converted in it, as in a text of its own."""
    if depth == MAX_DEPTH or not any(_QUOTED.match(line.text) for line in lines):
        return lines
    result: list[Line] = []
    for is_quote, part in groupby(zip(_in_quotes(lines), lines, strict=True), lambda pair: pair[0]):
        block = [line for _, line in part]
        result += _quoted(block, changes, depth) if is_quote else block
    return result


def _in_quotes(lines: list[Line]) -> Iterator[bool]:
    """Of each line whether it is in a quote; a block of code is where it began."""
    was_code = is_quote = False
    for line, is_code in with_code(lines):
        is_quote = (is_quote or not (was_code and is_code)) and bool(_QUOTED.match(line.text))
        was_code = is_code
        yield is_quote


def _quoted(lines: list[Line], changes: list[Change], depth: int) -> list[Line]:
    if not any("<" in line.text and _TAG.search(line.text) for line in lines):
        return lines
    own: list[Change] = []
    bare = [Line(_QUOTED.sub("", text, count=1), number) for text, number in lines]
    events = _paired(_events(_with_quotes(bare, own, depth + 1)))
    if any(event.kind.startswith("/") and event.partner < 0 for event in events):
        # It began outside.
        return lines
    changes += own
    # Quotes may follow each other without a blank line, one in an item and one below it.
    leads = {number: text.partition(">")[0] for text, number in lines}
    made = _Writer(events, changes).written()
    # Blanks at the end of a line may be those of a break, or of code.
    marks = ((f"{leads[number]}>", text, number) for text, number in made)
    return [Line(f"{mark} {text}" if text else mark, number) for mark, text, number in marks]


def _events(lines: list[Line]) -> list[_Event]:
    """Tags count at the beginning of a line, and closing ones at its end."""
    found = []
    for line, is_code in with_code(lines):
        text, number = line
        if is_code or "<" not in text:
            found.append(_Event("text", text, number))
            continue
        lead = text[: len(text) - len(text.lstrip())]
        rest, was_tag = text.strip(), False
        begin, end = 0, len(rest)
        while match := _TAG.match(rest, begin):
            kind = ("/" if match[1] else "") + match[2].lower()
            found.append(_Event(kind, lead, number, is_heading=" heading>" in match[0]))
            begin, was_tag = _skipped(rest, match.end()), True
        behind = []
        while match := _CLOSING.search(rest, max(begin, end - 10), end):
            behind.append(_Event("/" + match[1].lower(), lead, number))
            end = len(rest[: match.start()].rstrip()) if match.start() else 0
        if begin < end or not (was_tag or behind):
            found.append(
                _Event("text", lead + rest[begin:end] if was_tag or behind else text, number)
            )
        found += reversed(behind)
    return found


def _skipped(text: str, at: int) -> int:
    while at < len(text) and text[at].isspace():
        at += 1
    return at


def _paired(events: list[_Event]) -> list[_Event]:
    """Each beginning with its end. An end closes all that began behind its own beginning."""
    found = list(events)
    begun: list[int] = []
    kinds: Counter[str] = Counter()
    for at, event in enumerate(events):
        if event.kind in ("aside", "details"):
            begun.append(at)
            kinds[event.kind] += 1
        elif event.kind.startswith("/") and kinds[event.kind[1:]]:
            kind = ""
            while kind != event.kind[1:]:
                began = begun.pop()
                kind = events[began].kind
                kinds[kind] -= 1
            found[began] = found[began]._replace(partner=at)
            found[at] = event._replace(partner=began)
    return found


@dataclass
class _Writer:
    events: list[_Event]
    changes: list[Change]
    result: list[Line] = field(default_factory=list)
    stack: list[_Open] = field(default_factory=list)
    #: A callout has just begun, or ended: text right below would go on with it.
    just_begun: bool = False
    just_ended: bool = False

    def written(self) -> list[Line]:
        for at, event in enumerate(self.events):
            blank = event.kind == "text" and not event.text.strip()
            while blank and self.stack and self.stack[-1].end < 0 and not self.stack[-1].waits:
                self._end()
            if event.kind in ("aside", "details"):
                self._begin(event)
            elif event.kind == "text":
                self._text(event.text, event.number)
            elif event.partner >= 0:
                while self.stack and self.stack[-1].end != at:
                    self._end()
                self._end()
            else:
                why = f"<{event.kind}> closed nothing"
                self.changes.append(Change("HTML tag", "lost", event.number, why))
        while self.stack:
            self._end()
        return self.result

    def _begin(self, event: _Event) -> None:
        around = self.stack[-1] if self.stack else None
        if around and around.waits:
            self._head(around)
        marks, indent, depth = (around.marks, around.indent, around.depth) if around else ("", 0, 0)
        name = _name(event.kind)
        if event.partner < 0:
            why = f"<{event.kind}> was never closed; it ends with its paragraph"
            self.changes.append(Change(name, "converted", event.number, why))
        own = max(len(event.text.expandtabs(4)) - indent, 0)
        if is_deep := depth >= MAX_DEPTH:
            why = f"nested more than {MAX_DEPTH} deep; its text stands in the one around it"
            self.changes.append(Change(name, "lost", event.number, why))
        else:
            if self.result and self.result[-1].text.strip(" \t>"):
                self._put("", event.number)
            marks, indent, depth = f"{marks}{' ' * own}> ", indent + own, depth + 1
        opened = _Open(
            event.kind,
            event.partner,
            event.number,
            marks,
            indent,
            depth,
            event.is_heading,
            not is_deep,
        )
        self.stack.append(opened)
        self.just_ended = False

    def _end(self) -> None:
        if self.stack[-1].waits:
            self._head(self.stack[-1])
        marks = self.stack.pop().marks
        while self.result and self.result[-1].text == marks.rstrip() and len(self.result) > 1:
            self.result.pop()
        self.just_begun, self.just_ended = False, True

    def _text(self, text: str, number: int) -> None:
        last = self.stack[-1] if self.stack else None
        if last:
            lead = len(text) - len(text.lstrip(" \t"))
            text = text[min(lead, last.indent) :]
            if last.waits:
                if last.kind == "details":
                    text = self._summary(last, text)
                if not text.strip():
                    return
                text = self._head(last, text)
        if not text.strip() and self.just_begun:
            return
        if self.just_ended and text.strip():
            self._put("", number)
        self.just_begun = self.just_ended = False
        self._put(text, number)

    def _summary(self, last: _Open, text: str) -> str:
        """Takes the title of a toggle out of the first of its text; gives the rest."""
        if last.title is None:
            match = _SUMMARY.match(text.strip())
            if not match:
                return text
            last.title, rest = match[1], text.strip()[match.end() :]
            last.in_summary = not match[2]
            return rest
        if last.in_summary and len(last.title) < _LONGEST_TITLE:
            words, end, rest = text.partition("</summary>")
            last.title += " " + words
            last.in_summary = not end
            return rest
        return text

    def _head(self, last: _Open, text: str = "") -> str:
        """Writes the line that begins a callout; gives what is left of its first line."""
        last.waits = False
        pictures = 0
        if last.kind == "aside":
            icon = read_icon(text)
            mark, why, text, pictures = f"[!{icon.kind}]", icon.kind, icon.rest, icon.picture
        else:
            mark, why = f"[!note]- {_plain(last.title or '')}".rstrip(), "a callout that is folded"
            why += ", and no heading any more" if last.is_heading else ""
        self._put(mark, last.number)
        self.just_begun, self.just_ended = True, False
        delta = Counts(images=-pictures)
        self.changes.append(Change(_name(last.kind), "converted", last.number, why, delta))
        return text

    def _put(self, text: str, number: int) -> None:
        marks = self.stack[-1].marks if self.stack else ""
        self.result.append(Line(marks + text if text.strip() else marks.rstrip(), number))


def _name(kind: str) -> str:
    return "callout" if kind == "aside" else "toggle"


def _plain(summary: str) -> str:
    """The words of a `<summary>` as the title of a callout."""
    marked = outside_code(summary, lambda text: _OTHER_TAG.sub("", _STRONG.sub("**", text)))
    return _HEADING.sub("", " ".join(marked.split()))
