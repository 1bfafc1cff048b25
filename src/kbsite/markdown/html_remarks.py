"""`%%comments%%` in a block of HTML, whose text no other rule reads. No I/O.

What an author set between `%%` is not to be read by others, wherever it stands. Obsidian's help
does not say what becomes of it there; Quartz takes it out of HTML as of all else.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from markdown_it.rules_block import StateBlock
from markdown_it.token import Token

from kbsite.markdown.comment import MARK, opens
from kbsite.markdown.html_edits import Edit, edit
from kbsite.markdown.html_tags import RAW, TAG, raw_end

_MARK_OR_TAG = re.compile(rf"{MARK}|<(?:[!?a-zA-Z]|/(?!>))")
_NO_LINE_END = re.compile(r"[^\n]")
# What shows, or holds, code.
_CODE = RAW | {"code", "pre", "script"}


class Remarks(NamedTuple):
    """Where in a piece of HTML comments begin and end; where one begins that has no end there,
    -1 for nowhere."""

    spans: list[tuple[int, int]]
    open: int


def remarks_in(html: str) -> Remarks:
    """Those in its text; in a tag and in code `%%` means nothing."""
    spans: list[tuple[int, int]] = []
    #: Names of what holds code, and does not end behind here.
    without_end: set[str] = set()
    position = 0
    has_tags = True
    while found := _MARK_OR_TAG.search(html, position):
        position = found.end()
        if found.group() == MARK:
            before = html[found.start() - 1 : found.start()]
            end = html.find(MARK, position)
            if before.isdigit() and "<" in html[position : max(position, end)]:
                # A percentage, and what holds another, or code.
                continue
            if end < 0:
                is_open = opens(before) or before == ">"
                return Remarks(spans, found.start() if is_open else -1)
            position = end + len(MARK)
            spans.append((found.start(), position))
        elif has_tags and (tag := TAG.match(html, found.start())):
            position = tag.end()
            name = (tag["name"] or "").lower()
            if name in _CODE and not tag["end"] and name not in without_end:
                end = raw_end(html, name, position)
                position = max(position, end)
                if end < 0:
                    without_end.add(name)
        else:
            # One without an end is text, and so are all behind it.
            has_tags = False
    return Remarks(spans, -1)


def begins_line(html: str, at: int) -> bool:
    """Whether a comment is a block: it begins its line."""
    return not html[html.rfind("\n", 0, at) + 1 : at].strip()


def blanked(html: str, remarks: Remarks) -> str:
    """`html` with blanks in place of comments, so that all else keeps its place."""
    parts: list[str] = []
    done = 0
    for begin, end in remarks.spans:
        parts += (html[done:begin], _NO_LINE_END.sub(" ", html[begin:end]))
        done = end
    return "".join((*parts, html[done:]))


def without_marks(html: str) -> str:
    """`html` with what would begin or end a comment as character references, so that it is text."""
    remarks = remarks_in(html)
    places = [at for begin, end in remarks.spans for at in (begin, end - len(MARK))]
    if remarks.open >= 0:
        places.append(remarks.open)
    parts: list[str] = []
    done = 0
    for at in places:
        parts += (html[done:at], "&#37;" * len(MARK))
        done = at + len(MARK)
    return "".join((*parts, html[done:]))


def take_out_remarks(state: StateBlock, token: Token) -> None:
    """Takes them out of a block of HTML that was read. What is never closed hides all that follows
    where it is a block, and stays else; a token says which."""
    if MARK not in token.content:
        return
    html = token.content
    remarks = remarks_in(html)
    if remarks.open >= 0:
        is_block = begins_line(html, remarks.open)
        if is_block:
            remarks.spans.append((remarks.open, len(html.rstrip("\n"))))
        unclosed = state.push("comment_block", "", 0)
        unclosed.info = "unclosed" if is_block else "shown"
        assert token.map
        line = token.map[0] + html.count("\n", 0, remarks.open)
        unclosed.map = [line, token.map[1]]
    token.content = blanked(html, remarks)
    for begin, end in remarks.spans:
        # What stands around it must not become a tag together.
        if not html.endswith(("<", "</"), 0, begin):
            edit(token, Edit(begin, end, ""))
