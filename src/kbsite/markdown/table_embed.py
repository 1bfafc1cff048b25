"""`![[x.base]]` alone in its paragraph: a table of notes stands in its place. No I/O."""

from __future__ import annotations

from collections.abc import Sequence

from markdown_it.token import Token

from kbsite.markdown.link_tokens import LINK, TABLE_SUFFIX
from kbsite.slots import NoteTable
from kbsite.urls import suffix_of

#: Where the content of a paragraph stands, from each of its tokens.
_CONTENT = {"paragraph_open": 1, "inline": 0, "paragraph_close": -1}


def table_at(tokens: Sequence[Token], i: int) -> list[NoteTable] | None:
    """What stands for token `i`, if that is a part of such a paragraph: its content is the table,
    and the rest nothing. No table may stand in a `<p>`."""
    at = i + _CONTENT.get(tokens[i].type, len(tokens))
    if not 0 < at < len(tokens) or tokens[at - 1].type != "paragraph_open":
        return None
    children = tokens[at].children or ()
    if len(children) != 1 or children[0].type != "wikilink_embed":
        return None
    if suffix_of(children[0].meta["target"]) != TABLE_SUFFIX:
        return None
    return [NoteTable(link=children[0].meta[LINK])] if at == i else []
