"""What Docsify reads beyond Markdown → callouts, sizes of pictures, ids of headings. No I/O."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kbsite.importers.code_lines import outside_code, prose_lines
from kbsite.importers.model import Change, Line
from kbsite.importers.texts.stretches import Edit, Stretch, edited

_HINT = re.compile(r"([ \t]*)([!?])>[ \t]+(\S.*)")
_KINDS = {"!": "warning", "?": "tip"}
_HEADING = re.compile(r"#{1,6}[ \t]")
#: What a paragraph may stand right below, and what ends one without a blank line.
_ABOVE = re.compile(r"[ \t>]*|#{1,6}[ \t].*|(?:[ \t]*[-*_=]){3,}[ \t]*")
_END = re.compile(r"[ \t]*(?:#{1,6}[ \t]|>|[-*+][ \t]|1[.)][ \t]|([-*_])(?:[ \t]*\1){2,}[ \t]*$)")
_ID = re.compile(r"(?<![ \t])[ \t]++:id=([\w-]+)")
_IGNORED = re.compile(r"(?<![ \t])[ \t]*+(?:<!--[ \t]*)?\{docsify-ignore(?:-all)?\}(?:[ \t]*-->)?")
_BAR = re.compile(r"(?<!\\)\|")
#: The address of a link or picture, and a title that may hold options.
_TITLED = re.compile(
    r"\]\((<[^<>\n]{1,1000}>|[^\s()<>]{1,1000})[ \t]{1,9}(?:'([^'\n]{0,200})'|\"([^\"\n]{0,200})\")"
    r"[ \t]{0,9}\)"
)
_OPTION = re.compile(
    r"(?:^|(?<=\s)):(ignore|include|size|class|id|target|disabled|no-zoom|type|fragment)"
    r"(?:=(\S*)|(?=\s|$))"
)
_SIZE = re.compile(r"(\d{1,5}(?:x\d{1,5})?)(?:px)?")
_NOT_INCLUDED = "kbsite includes nothing: it is a link"


def docsify(lines: list[Line], changes: list[Change]) -> list[Line]:
    """The conversion."""
    return edited(_blocks(lines, changes), lambda stretch: _titles(stretch, changes))


def _blocks(lines: list[Line], changes: list[Change]) -> list[Line]:
    """Hints, each a paragraph, and headings."""
    result: list[Line] = []
    #: What the lines of a hint begin with that is open.
    lead: str | None = None
    may_begin = True
    for line, is_prose in zip(lines, prose_lines(lines), strict=True):
        text, number = line
        found = _HINT.fullmatch(text) if is_prose and may_begin else None
        if found:
            lead = found[1]
            result.append(Line(f"{lead}> [!{_KINDS[found[2]]}]", number))
            result.append(Line(f"{lead}> {found[3]}", number))
            changes.append(Change("Docsify hint", "converted", number))
        elif lead is not None and is_prose and text.strip() and not _END.match(text):
            result.append(Line(f"{lead}> {text.strip()}", number))
        else:
            if lead is not None and text.strip():
                # What ends the hint would go on in the quote.
                result.append(Line("", number))
            lead = None
            is_heading = is_prose and _HEADING.match(text)
            result.append(_heading(line, changes) if is_heading else line)
        may_begin = not is_prose or bool(_ABOVE.fullmatch(text))
    return result


def _heading(line: Line, changes: list[Change]) -> Line:
    """`## 题 :id=a {docsify-ignore}` → `## 题 {#a}`."""
    names: list[str] = []

    def bare(part: str) -> str:
        names.extend(_ID.findall(part))
        return _ID.sub("", _IGNORED.sub("", part))

    text = outside_code(line.text, bare)
    if names:
        text = f"{text.rstrip()} {{#{names[0]}}}"
    if text != line.text:
        changes.append(Change("Docsify heading", "converted", line.number))
    return Line(text, line.number)


def _titles(stretch: Stretch, changes: list[Change]) -> Iterator[Edit]:
    """`![a](b ':size=50')` → `![a|50](b)`; other options say how something looks."""
    for found in _TITLED.finditer(stretch.text):
        title = found[2] or found[3] or ""
        options = {option[1]: option[2] or "" for option in _OPTION.finditer(title)}
        if not options or stretch.in_code(found.start()):
            continue
        line = stretch.number(found.start())
        rest = " ".join(_OPTION.sub("", title).split())
        size = _SIZE.fullmatch(options.get("size", ""))
        if "include" in options:
            changes.append(Change("Docsify include", "kept", line, _NOT_INCLUDED))
        else:
            changes.append(Change("Docsify options", "converted", line, title if not size else ""))
        # What is written between one kind of quotes has none of these in it.
        quote = "'" if '"' in rest else '"'
        words = f" {quote}{rest}{quote}" if rest else ""
        shown = f"{f'|{size[1]}' if size else ''}]({found[1]}{words})"
        is_cell = stretch.head_of(found.start()).lstrip(" \t>").startswith("|")
        yield Edit(*found.span(), _BAR.sub(r"\\|", shown) if is_cell else shown)
