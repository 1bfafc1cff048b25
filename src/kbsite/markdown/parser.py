"""The one ordered table of Markdown rules. No I/O.

A rule is a function `(MarkdownIt) -> None` in a file of its own; a site may add its own.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import TypeAlias

from markdown_it import MarkdownIt

from kbsite.markdown.autolink import bare_addresses
from kbsite.markdown.dollar_math import dollar_math
from kbsite.markdown.emphasis import cjk_emphasis
from kbsite.markdown.line_join import cjk_line_join
from kbsite.markdown.positions import link_positions
from kbsite.markdown.reference import no_footnote_references
from kbsite.markdown.strikethrough import two_tildes
from kbsite.markdown.wikilink import wikilink

Rule: TypeAlias = Callable[[MarkdownIt], None]


def tables(md: MarkdownIt) -> None:
    """GFM's tables."""
    md.enable("table")


def any_scheme(md: MarkdownIt) -> None:
    """Links of every scheme become tokens; `collect` refuses the unsafe ones with a
    diagnostic, where markdown-it would leave their source as text."""
    md.validateLink = lambda url: True  # type: ignore[method-assign]


RULES: tuple[Rule, ...] = (
    cjk_emphasis,
    tables,
    two_tildes,
    dollar_math,
    wikilink,
    no_footnote_references,
    link_positions,
    bare_addresses,
    any_scheme,
    cjk_line_join,
)


def create_parser(rules: Sequence[Rule] = RULES) -> MarkdownIt:
    """A CommonMark parser with `rules` on top; none of them is the bare parser."""
    md = MarkdownIt("commonmark", {"maxNesting": 100})
    for rule in rules:
        rule(md)
    return md


@lru_cache(maxsize=1)
def note_parser() -> MarkdownIt:
    """The parser of notes; it holds no state between calls."""
    return create_parser()
