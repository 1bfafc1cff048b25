"""The body of a page → that of a note, and what it counted before. No I/O."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import partial

import msgspec

from kbsite.importers.code_lines import code_lines
from kbsite.importers.counting import count, count_lines
from kbsite.importers.model import Change, Conversion, Counts, Line, text_of
from kbsite.importers.notion.code_names import code_names
from kbsite.importers.notion.comments import comments
from kbsite.importers.notion.containers import containers
from kbsite.importers.notion.finding import Finder
from kbsite.importers.notion.indents import outdented
from kbsite.importers.notion.links import links
from kbsite.importers.notion.mark_spaces import mark_spaces
from kbsite.importers.notion.stray_marks import stray_marks
from kbsite.importers.notion.toggles import ANY_ITEM, columns, folded
from kbsite.importers.texts import GENERAL
from kbsite.importers.texts.literal import literal
from kbsite.importers.texts.table_bars import table_bars

_QUOTES = re.compile(r"\A[ \t]*+(?:>[ \t]?)+")
# A heading, a rule, a row of a table, the head of a callout, a block of HTML.
_NO_PARAGRAPH = re.compile(r"[ \t]*(?:#{1,6}(?:[ \t]|$)|\||(?:[-*_][ \t]*){3,}$|\[!|<[/a-zA-Z!])")


def stages(target: str, finder: Finder, folder: str, toggles: bool) -> tuple[Conversion, ...]:
    """All conversions in their order. Containers come late, as what stands in a quote is harder to
    tell. `toggles`: as `Options` has it."""
    return (
        stray_marks,
        mark_spaces,
        outdented,
        code_names,
        table_bars,
        columns,
        folded(with_items=toggles),
        links(target, partial(finder.find, folder=folder)),
        literal("Notion", finder.is_title, later=containers),
        comments,
        containers,
        *GENERAL,
    )


def converted(
    lines: list[Line], every: tuple[Conversion, ...], changes: list[Change]
) -> tuple[list[Line], Counts]:
    """The lines of a note after all of its `stages`. The changes that are added explain every
    difference of the counts."""
    before = _count(lines)
    made: list[Change] = []
    result = lines
    for stage in every:
        result = stage(result, made)
    said = before
    for change in made:
        said = said.plus(change.delta)
    if said != count_lines(result):
        made = _explained(lines, every, before)
    changes += made
    return result, before


def first_break(lines: Sequence[Line]) -> int:
    """The source line of the first line that goes on with a paragraph, 0 where there is none: to
    Notion, and to it alone, each line end is a break."""
    inside = code_lines(lines)
    above = ""
    in_math = False
    for (text, number), is_code in zip(lines, inside, strict=True):
        bare = _QUOTES.sub("", text, count=1)
        if bare.strip() == "$$":
            in_math = not in_math
        here = "" if is_code or in_math or _NO_PARAGRAPH.match(bare) else bare.strip()
        if above and here and not ANY_ITEM.match(bare):
            return number
        above = here
    return 0


def _count(lines: Sequence[Line]) -> Counts:
    return count(text_of(lines), in_html=True)


def _explained(
    lines: list[Line], conversions: tuple[Conversion, ...], before: Counts
) -> list[Change]:
    """The changes again, where they do not say all that the counts differ by: each stage's last one
    gets what its own lines differ by."""
    every: list[Change] = []
    for stage in conversions:
        made: list[Change] = []
        after = stage(lines, made)
        counts = before if after == lines else _count(after)
        rest = counts.minus(before)
        for change in made:
            rest = rest.minus(change.delta)
        if rest != Counts():
            last = made.pop() if made else Change("text", "converted", 0, "it is read otherwise")
            made.append(msgspec.structs.replace(last, delta=last.delta.plus(rest)))
        every += made
        lines, before = after, counts
    rest = count_lines(lines).minus(before)
    if rest != Counts():
        at = next((line.number for line in lines if line.text.lstrip().startswith("<")), 0)
        why = "what is Markdown within it is not read"
        every.append(Change("HTML block", "kept", at, why, rest))
    return every
