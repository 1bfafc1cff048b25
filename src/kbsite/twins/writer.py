"""Composed HTML → Markdown, in one pass. No I/O."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from kbsite.twins import blocks, cells, spans
from kbsite.twins.draft import Draft
from kbsite.twins.events import End, Formula, Start, events_of
from kbsite.twins.inline import escaped

_MARKS = {"em": "*", "i": "*", "strong": "**", "b": "**", "s": "~~", "del": "~~", "mark": "=="}
#: What Markdown has no sign for and readers need to see.
_KEPT = frozenset({"kbd", "sub", "sup", "u", "ins"})
_BLOCKS = frozenset(
    {
        *("p", "div", "section", "article", "figure", "figcaption", "header", "footer", "address"),
        *("main", "nav", "aside", "form", "fieldset", "center", "hgroup", "dl", "details"),
    }
)


def markdown_of(html: str, diagrams: Mapping[str, str]) -> str:
    """`html` as Markdown; a picture of one of `diagrams`, named by what it is made from, is its
    source again."""
    draft = Draft(events_of(html), diagrams)
    for event in draft.events:
        # By what there is most of.
        if isinstance(event, str):
            draft.words.append(escaped(event))
        elif isinstance(event, Start):
            _start(draft, event.name, event.attributes)
        elif isinstance(event, End):
            _end(draft, event.name)
        elif isinstance(event, Formula):
            spans.formula(draft, event.tex, event.display)
        else:
            spans.code(draft, event.text, event.is_block, event.language)
    draft.flush()
    return draft.lines.text()


def _start(draft: Draft, name: str, attributes: Mapping[str, str]) -> None:
    if mark := _MARKS.get(name):
        draft.marks.begin(mark, draft.links[-1][0] if draft.links else 0)
        return
    classes = attributes["class"].split() if "class" in attributes else []
    if handler := _STARTS.get(name):
        handler(draft, attributes, classes)
    elif name in _BLOCKS:
        blocks.block(draft, name, attributes, classes)
    elif name in _KEPT:
        if "footnote-mark" in classes:
            draft.note_marks += 1
        else:
            draft.words.append(f"<{name}>")


def _end(draft: Draft, name: str) -> None:
    if mark := _MARKS.get(name):
        draft.marks.end(mark, draft.links[-1][0] if draft.links else 0)
    elif handler := _ENDS.get(name):
        handler(draft)
    elif name in _BLOCKS:
        draft.flush()
        draft.close(name)
    elif name == "sup" and draft.note_marks:
        draft.note_marks -= 1
    elif name in _KEPT:
        draft.words.append(f"</{name}>")


def _begin_heading(level: int, draft: Draft, *_: object) -> None:
    draft.flush()
    draft.heading = "#" * level + " "


#: What an element does when it begins, with its attributes and classes, and when it ends.
_STARTS: Mapping[str, Callable[[Draft, Mapping[str, str], list[str]], None]] = {
    "a": lambda d, a, c: spans.begin_link(d, a, c),
    "br": lambda d, a, c: d.words.append("<br>" if d.cell else "\\\n"),
    "hr": lambda d, a, c: spans.rule(d),
    "img": lambda d, a, c: spans.image(d, a),
    "input": lambda d, a, c: spans.check(d, a),
    "video": lambda d, a, c: spans.player(d, a),
    "audio": lambda d, a, c: spans.player(d, a),
    "iframe": lambda d, a, c: spans.player(d, a),
    "ul": lambda d, a, c: blocks.begin_list(d, a, False),
    "ol": lambda d, a, c: blocks.begin_list(d, a, True),
    "li": lambda d, a, c: blocks.begin_item(d, a),
    "blockquote": lambda d, a, c: blocks.begin_quote(d),
    "summary": lambda d, a, c: blocks.summary(d, c),
    "dt": lambda d, a, c: d.push("dt"),
    "dd": lambda d, a, c: blocks.begin_definition(d),
    **{f"h{level}": partial(_begin_heading, level) for level in range(1, 7)},
    "table": lambda d, a, c: cells.begin_table(d),
    "tr": lambda d, a, c: cells.begin_row(d),
    "td": lambda d, a, c: cells.begin_cell(d, a, c),
    "th": lambda d, a, c: cells.begin_cell(d, a, c),
}
_ENDS: Mapping[str, Callable[[Draft], None]] = {
    "a": spans.end_link,
    **{f"h{level}": blocks.end_heading for level in range(1, 7)},
    "ul": blocks.end_list,
    "ol": blocks.end_list,
    "li": blocks.end_item,
    "blockquote": blocks.end_quote,
    "summary": blocks.end_summary,
    "dt": lambda d: blocks.end_definition(d, "dt"),
    "dd": lambda d: blocks.end_definition(d, "dd"),
    "caption": Draft.flush,
    "td": cells.end_cell,
    "th": cells.end_cell,
    "tr": cells.end_cell,
    "table": cells.end_table,
}
