"""Where links and pictures of a text lead, and the same text with other addresses. No I/O."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from html import escape, unescape

from kbsite.importers.model import Change, Conversion, Line
from kbsite.importers.texts.stretches import Edit, Stretch, edited
from kbsite.importers.texts.tags import destination

#: Before an address that is final already, until all others are.
FINAL = "\0/"
#: What begins a tag of a template that stays is left alone with all that it holds.
_ADDRESS = re.compile(
    r"\{\{[<%][^{}]*+\}\}|\{%[^{}]*+\}"
    r"|\]\(\s*(?:<([^<>\n]*+)>|((?:[^()\s<>\\]|\\.|\((?:[^()\s<>\\]|\\.)*+\))++))"
    r"(?=\s{0,9}[)\"'(])"
    r"|^[ \t>]*\[(?!\^)[^\]\n]++\]:[ \t]*(?:<([^<>\n]*+)>|(\S++))"
    r"|\s(?:src|href|poster)\s*=\s*(?:\"([^\"\n<>]*+)\"|'([^'\n<>]*+)')",
    re.MULTILINE | re.IGNORECASE,
)
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")

#: An address as it is written, escapes undone → another one, or None where it stays.
Redirect = Callable[[str], "str | None"]


def links_redirected(redirect: Redirect) -> Conversion:
    """A conversion that puts other addresses into links, pictures, definitions of references and
    elements of HTML. Those with `FINAL` before them stay, without it."""

    def find(stretch: Stretch, changes: list[Change]) -> Iterator[Edit]:
        for found in _ADDRESS.finditer(stretch.text):
            group = found.lastindex
            if group is None:
                continue
            begin, end = found.span(group)
            if found[group].startswith(FINAL) or stretch.in_code(begin):
                continue
            is_html = group >= 5
            written = found[group]
            address = unescape(written) if is_html else _ESCAPE.sub(r"\1", written)
            other = redirect(address)
            if other is None:
                continue
            changes.append(Change("link", "converted", stretch.number(begin), f"to {other}"))
            shown = destination(other)
            if group in (1, 3):
                begin, end = begin - 1, end + 1
            yield Edit(begin, end, escape(shown, quote=True) if is_html else shown)

    def convert(lines: list[Line], changes: list[Change]) -> list[Line]:
        lines = edited(lines, lambda stretch: find(stretch, changes))
        if any(FINAL in line.text for line in lines):
            lines = [Line(line.text.replace(FINAL, ""), line.number) for line in lines]
        return lines

    return convert
