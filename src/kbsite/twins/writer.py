"""Composed HTML → Markdown, in one pass. No I/O."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from kbsite.twins import blocks, cells, spans
from kbsite.twins.draft import Draft
from kbsite.twins.events import (
    CODE,
    CODE_BLOCK,
    DISPLAY,
    DISPLAY_BLOCK,
    FORMULA,
    attributes_of,
    events_of,
)
from kbsite.twins.inline import escaped

_MARKS = {"em": "*", "i": "*", "strong": "**", "b": "**", "s": "~~", "del": "~~", "mark": "=="}
#: What Markdown has no sign for and readers need to see.
_KEPT = ("kbd", "sub", "sup", "u", "ins")
_BLOCKS = (
    *("p", "div", "section", "article", "figure", "figcaption", "header", "footer", "address"),
    *("main", "nav", "aside", "form", "fieldset", "center", "hgroup", "dl", "details"),
)


def markdown_of(html: str, diagrams: Mapping[str, str]) -> str:
    """`html` as Markdown; a picture of one of `diagrams`, named by what it is made from, is its
    source again."""
    draft = Draft(iter(events_of(html)), diagrams)
    words = draft.words
    for text, what, value in draft.events:
        # Between blocks nothing is said, and what begins a line of words is left out anyway.
        if text and (text != "\n" or words or draft.links or draft.cell):
            words.append(escaped(text))
        # By what there is most of.
        if what == FORMULA:
            spans.formula(draft, value)
        elif what == DISPLAY_BLOCK:
            spans.formula_block(draft, value)
        elif bare := _BARE.get(what):
            bare(draft)
        elif handler := _WITH_ATTRIBUTES.get(what):
            handler(draft, attributes_of(value))
        elif what == DISPLAY:
            spans.formula_alone(draft, value)
        elif what == CODE:
            spans.code(draft, value)
        elif what.startswith(CODE_BLOCK):
            spans.code_block(draft, value, what.removeprefix(CODE_BLOCK))
    draft.flush()
    return draft.lines.text()


#: What tags do of which nothing else is asked.
_BARE: Mapping[str, Callable[[Draft], None]] = {
    **{name: partial(spans.begin_mark, mark) for name, mark in _MARKS.items()},
    **{f"/{name}": partial(spans.end_mark, mark) for name, mark in _MARKS.items()},
    **{f"/{name}": partial(blocks.end_block, name) for name in _BLOCKS},
    **{f"h{level}": partial(blocks.begin_heading, level) for level in range(1, 7)},
    **{f"/h{level}": blocks.end_heading for level in range(1, 7)},
    **{f"/{name}": partial(spans.end_kept, name) for name in _KEPT},
    "/a": spans.end_link,
    "br": lambda d: d.words.append("<br>" if d.cell else "\\\n"),
    "hr": spans.rule,
    "/ul": blocks.end_list,
    "/ol": blocks.end_list,
    "/li": blocks.end_item,
    "blockquote": blocks.begin_quote,
    "/blockquote": blocks.end_quote,
    "/summary": blocks.end_summary,
    "dt": lambda d: d.push("dt"),
    "/dt": partial(blocks.end_definition, "dt"),
    "dd": blocks.begin_definition,
    "/dd": partial(blocks.end_definition, "dd"),
    "table": cells.begin_table,
    "/table": cells.end_table,
    "/caption": Draft.flush,
    "tr": cells.begin_row,
    "/tr": cells.end_cell,
    "/td": cells.end_cell,
    "/th": cells.end_cell,
}
#: What others do that begin something.
_WITH_ATTRIBUTES: Mapping[str, Callable[[Draft, Mapping[str, str]], None]] = {
    **{name: partial(blocks.block, name) for name in _BLOCKS},
    **{name: partial(spans.begin_kept, name) for name in _KEPT},
    "a": spans.begin_link,
    "img": spans.image,
    "input": spans.check,
    "video": spans.player,
    "audio": spans.player,
    "iframe": spans.player,
    "ul": partial(blocks.begin_list, False),
    "ol": partial(blocks.begin_list, True),
    "li": blocks.begin_item,
    "summary": blocks.summary,
    "td": cells.begin_cell,
    "th": cells.begin_cell,
}
