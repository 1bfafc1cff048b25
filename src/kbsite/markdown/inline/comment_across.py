"""`%%comments%%` from one paragraph to a later one among the same blocks. No I/O.

What is hidden is taken out of the source of paragraphs before any is read, whatever it looks like:
an end in an address or in an emphasis is one.
"""

from __future__ import annotations

from collections.abc import MutableMapping, Set
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from kbsite.markdown.html.edits import blank
from kbsite.markdown.inline.abbreviation import DEFINITIONS, Definition
from kbsite.markdown.inline.comment import end_in, is_text, opening_in, opens

# In place of an end: no source has the first sign; the second means nothing, and marks stand behind
# it as behind `%%`.
_END = "\0,"


def comment_across(md: MarkdownIt) -> None:
    """Takes out what stands between the `%%` of a paragraph and the end in a later one."""
    md.core.ruler.before("inline", "comment_across", _take_out)
    md.core.ruler.after("inline", "comment_remains", _drop_remains)


def _take_out(state: StateCore) -> None:
    if "%%" not in state.src:
        return
    kept: list[Token] = []
    #: Texts in which a comment was opened that is open here, outermost first: the place of each in
    #: `kept`, and where in it.
    openings: list[tuple[int, int]] = []
    #: The lines of what is hidden.
    hidden_lines: set[int] = set()
    for i, token in enumerate(state.tokens):
        kept.append(token)
        while token.nesting < 0 and openings and kept[openings[-1][0]].level > token.level + 1:
            openings.pop()
        if "%%" not in token.content or not is_text(state.tokens, i):
            continue
        behind = 0
        if openings and kept[openings[-1][0]].level == token.level:
            end = end_in(token.content)
            if end < 0:
                continue
            at, begin = openings.pop()
            hidden_lines.update(range(_line_of(kept[at]), _line_of(token)))
            kept[at].content = kept[at].content[:begin]
            # Of the opening's paragraph its end stays, or nothing; and the start of this one.
            first = at + 2 if kept[at].content.strip() else at - 1
            kept[first:] = [state.tokens[i - 1], token]
            behind = end + len(_END)
            # As long as it was, so that all has its place.
            hidden = blank(token.content[:end])
            token.content = hidden + _END + token.content[behind:]
        begin = opening_in(token.content, behind, opens)
        if begin >= 0:
            openings.append((len(kept) - 1, begin))
    state.tokens = kept
    if hidden_lines:
        _forget_links(state.env, hidden_lines)
        _forget_abbreviations(state.env, hidden_lines)


def _forget_links(env: MutableMapping[str, Any], lines: Set[int]) -> None:
    """Takes out of the definitions of links what stands in `lines`; of others of its name the first
    counts."""
    known: dict[str, Any] = env.get("references", {})
    hidden = {label for label, said in known.items() if said["map"][0] in lines}
    for label in hidden:
        del known[label]
    for said in env.get("duplicate_refs", ()):
        if said["label"] in hidden and said["map"][0] not in lines:
            known.setdefault(said["label"], said)


def _forget_abbreviations(env: MutableMapping[str, Any], lines: Set[int]) -> None:
    known: dict[str, list[Definition]] = env.get(DEFINITIONS, {})
    for word, said in list(known.items()):
        known[word] = [one for one in said if one.line not in lines]
        if not known[word]:
            del known[word]


def _line_of(token: Token) -> int:
    return token.map[0] if token.map else 0


def _drop_remains(state: StateCore) -> None:
    """Drops the blanks in place of what was hidden, and paragraphs of which nothing is left."""
    if "%%" not in state.src:
        return
    cut: set[int] = set()
    for token in state.tokens:
        if _END in token.content:
            token.children = _behind_end(token.children or [])
            token.content = token.content.replace(_END, " " * len(_END))
            cut.add(id(token))
    state.tokens = _without_empty(state.tokens, cut)


def _behind_end(children: list[Token]) -> list[Token]:
    # A rule of the site may have made something else of it.
    at = next((i for i, child in enumerate(children) if _END in child.content), len(children))
    rest = children[at:] or [Token("text", "", 0)]
    rest[0].content = rest[0].content.partition(_END)[2]
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
