"""Marks that an export leaves in the text: runs of `*`, comments of the clipboard. No I/O."""

from __future__ import annotations

import re

from kbsite.importers.code_lines import code_spans, prose_lines
from kbsite.importers.model import Change, Line

_RUN = re.compile(r"\*{2,}")
_MATH = re.compile(r"\$\$[^$\n]+\$\$|\$[^$\n]+\$")
_COMMENT = re.compile(r"<!--[ \t]*notionvc:[^<>]{0,200}-->")


def stray_marks(lines: list[Line], changes: list[Change]) -> list[Line]:
    """The conversion. Where bold text was edited Notion writes `****` and longer: to it each `**`
    turns bold on or off, so that pairs of them say nothing."""
    if not any("****" in line.text or "notionvc" in line.text for line in lines):
        return lines
    result = []
    for line, is_prose in zip(lines, prose_lines(lines), strict=True):
        text, number = line
        if is_prose:
            if "notionvc" in text and (bare := _COMMENT.sub("", text)) != text:
                text = bare.rstrip()
                changes.append(Change("comment", "lost", number, "a mark of Notion's clipboard"))
            if "****" in text and (clean := _without_runs(text)) != text:
                text = clean
                changes.append(
                    Change("stray *", "converted", number, "runs of * that mark nothing")
                )
        result.append(Line(text, number))
    return result


def _without_runs(text: str) -> str:
    kept = sorted((*code_spans(text), *(match.span() for match in _MATH.finditer(text))))
    parts: list[str] = []
    end = first = count = 0
    has_run = False
    for begin, behind in (*kept, (len(text), len(text))):
        if begin < end:
            continue
        at = end
        for match in _RUN.finditer(text, end, begin):
            parts.append(text[at : match.start()])
            at = match.end()
            marks = match[0]
            if len(marks) > 3:
                opens = at < len(text) and not text[at].isspace()
                if not has_run and opens:
                    first, has_run = len(parts), True
                marks = "**" * (len(marks) // 2 % 2) + "*" * (len(marks) % 2)
            count += len(marks) // 2
            parts.append(marks)
        parts += (text[at:begin], text[begin:behind])
        end = behind
    # One is left over: the run in which it was lost is the first that can open.
    if count % 2 and has_run and "**" not in parts[first]:
        parts[first] = "**" + parts[first]
    return "".join(parts)
