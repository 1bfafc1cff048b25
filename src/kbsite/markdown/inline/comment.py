"""`%%comments%%`, which no reader sees. No I/O.

In a line, from one paragraph to another (`comment_across`), or as a block that begins with a line
starting with `%%` and goes on, over blank lines and fences, to the next `%%`. As in Obsidian an
unclosed block hides all that follows; in a line it stays text. A `%%` that closes what was opened
in a line begins no block.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from kbsite.markdown.positions import POSITION

MARK = "%%"
# `env` key: the inline content in which no `%%` follows, so that it is searched once.
_NO_MORE = "kbsite.comment"
# `env` key: by the level of blocks, what is known of openings in the lines of those so far.
_OPENINGS = "kbsite.comment.openings"
_TEXTS = frozenset({"paragraph_open", "heading_open", "callout_title_open"})
# What a `%%` means nothing in, and one.
_MARK = re.compile(
    r"\\.|(?P<ticks>(?<!`)`+(?!`)).{0,2000}?(?<!`)(?P=ticks)(?!`)|\$[^$\n]+\$|%%", re.DOTALL
)

_COMMENT = re.compile("%%.*?%%", re.DOTALL)


def comment(md: MarkdownIt) -> None:
    """Tokens `comment_block` (`info` is `unclosed` where it never ends, `shown` where it is text
    then) and `comment`, which
    stands for an opening that its paragraph does not close."""
    md.inline.ruler.before("escape", "comment", _inline)
    md.block.ruler.before(
        "fence", "comment", _block, {"alt": ["paragraph", "reference", "blockquote", "list"]}
    )


def _inline(state: StateInline, silent: bool) -> bool:
    if not state.src.startswith("%%", state.pos):
        return False
    if state.env.get(_NO_MORE) is not state.src:
        end = state.src.find("%%", state.pos + 2, state.posMax)
        if end >= 0:
            if not silent:
                _part_marks(state)
            state.pos = end + 2
            return True
        if state.src.find("%%", state.posMax) < 0:
            state.env[_NO_MORE] = state.src
    if silent or not opens(state.src[state.pos - 1 : state.pos]):
        return False
    token = state.push("comment", "", 0)
    token.meta = {POSITION: state.pos}
    state.append_pending("%%")
    state.pos += 2
    return True


def _part_marks(state: StateInline) -> None:
    """Parts the marks before a comment from those behind it, which would be one run of marks."""
    marks = state.delimiters
    if not state.pending and marks and marks[-1].token == len(state.tokens) - 1:
        state.push("text", "", 0)


def _block(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
    begin = state.bMarks[start_line] + state.tShift[start_line]
    if not state.src.startswith("%%", begin) or state.is_code_block(start_line):
        return False
    # A quote or a list before it ends in any case.
    in_paragraph = silent and state.parentType in ("paragraph", "reference")
    if (in_paragraph or not silent) and _closes(state, start_line, in_paragraph):
        return False
    first = state.src[begin + 2 : state.eMarks[start_line]]
    if "%%" in first:
        # On one line: a block only where nothing follows.
        if first.partition("%%")[2].strip():
            return False
        last_line, closed = start_line, True
    else:
        last_line, closed = _closing_line(state, start_line, end_line)
    if silent:
        return True
    token = state.push("comment_block", "", 0)
    token.info = "" if closed else "unclosed"
    token.map = [start_line, last_line + 1]
    state.line = last_line + 1
    return True


def _closing_line(state: StateBlock, start_line: int, end_line: int) -> tuple[int, bool]:
    """The line that ends the comment, and whether `%%` does; text behind it on that line is
    part of the comment."""
    for line in range(start_line + 1, end_line):
        # A comment in a list or quote ends with it.
        if state.sCount[line] < state.blkIndent and not state.isEmpty(line):
            return line - 1, False
        if "%%" in state.src[state.bMarks[line] + state.tShift[line] : state.eMarks[line]]:
            return line, True
    return end_line - 1, False


class _Seen(NamedTuple):
    """Of the blocks of one level: how many tokens were looked at, and whether a comment that was
    opened in them is open; of the paragraph that is being read its first line, up to which line
    it was looked at, and whether one is open there."""

    tokens: int = 0
    is_open: bool = False
    first_line: int = -1
    line: int = -1
    is_open_there: bool = False


def _closes(state: StateBlock, line: int, in_paragraph: bool) -> bool:
    """Whether the `%%` that `line` begins with ends what was opened in a line of the paragraph that
    is being read, where it is `in_paragraph`, or of one before it among the same blocks. What was
    looked at once is not looked at again."""
    known: dict[int, _Seen] = state.env.setdefault(_OPENINGS, {})
    seen = known.get(state.level, _Seen())
    is_open = _is_open_behind(state.tokens, seen.tokens, state.level, seen.is_open)
    count = len(state.tokens)
    if not in_paragraph:
        known[state.level] = _Seen(count, is_open)
        return is_open
    # The paragraph begins where rules were last tried.
    first = begin = state.line
    is_open_there = is_open
    if (seen.tokens, seen.first_line) == (count, first) and seen.line <= line:
        begin, is_open_there = seen.line, seen.is_open_there
    if begin < line:
        text = state.src[state.bMarks[begin] : state.eMarks[line - 1]]
        is_open_there = is_open_after(text, is_open_there, _opens_before_line)
    known[state.level] = _Seen(count, is_open, first, line, is_open_there)
    return is_open_there


def _is_open_behind(tokens: Sequence[Token], first: int, level: int, is_open: bool) -> bool:
    """Whether a comment is open behind `tokens` for what stands at `level`; `is_open` says it of
    those before the number `first`."""
    for i in range(first, len(tokens)):
        token = tokens[i]
        if token.level < level:
            # What it was opened in has ended.
            is_open = False
        elif token.level == level + 1 and "%%" in token.content and is_text(tokens, i):
            is_open = is_open_after(token.content, is_open, opens)
    return is_open


def is_open_after(text: str, is_open: bool, may_open: Callable[[str], bool]) -> bool:
    """Whether a comment is open behind the lines `text`, where `is_open` says it of what stands
    before; `may_open` as for `opening_in`."""
    position = 0
    if is_open:
        end = end_in(text)
        if end < 0:
            return True
        position = end + len("%%")
    return opening_in(text, position, may_open) >= 0


def without_comments(text: str) -> str:
    """Words that no rule reads, such as a title, without the comments in them."""
    return _COMMENT.sub("", text).strip() if MARK in text else text


def end_in(text: str) -> int:
    """Where in `text` stands the `%%` that ends what was opened before it, or -1."""
    return next((mark.start() for mark in _MARK.finditer(text) if mark[0] == "%%"), -1)


def opening_in(text: str, position: int, may_open: Callable[[str], bool]) -> int:
    """Where in `text`, from `position` on, stands the `%%` that opens a comment and is not closed
    there, or -1; `may_open` says whether one opens a comment behind a character."""
    while mark := _MARK.search(text, position):
        position = mark.end()
        if mark[0] != "%%":
            continue
        end = text.find("%%", position)
        if end < 0:
            return mark.start() if may_open(text[mark.start() - 1 : mark.start()]) else -1
        position = end + len("%%")
    return -1


def opens(before: str) -> bool:
    """Whether a `%%` that its paragraph does not close opens a comment: it stands alone, behind a
    character it is `100%%`."""
    return before == "" or before.isspace()


def _opens_before_line(before: str) -> bool:
    """The same where a line of the paragraph begins with the next `%%`: that closes it, unless it
    is a percentage."""
    return not (before.isascii() and before.isalnum())


def is_text(tokens: Sequence[Token], i: int) -> bool:
    """Whether token `i` is the text of a paragraph or a heading."""
    return tokens[i].type == "inline" and tokens[i - 1].type in _TEXTS
