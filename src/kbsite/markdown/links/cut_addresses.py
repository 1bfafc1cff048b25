"""A bare address that ends before Han with which it may go on: browsers copy it so. No I/O."""

from __future__ import annotations

import re
from collections.abc import Iterator

from markdown_it.token import Token

from kbsite.markdown.characters import HAN
from kbsite.markdown.positions import POSITION
from kbsite.markdown.reporter import Meant
from kbsite.words.patterns import late_pattern

# A path or a query that lacks its last part; all of a site is an address of its own.
_OPEN = re.compile(r"[^:]*://[^/?#]+(?=[/?#].)\S*[/=&#+%-]")
# What follows a name in a sentence, and begins few of its own.
_PARTICLES = "的是和与或及等也了这那里"
_REST = late_pattern(rf"(?![{_PARTICLES}]){HAN.pattern}(?:{HAN.pattern}|[\w/?#&=.%+-]){{0,60}}")


def cut_addresses(text: Token) -> Iterator[Meant]:
    """Those of a block's text."""
    children = text.children or ()
    for i, token in enumerate(children[:-3]):
        if token.type != "link_open" or token.markup != "linkify":
            continue
        address, following = children[i + 1].content, children[i + 3]
        if following.type != "text" or not _OPEN.fullmatch(address):
            continue
        if rest := _REST.match(following.content):
            whole = address + rest.group().rstrip(".?")
            message = f"the address ends before `{rest.group()[0]}`"
            hint = f"If it goes on write <{whole}>, else put a space behind it."
            yield Meant("link-literal", token.meta[POSITION], message, hint)
