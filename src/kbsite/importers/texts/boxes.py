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

_CONTAINER = re.compile(
    r"(?P<lead>[ \t>]*)(?P<colons>:{3,})[ \t]*"
    r"(?:\{\.callout-(?P<kind>[a-z]+)(?P<given>[^{}]*)\}|(?P<name>[a-zA-Z][\w-]*)(?P<words>.*))"
)
_END = re.compile(r"[ \t>]*(:{3,})[ \t]*")
_TITLE = re.compile(r"\btitle=\"([^\"]*)\"")
_BRACKETED = re.compile(r"\[(.*)\](?:\{[^{}]*\})?")
_ADMONITION = re.compile(
    r"(?P<lead>[ \t]*)(?P<mark>!!!|\?\?\?\+?)[ \t]+(?P<name>[a-zA-Z][\w-]*)(?:[ \t]+[\w-]+)*"
    r"(?:[ \t]+\"(?P<words>[^\"]*)\")?[ \t]*"
)
_FOLDS = {"???": "-", "???+": "+"}
_COLOUR = re.compile(r"color\d")
#: Those that only place what they hold, or keep a program from reading it.
_PLAIN = frozenset(
    ("code-group", "code-tabs", "v-pre", "raw", "hljs-center", "hljs-left", "hljs-right", "center")
)
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


def boxes(lines: list[Line], changes: list[Change]) -> list[Line]:
    """The conversion. One that is never closed, or that kbsite has no callout for, stays."""
    if not any(mark in line.text for line in lines for mark in (":::", "!!!", "???")):
        return lines
    return _converted(lines, code_lines(lines), changes, 0)


def _converted(
    lines: Sequence[Line], code: Sequence[bool], changes: list[Change], depth: int
) -> list[Line]:
    found = _boxes(lines, code) if depth < _MOST else {}
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
        inner = lines[at + 1 : stop]
        if box.kind:
            inner = [_within(line, box) for line in inner]
        body = _converted(inner, code[at + 1 : stop], changes, depth + 1)
        if box.name in _PLAIN:
            changes.append(
                Change(f"box {box.name}", "converted", line.number, "what it holds stays")
            )
            blank = Line(box.lead.rstrip(), line.number)
            result += [blank, *body, blank] if box.end < len(lines) else [blank, *body]
        elif not box.kind:
            why = "kbsite has no such box"
            changes.append(Change(f"box {box.name}", "kept", line.number, why))
            result += [line, *body]
            if body and body[-1].text.lstrip().startswith(">"):
                result.append(Line("", body[-1].number))
            result += lines[stop : box.end]
        else:
            changes.append(Change(f"box {box.name}", "converted", line.number))
            if result and result[-1].text.strip(" \t>"):
                result.append(Line(box.lead.rstrip(), line.number))
            result.append(Line(f"{box.lead}> [!{box.kind}]{box.head}", line.number))
            for text, number in trimmed(body):
                result.append(Line(f"{box.lead}> {text}".rstrip(), number))
        at, was_box = box.end, bool(box.kind)
    return result


def _within(line: Line, box: _Box) -> Line:
    """A line of a box without what stands in front of all of them."""
    text = line.text
    text = text[len(box.lead) :] if text.startswith(box.lead) else text.lstrip(" \t>")
    lead = len(text) - len(text.lstrip(" \t"))
    at = 1 if box.indent and text.startswith("\t") else min(lead, box.indent)
    return Line(text[at:], line.number)


def _boxes(lines: Sequence[Line], code: Sequence[bool]) -> dict[int, _Box]:
    """The outermost boxes, by their first line."""
    found: dict[int, _Box] = {}
    opened: list[tuple[int, int, re.Match[str]]] = []
    counts: Counter[int] = Counter()
    for at, (line, is_code) in enumerate(zip(lines, code, strict=True)):
        if is_code:
            continue
        if ":::" not in line.text:
            if ("!!!" in line.text or "???" in line.text) and (box := _admonition(lines, at)):
                found[at] = box
        elif (match := _CONTAINER.fullmatch(line.text)) and not line.text.rstrip().endswith(":::"):
            opened.append((at, len(match["colons"]), match))
            counts[len(match["colons"])] += 1
        elif opened and (closing := _END.fullmatch(line.text)):
            number = len(closing[1])
            while counts[number] and opened[-1][1] != number:
                counts[opened.pop()[1]] -= 1
            if opened[-1][1] <= number:
                begin, colons, match = opened.pop()
                counts[colons] -= 1
                found[begin] = _container(match, at + 1)
    end = 0
    outermost = {}
    for at in sorted(found):
        if at >= end:
            outermost[at] = found[at]
            end = found[at].end
    return outermost


def _container(match: re.Match[str], end: int) -> _Box:
    name = match["kind"] or match["name"]
    kind, fold = callout_kind(name), ""
    words = (match["words"] or "").strip()
    if match["kind"]:
        title = _TITLE.search(match["given"])
        words = title[1] if title else ""
        fold = "-" if 'collapse="true"' in match["given"] else ""
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
    kind = callout_kind(match["name"]) or "note"
    head = f"{fold} {match['words'] or ''}".rstrip()
    return _Box(match["name"], kind, head, lead, end, is_closed=False, indent=4)
