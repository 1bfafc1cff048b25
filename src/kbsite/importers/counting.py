"""How many formulas, code blocks, images and links a text has, as kbsite reads it. No I/O."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any

from kbsite.importers.model import Counts, Line, text_of
from kbsite.importers.texts.literal import COMMENT
from kbsite.markdown.parser import note_parser
from kbsite.markdown.settings import Settings, with_settings
from kbsite.urls import IMAGE_SUFFIXES, suffix_of

_KINDS = {
    "fence": "code_blocks",
    "code_block": "code_blocks",
    "math_block": "formulas",
    "math_inline": "formulas",
    "image": "images",
    "link_open": "links",
    "wikilink": "links",
}
_PICTURE = re.compile(r"(?i)<img(?=[\s/>])")
_ANCHOR = re.compile(r"(?i)<a\s[^<>]*?\bhref\s*=")
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")


@lru_cache(maxsize=4)
def count(text: str, *, in_html: bool = False) -> Counts:
    """Those of a note's body. `\\(…\\)` and `\\[…\\]` are formulas; an embed of a picture is an
    image, any other a link. With `in_html` the Markdown within a block of HTML counts as well,
    for tools that read it there (Notion's `<aside>`)."""
    found: Counter[str] = Counter()
    parser = note_parser(())
    _add(parser.md.parse(text, with_settings(Settings(brackets=True))), found, in_html)
    return Counts(**found)


def count_lines(lines: Sequence[Line]) -> Counts:
    """The same of lines, of which a comment may still be to be written (`texts/literal.py`)."""
    return count(text_of(lines).replace(COMMENT, "%%"))


def _add(tokens: Iterable[Any], found: Counter[str], in_html: bool) -> None:
    for token in tokens:
        if token.children:
            _add(token.children, found, in_html)
        if token.type in _KINDS:
            found[_KINDS[token.type]] += 1
        elif token.type == "wikilink_embed":
            target = str(token.meta.get("target", token.content))
            found["images" if suffix_of(target) in IMAGE_SUFFIXES else "links"] += 1
        elif token.type in ("html_block", "html_inline"):
            found["images"] += len(_PICTURE.findall(token.content))
            found["links"] += len(_ANCHOR.findall(token.content))
            if in_html and token.type == "html_block":
                inner = count(_TAG.sub("\n", token.content))
                found.update(
                    formulas=inner.formulas,
                    code_blocks=inner.code_blocks,
                    images=inner.images,
                    links=inner.links,
                )
