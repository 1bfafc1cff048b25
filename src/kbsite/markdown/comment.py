"""`%%comments%%`, which no reader sees. No I/O.

In a line, from one paragraph to another, or as a block that begins with a line starting with
`%%` and goes on, over blank lines and fences, to the next `%%`. As in Obsidian an unclosed
block hides all that follows; in a line it stays text.
"""

from __future__ import annotations

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from kbsite.markdown.positions import POSITION

# `env` key: the inline content in which no `%%` follows, so that it is searched once.
_NO_MORE = "kbsite.comment"


def comment(md: MarkdownIt) -> None:
    """Tokens `comment_block` (`info` is `unclosed` where it never ends) and `comment`, which
    stands for an opening that is never closed."""
    md.inline.ruler.before("escape", "comment", _inline)
    md.block.ruler.before(
        "fence", "comment", _block, {"alt": ["paragraph", "reference", "blockquote", "list"]}
    )
    md.core.ruler.after("inline", "comment", _across)


def _inline(state: StateInline, silent: bool) -> bool:
    if not state.src.startswith("%%", state.pos):
        return False
    if state.env.get(_NO_MORE) is not state.src:
        end = state.src.find("%%", state.pos + 2, state.posMax)
        if end >= 0:
            state.pos = end + 2
            return True
        if state.src.find("%%", state.posMax) < 0:
            state.env[_NO_MORE] = state.src
    # Behind a character it is `100%%`; what opens a comment stands alone.
    before = state.src[state.pos - 1 : state.pos]
    if silent or not (before == "" or before.isspace()):
        return False
    token = state.push("comment", "", 0)
    token.meta = {POSITION: state.pos}
    state.pending += "%%"
    state.pos += 2
    return True


def _block(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
    begin = state.bMarks[start_line] + state.tShift[start_line]
    if not state.src.startswith("%%", begin) or state.is_code_block(start_line):
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


def _across(state: StateCore) -> None:
    """Hides from an opening in a paragraph to the `%%` of a later one."""
    if "%%" not in state.src:
        return
    kept: list[Token] = []
    # What follows an opening, until it is known whether it is hidden; the opening's paragraph.
    waiting: list[Token] = []
    opening: Token | None = None
    for i, token in enumerate(state.tokens):
        (kept if opening is None else waiting).append(token)
        if token.type != "inline" or token.level != 1 or "%%" not in token.content:
            continue
        children = token.children or []
        if opening is not None and (end := _end_of_comment(children)) is not None:
            opening.children = _before_comment(opening.children or [])
            # The end of the opening's paragraph, and the start of this one.
            kept += [waiting[0], state.tokens[i - 1], token]
            waiting, opening = [], None
            token.children = children = end
        if opening is None and any(_is_opening(child) for child in children):
            opening = token
    state.tokens = kept + waiting


def _is_opening(child: Token) -> bool:
    return child.type == "comment" and child.level == 0


def _before_comment(children: list[Token]) -> list[Token]:
    return children[: next(i for i, child in enumerate(children) if _is_opening(child))]


def _end_of_comment(children: list[Token]) -> list[Token] | None:
    """What stands behind the first `%%` that is not in an emphasis or link, None where there
    is none."""
    for i, child in enumerate(children):
        if child.type == "text" and child.level == 0 and "%%" in child.content:
            rest = Token("text", "", 0, content=child.content.partition("%%")[2])
            return [rest, *children[i + 1 :]]
    return None
