"""Code groups: the same in several languages, shown as tabs. No I/O.

    ::: code-group          VitePress; blocks of code and blank lines, nothing else
    ```cpp [main.cpp]
    …
    ```
    :::

    === "C++"               Material for MkDocs; what is indented below it is one block of code

        ```cpp
        …
        ```

Tokens `code_group_open` … `code_group_close`, in these `code_panel_open`, `code_title` where the
block has one, `fence` and `code_panel_close` for each block. What holds anything else is no group:
its blocks stand one below another, and a token `code_group_fault` says why.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple, TypeAlias

from markdown_it import MarkdownIt
from markdown_it.common.utils import unescapeAll
from markdown_it.rules_block import StateBlock, fence
from markdown_it.token import Token

from kbsite.code.fence_info import fence_info

#: `Token.meta` key of a fence: the title that its tab gives it.
TAB_TITLE = "tab title"
#: The same of a `code_title`: the token of the block that it stands above.
TITLED = "titled"
#: The same of a `code_group_fault`: what is wrong, a `GroupFault`.
GROUP_FAULT = "group fault"

_OPENING = re.compile(r"(:{3,20})[ \t]*code-group[ \t]*\Z")
_CLOSING = re.compile(r"(:{3,})[ \t]*\Z")
_TAB = re.compile(r"===(?P<marks>[!+]{0,2})[ \t]+\"(?P<title>\s*+[^\"\s][^\"]*+)\"[ \t]*\Z")
_INDENT = 4


_Rule: TypeAlias = Callable[[StateBlock, int, int, bool], bool]


class GroupFault(NamedTuple):
    """What an author is told; `is_wrong` where something else is shown than was meant."""

    message: str
    hint: str
    is_wrong: bool = True


_EMPTY = GroupFault("a code group without code: nothing is shown", "Put blocks of code into it.")
_STRAY = GroupFault(
    "a code group holds blocks of code alone: with this line in it, it is shown without tabs",
    "Put it above the group or below it.",
)
_NESTED = GroupFault(
    "a code group stands in another, which is shown without tabs",
    "Close the one above it, or leave that out.",
)
_ALONE = GroupFault(
    "a code group of one block is shown without tabs",
    "Add the same in another language, or leave the lines of the group out.",
    is_wrong=False,
)


class _Extent(NamedTuple):
    """What stands in a container: the fences before the first line that is something else, `stray`,
    -1 where there is none; the line that closes it, or is the first behind it; whether it is
    closed."""

    fences: list[Token]
    stray: int
    end: int
    is_closed: bool


def code_group(md: MarkdownIt) -> None:
    """Reads both ways of writing them."""
    for name, rule in (("code_group", _container), ("code_tabs", _tabs)):
        md.block.ruler.before(
            "fence",
            name,
            _outdented(rule),
            {"alt": ["paragraph", "reference", "blockquote", "list"]},
        )


def _outdented(rule: _Rule) -> _Rule:
    """A group may end an item that it stands less far to the right than: it is read as what stands
    outside."""

    def read(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
        indent = state.blkIndent
        state.blkIndent = min(indent, max(0, state.sCount[start_line]))
        is_read = rule(state, start_line, end_line, silent)
        state.blkIndent = indent
        return is_read

    return read


def _line(state: StateBlock, line: int) -> str:
    return state.src[state.bMarks[line] + state.tShift[line] : state.eMarks[line]]


def _fence(state: StateBlock, line: int, end_line: int) -> Token | None:
    """The fence that begins in a line; `state.line` is the one behind it."""
    if not fence(state, line, end_line, False):
        return None
    return state.tokens.pop()


# --- containers ---


def _container(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
    if not state.src.startswith(":::", state.bMarks[start_line] + state.tShift[start_line]):
        return False
    opening = _OPENING.match(_line(state, start_line))
    if opening is None or state.is_code_block(start_line):
        return False
    found = _extent(state, start_line, end_line, len(opening[1]))
    state.line = start_line
    # A line that opens nothing is text.
    if not found.fences and not found.is_closed:
        return False
    if silent:
        return True
    if found.is_closed and found.stray >= 0:
        nested = _OPENING.match(_line(state, found.stray))
        _push_fault(state, found.stray, _NESTED if nested else _STRAY)
        _read_within(state, start_line + 1, found.end)
        state.line = found.end + 1
        return True
    end = found.end + 1
    if not found.is_closed:
        last = found.fences[-1].map or [start_line, start_line + 1]
        end = last[1]
        if not is_open(found.fences[-1]):
            _push_fault(state, start_line, _unclosed(opening[1]))
    elif not found.fences:
        _push_fault(state, start_line, _EMPTY)
    elif len(found.fences) == 1:
        _push_fault(state, start_line, _ALONE)
    _push_group(state, start_line, end, found.fences)
    state.line = end
    return True


def _unclosed(colons: str) -> GroupFault:
    return GroupFault(
        "a code group that is never closed: it ends with the last block of code that follows",
        f"Close it with a line of {colons} alone. In a group stands no other.",
    )


def _extent(state: StateBlock, start_line: int, end_line: int, colons: int) -> _Extent:
    """What the container that begins in a line holds. Another of as many colons ends it, so that no
    line is looked at again for each that is never closed."""
    fences: list[Token] = []
    stray = -1
    line = start_line + 1
    while line < end_line:
        if state.isEmpty(line):
            line += 1
            continue
        if state.sCount[line] < state.blkIndent:
            break
        if not state.is_code_block(line):
            text = _line(state, line)
            if (closing := _CLOSING.match(text)) and len(closing[1]) >= colons:
                return _Extent(fences, stray, line, is_closed=True)
            if (opening := _OPENING.match(text)) and len(opening[1]) >= colons:
                break
            if token := _fence(state, line, end_line):
                if stray < 0:
                    fences.append(token)
                line = state.line
                continue
        stray = line if stray < 0 else stray
        line += 1
    return _Extent(fences, stray, line, is_closed=False)


def _read_within(state: StateBlock, start_line: int, end_line: int) -> None:
    """The blocks of some lines, as if there were no others."""
    before, state.lineMax = state.lineMax, end_line
    state.md.block.tokenize(state, start_line, end_line)
    state.lineMax = before


# --- tabs ---


def _tabs(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
    fences: list[Token] = []
    line = end = start_line
    while line < end_line and (tab := _tab(state, line)):
        # `!` begins another group.
        if fences and "!" in tab["marks"]:
            break
        token = _only_fence(state, line, end_line)
        if token is None:
            break
        token.meta[TAB_TITLE] = tab["title"].strip()
        fences.append(token)
        line = end = state.line
        while line < end_line and state.isEmpty(line):
            line += 1
        if silent:
            break
    state.line = start_line
    if not fences or silent:
        return bool(fences)
    if len(fences) == 1:
        _push_fault(state, start_line, _ALONE)
    _push_group(state, start_line, end, fences)
    state.line = end
    return True


def _tab(state: StateBlock, line: int) -> re.Match[str] | None:
    begin = state.bMarks[line] + state.tShift[line]
    if not state.src.startswith("===", begin) or state.sCount[line] < state.blkIndent:
        return None
    return None if state.is_code_block(line) else _TAB.match(_line(state, line))


def _only_fence(state: StateBlock, tab: int, end_line: int) -> Token | None:
    """The fence that is all that is indented below a line; `state.line` is the one behind it."""
    line = tab + 1
    while line < end_line and state.isEmpty(line):
        line += 1
    if line >= end_line:
        return None
    state.blkIndent += _INDENT
    token = _fence(state, line, end_line) if state.sCount[line] >= state.blkIndent else None
    if token:
        line = state.line
        while line < end_line and state.isEmpty(line):
            line += 1
        if line < end_line and state.sCount[line] >= state.blkIndent:
            token = None
    state.blkIndent -= _INDENT
    return token


# --- tokens ---


def is_open(token: Token) -> bool:
    """Whether a fence has no line that closes it."""
    if not token.map:
        return False
    (first, end), text = token.map, token.content
    lines = text.count("\n") + (text != "" and not text.endswith("\n"))
    return lines == end - first - 1


def _push_group(state: StateBlock, start_line: int, end: int, fences: list[Token]) -> None:
    if len(fences) == 1:
        _push_block(state, fences[0])
    if len(fences) < 2:
        return
    opening = state.push("code_group_open", "div", 1)
    opening.map, opening.attrs = [start_line, end], {"class": "code-group"}
    for token in fences:
        panel = state.push("code_panel_open", "div", 1)
        panel.map = token.map
        panel.attrs = {"data-label": _title(token) or fence_info(unescapeAll(token.info)).language}
        _push_block(state, token)
        state.push("code_panel_close", "div", -1)
    state.push("code_group_close", "div", -1)


def _push_block(state: StateBlock, token: Token) -> None:
    if title := _title(token):
        heading = state.push("code_title", "p", 0)
        heading.content, heading.meta[TITLED] = title, token
    token.level = state.level
    state.tokens.append(token)


def _title(token: Token) -> str:
    """What a block is called by its tab, else by itself."""
    title: str = token.meta.get(TAB_TITLE, "")
    return title or fence_info(unescapeAll(token.info)).title


def _push_fault(state: StateBlock, line: int, fault: GroupFault) -> None:
    token = state.push("code_group_fault", "", 0)
    token.map, token.content = [line, line + 1], _line(state, line)
    token.meta[GROUP_FAULT] = fault
