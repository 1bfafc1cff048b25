"""Posts that are written in HTML → the body of a note: one block of HTML. No I/O."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kbsite.importers.model import Line
from kbsite.importers.texts.tags import without_tags
from kbsite.urls import suffix_of

_BODY = re.compile(r"(?i)<body(?:\s[^<>]*)?>")
_BODY_END = re.compile(r"(?i)</body\s*>")
_TITLE = re.compile(r"(?is)<title(?:\s[^<>]*)?>([^<]{0,1000})</title\s*>")
# Blank lines mean something in these.
_EXACT = re.compile(r"(?i)<(/?)(pre|textarea|script|style)(?=[\s>/])")


def is_html(path: str) -> bool:
    return suffix_of(path) in (".html", ".htm")


def html_body(lines: Sequence[Line]) -> list[Line]:
    """The text of a page, what `<body>` holds where there is one, so that Markdown reads none of
    it: a block of HTML ends with a blank line, of which there is none."""
    kept = _inside_body(lines)
    result: list[Line] = []
    exact = ""
    for line in kept:
        if line.text.strip():
            result.append(line)
        elif exact == "pre" and result:
            # Shown as the line that it is; the line end of the source is another.
            last = result[-1]
            result[-1] = Line(f"{last.text}&#10;", last.number)
        exact = _exact(line.text, exact)
    if not result:
        return []
    return [Line("<div>", result[0].number), *result, Line("</div>", result[-1].number)]


def html_title(text: str) -> str:
    """What `<title>` says, "" where there is none."""
    found = _TITLE.search(text)
    return without_tags(found[1]) if found else ""


def _inside_body(lines: Sequence[Line]) -> list[Line]:
    kept = list(lines)
    for index, (text, number) in enumerate(kept):
        if found := _BODY.search(text):
            kept = [Line(text[found.end() :], number), *kept[index + 1 :]]
            break
    else:
        return kept
    for index, (text, number) in enumerate(kept):
        if found := _BODY_END.search(text):
            return [*kept[:index], Line(text[: found.start()], number)]
    return kept


def _exact(text: str, inside: str) -> str:
    """The element that a line leaves open, of those in which each line counts."""
    for closes, name in _EXACT.findall(text):
        if not inside and not closes:
            inside = name.lower()
        elif closes and name.lower() == inside:
            inside = ""
    return inside
