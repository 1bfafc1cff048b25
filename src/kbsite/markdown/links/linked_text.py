"""Texts of the front matter, which may hold links, as inline tokens. No I/O."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from markdown_it.token import Token

from kbsite.linking.written_links import WrittenLink, parts_of
from kbsite.markdown.links.link_tokens import LINK
from kbsite.model import Link


def linked_text(text: str, numbers: Mapping[Link, int]) -> Sequence[Token]:
    """The tokens of `text`; `numbers` are those of the note's links. Of a link that has words of
    its own these are shown."""
    return list(_tokens(text, numbers))


def _tokens(text: str, numbers: Mapping[Link, int]) -> Iterator[Token]:
    for part in parts_of(text):
        if isinstance(part, WrittenLink) and part.link and not part.words:
            meta = {LINK: numbers[part.link], "has_text": False}
            yield Token("wikilink", "", 0, content=part.shown, meta=meta)
        else:
            yield Token("text", "", 0, content=part if isinstance(part, str) else part.words)


def spelt(tokens: Sequence[Token]) -> str:
    """What the author reads in such tokens."""
    return "".join(token.content for token in tokens)
