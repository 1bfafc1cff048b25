"""A comment `<!-- … -->` in a block of HTML reaches to its end. No I/O.

CommonMark ends such a block at a blank line, or in the line of the first `-->`, also where a
comment is open by then. To a browser what follows is still a part of it; read as Markdown, its
words would be published.
"""

from __future__ import annotations

import re

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock, html_block

from kbsite.markdown.html_tags import cut

_BEGIN, _END = "<!--", "-->"
_COMMENT_END = re.compile(r"--!?>")
# What no blank line ends (CommonMark, 4.6).
_BY_ITS_END = re.compile(r"<(?:[!?]|(?:script|pre|style|textarea)(?![^\s>]))", re.IGNORECASE)


def html_comments(md: MarkdownIt) -> None:
    """Tokens `html_block` that end behind their comments; one that nothing ends takes in what is
    left of the note, or of the list item or quote."""

    def rule(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
        if not html_block(state, start_line, end_line, silent):
            return False
        if not silent and _is_open(state.tokens[-1].content):
            _take_in(state, start_line, end_line)
        return True

    md.block.ruler.at("html_block", rule, {"alt": ["paragraph", "reference", "blockquote"]})


def _is_open(html: str) -> bool:
    """Whether `html` ends within a comment."""
    return html.rfind(_END) < html.rfind(_BEGIN) and cut(html).in_comment


def _take_in(state: StateBlock, start_line: int, end_line: int) -> None:
    is_open, line = True, state.line
    begin = state.bMarks[start_line] + state.tShift[start_line]
    to_blank = not _BY_ITS_END.match(state.src, begin)
    while is_open and line < end_line and not _leaves(state, line):
        text = state.src[state.bMarks[line] : state.eMarks[line]]
        line += 1
        if not (end := _COMMENT_END.search(text)):
            continue
        # What was read before is not read again.
        rest = [text[end.end() :]]
        while to_blank and line < end_line and not state.isEmpty(line) and not _leaves(state, line):
            rest.append(state.src[state.bMarks[line] : state.eMarks[line]])
            line += 1
        is_open = _is_open("\n".join(rest))
    token = state.tokens[-1]
    token.content = state.getLines(start_line, line, state.blkIndent, True)
    token.map = [start_line, line]
    state.line = line


def _leaves(state: StateBlock, line: int) -> bool:
    """Whether a line is no longer a part of the list item or quote."""
    return state.sCount[line] < state.blkIndent and not state.isEmpty(line)
