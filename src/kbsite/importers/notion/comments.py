"""Comments of HTML → comments of kbsite, which are not published. No I/O."""

from __future__ import annotations

from collections.abc import Iterator

from kbsite.importers.model import Change, Line
from kbsite.importers.texts.literal import ENTITIES
from kbsite.importers.texts.stretches import Edit, Stretch, edited

_BEGIN, _END = "<!--", "-->"


def comments(lines: list[Line], changes: list[Change]) -> list[Line]:
    """The conversion. One that is never closed, or that ends within a line and began in another,
    stays."""
    if not any(_BEGIN in line.text for line in lines):
        return lines
    return edited(lines, lambda stretch: _edits(stretch, changes))


def _edits(stretch: Stretch, changes: list[Change]) -> Iterator[Edit]:
    text = stretch.text
    end = 0
    while (begin := text.find(_BEGIN, end)) >= 0:
        close = text.find(_END, begin + len(_BEGIN))
        if close < 0:
            return
        end = begin + len(_BEGIN)
        if stretch.in_code(begin) or stretch.in_formula(begin):
            continue
        end = close + len(_END)
        # Those that were escaped before, as text, end none.
        inner = text[begin + len(_BEGIN) : close].replace("\\%", "%").replace(ENTITIES, "%%")
        inner = inner.replace("%%", "% %")
        before, behind = stretch.line_of(begin, end)
        if "\n" in inner and (before.strip(" \t>") or behind.strip()):
            continue
        if "\n" in inner:
            inner = _on_own_lines(inner, before)
        changes.append(Change("comment", "converted", stretch.number(begin), "it is not published"))
        yield Edit(begin, end, f"%%{inner}%%" if inner.strip() else "")


def _on_own_lines(inner: str, before: str) -> str:
    """What is between the marks, in the quote in which these stand."""
    first, _, rest = inner.partition("\n")
    body = f"{before}{first.strip()}\n{rest}" if first.strip() else rest
    above, _, last = body.rpartition("\n")
    whole = body.rstrip() if last.strip(" \t>") else above
    return f"\n{whole}\n{before}"
