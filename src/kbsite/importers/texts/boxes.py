"""Boxes as 语雀, VuePress, Docusaurus and Quarto (`:::info`) and MkDocs (`!!! note`) write them →
callouts. No I/O."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from kbsite.importers.callouts import callout_kind
from kbsite.importers.code_lines import code_lines
from kbsite.importers.model import Change, Line, trimmed
from kbsite.importers.texts.blocks import literal_lines
from kbsite.importers.texts.code_groups import NAMES, code_group

_CONTAINER = re.compile(
    r"(?P<lead>[ \t>]*)(?P<colons>:{3,})[ \t]*"
    r"(?:\{[^{}.]*\.callout-(?P<kind>[a-z]+)[^{}]*\}|(?P<name>[a-zA-Z][\w-]*)(?P<words>.*))"
)
# One that stays, and has an end: an element of Pandoc, a box in an item.
_OTHER = re.compile(r"[ \t>]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)*(?P<colons>:{3,})[ \t]*[^\s:].*")
_END = re.compile(r"(?P<lead>[ \t>]*)(?P<colons>:{3,})[ \t]*")
_TITLE = re.compile(r"\btitle=\"([^\"]*)\"")
_BRACKETED = re.compile(r"\[(.*)\](?:\{[^{}]*\})?")
_ADMONITION = re.compile(
    r"(?P<lead>[ \t]*)(?P<mark>!!!|\?\?\?\+?)[ \t]+(?P<name>[a-zA-Z][\w-]*)"
    r"(?P<more>(?:[ \t]+[\w-]+)*)"
    r"(?:[ \t]+\"(?P<words>[^\"]*)\")?[ \t]*"
)
_FOLDS = {"???": "-", "???+": "+"}
_PLACES = frozenset(("inline", "end"))
_COLOUR = re.compile(r"color\d")
#: Those that only place what they hold, or keep a program from reading it.
_PLAIN = frozenset(
    (
        *("code-group", "code-tabs", "v-pre", "raw", "hljs-center", "hljs-left", "hljs-right"),
        *("center", "left", "right", "justify"),
    )
)
_MARKS = (":::", "!!!", "???")
#: What is nested deeper stays text.
_MOST = 12


class _Box(NamedTuple):
    """`kind` of callout, "" where there is none; `end`: the line behind it, and `is_closed` if the
    last one belongs to it; `indent` of its lines."""

    name: str
    kind: str
    head: str
    lead: str
    end: int
    is_closed: bool
    indent: int = 0


class _Part(NamedTuple):
    """A box with its lines: its first one, those within and which of them are code, and the one
    that closes it, if any."""

    box: _Box
    head: Line
    inner: Sequence[Line]
    code: Sequence[bool]
    closing: Sequence[Line]


def boxes(lines: list[Line], changes: list[Change]) -> list[Line]:
    """The conversion. One that is never closed, or that kbsite has no callout for, stays."""
    if not any(mark in line.text for line in lines for mark in _MARKS):
        return lines
    return _converted(lines, code_lines(lines), changes, 0)


def _converted(
    lines: Sequence[Line], code: Sequence[bool], changes: list[Change], depth: int
) -> list[Line]:
    if depth == _MOST or not any(mark in line.text for line in lines for mark in _MARKS):
        return list(lines)
    found = _boxes(lines, list(map(any, zip(code, literal_lines(lines), strict=True))))
    result: list[Line] = []
    at, was_box = 0, False
    while at < len(lines):
        line = lines[at]
        box = found.get(at)
        if box is None:
            if was_box and line.text.strip(" \t>"):
                # Else it would go on in the callout.
                result.append(Line("", line.number))
            result.append(line)
            at, was_box = at + 1, False
            continue
        stop = box.end - box.is_closed
        part = _Part(box, line, lines[at + 1 : stop], code[at + 1 : stop], lines[stop : box.end])
        if group := _code_group(part, changes):
            result += group
        else:
            above = result[-1].text.strip(" \t>") if result else ""
            is_last = box.end == len(lines)
            result += _opened(part, changes, depth, is_below_text=bool(above), is_last=is_last)
        at, was_box = box.end, bool(box.kind) and not group
    return result


def _code_group(part: _Part, changes: list[Change]) -> list[Line]:
    """A box of blocks of code as a code group; none where it is another one."""
    box, head = part.box, part.head
    group = code_group(part.inner, part.code) if box.name in NAMES else None
    if not group:
        return []
    if box.name != "code-group":
        changes.append(Change(f"box {box.name}", "converted", head.number))
        before, _, _ = head.text.partition(box.name)
        head = Line(f"{before}code-group", head.number)
    return [head, *group, *part.closing]


def _opened(
    part: _Part, changes: list[Change], depth: int, *, is_below_text: bool, is_last: bool
) -> list[Line]:
    """What a box becomes: what it holds, itself, or a callout."""
    box, head = part.box, part.head
    inner = [_within(line, box) for line in part.inner] if box.kind else part.inner
    body = _converted(inner, part.code, changes, depth + 1)
    name, number = f"box {box.name}", head.number
    if box.name in _PLAIN:
        changes.append(Change(name, "converted", number, "what it holds stays"))
        blank = _blank(part)
        return [blank, *body] if is_last else [blank, *body, blank]
    if not box.kind:
        changes.append(Change(name, "kept", number, "kbsite has no such box"))
        ends_in_quote = body != inner and body[-1].text.lstrip().startswith(">")
        gap = [Line("", body[-1].number)] if ends_in_quote else []
        return [head, *body, *gap, *part.closing]
    changes.append(Change(name, "converted", number))
    gap = [_blank(part)] if is_below_text else []
    title = Line(f"{box.lead}> [!{box.kind}]{box.head}", number)
    quoted = [Line(f"{box.lead}> {text}".rstrip(), place) for text, place in trimmed(body)]
    return [*gap, title, *quoted]


def _blank(part: _Part) -> Line:
    return Line(part.box.lead.rstrip(), part.head.number)


def _within(line: Line, box: _Box) -> Line:
    """A line of a box without what stands in front of all of them."""
    text = line.text
    if text.startswith(box.lead):
        text = text[len(box.lead) :]
    else:
        for _ in range(box.lead.count(">")):
            text = text.lstrip(" \t").removeprefix(">")
        text = text.lstrip(" \t")
    lead = len(text) - len(text.lstrip(" \t"))
    at = 1 if box.indent and text.startswith("\t") else min(lead, box.indent)
    return Line(text[at:], line.number)


def _boxes(lines: Sequence[Line], code: Sequence[bool]) -> dict[int, _Box]:
    """The outermost boxes, by their first line."""
    found: dict[int, _Box] = {}
    opened: list[tuple[int, re.Match[str]]] = []
    counts: Counter[int] = Counter()
    for at, (line, is_code) in enumerate(zip(lines, code, strict=True)):
        text = line.text
        if is_code:
            continue
        if ":::" not in text:
            if ("!!!" in text or "???" in text) and (box := _admonition(lines, at)):
                found[at] = box
        elif closing := _END.fullmatch(text):
            if (begun := _begun(opened, counts, closing)) and begun[1].re is _CONTAINER:
                found[begun[0]] = _container(begun[1], at + 1)
        elif not text.rstrip().endswith(":::") and (match := _opening(text)):
            opened.append((at, match))
            counts[len(match["colons"])] += 1
    end = 0
    outermost = {}
    for at in sorted(found):
        if at >= end:
            outermost[at] = found[at]
            end = found[at].end
    return outermost


def _opening(text: str) -> re.Match[str] | None:
    return _CONTAINER.fullmatch(text) or _OTHER.fullmatch(text)


def _begun(
    opened: list[tuple[int, re.Match[str]]], counts: Counter[int], closing: re.Match[str]
) -> tuple[int, re.Match[str]] | None:
    """What a line of colons closes, taken from what is open: the last of as many colons, else the
    last one if it has fewer. What stands in a quote ends with it."""
    number, depth = len(closing["colons"]), closing["lead"].count(">")

    def last() -> tuple[int, re.Match[str]]:
        counts[len(opened[-1][1]["colons"])] -= 1
        return opened.pop()

    while opened and _depth(opened[-1][1]) > depth:
        last()
    while counts[number] and len(opened[-1][1]["colons"]) != number:
        last()
    if not opened or len(opened[-1][1]["colons"]) > number or _depth(opened[-1][1]) < depth:
        return None
    return last()


def _depth(opening: re.Match[str]) -> int:
    """In how many quotes it stands."""
    return opening.string[: opening.start("colons")].count(">")


def _container(match: re.Match[str], end: int) -> _Box:
    name = match["kind"] or match["name"]
    kind, fold = callout_kind(name), ""
    words = (match["words"] or "").strip()
    if match["kind"]:
        title = _TITLE.search(match[0])
        words = title[1] if title else ""
        fold = "-" if 'collapse="true"' in match[0] else ""
    elif words.startswith("{") and (title := _TITLE.search(words)):
        words = title[1]
    elif bracketed := _BRACKETED.fullmatch(words):
        words = bracketed[1]
    if name == "details":
        kind, fold = "note", "-"
    elif _COLOUR.fullmatch(name):
        kind = "note"
    return _Box(name, kind, f"{fold} {words}".rstrip(), match["lead"], end, is_closed=True)


def _admonition(lines: Sequence[Line], at: int) -> _Box | None:
    match = _ADMONITION.fullmatch(lines[at].text)
    if not match:
        return None
    lead = match["lead"]
    end = at + 1
    for below in range(at + 1, len(lines)):
        text = lines[below].text
        if text.strip():
            if not text.startswith((f"{lead}    ", f"{lead}\t")):
                break
            end = below + 1
    if end == at + 1:
        return None
    fold = _FOLDS.get(match["mark"], "")
    kind, name = callout_kind(match["name"]), match["name"]
    title = match["words"]
    if title is None:
        more = (word for word in match["more"].split() if word not in _PLACES)
        title = " ".join(more) or ("" if kind else name.replace("-", " ").capitalize())
    head = f"{fold} {title}".rstrip()
    return _Box(name, kind or "note", head, lead, end, is_closed=False, indent=4)
