"""What HTML hides says nothing but on its page: among collected tokens it becomes HTML without
words, whose pieces are what it was. No I/O.

So excerpts, the search, quotes, titles and whatever else is made of the words of a note need not
know of it.
"""

from __future__ import annotations

from collections.abc import Sequence

from markdown_it.token import Token

from kbsite.markdown.blocks.embed_block import AROUND, PLACE
from kbsite.markdown.collect import PIECES
from kbsite.markdown.html.hidden import Hiding
from kbsite.markdown.texts.extension_tokens import SHOWN, Shown
from kbsite.markdown.texts.pieces import block_pieces, inline_pieces

# Blocks that say something themselves.
_BLOCKS = frozenset({"fence", "code_block", "math_block"})
# What is nothing on the page: no paragraph ends before it.
_UNSEEN = frozenset({"comment_block", "html_block", "inline", "math_hint", "more"})
# What parts the words of a table, and ends a heading: none of them does what it says.
_RENAMED = frozenset({"th_close", "td_close", "tr_close", "heading_close"})


def hide(tokens: Sequence[Token]) -> None:
    """Changes `tokens` (blocks, with their inline children)."""
    frames = [Hiding()]
    for token in tokens:
        hiding = frames[-1]
        if token.nesting >= 0 and token.type not in _UNSEEN:
            hiding.end_paragraph()
        if token.type == "inline":
            token.children = _line(token.children or (), hiding)
            for child in token.children:
                if AROUND in child.meta:
                    child.meta[AROUND] = _line(child.meta[AROUND], Hiding(around=bool(hiding)))
        elif token.type == "html_block":
            is_hidden = bool(hiding)
            token.content = hiding.shown(token.content)
            if SHOWN in token.meta and is_hidden:
                _silence(token)
        elif token.nesting > 0 and token.type != "paragraph_open":
            if token.type == "heading_open" and hiding:
                token.type = f"hidden_{token.type}"
            # A footnote is shown elsewhere.
            is_note = token.type == "footnote_reference_open"
            frames.append(Hiding(around=bool(hiding) and not is_note))
        elif token.nesting < 0 and token.type != "paragraph_close":
            frames.pop()
            if token.type in _RENAMED and hiding:
                token.type = f"hidden_{token.type}"
        elif hiding:
            _silence(token)


def _silence(token: Token) -> None:
    if SHOWN in token.meta:
        token.meta[SHOWN] = Shown(token.meta[SHOWN].pieces, "", "")
    elif token.type in _BLOCKS:
        token.meta[PIECES] = block_pieces(token)
        token.type, token.content = "html_block", ""


def _line(children: Sequence[Token], hiding: Hiding) -> list[Token]:
    """The tokens of a line."""
    kept: list[Token] = []
    hidden: list[Token] = []
    first = len(hiding)
    for token in children:
        was_hidden = bool(hiding)
        if token.type == "html_inline":
            hiding.shown(token.content)
        if was_hidden or hiding:
            hidden.append(token)
            continue
        if hidden:
            silent = _silent(hidden)
            _leave_one_blank(kept, silent, token)
            kept += silent
            hidden.clear()
        kept.append(token)
    hiding.end_line(first)
    return [*kept, *_silent(hidden)]


def _leave_one_blank(before: Sequence[Token], silent: Sequence[Token], behind: Token) -> None:
    """Of two blanks around what is hidden, the first of which may be the beginning, the second
    becomes a part of that: anchors of headings have a hyphen for each."""
    last = silent[-1]
    is_blank = not before or (before[-1].type == "text" and before[-1].content.endswith(" "))
    if (
        is_blank
        and behind.type == "text"
        and behind.content.startswith(" ")
        and last.type == "html_inline"
        and PIECES in last.meta
    ):
        last.meta[PIECES] = [*last.meta[PIECES], " "]
        behind.content = behind.content[1:]


def _silent(hidden: Sequence[Token]) -> list[Token]:
    """In place of `hidden` tokens HTML, and what has to stand for itself: what begins or ends
    outside of them, marks of footnotes, embeds."""
    apart = _unpaired(hidden)
    kept: list[Token] = []
    group: list[Token] = []
    for i, token in enumerate(hidden):
        if i in apart or token.type == "footnote_ref" or PLACE in token.meta:
            kept += _as_html(group)
            group = []
            kept.append(token)
        else:
            group.append(token)
    return [*kept, *_as_html(group)]


def _as_html(tokens: Sequence[Token]) -> list[Token]:
    if not tokens:
        return []
    token = Token("html_inline", "", 0)
    token.meta[PIECES] = inline_pieces(tokens)
    return [token]


def _unpaired(tokens: Sequence[Token]) -> set[int]:
    """The numbers of those that begin what does not end among `tokens`, or end what does not begin
    there."""
    unpaired: set[int] = set()
    opened: list[int] = []
    for i, token in enumerate(tokens):
        if token.nesting > 0:
            opened.append(i)
        elif token.nesting < 0 and opened:
            opened.pop()
        elif token.nesting < 0:
            unpaired.add(i)
    return unpaired.union(opened)
