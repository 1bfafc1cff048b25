"""A block of HTML reaches to the end of what it leaves open that hides all until its end: a comment
`<!-- … -->`, a `<style>`, a `<script>`, a `<template>`; or shows it as it is written: a `<pre>` of
plain lines. No I/O.

CommonMark ends such a block at a blank line, or in the line of the first `-->`, also where a
comment is open by then. To a browser what follows is still a part of it; read as Markdown, its
words would be published, CSS shown as code, and the code of a `<pre>` within another block broken
at its blank lines.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock, html_block

from kbsite.markdown.html.remarks import blanked, remarks_in, take_out_remarks
from kbsite.markdown.html.tags import INERT, RAW, Cut, cut
from kbsite.markdown.inline.comment import MARK

_COMMENT = "!--"
_HIDDEN_ENDS = {"-->": re.compile(r"--!?>"), "?>": re.compile(r"\?>")}
_PRE = "pre"
_NAMES = "|".join(sorted(RAW | INERT))
_MAY_HIDE = re.compile(rf"<(?:{_COMMENT}|\?|(?:{_NAMES}|{_PRE})\b)", re.IGNORECASE)
# What Markdown may hide, take away, or go on with behind the end of a `<pre>`: remarks and those of
# formulas, what hides in HTML, definitions, and blocks that hold others.
_READ = re.compile(
    rf"{MARK}|\$|\\[\[(]|\\begin\b|<(?:[!?]|(?:{_NAMES}|plaintext)\b)"
    r"|^[ \t]*(?:[-+*>:]|[0-9]+[.)]|`{3}|~{3}|\[[^\]\n]*\]:)",
    re.IGNORECASE | re.MULTILINE,
)
_ANY_TAG = re.compile(r"<(?P<end>/?)(?P<name>[a-z][^\s/>]*)", re.IGNORECASE)
# What no blank line ends (CommonMark, 4.6).
_BY_ITS_END = re.compile(r"<(?:[!?]|(?:script|pre|style|textarea)(?![^\s>]))", re.IGNORECASE)
# A frame shows a page, and needs no end; one over a blank line is still its own.
_FRAME = re.compile(r"<iframe\s[^<>]*>\s*\Z", re.IGNORECASE)
_FRAME_END = re.compile(r"\s*</iframe\s*>", re.IGNORECASE)
_FENCE = re.compile(r"[ \t]*(?:(`{3,})[^`]*|(~{3,}).*)")
#: Key of `env`: name → the line up to which nothing ends what stands before.
_NONE_BEFORE = "html_ends"


class _End(NamedTuple):
    """The line behind that in which something ends, and what follows the end in that."""

    line: int
    rest: str


def html_extents(md: MarkdownIt) -> None:
    """Tokens `html_block` that end behind their comments and elements. A comment that nothing ends
    takes in what is left of the note, or of the list item or quote; an element is a word then."""

    def rule(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
        if not html_block(state, start_line, end_line, silent):
            return False
        if not silent:
            token = state.tokens[-1]
            _take_in(state, start_line, end_line)
            take_out_remarks(state, token)
        return True

    md.block.ruler.at("html_block", rule, {"alt": ["paragraph", "reference", "blockquote"]})


def _take_in(state: StateBlock, start_line: int, end_line: int) -> None:
    token, line = state.tokens[-1], state.line
    begin = state.bMarks[start_line] + state.tShift[start_line]
    to_blank = not _BY_ITS_END.match(state.src, begin)
    html = token.content
    while end := _first_end(state, html, line, end_line, to_blank=to_blank):
        line = end.line
        # What was read before is not read again.
        rest = [end.rest]
        while to_blank and line < end_line and not state.isEmpty(line) and not _leaves(state, line):
            rest.append(_text(state, line))
            line += 1
        html = "\n".join(rest)
    if line > state.line:
        token.content = state.getLines(start_line, line, state.blkIndent, True)
        token.map = [start_line, line]
        state.line = line


def _first_end(
    state: StateBlock, html: str, line: int, end_line: int, *, to_blank: bool
) -> _End | None:
    """That of the first of what `html` leaves open and something ends from `line` on."""
    if MARK in html:
        html = blanked(html, remarks_in(html))
    if not _MAY_HIDE.search(html):
        return None
    if _FRAME.search(html):
        while line < end_line and state.isEmpty(line):
            line += 1
        text = _text(state, line) if line < end_line and not _leaves(state, line) else ""
        if frame_end := _FRAME_END.match(text):
            return _End(line + 1, text[frame_end.end() :])
    found = cut(html)
    for name in _elements_open(html, found):
        if end := _element_end(state, name, line, end_line):
            return end
    if found.missing:
        return _hidden_end(state, found.missing, line, end_line, hides_all=True)
    if any(name == "?" for _, name in found.endless):
        return _hidden_end(state, "?>", line, end_line, hides_all=False)
    if to_blank and not found.endless and (code := _code_open(html, found)):
        return _code_end(state, code, line, end_line)
    return None


def _elements_open(html: str, found: Cut) -> Sequence[str]:
    """The names of elements that hide what follows `html`, in order. Those that stand in a sentence
    are words, and so are those in what ends behind them."""
    begins = [(at, name) for at, name in found.endless if name in RAW or name in INERT]
    if found.end < len(html):
        begins.append((found.end, "script"))
    # Of one name the last: what begins before would not hold a beginning.
    last = {name: at for at, name in sorted(begins)}
    return [name for name, at in last.items() if _is_alone(html, at) and not _is_left(found, at)]


def _code_open(html: str, found: Cut) -> str:
    """`html` from where a `<pre>` begins that is open at its end, or "". One that holds nothing by
    then was set around Markdown."""
    last = next((tag for tag in reversed(found.tags) if tag["name"].lower() == _PRE), None)
    if last is None or last["end"] or not html[last.end() :].strip():
        return ""
    return html[last.start() :] if _is_alone(html, last.start()) else ""


def _is_alone(html: str, at: int) -> bool:
    """Whether what begins there begins its line, or follows a tag."""
    before = html[html.rfind("\n", 0, at) + 1 : at].rstrip()
    return not before or before.endswith(">")


def _is_left(found: Cut, at: int) -> bool:
    """Whether an end behind `at` is that of an element around it."""
    depth = 0
    for tag in found.tags:
        if tag.start() > at:
            depth += -1 if tag["end"] else 1
            if depth < 0:
                return True
    return False


def _hidden_end(
    state: StateBlock, mark: str, line: int, end_line: int, *, hides_all: bool
) -> _End | None:
    """Where a comment ends; where nothing ends it, it may hide all that follows."""
    none_before: dict[str, int] = state.env.setdefault(_NONE_BEFORE, {})
    if line < none_before.get(mark, 0) and not hides_all:
        return None
    while line < end_line and not _leaves(state, line):
        text = _text(state, line)
        line += 1
        if end := _HIDDEN_ENDS[mark].search(text):
            return _End(line, text[end.end() :])
    none_before[mark] = line
    return _End(line, "") if hides_all else None


def _element_end(state: StateBlock, name: str, line: int, end_line: int) -> _End | None:
    """Where an element of this name ends: in no code, and before another of its name begins."""
    none_before: dict[str, int] = state.env.setdefault(_NONE_BEFORE, {})
    if line < none_before.get(name, 0):
        return None
    fence = ""
    while line < end_line and not _leaves(state, line):
        text = _text(state, line)
        if found := _FENCE.fullmatch(text):
            mark = found[1] or found[2]
            if not fence:
                fence = mark
            elif text.strip() == mark and mark.startswith(fence):
                fence = ""
        elif not fence and (tag := _tag(name).search(text)) and not _in_code(text, tag.start()):
            if tag[1]:
                return _End(line + 1, text[tag.end() :])
            break
        line += 1
    none_before[name] = line
    return None


def _code_end(state: StateBlock, code: str, line: int, end_line: int) -> _End | None:
    """Where a `<pre>` ends, of which `code` was read. Nothing up to the blank line behind its end
    may be more than text to Markdown: it would be published where it was hidden, as a remark is."""
    if (end := _element_end(state, _PRE, line, end_line)) is None:
        return None
    lines = [_text(state, number) for number in range(line, end.line)]
    code += "\n".join(lines).removesuffix(end.rest)
    behind = end.line
    while behind < end_line and not state.isEmpty(behind) and not _leaves(state, behind):
        lines.append(_text(state, behind))
        behind += 1
    while behind < end_line and state.isEmpty(behind):
        behind += 1
    is_code_behind = behind < end_line and state.is_code_block(behind)
    if is_code_behind or _READ.search("\n".join(lines)) or _ends_others(code):
        state.env[_NONE_BEFORE][_PRE] = end.line
        return None
    return end


def _ends_others(html: str) -> bool:
    """Whether an element ends in `html` that does not begin there."""
    opened: Counter[str] = Counter()
    for tag in _ANY_TAG.finditer(html):
        name = tag["name"].lower()
        opened[name] += -1 if tag["end"] else 1
        if opened[name] < 0:
            return True
    return False


@lru_cache(maxsize=64)
def _tag(name: str) -> re.Pattern[str]:
    return re.compile(rf"<(/?){name}(?=[\s/>]|$)[^>]*>?", re.IGNORECASE)


def _in_code(text: str, at: int) -> bool:
    return text.count("`", 0, at) % 2 == 1


def _text(state: StateBlock, line: int) -> str:
    return state.src[state.bMarks[line] : state.eMarks[line]]


def _leaves(state: StateBlock, line: int) -> bool:
    """Whether a line is no longer a part of the list item or quote."""
    return state.sCount[line] < state.blkIndent and not state.isEmpty(line)
