"""Which tokens are a section of a note, and which a block of a name. No I/O."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from typing import NamedTuple

from markdown_it.token import Token

from kbsite.markdown.blocks.block_id import BLOCK_ID
from kbsite.markdown.blocks.embed_block import PLACE
from kbsite.markdown.blocks.list_numbers import room_of
from kbsite.markdown.links.link_tokens import LINK
from kbsite.markdown.texts.inline_text import joined_between
from kbsite.markdown.texts.pieces import cut_pieces
from kbsite.nouns.bodies import Block
from kbsite.nouns.slots import Pieces


class _Range(NamedTuple):
    """Tokens from `start` to `end`, and what they stand between elsewhere."""

    start: int
    end: int
    name: str = ""
    opening: str = ""
    closing: str = ""


class Outline(NamedTuple):
    """The pieces of a note's blocks, where the section of each heading ends among them, the blocks
    that have a name; the links that embed what looks like a note, in order, and how many of them
    stand before the start and the end of each section and each block."""

    pieces: Pieces
    ends: tuple[int, ...]
    blocks: tuple[Block, ...]
    embeds: tuple[int, ...]
    section_embeds: tuple[tuple[int, int], ...]
    block_embeds: tuple[tuple[int, int], ...]


def outline(tokens: Sequence[Token]) -> Outline:
    """That of the collected blocks of a note."""
    sections, blocks = _sections(tokens), _blocks(tokens)
    blocks = [_of_section(tokens, block, sections) for block in blocks]
    places = [i for i, token in enumerate(tokens) if _embed_of(token) is not None]
    cuts = sorted({at for one in (*sections, *blocks) for at in (one.start, one.end)})
    pieces, positions = joined_between(*cut_pieces(tokens, cuts))
    where = dict(zip(cuts, positions, strict=True))

    def counts(one: _Range) -> tuple[int, int]:
        return bisect_left(places, one.start), bisect_left(places, one.end)

    return Outline(
        pieces,
        tuple(where[section.end] for section in sections),
        tuple(
            Block(one.name, where[one.start], where[one.end], one.opening, one.closing)
            for one in blocks
        ),
        embeds_in(tokens),
        tuple(map(counts, sections)) if places else (),
        tuple(map(counts, blocks)) if places else (),
    )


def embeds_in(tokens: Sequence[Token]) -> tuple[int, ...]:
    """The links that embed what looks like a note, in order."""
    return tuple(link for token in tokens if (link := _embed_of(token)) is not None)


def _embed_of(token: Token) -> int | None:
    children = token.children or ()
    if token.type != "inline" or not children or PLACE not in children[0].meta:
        return None
    number: int | None = children[0].meta.get(LINK)
    return number


def _sections(tokens: Sequence[Token]) -> list[_Range]:
    """The section of each heading: up to the next that is not below it among the blocks that it
    stands with, or to the end of these."""
    starts: list[int] = []
    ends: dict[int, int] = {}
    #: (index, nesting, level of the heading) of those that are open.
    open_ones: list[tuple[int, int, str]] = []
    for i, token in enumerate(tokens):
        if token.type == "heading_open":
            while open_ones and open_ones[-1][1] == token.level and open_ones[-1][2] >= token.tag:
                ends[open_ones.pop()[0]] = i
            open_ones.append((i, token.level, token.tag))
            starts.append(i)
        elif token.nesting < 0:
            while open_ones and open_ones[-1][1] > token.level:
                ends[open_ones.pop()[0]] = i
    return [_Range(start, ends.get(start, len(tokens))) for start in starts]


def _blocks(tokens: Sequence[Token]) -> list[_Range]:
    """The blocks that have a name, by their beginnings."""
    found: dict[int, _Range] = {}
    open_ones: list[int] = []
    lists: list[Token] = []
    for i, token in enumerate(tokens):
        if token.nesting > 0:
            open_ones.append(i)
            if token.type in ("bullet_list_open", "ordered_list_open"):
                lists.append(token)
            if BLOCK_ID in token.meta:
                around = _around(token, lists)
                found[i] = _Range(i, i, token.meta[BLOCK_ID][0], *around)
        elif token.nesting < 0:
            start = open_ones.pop()
            if start in found:
                found[start] = found[start]._replace(end=i + 1)
                if token.type == "dd_close":
                    found[start] = found[start]._replace(start=start + 1, end=i)
            if token.type in ("bullet_list_close", "ordered_list_close"):
                lists.pop()
        elif BLOCK_ID in token.meta:
            found[i] = _Range(i, i + 1, token.meta[BLOCK_ID][0])
    return list(found.values())


def _around(token: Token, lists: Sequence[Token]) -> tuple[str, str]:
    if token.type != "list_item_open" or not lists:
        return "", ""
    if lists[-1].tag == "ul":
        return "<ul>\n", "</ul>\n"
    if not token.info.isdecimal() or token.info == "1":
        return "<ol>\n", "</ol>\n"
    style = f' style="{room}"' if (room := room_of(int(token.info))) else ""
    return f'<ol start="{token.info}"{style}>\n', "</ol>\n"


def _of_section(tokens: Sequence[Token], block: _Range, sections: Sequence[_Range]) -> _Range:
    """The name of a heading is that of its section."""
    if tokens[block.start].type != "heading_open":
        return block
    number = bisect_left(sections, block.start, key=lambda section: section.start)
    return block._replace(end=sections[number].end)
