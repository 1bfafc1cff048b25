"""Definition lists: a term, and below it `: meaning`. No I/O.

As mdit-py-plugins reads them, but that a line is a term only where it begins no other block, and
without its second marker `~`: with that Chinese writes "about", also at the start of a line
(`~ 3 个`).
"""

from __future__ import annotations

from collections.abc import Sequence

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.token import Token

_TAB = 4


def definition_list(md: MarkdownIt) -> None:
    """Tokens `dl_open`, `dt_open`, `dd_open` and their ends."""
    md.block.ruler.before(
        "paragraph", "deflist", _rule, {"alt": ["paragraph", "reference", "blockquote"]}
    )


def _rule(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
    if silent:
        # It is asked for what ends a paragraph: another meaning, in a meaning.
        return state.ddIndent >= 0 and _is_meaning(state, start_line)
    meaning = _below(state, start_line, end_line)
    if meaning < 0:
        return False
    first = len(state.tokens)
    lines = [start_line, 0]
    state.push("dl_open", "dl", 1).map = lines
    term = next_line = start_line
    tight = True
    while meaning >= 0:
        _push_term(state, term)
        ends_blank = False
        while True:
            next_line, is_tight = _push_meaning(state, meaning, end_line)
            # A blank line behind it counts only where another follows.
            tight = tight and is_tight and not ends_blank
            ends_blank = next_line - meaning > 1 and state.isEmpty(next_line - 1)
            if not _goes_on(state, next_line, end_line) or not _is_meaning(state, next_line):
                break
            meaning = next_line
        term, meaning = next_line, -1
        if _goes_on(state, term, end_line) and not _begins_block(state, term, end_line):
            meaning = _below(state, term, end_line)
    state.push("dl_close", "dl", -1)
    lines[1] = state.line = next_line
    if tight:
        _hide_paragraphs(state.tokens, first, state.level + 2)
    return True


def _goes_on(state: StateBlock, line: int, end_line: int) -> bool:
    """Whether a line belongs to what the list stands in."""
    return line < end_line and state.sCount[line] >= state.blkIndent


def _is_meaning(state: StateBlock, line: int) -> bool:
    """Whether a line is `:`, white space, and words."""
    begin = state.bMarks[line] + state.tShift[line]
    if not state.src.startswith((": ", ":\t"), begin):
        return False
    return state.src[begin + 1 : state.eMarks[line]].strip(" \t") != ""


def _below(state: StateBlock, term: int, end_line: int) -> int:
    """The line of the meaning below a line, a blank one at most between; -1 where none is."""
    line = term + 1
    if line < end_line and state.isEmpty(line):
        line += 1
    if line >= end_line or not _is_meaning(state, line):
        return -1
    if state.is_code_block(term) or state.isEmpty(term):
        return -1
    return line if _goes_on(state, line, end_line) else -1


def _begins_block(state: StateBlock, line: int, end_line: int) -> bool:
    """Whether a line begins what would end a paragraph, and so is no term."""
    before, state.parentType = state.parentType, "deflist"
    rules = state.md.block.ruler.getRules("paragraph")
    found = any(rule(state, line, end_line, True) for rule in rules)
    state.parentType = before
    return found


def _push_term(state: StateBlock, line: int) -> None:
    state.push("dt_open", "dt", 1).map = [line, line]
    token = state.push("inline", "", 0)
    token.map = [line, line]
    token.content = state.getLines(line, line + 1, state.blkIndent, False).strip()
    token.children = []
    state.push("dt_close", "dt", -1)


def _push_meaning(state: StateBlock, line: int, end_line: int) -> tuple[int, bool]:
    """The line behind the meaning that begins at `line`, and whether no blank line parts it."""
    lines = [line, 0]
    state.push("dd_open", "dd", 1).map = lines
    position = state.bMarks[line] + state.tShift[line] + 1
    column = state.sCount[line] + 1
    while state.src[position : position + 1] in (" ", "\t"):
        column += _TAB - column % _TAB if state.src[position] == "\t" else 1
        position += 1
    before = state.tight, state.ddIndent, state.blkIndent, state.parentType
    shift, indent = state.tShift[line], state.sCount[line]
    state.blkIndent = state.ddIndent = indent + 2
    state.tShift[line], state.sCount[line] = position - state.bMarks[line], column
    state.tight, state.parentType = True, "deflist"
    state.md.block.tokenize(state, line, end_line)
    is_tight = state.tight
    state.tShift[line], state.sCount[line] = shift, indent
    state.tight, state.ddIndent, state.blkIndent, state.parentType = before
    state.push("dd_close", "dd", -1)
    lines[1] = state.line
    return state.line, is_tight


def _hide_paragraphs(tokens: Sequence[Token], first: int, level: int) -> None:
    """Of a list without blank lines; `level` is that of what meanings hold."""
    for i in range(first, len(tokens)):
        if tokens[i].level == level and tokens[i].type == "paragraph_open":
            tokens[i].hidden = tokens[i + 2].hidden = True
