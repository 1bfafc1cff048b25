"""Lists, quotes, callouts, headings and what else holds lines of text. No I/O."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from kbsite.twins.draft import Draft, OpenList
from kbsite.twins.events import classes_of
from kbsite.twins.footnotes import FOOTNOTE, footnote_name

_BOLD = "**"


def begin_list(is_numbered: bool, draft: Draft, attributes: Mapping[str, str]) -> None:
    draft.flush(gap=not draft.lists)
    number = attributes.get("start", "1")
    first = int(number) if number.isdecimal() and len(number) < 10 else 1
    draft.lists.append(OpenList(first if is_numbered else 0, draft.is_footnotes))
    draft.is_footnotes = False


def end_list(draft: Draft) -> None:
    draft.flush(gap=False)
    if draft.lists:
        draft.lists.pop()
    if not draft.lists and draft.cell is None:
        draft.lines.gap = True


def begin_item(draft: Draft, attributes: Mapping[str, str]) -> None:
    draft.flush(gap=False)
    if draft.cell is not None:
        draft.words.append("- ")
        draft.push("li")
        return
    number, notes = draft.lists[-1] if draft.lists else OpenList(0, False)
    footnote = FOOTNOTE.fullmatch(attributes.get("id", "")) if notes else None
    if footnote:
        draft.mark("li", f"[^{footnote_name(footnote)}]: ", "    ")
    elif number:
        draft.lists[-1] = OpenList(number + 1, notes)
        draft.mark("li", f"{number}. ", " " * len(f"{number}. "))
    else:
        draft.mark("li", "- ", "  ")


def end_item(draft: Draft) -> None:
    draft.flush(gap=False)
    draft.close("li")


def begin_quote(draft: Draft) -> None:
    draft.flush()
    draft.mark("blockquote", "> ", "> ")


def end_quote(draft: Draft) -> None:
    draft.flush()
    draft.close("blockquote")


def begin_definition(draft: Draft) -> None:
    draft.flush(gap=False)
    draft.mark("dd", ": ", "  ")


def end_definition(name: str, draft: Draft) -> None:
    draft.flush(gap=name == "dd")
    draft.close(name)


def block(name: str, draft: Draft, attributes: Mapping[str, str]) -> None:
    draft.flush()
    classes = classes_of(attributes)
    if "callout" in classes:
        draft.mark(name, f"> [!{attributes.get('data-callout', 'note')}] ", "> ")
    elif "callout-title" in classes:
        draft.push(name, partial(end_title, draft))
    elif name == "figcaption" and draft.code_title:
        draft.code_title = draft.take(name).strip()
    else:
        if name == "figure" and "code-block" in classes:
            # Its caption follows.
            draft.code_title = " "
        draft.is_footnotes = draft.is_footnotes or "footnotes" in classes
        draft.push(name)


def end_title(draft: Draft) -> None:
    if draft.cell is None:
        draft.lines.gap = False


def summary(draft: Draft, attributes: Mapping[str, str]) -> None:
    draft.flush()
    if "callout-title" in classes_of(attributes):
        draft.push("summary", partial(end_title, draft))
    else:
        draft.marks.begin(_BOLD, 0)
        draft.push("summary", partial(draft.marks.end, _BOLD, 0))


def end_summary(draft: Draft) -> None:
    draft.flush()
    draft.close("summary")


def end_block(name: str, draft: Draft) -> None:
    draft.flush()
    draft.close(name)


def begin_heading(level: int, draft: Draft) -> None:
    draft.flush()
    draft.heading = "#" * level + " "


def end_heading(draft: Draft) -> None:
    if draft.cell is not None:
        draft.flush()
        return
    text = " ".join(draft.taken().split())
    if text:
        draft.lines.add([f"{draft.heading}{text}"])
    draft.heading = ""
