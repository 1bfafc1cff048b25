"""`^id` at the end of a block, or alone behind one: a name for links and embeds. No I/O.

Obsidian's rules ("Internal links": letters, digits and dashes, a space before the caret). At the
end of a paragraph or heading it names that; of an item's first paragraph the item, of a quote's or
callout's last the whole. In a paragraph of its own it names the block before: a table, a list, code
…; below a table also without a blank line. Elsewhere it is text, and so it is in footnotes.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cached_property
from typing import NamedTuple

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from kbsite.urls import BLOCK_MARK

#: `Token.meta` key of what opens a block, or is one: its id, and the line of the body it stands in.
BLOCK_ID = "block id"

_ID = re.compile(r"[A-Za-z0-9-]{1,100}")
# What no id can stand behind: it shows nothing.
_UNSEEN = frozenset({"comment_block", "html_block"})


def block_id(md: MarkdownIt) -> None:
    """Takes the ids out of the text and stamps the blocks."""
    md.core.ruler.after("block", "block_id", _rule)


class _Container:
    """A block that holds others: its opening token (None is the note), and the last whole block in
    it."""

    def __init__(self, token: Token | None) -> None:
        self.token = token
        self.kind = token.type if token else ""
        self.last: Token | None = None
        self.is_empty = True


def _rule(state: StateCore) -> None:
    if BLOCK_MARK not in state.src:
        return
    state.tokens = _Reader(state.tokens, state.src).read()


class _Reader:
    """Reads the blocks of a note, whose text is `source`."""

    def __init__(self, tokens: Sequence[Token], source: str) -> None:
        self.tokens = tokens
        self.source = source
        self.kept: list[Token] = []
        self.open = [_Container(None)]
        self.footnotes = 0

    def read(self) -> list[Token]:
        i = 0
        while i < len(self.tokens):
            token = self.tokens[i]
            if token.type in ("paragraph_open", "heading_open"):
                if not self._is_taken(token, self.tokens[i + 1]):
                    self.kept += self.tokens[i : i + 3]
                    self._done(token)
                i += 3
                continue
            if token.type == "table_close":
                self._take_row()
            self.kept.append(token)
            self._step(token)
            i += 1
        return self.kept

    def _step(self, token: Token) -> None:
        if token.nesting > 0:
            self.open.append(_Container(token))
        elif token.nesting < 0:
            closed = self.open.pop()
            _lift(closed)
            if closed.token:
                self._done(closed.token)
        else:
            self._done(token)
        if token.type.startswith("footnote_reference"):
            self.footnotes += token.nesting

    def _done(self, block: Token) -> None:
        self.open[-1].is_empty = False
        if block.type not in _UNSEEN:
            self.open[-1].last = block

    def _is_taken(self, opening: Token, text: Token) -> bool:
        """Takes the id at the end of a paragraph or heading; whether nothing is left of it."""
        found = None if self.footnotes else _id_at_end(text.content)
        if found is None:
            return False
        here = self.open[-1]
        named = BLOCK_ID, (found.id, _last_line(text))
        if not found.before:
            if opening.type == "heading_open" or not here.last or BLOCK_ID in here.last.meta:
                return False
            here.last.meta.update([named])
            return True
        block = opening
        if here.token and (opening.hidden or (here.is_empty and here.kind == "list_item_open")):
            block = here.token
        if BLOCK_ID in block.meta:
            return False
        block.meta.update([named])
        text.content = found.before
        return False

    @cached_property
    def _lines(self) -> list[str]:
        return self.source.split("\n")

    def _take_row(self) -> None:
        """Takes an id out that stands right below a table: it was read as a row."""
        kept = self.kept
        if self.footnotes or len(kept) < 2 or kept[-2].type != "tr_close":
            return
        first = next(i for i in range(len(kept) - 1, -1, -1) if kept[i].type == "tr_open")
        cells = [token for token in kept[first:] if token.type == "inline"]
        found = _id_at_end(cells[0].content) if cells else None
        if not found or found.before or any(cell.content for cell in cells[1:]):
            return
        table = self.open[-1].token
        if table is None or BLOCK_ID in table.meta or "|" in self._lines[_last_line(cells[0])]:
            return
        table.meta[BLOCK_ID] = (found.id, _last_line(cells[0]))
        del kept[first:-1]
        if kept[-2].type == "tbody_open":
            del kept[-2:]


class _Found(NamedTuple):
    id: str
    #: What stands before it.
    before: str


def _id_at_end(text: str) -> _Found | None:
    at = text.rfind(BLOCK_MARK)
    if at < 0 or (at and text[at - 1] not in " \t\n"):
        return None
    name = text[at + 1 :].rstrip()
    return _Found(name, text[:at].rstrip()) if _ID.fullmatch(name) else None


def _last_line(text: Token) -> int:
    return text.map[1] - 1 if text.map else 0


def _lift(closed: _Container) -> None:
    """The id at the end of a quote is that of the quote."""
    quote, last = closed.token, closed.last
    if quote is None or closed.kind != "blockquote_open" or last is None:
        return
    if last.type == "paragraph_open" and BLOCK_ID in last.meta and BLOCK_ID not in quote.meta:
        quote.meta[BLOCK_ID] = last.meta.pop(BLOCK_ID)
