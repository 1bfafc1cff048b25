"""Tokens of embeds → slots. No I/O."""

from __future__ import annotations

from html import escape

from markdown_it.token import Token

from kbsite.markdown.blocks.embed_block import PLACE
from kbsite.markdown.inline.attributes import attributes_html
from kbsite.markdown.links.image import CAPTIONED, size_of
from kbsite.markdown.links.link_tokens import FIRST, LINK, REFUSED
from kbsite.markdown.nesting import LINKED
from kbsite.markdown.texts.inline_text import formula_as_read, inline_words, joined_text
from kbsite.nouns.slots import Media, Piece, TextPieces


def embed(token: Token) -> list[Piece]:
    """`![[…]]`."""
    return [_media(token, (token.content,) if token.meta["has_text"] else ())]


def image(token: Token) -> list[Piece]:
    """`![…](…)`; the words of one that is refused."""
    alt = joined_text(inline_words(token.children or (), formula_as_read))
    if REFUSED in token.meta:
        return [escape(text) if isinstance(text, str) else text for text in alt]
    return [_media(token, alt)]


def _media(token: Token, alt: TextPieces) -> Media:
    width, height, style = size_of(token)
    return Media(
        token.meta.get(LINK, -1),
        alt,
        str(token.attrs.get("title", "")),
        width,
        height,
        attributes_html(token, without=("src", "alt", "title", "width", "height")) + style,
        lazy=not token.meta[FIRST],
        linked=LINKED in token.meta,
        source="" if LINK in token.meta else str(token.attrs["src"]),
        block=token.meta.get(PLACE, ""),
        captioned=CAPTIONED in token.meta,
    )
