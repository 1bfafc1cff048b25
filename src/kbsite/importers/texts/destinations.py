"""Where links and pictures of a text lead, and the same text with other addresses. No I/O."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from html import escape, unescape

from kbsite.importers.model import Change, Conversion, Line, text_of
from kbsite.importers.texts.blocks import blocks_of
from kbsite.importers.texts.literal import exact_lines
from kbsite.importers.texts.stretches import Edit, Stretch, edited
from kbsite.importers.texts.tags import destination

#: Before an address that is final already, until all others are.
FINAL = "\0/"
#: What begins a tag of a template that stays is left alone with all that it holds.
_TEMPLATE = r"\{\{[<%][^{}]*+\}\}|\{%[^{}]*+\}|"
_LINK = re.compile(
    _TEMPLATE + r"\]\(\s*(?:<([^<>\n]*+)>|((?:[^()\s<>\\]|\\.|\((?:[^()\s<>\\]|\\.)*+\))++))"
    r"(?=\s{0,9}[)\"'(])"
)
_DEFINITION = re.compile(
    r"^[ \t>]*\[(?!\^)[^\]\n]++\]:[ \t]*(?:<([^<>\n]*+)>|(\S++))", re.MULTILINE
)
_ATTRIBUTE = re.compile(
    _TEMPLATE + r"\s(?:src|href|poster)\s*=\s*(?:\"([^\"\n<>]*+)\"|'([^'\n<>]*+)')", re.IGNORECASE
)
#: A backslash before a sign that it takes its meaning from.
ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")

#: An address as it is written, escapes undone → another one, or None where it stays.
Redirect = Callable[[str], "str | None"]


def links_redirected(redirect: Redirect) -> Conversion:
    """A conversion that puts other addresses into links, pictures, definitions of references and
    elements of HTML. Those with `FINAL` before them stay, without it."""

    def edits(stretch: Stretch, pattern: re.Pattern[str], changes: list[Change]) -> Iterator[Edit]:
        is_html = pattern is _ATTRIBUTE
        for found in stretch.outside_code(pattern):
            group = found.lastindex
            if group is None:
                continue
            begin, end = found.span(group)
            if found[group].startswith(FINAL):
                continue
            written = found[group]
            address = unescape(written) if is_html else ESCAPE.sub(r"\1", written)
            other = redirect(address)
            if other is None:
                continue
            changes.append(Change("link", "converted", stretch.number(begin), f"to {other}"))
            shown = destination(other)
            if group == 1 and not is_html:
                begin, end = begin - 1, end + 1
            yield Edit(begin, end, escape(shown, quote=True) if is_html else shown)

    def convert(lines: list[Line], changes: list[Change]) -> list[Line]:
        if any("=" in line.text for line in lines):
            lines = edited(lines, lambda stretch: edits(stretch, _ATTRIBUTE, changes))
        if any("](" in line.text for line in lines):
            code = exact_lines(lines)
            lines = edited(lines, lambda stretch: edits(stretch, _LINK, changes), code)
        if any(_DEFINITION.match(line.text) for line in lines):
            code = [not defines for defines in _definitions(lines)]
            lines = edited(lines, lambda stretch: edits(stretch, _DEFINITION, changes), code)
        if any(FINAL in line.text for line in lines):
            lines = [Line(line.text.replace(FINAL, ""), line.number) for line in lines]
        return lines

    return convert


def _definitions(lines: Sequence[Line]) -> list[bool]:
    """Of each line whether it is the first of the definition of a reference: what only begins
    like one (`[2]: A. Author. Title`) is text, and belongs to a block."""
    defines = [bool(_DEFINITION.match(line.text)) for line in lines]
    text = text_of(lines).replace("%%", "xx")
    for token in blocks_of(text):
        if token.map and (token.type in ("inline", "table_open") or not token.nesting):
            begin, end = token.map[0], min(token.map[1], len(lines))
            defines[begin:end] = [False] * (end - begin)
    return defines
