"""Code that VitePress (`<<< @/a.cpp{2}`) and VuePress (`@[code](a.cpp)`) take from another file →
blocks of it; texts that they or MkDocs include are told. No I/O."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from textwrap import dedent

from kbsite.importers.code_lines import prose_lines
from kbsite.importers.model import Change, Conversion, Line
from kbsite.importers.texts.blocks import literal_lines
from kbsite.importers.texts.zhihu_html import html_rows

_VITEPRESS = re.compile(
    r"(?P<lead>[ \t>]*)<<<(?:[ \t]++|(?=@/))(?P<path>[^\s#{}\[\]]++)(?:#(?P<region>[\w*-]++))?"
    r"(?:[ \t]*+\{(?P<info>[^{}]*+)\})?(?:[ \t]*+\[(?P<title>[^\[\]]++)\])?[ \t]*+"
)
_VUEPRESS = re.compile(
    r"(?P<lead>[ \t>]*)@\[code(?:[ \t]*+\{(?P<lines>\d{0,7}-?\d{0,7})\})?"
    r"(?:[ \t]++(?P<info>[^\[\]]*+))?\]\((?P<path>[^()\s]++)\)[ \t]*+"
)
_TEXT = re.compile(r"[ \t>]*(?:<!--[ \t]*@include:|-+8<-+[ \t]+[\"']|@include\()")
_MARKED = re.compile(r"(?:^|\{)[ \t]*([\d,-]+)(?:\}|[ \t]|$)")
_LANGUAGE = re.compile(r"(?<![\w:-])[a-zA-Z][\w+#-]*")
_NUMBERED = re.compile(r":line-numbers(=[1-9]\d{0,6})?(?![\w-])")
_REGION = re.compile(
    r"\s*[^\w\s]\W*+(?:pragma[ \t]+)?(?P<end>end[ \t]*)?region\b(?:[ \t]*(?P<name>\w[\w*-]*))?",
    re.IGNORECASE,
)
_NO_TEXTS = "kbsite includes no texts"
#: So many characters of other files are read for a note at most.
_MOST = 1_000_000

#: The text of the file that an address in the note names, None where there is none.
Reader = Callable[[str], "str | None"]


def code_includes(read: Reader) -> Conversion:
    """The conversion of one note."""

    def convert(lines: list[Line], changes: list[Change]) -> list[Line]:
        if not any(mark in line.text for line in lines for mark in ("<<<", "8<-", "nclude", "@[c")):
            return lines
        result: list[Line] = []
        room = _MOST
        all_found = [_VITEPRESS.fullmatch(text) or _VUEPRESS.fullmatch(text) for text, _ in lines]
        # A comment would end with one in the code, and HTML has no fences.
        exact = _exact(lines) if any(all_found) else [False] * len(lines)
        rows = zip(lines, all_found, prose_lines(lines), exact, strict=True)
        for line, found, is_prose, is_exact in rows:
            if not found or not is_prose or is_exact:
                if is_prose and _TEXT.match(line.text):
                    changes.append(Change("include", "kept", line.number, _NO_TEXTS))
                result.append(line)
                continue
            whole = read(found["path"]) if room > 0 else None
            room -= len(whole or "")
            text = _shown(whole, found)
            if text is None or room < 0:
                why = "no such file or region is in the source" if room > 0 else "too much code"
                changes.append(Change("included code", "kept", line.number, why))
                result.append(line)
                continue
            lead = found["lead"]
            changes.append(Change("included code", "converted", line.number))
            for row in _block(text, found):
                result.append(Line(lead + row if row else lead.rstrip(), line.number))
        return result

    return convert


def _exact(lines: Sequence[Line]) -> list[bool]:
    """Of each line whether it is in code, a comment or a block of HTML."""
    return list(map(any, zip(literal_lines(lines), html_rows(lines), strict=True)))


def _shown(text: str | None, found: re.Match[str]) -> str | None:
    """The part of a file that is shown, None where there is none."""
    given = found.groupdict()
    if text is None:
        return None
    rows = text.rstrip("\n").split("\n")
    if lines := given.get("lines"):
        first, dash, last = lines.partition("-")
        begin = max(int(first or 1) - 1, 0)
        rows = rows[begin : int(last or len(rows)) if dash else begin + 1]
    name = given.get("region")
    return _region(rows, name) if name else "\n".join(rows)


def _region(rows: list[str], name: str) -> str | None:
    """What stands between the marks of a region, as editors know them. One within it has an end
    of its own, which may have no name."""
    shown: list[str] | None = None
    depth = 0
    for row in rows:
        mark = _REGION.match(row)
        if shown is None:
            shown = [] if mark and not mark["end"] and mark["name"] == name else None
            continue
        if mark and mark["end"]:
            if mark["name"] == name or not (mark["name"] or depth):
                return dedent("\n".join(shown))
            depth = max(depth - 1, 0)
        elif mark:
            depth += 1
        shown.append(row)
    return None


def _block(text: str, found: re.Match[str]) -> list[str]:
    """A fence with the code, and what is said of it."""
    given = found.groupdict()
    said = given.get("info") or ""
    suffix = given["path"].rpartition("/")[2].rpartition(".")[2]
    language, marked = _LANGUAGE.search(said), _MARKED.search(said)
    info = language[0] if language else suffix or "text"
    info += f" {{{marked[1]}}}" if marked else ""
    numbered = _NUMBERED.search(said)
    info += f" linenos{numbered[1] or ''}" if numbered else ""
    info += f" [{given['title']}]" if given.get("title") else ""
    longest = max((len(run) for run in re.findall("`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    return [fence + info.replace("`", "'"), *text.split("\n"), fence]
