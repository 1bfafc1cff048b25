"""What in the text of a block was meant to be more than text: tables, links, images. No I/O."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from markdown_it.token import Token

from kbsite.markdown.blocks.cell_fence import code_in_cell
from kbsite.markdown.blocks.embed_block import PART
from kbsite.markdown.links.cut_addresses import cut_addresses
from kbsite.markdown.literal.formulas import literal_formulas, may_have_formulas
from kbsite.markdown.literal.indented_fences import literal_fences
from kbsite.markdown.literal.indents import indents_in, literal_indents
from kbsite.markdown.literal.items import literal_items
from kbsite.markdown.literal.links import literal_links
from kbsite.markdown.literal.marks import literal_marks, may_have_marks
from kbsite.markdown.literal.references import definitions_in, literal_references
from kbsite.markdown.literal.tables import literal_tables
from kbsite.markdown.literal.wide_marks import literal_wide, may_have_wide
from kbsite.markdown.literal.wikilinks import literal_wikilinks
from kbsite.markdown.reporter import Meant
from kbsite.words.unseen import may_have_unseen


class Suspects(NamedTuple):
    """Whether a note may have formulas without their marks, marks that begin nothing, marks of
    Chinese input, and comments of HTML without an end; the definitions of links that are text, in
    one that refers to some; the marks behind other spaces than plain ones, or behind what shows
    nothing."""

    formulas: bool
    marks: bool
    wide: bool
    comments: bool
    definitions: Mapping[str, str]
    indents: Mapping[int, re.Match[str]]


def suspects_in(body: str, tokens: Iterable[Token]) -> Suspects:
    """Those of a note of this text: most have none, and their blocks need not be looked at."""
    definitions = definitions_in(body, tokens)
    unseen = may_have_unseen(body)
    marks, indents = unseen or may_have_marks(body), indents_in(body) if unseen else {}
    formulas, wide, comments = may_have_formulas(body), may_have_wide(body), "<!--" in body
    return Suspects(formulas, marks, wide, comments, definitions, indents)


def meant_otherwise(
    token: Token, suspects: Suspects, *, is_paragraph: bool, is_item: bool, is_foreign: bool
) -> Iterator[Meant]:
    """What there is in a block's text; `token` is its inline token, and what it begins with is a
    paragraph, or that of an item of a list; it may have syntax of others, which is told of."""
    text = token.content
    begin, end = token.meta.get(PART, (0, len(text)))
    if not begin:
        yield from literal_tables(token)
        if suspects.formulas:
            yield from literal_formulas(token)
        if suspects.marks and is_paragraph:
            yield from literal_marks(token)
        if suspects.wide:
            yield from literal_wide(token, is_paragraph=is_paragraph)
        if suspects.indents and is_paragraph:
            yield from literal_indents(token, suspects.indents)
        if is_paragraph:
            if not is_foreign:
                yield from literal_items(token, is_item=is_item)
            if "```" in text or "~~~" in text:
                yield from literal_fences(token)
        elif text.startswith(("```", "~~~")) and (code := code_in_cell(token)):
            yield code
    if suspects.comments and (at := _literal_comment(token, begin, end)) >= 0:
        hint = "It stays as text. One that begins its line may have blank lines in it."
        yield Meant("comment-unclosed", at, "<!-- opens a comment that its paragraph ends in", hint)
    yield from literal_links(token, begin, end)
    yield from literal_wikilinks(token, begin, end)
    if "://" in text and not begin:
        yield from cut_addresses(token)
    if suspects.definitions and not begin:
        yield from literal_references(token, suspects.definitions)


def _literal_comment(token: Token, begin: int, end: int) -> int:
    """Where `<!--` stayed text, or -1."""
    if not any(child.type == "text" and "<!--" in child.content for child in token.children or ()):
        return -1
    # Others may stand in code, or are closed.
    at = token.content.rfind("<!--", begin, end)
    is_meant = token.content[at - 1 : at] != "\\" and "-->" not in token.content[at:end]
    return at if is_meant else -1
