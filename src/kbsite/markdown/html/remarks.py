"""`%%comments%%` in a block of HTML, whose text no other rule reads. No I/O.

Both `%%` stand in the text of one block: `<p>完成 %%</p>` takes in nothing that follows.

What an author set between `%%` is not to be read by others, wherever it stands. Obsidian's help
does not say what becomes of it there; Quartz takes it out of HTML as of all else.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from markdown_it.rules_block import StateBlock
from markdown_it.token import Token

from kbsite.markdown.html.edits import Edit, blank, edit
from kbsite.markdown.html.tags import RAW, TAG, raw_end
from kbsite.markdown.inline.comment import MARK, opens
from kbsite.words.patterns import late_pattern

# Where no tag begins: what is told of here ends with its element.
_NO_TAG = r"<(?![a-zA-Z!?/])"
# `$5` is an amount, and words are not between dollars.
_FORMULA = (
    rf"\$\$(?:[^$<]|{_NO_TAG})++\$\$"
    rf"|(?<![$A-Za-z0-9_])\$(?![\s$])(?:[^$\n<\u2e80-\uffef]|{_NO_TAG})++(?<!\s)\$(?![A-Za-z0-9_$])"
)
_CODE_BETWEEN = rf"(?<!`)(?P<ticks>`++)(?:[^`\n<]|{_NO_TAG})++(?P=ticks)(?!`)"
_MARK_OR_UNREAD = late_pattern(
    rf"(?P<mark>{MARK})|(?P<tag><(?:[!?a-zA-Z]|/(?!>)))|\\[%\\`$]|{_CODE_BETWEEN}|{_FORMULA}"
)
# What shows code, to the end of the block where it has none of its own.
_SHOWS_CODE = frozenset({"code", "kbd", "pre", "samp", "tt"})
_CODE = RAW | _SHOWS_CODE
_AMOUNT = re.compile(r"[\d%][ \t]{0,9}\Z")


class Remarks(NamedTuple):
    """Where in a piece of HTML comments begin and end; where one begins that has no end there,
    -1 for nowhere."""

    spans: list[tuple[int, int]]
    open: int


def remarks_in(html: str) -> Remarks:
    """Those in its text; in a tag, in code and in a formula `%%` means nothing, nor in a comment of
    HTML."""
    spans: list[tuple[int, int]] = []
    #: Names of what holds text alone, and does not end behind here.
    without_end: set[str] = set()
    begin = -1
    #: How deep the text stands, and stood at least, from `begin` on: below 0 outside of what holds
    #: that.
    depth = least = 0
    position = 0
    has_tags = True
    while found := _MARK_OR_UNREAD.search(html, position):
        position = found.end()
        if found["mark"]:
            at = found.start()
            is_amount = least < 0 and html[at - 1].isdigit() and html[begin - 1 : begin].isdigit()
            if begin < 0 or is_amount:
                # A percentage in one cell and one in the next enclose nothing.
                begin, depth, least = at, 0, 0
            else:
                spans.append((begin, position))
                begin = -1
        elif found["tag"]:
            tag = TAG.match(html, found.start()) if has_tags else None
            if tag is None:
                # One without an end is text, and so are all behind it.
                has_tags = False
                continue
            position = tag.end()
            name = (tag["name"] or "").lower()
            if name:
                depth += -1 if tag["end"] else 1
                least = min(least, depth)
            if name in _CODE and not tag["end"] and name not in without_end:
                end = raw_end(html, name, position)
                if end < 0 and name in _SHOWS_CODE:
                    break
                position = max(position, end)
                if end < 0:
                    without_end.add(name)
    return Remarks(spans, begin if begin >= 0 and _may_open(html, begin) else -1)


def _may_open(html: str, at: int) -> bool:
    """Whether what has no end was meant as the beginning of a comment: `100 %%` was not."""
    before = html[max(0, at - 10) : at]
    return (opens(before[-1:]) or before.endswith(">")) and not _AMOUNT.search(before)


def blanked(html: str, remarks: Remarks) -> str:
    """`html` with blanks in place of comments, so that all else keeps its place."""
    parts: list[str] = []
    done = 0
    for begin, end in remarks.spans:
        parts += (html[done:begin], blank(html[begin:end]))
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
    """Takes them out of a block of HTML that was read. What is not closed in the block stays, as in
    a line of text; a token says so."""
    if MARK not in token.content:
        return
    html = token.content
    remarks = remarks_in(html)
    if remarks.open >= 0:
        unclosed = state.push("comment_block", "", 0)
        unclosed.info = "shown"
        assert token.map
        line = token.map[0] + html.count("\n", 0, remarks.open)
        unclosed.map = [line, token.map[1]]
    token.content = blanked(html, remarks)
    for begin, end in remarks.spans:
        # What stands around it must not become a tag together.
        if not html.endswith(("<", "</"), 0, begin):
            edit(token, Edit(begin, end, ""))
