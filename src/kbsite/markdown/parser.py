"""The one ordered table of Markdown rules. No I/O.

A rule is a function `(MarkdownIt) -> None` in a file of its own; a site may add its own.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import NamedTuple, TypeAlias

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore

from kbsite.markdown.blocks.block_id import block_id
from kbsite.markdown.blocks.block_lines import block_lines
from kbsite.markdown.blocks.callout import callout
from kbsite.markdown.blocks.cell_fence import cell_fence
from kbsite.markdown.blocks.code_group import code_group
from kbsite.markdown.blocks.definition_list import definition_list
from kbsite.markdown.blocks.embed_block import embed_block
from kbsite.markdown.blocks.footnote import footnote
from kbsite.markdown.blocks.list_numbers import list_numbers
from kbsite.markdown.blocks.more import more
from kbsite.markdown.blocks.quote_reach import quote_reach
from kbsite.markdown.blocks.tables import tables
from kbsite.markdown.blocks.task_list import task_list
from kbsite.markdown.blocks.toc_marker import toc_marker
from kbsite.markdown.dispatch import Beginnings, dispatch
from kbsite.markdown.html.extent import html_extents
from kbsite.markdown.html.headings import html_headings
from kbsite.markdown.html.open_tags import open_tags
from kbsite.markdown.inline.abbreviation import abbreviation
from kbsite.markdown.inline.adjoining_bold import adjoining_bold
from kbsite.markdown.inline.attributes import attributes
from kbsite.markdown.inline.comment import comment
from kbsite.markdown.inline.comment_across import comment_across
from kbsite.markdown.inline.emphasis import cjk_emphasis
from kbsite.markdown.inline.hashtag import hashtag
from kbsite.markdown.inline.highlight import highlight
from kbsite.markdown.inline.line_break import hard_line_breaks
from kbsite.markdown.inline.line_join import cjk_line_join
from kbsite.markdown.inline.plain_lines import plain_lines
from kbsite.markdown.inline.strikethrough import two_tildes
from kbsite.markdown.links.autolink import bare_addresses
from kbsite.markdown.links.destination import link_destinations
from kbsite.markdown.links.image import image
from kbsite.markdown.links.spaced_image import spaced_image
from kbsite.markdown.links.spaced_link import spaced_link
from kbsite.markdown.links.wikilink import wikilink
from kbsite.markdown.math.bracket_math import bracket_math
from kbsite.markdown.math.dollar_math import dollar_math
from kbsite.markdown.math.doubled_brackets import doubled_brackets
from kbsite.markdown.math.environment_math import environment_math
from kbsite.markdown.math.equation_reference import equation_reference
from kbsite.markdown.math.formula_runs import formula_runs
from kbsite.markdown.math.github_math import github_math
from kbsite.markdown.math.table_math import table_math
from kbsite.markdown.nesting import link_nesting
from kbsite.markdown.positions import link_positions

Rule: TypeAlias = Callable[[MarkdownIt], None]


def any_scheme(md: MarkdownIt) -> None:
    """Links of every scheme become tokens; `collect` refuses the unsafe ones with a
    diagnostic, where markdown-it would leave their source as text."""
    # It is a method, and asked of the instance, so that it can be replaced there.
    md.validateLink = lambda url: True  # type: ignore[method-assign]


def line_ends(md: MarkdownIt) -> None:
    """markdown-it's first step, without regexes: a note has LF line ends already."""

    def normalize(state: StateCore) -> None:
        if "\r" in state.src:
            state.src = state.src.replace("\r\n", "\n").replace("\r", "\n")
        state.src = state.src.replace("\0", "\ufffd")

    md.core.ruler.at("normalize", normalize)


RULES: tuple[Rule, ...] = (
    line_ends,
    link_destinations,
    block_lines,
    quote_reach,
    cjk_emphasis,
    adjoining_bold,
    tables,
    table_math,
    cell_fence,
    two_tildes,
    highlight,
    equation_reference,
    bracket_math,
    doubled_brackets,
    github_math,
    dollar_math,
    environment_math,
    comment,
    comment_across,
    more,
    hashtag,
    wikilink,
    footnote,
    abbreviation,
    definition_list,
    code_group,
    html_extents,
    link_positions,
    spaced_image,
    spaced_link,
    bare_addresses,
    any_scheme,
    attributes,
    callout,
    task_list,
    list_numbers,
    toc_marker,
    link_nesting,
    image,
    hard_line_breaks,
    cjk_line_join,
    block_id,
    embed_block,
    html_headings,
    open_tags,
)


def create_parser(rules: Sequence[Rule] = RULES) -> MarkdownIt:
    """A CommonMark parser with `rules` on top; none of them is the bare parser."""
    md = MarkdownIt("commonmark", {"maxNesting": 100})
    for rule in rules:
        rule(md)
    return md


class RuleError(Exception):
    """The site's rule `number` cannot be set up: `__cause__` says why, else the message."""

    def __init__(self, number: int, message: str = "", hint: str = "") -> None:
        super().__init__(message)
        self.number = number
        self.hint = hint


class NoteParser(NamedTuple):
    """A parser, and the types of tokens that the site's own rules render."""

    md: MarkdownIt
    rendered: frozenset[str] = frozenset()


# A handful: of one site there is one, but for a server whose extensions are edited.
@lru_cache(maxsize=4)
def note_parser(own: tuple[Rule, ...] = ()) -> NoteParser:
    """The parser of notes, with the site's `own` rules after kbsite's; it holds no state between
    calls. Raises RuleError."""
    md = create_parser()
    if not own:
        formula_runs(md)
    beginnings = Beginnings(md)
    renderers: dict[str, object] = getattr(md.renderer, "rules", {})
    before = dict(renderers)
    for number, rule in enumerate(own):
        try:
            returned: object = rule(md)
        except (Exception, SystemExit) as fault:
            raise RuleError(number) from fault
        # `md.enable("…")` returns the parser.
        if returned is not None and returned is not md:
            message = f"returns a value of type {type(returned).__name__}"
            raise RuleError(number, message, "A Markdown rule changes md, and returns nothing.")
    dispatch(md, beginnings)
    if not own:
        plain_lines(md)
    changed = {name for name, rule in renderers.items() if rule is not before.get(name)}
    return NoteParser(md, frozenset(changed))
