"""`%%comments%%` from one paragraph to a later one among the same blocks. No I/O."""

from __future__ import annotations

from collections.abc import Set

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from kbsite.markdown.comment import ENDS, MARK, is_open_after, is_text, opens


def comment_across(md: MarkdownIt) -> None:
    """Takes out what stands between the `comment` of a paragraph and the end in a later one."""
    md.core.ruler.before("inline", "comment_ends", _find_ends)
    md.core.ruler.after("inline", "comment_across", _across)


def _find_ends(state: StateCore) -> None:
    """Finds the ends before lines are read: the next `%%` behind one begins another comment."""
    if "%%" not in state.src:
        return
    ends: dict[int, int] = state.env.setdefault(ENDS, {})
    #: The levels of texts in which a comment was opened that is open here, outermost first.
    levels: list[int] = []
    for i, token in enumerate(state.tokens):
        while token.nesting < 0 and levels and levels[-1] > token.level + 1:
            levels.pop()
        if "%%" not in token.content or not is_text(state.tokens, i):
            continue
        is_open = levels[-1:] == [token.level]
        if is_open:
            levels.pop()
            marks = MARK.finditer(token.content)
            ends[id(token.content)] = next((m.start() for m in marks if m[0] == "%%"), -1)
        if is_open_after(token.content, is_open, opens):
            levels.append(token.level)


def _across(state: StateCore) -> None:
    """Takes out what is hidden, and paragraphs of which nothing is left."""
    if "%%" not in state.src:
        return
    kept: list[Token] = []
    #: The openings of paragraphs around this place, outermost first: the place of each in `kept`.
    openings: list[int] = []
    cut: set[int] = set()
    for i, token in enumerate(state.tokens):
        kept.append(token)
        while token.nesting < 0 and openings and kept[openings[-1]].level > token.level + 1:
            openings.pop()
        if "%%" not in token.content or not is_text(state.tokens, i):
            continue
        at = openings[-1] if openings else -1
        if at >= 0 and kept[at].level == token.level:
            shown = _behind_end(token)
            if shown is None:
                continue
            openings.pop()
            hidden = kept[at]
            hidden.children = _before_opening(hidden.children or [])
            # The end of the opening's paragraph, and the start of this one.
            kept[at + 2 :] = [state.tokens[i - 1], token]
            token.children = shown
            cut.update((id(hidden), id(token)))
        if any(_is_opening(child) for child in token.children or ()):
            openings.append(len(kept) - 1)
    state.tokens = _without_empty(kept, cut)


def _is_opening(child: Token) -> bool:
    return child.type == "comment" and child.level == 0


def _before_opening(children: list[Token]) -> list[Token]:
    return children[: next(i for i, child in enumerate(children) if _is_opening(child))]


def _behind_end(token: Token) -> list[Token] | None:
    """What `token` shows behind the end of a comment, None where that is in an emphasis or a link
    and so is none."""
    children = token.children or []
    at = next((i for i, child in enumerate(children) if child.type == "comment_end"), None)
    if at is None:
        return None
    end, rest = children.pop(at), children[at:]
    if end.level:
        return None
    # Its text begins with the marks of the end.
    rest[0].content = rest[0].content.removeprefix("%%")
    return rest


def _without_empty(tokens: list[Token], cut: Set[int]) -> list[Token]:
    """`tokens` without the paragraphs and headings among those `cut`, by `id`, that are empty."""
    kept: list[Token] = []
    skipped = -1
    for i, token in enumerate(tokens):
        if i == skipped:
            continue
        if id(token) in cut and all(map(_is_blank, token.children or ())):
            kept.pop()
            skipped = i + 1
        else:
            kept.append(token)
    return kept


def _is_blank(child: Token) -> bool:
    return child.type in ("softbreak", "hardbreak") or (
        child.type == "text" and not child.content.strip()
    )
