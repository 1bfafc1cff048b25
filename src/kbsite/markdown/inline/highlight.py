"""`==highlighted==`, as Obsidian and Typora have it. No I/O."""

from __future__ import annotations

from collections.abc import Sequence

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.rules_inline.state_inline import Delimiter
from markdown_it.token import Token

# What the sides of a comparison end and begin with, beside letters and digits.
_ENDS, _BEGINS = frozenset("_)]}\"'"), frozenset("_([{\"'-+.&")


def highlight(md: MarkdownIt) -> None:
    """Tokens `mark_open` and `mark_close`, paired as strikethrough is."""
    md.inline.ruler.before("emphasis", "highlight", _tokenize)
    md.inline.ruler2.before("emphasis", "highlight", _pair)


def _tokenize(state: StateInline, silent: bool) -> bool:
    if state.src[state.pos] != "=" or silent:
        return False
    scanned = state.scanDelims(state.pos, True)
    if scanned.length != 2:
        # A comparison, an arrow or a rule drawn in text.
        state.append_pending("=" * scanned.length)
        state.pos += scanned.length
        return True
    before = state.src[max(0, state.pos - 1) : state.pos]
    behind = state.src[state.pos + 2 : state.pos + 3]
    # Its brackets are those of links then, and no sides of a comparison.
    is_between = behind == "[" and not state.pending and _ends_link(state.tokens)
    token = state.push("text", "", 0)
    token.content = "=="
    state.delimiters.append(
        Delimiter(
            marker=ord("="),
            length=0,  # as a pair is one delimiter, the rule of three does not apply
            token=len(state.tokens) - 1,
            end=-1,
            open=scanned.can_open and (is_between or not _compares(before, behind)),
            close=scanned.can_close,
        )
    )
    state.pos += 2
    return True


def _ends_link(tokens: Sequence[Token]) -> bool:
    return bool(tokens) and tokens[-1].type in ("link_close", "wikilink")


def _compares(before: str, behind: str) -> bool:
    """Whether `==` between these characters is the operator (`a==1`, `f(x)==-y`): it opens
    nothing between Latin words."""
    return (
        before.isascii()
        and (before.isalnum() or before in _ENDS)
        and behind.isascii()
        and (behind.isalnum() or behind in _BEGINS)
    )


def _pair(state: StateInline) -> None:
    _mark(state.tokens, state.delimiters)
    for meta in state.tokens_meta:
        if meta and "delimiters" in meta:
            _mark(state.tokens, meta["delimiters"])


def _mark(tokens: Sequence[Token], delimiters: Sequence[Delimiter]) -> None:
    for opening in delimiters:
        if opening.marker != ord("=") or opening.end == -1:
            continue
        closing = delimiters[opening.end]
        for number, kind, nesting in ((opening.token, "open", 1), (closing.token, "close", -1)):
            token = tokens[number]
            token.type, token.tag, token.content = f"mark_{kind}", "mark", ""
            token.nesting, token.markup = (1 if nesting > 0 else -1), "=="
