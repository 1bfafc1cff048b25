"""`SourceFile` → `ParsedNote`. No I/O."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from html import escape
from typing import NamedTuple

import msgspec
from markdown_it.token import Token

from kbsite.diagnostics import Diagnostic
from kbsite.front_matter.block import split_front_matter
from kbsite.front_matter.literal_block import literal_block
from kbsite.front_matter.reader import parse_front_matter
from kbsite.front_matter.unread_names import heading_name
from kbsite.languages import LANGUAGES
from kbsite.linking.written_links import as_author_reads
from kbsite.markdown.blocks.footnote_order import (
    Footnotes,
    number_footnotes,
    part_footnotes,
    without_unseen,
)
from kbsite.markdown.collect import Collector
from kbsite.markdown.html.headings import MAY_HIDE
from kbsite.markdown.html.hidden_tokens import hide
from kbsite.markdown.links.linked_text import linked_text
from kbsite.markdown.literal.conflict import tell_conflict
from kbsite.markdown.parser import Rule, note_parser
from kbsite.markdown.places import Place, Places
from kbsite.markdown.settings import Settings, with_settings
from kbsite.markdown.texts.excerpts import excerpt
from kbsite.markdown.texts.extension_tokens import ExtensionTokens
from kbsite.markdown.texts.inline_text import StandIns, joined
from kbsite.markdown.texts.outline import Title, headings_of, take_title
from kbsite.markdown.texts.pieces import LINE, OWN_TYPES, body_pieces
from kbsite.markdown.texts.plain_text import PlainText, plain_text
from kbsite.markdown.texts.prose import prose_of
from kbsite.markdown.texts.quotes import quote_links
from kbsite.markdown.texts.ranges import Outline, embeds_in, outline
from kbsite.model import FrontMatter, Link, Mention, Note, ParsedNote, Positions
from kbsite.nouns.bodies import Body, Footnote, Naming
from kbsite.nouns.fragments import Fragments
from kbsite.nouns.slots import LinkEnd, LinkStart, LinkText, Piece
from kbsite.nouns.sources import SourceFile
from kbsite.reading.conflicts import SIGN
from kbsite.reading.decoding import decode
from kbsite.reading.note_language import language_told
from kbsite.reading.note_terms import terms_of
from kbsite.reading.parse_options import ParseOptions, note_key
from kbsite.words.names import name_of_note


def parse_note(
    source: SourceFile,
    options: ParseOptions,
    own: tuple[Rule, ...] = (),
    fragments: Fragments | None = None,
    *,
    mark_lines: bool = False,
) -> ParsedNote:
    """Parses one note, with the site's `own` rules after kbsite's. Where the note cannot be read
    its diagnostics hold an error and `readable` is False. Raises only what those rules raise.
    What `fragments` knows is not made again, and what the note uses is in it afterwards; the
    result is the same without. With `mark_lines` there is a comment before each block that says
    where it begins, for `kbsite serve`."""
    key = note_key(source, options)
    text, mistake = decode(source)
    if mistake:
        return unreadable_note(source.path, key, FrontMatter(), (mistake,))
    split = split_front_matter(text)
    front_matter, positions, found = parse_front_matter(split, source.path, options.timezone)
    if any(diagnostic.severity == "error" for diagnostic in found):
        return unreadable_note(source.path, key, front_matter, found, heading_name(split.body))

    parser, env = note_parser(own), with_settings(_settings(front_matter, options))
    collector = Collector(
        source.path,
        split.body,
        split.body_line,
        _macros(front_matter, options),
        fragments or Fragments(),
        ExtensionTokens(parser.md, parser.rendered, OWN_TYPES, env) if own else None,
    )
    parsed = parser.md.parse(split.body, env)
    if SIGN in split.body:
        tell_conflict(collector.lines, split.body_line, parsed, collector.reporter)
    if block := literal_block(split):
        at = (split.body_line + block.line, 1)
        collector.reporter.warn("front-matter-key", at, block.message, block.hint)
    if mark_lines:
        _mark_lines(parsed, split.body_line)
    hides = bool(env.get(MAY_HIDE))
    stand_ins = StandIns(*LANGUAGES[options.language].stand_ins)
    name = name_of_note(source.path)
    text_read = _read(parsed, collector, front_matter, name, stand_ins, hides=hides)
    note = _note(_Head(source.path, key, front_matter, positions, found), text_read)
    body = _body(note, text_read, split.body_line)
    return ParsedNote(note, msgspec.structs.replace(body, hides=True) if hides else body)


class _Head(NamedTuple):
    """What is known of a note before its text is: front matter with what is wrong in it."""

    path: str
    key: str
    front_matter: FrontMatter
    positions: Positions
    found: tuple[Diagnostic, ...]


class _Text(NamedTuple):
    """A note's text as it was read: the tokens that a reader sees something of, in source order;
    the same without title and footnotes, in pieces; as plain text; and what was collected on the
    way."""

    tokens: list[Token]
    title: Title
    parts: Outline
    plain: PlainText
    footnotes: Footnotes
    collector: Collector
    numbers: Mapping[Link, int]
    stand_ins: StandIns


def _read(
    parsed: list[Token],
    collector: Collector,
    front: FrontMatter,
    name: str,
    stand_ins: StandIns,
    *,
    hides: bool,
) -> _Text:
    parted = part_footnotes(parsed)
    seen = without_unseen(parsed, parted)
    collector.walk(seen)
    if hides:
        hide(seen)
    for token in seen if collector.links.mentions else ():
        if token.type == "inline":
            quote_links(token.children or (), collector.links.mentions, stand_ins)
    # Those of the front matter come behind those in the text.
    first = len(collector.links.links)
    numbers = {one.link: number for number, one in enumerate(front.links, first)}
    title = take_title(parted.blocks, linked_text(front.title, numbers), name, stand_ins)
    footnotes = number_footnotes(title.blocks, parted)
    collector.check_footnotes(footnotes, title.heading)
    plain = plain_text(seen, title.blocks, title.heading)
    parts = outline(title.blocks)
    return _Text(seen, title, parts, plain, footnotes, collector, numbers, stand_ins)


def _note(head: _Head, text: _Text) -> Note:
    front_matter, parts, collector = head.front_matter, text.parts, text.collector
    links, title = collector.links, text.title
    said = linked_text(front_matter.summary, text.numbers)
    opening, summary = excerpt(title.blocks, said, text.stand_ins)
    ids = [*collector.anchors, title.id] if title.id else collector.anchors
    headings = headings_of(title.blocks, parts.pieces, parts.ends, ids, text.stand_ins)
    in_footnotes = (link for one in text.footnotes.footnotes for link in embeds_in(one.blocks))
    diagnostics = (*head.found, *collector.reporter.found)
    return Note(
        path=head.path,
        digest=head.key,
        front_matter=front_matter,
        positions=head.positions,
        title=title.written,
        title_content=title.content,
        title_text=title.text,
        headings=tuple(heading for heading, _ in headings),
        heading_html=tuple(html for _, html in headings),
        links=(*links.links, *(one.link for one in front_matter.links)),
        mentions=(
            *links.mentions,
            *_in_properties(front_matter, head.positions, len(links.links)),
        ),
        anchors=tuple(collector.anchors),
        title_id=title.id,
        title_source=title.source,
        blocks=tuple(block.id for block in parts.blocks),
        embeds=(*parts.embeds, *in_footnotes),
        heading_embeds=parts.section_embeds,
        block_embeds=parts.block_embeds,
        excerpt=opening,
        summary=summary,
        diagrams=tuple(collector.fences.diagrams),
        bases=tuple(collector.fences.bases),
        tags=tuple(dict.fromkeys((*front_matter.tags, *links.tags))),
        han=text.plain.han,
        latin=text.plain.latin,
        language=front_matter.lang
        or language_told(text.plain.read, text.plain.han, text.plain.latin),
        math_characters="".join(sorted(collector.formulas.characters)),
        has_math=collector.formulas.count > 0,
        has_code_groups=collector.fences.has_groups,
        diagnostics=diagnostics,
        has_diagnostics=bool(diagnostics),
    )


def _body(note: Note, text: _Text, first_line: int) -> Body:
    return Body(
        pieces=text.parts.pieces,
        footnotes=tuple(
            Footnote(joined(body_pieces(one.blocks)), one.marks) for one in text.footnotes.footnotes
        ),
        equations=tuple(text.collector.formulas.equations),
        sections=text.plain.sections,
        blocks=text.parts.blocks,
        naming=_naming(note, text, first_line),
    )


def _in_properties(
    front_matter: FrontMatter, positions: Positions, first: int
) -> Iterator[Mention]:
    """Where the links in properties stand; they are numbered from `first`, behind those in the
    text."""
    found = zip(front_matter.links, positions.links, strict=True)
    for number, (one, (line, column)) in enumerate(found, first):
        shown = escape(one.words) if one.link.has_text else LinkText(number)
        quote: list[Piece] = [LinkStart(number), shown, LinkEnd(number)]
        yield Mention(line, column, joined(quote))


def _naming(note: Note, read: _Text, first_line: int) -> Naming:
    title, *headings = (
        "".join(piece for piece in words if isinstance(piece, str))
        for words in (note.title_text, *(heading.text for heading in note.headings))
    )
    prose = prose_of(read.tokens, first_line, read.stand_ins)
    return Naming(prose, terms_of(title, headings, read.plain.sections))


def _mark_lines(tokens: list[Token], first: int) -> None:
    for token in tokens:
        if token.map and token.nesting >= 0 and token.type != "inline" and not token.hidden:
            token.meta[LINE] = first + token.map[0]


def seen_blocks(
    source: SourceFile, options: ParseOptions, own: tuple[Rule, ...] = ()
) -> list[tuple[Token, Place]]:
    """The blocks of a note that its readers see something of, each with its place; none where it
    cannot be read. Raises only what the site's `own` rules raise."""
    text, mistake = decode(source)
    if mistake:
        return []
    split = split_front_matter(text)
    front_matter, _, found = parse_front_matter(split, source.path, options.timezone)
    if any(diagnostic.severity == "error" for diagnostic in found):
        return []
    env = with_settings(_settings(front_matter, options))
    tokens = note_parser(own).md.parse(split.body, env)
    lines = split.body.split("\n")
    seen = without_unseen(tokens, part_footnotes(tokens))
    places = Places(lines, split.body_line)
    return [(token, places.of(token)) for token in seen]


def _settings(front_matter: FrontMatter, options: ParseOptions) -> Settings:
    """What the note itself says goes before what the site says."""
    words = LANGUAGES[options.language]
    breaks, delimiters = front_matter.line_breaks, front_matter.math_delimiters
    return Settings(
        hard_breaks=breaks == "hard" or (not breaks and options.hard_breaks),
        brackets=delimiters == "all" or (not delimiters and options.brackets),
        callouts=words.callouts,
        done=words.task_done,
        open=words.task_open,
    )


def _macros(front_matter: FrontMatter, options: ParseOptions) -> tuple[tuple[str, str], ...]:
    return tuple(sorted({**dict(options.macros), **dict(front_matter.math_macros)}.items()))


def unreadable_note(
    path: str,
    key: str,
    front_matter: FrontMatter,
    found: tuple[Diagnostic, ...],
    heading: str = "",
) -> ParsedNote:
    """A note of which nothing is known but its front matter, the heading that may be its title, and
    what is wrong with it."""
    note = Note(
        path=path,
        digest=key,
        front_matter=front_matter,
        title=as_author_reads(front_matter.title or heading) or name_of_note(path),
        diagnostics=found,
        has_diagnostics=True,
        readable=False,
    )
    return ParsedNote(note, Body())
