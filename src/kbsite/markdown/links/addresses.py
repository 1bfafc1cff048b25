"""Every address that a note leads to or shows something from, with its place. No I/O."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from markdown_it.token import Token

from kbsite.markdown.blocks.footnote import BLOCKS
from kbsite.markdown.html.raw import addresses_in
from kbsite.markdown.places import Place
from kbsite.markdown.positions import POSITION


class Address(NamedTuple):
    """An address as written but for character references. `shown` says that the page shows what is
    there, `words` that a picture has alternative text (other addresses have words)."""

    url: str
    at: tuple[int, int]
    shown: bool = False
    words: bool = True


def addresses(blocks: Iterable[tuple[Token, Place]]) -> Iterator[Address]:
    """Those of the `blocks` of a note, in order, of this site and of others."""
    for token, place in blocks:
        if token.type == "inline":
            yield from _in_line(token.children or (), place, 0)
        elif token.type == "html_block":
            yield from _in_html(token.content, place, 0)


def _in_line(children: Sequence[Token], place: Place, offset: int) -> Iterator[Address]:
    has_caption = any(token.type == "figcaption_open" for token in children)
    for token in children:
        position = offset + (token.meta.get(POSITION, 0) if token.meta else 0)
        if token.type == "link_open":
            url = str(token.attrs.get("href", ""))
            yield Address(url, place.of(position))
        elif token.type == "image":
            words = any(child.content.strip() for child in token.children or ()) or has_caption
            url = str(token.attrs.get("src", ""))
            yield Address(url, place.of(position), shown=True, words=words)
        elif token.type == "wikilink_embed":
            words = bool(token.meta["has_text"])
            yield Address(token.meta["target"], place.of(position), shown=True, words=words)
        elif token.type == "html_inline":
            yield from _in_html(token.content, place, position)
        elif token.type == "footnote_ref" and BLOCKS in token.meta:
            yield from _in_line(token.meta[BLOCKS][1].children or (), place, position + 2)


def _in_html(html: str, place: Place, offset: int) -> Iterator[Address]:
    for url, at, shown, words in addresses_in(html):
        yield Address(url, place.of(offset + at), shown, words)
