"""`SourceFile` → `ParsedNote`. No I/O."""

from __future__ import annotations

import codecs
from collections.abc import Iterator, Sequence
from functools import lru_cache
from html import escape

import msgspec
from markdown_it.token import Token

from kbsite.bodies import Body, Footnote, Naming, Section
from kbsite.diagnostics import Diagnostic, error
from kbsite.fragments import Fragments
from kbsite.front_matter.block import split_front_matter
from kbsite.front_matter.reader import parse_front_matter
from kbsite.keys import digest_of, key_of
from kbsite.languages import LANGUAGES
from kbsite.markdown.collect import Collector
from kbsite.markdown.excerpts import excerpt
from kbsite.markdown.extension_tokens import ExtensionTokens
from kbsite.markdown.footnote_order import Parted, number_footnotes, part_footnotes, without_unseen
from kbsite.markdown.inline_text import joined
from kbsite.markdown.outline import headings_of, take_title
from kbsite.markdown.parser import Rule, note_parser
from kbsite.markdown.pieces import LINE, OWN_TYPES, body_pieces
from kbsite.markdown.places import Place
from kbsite.markdown.plain_text import count_text, sections
from kbsite.markdown.prose import prose_of
from kbsite.markdown.quotes import quote_links
from kbsite.markdown.ranges import embeds_in, outline
from kbsite.markdown.settings import Settings, with_settings
from kbsite.model import FrontMatter, Mention, Note, ParsedNote, Positions
from kbsite.note_terms import terms_of
from kbsite.slots import LinkEnd, LinkStart, LinkText, Piece
from kbsite.sources import Source, SourceFile


class ParseOptions(msgspec.Struct, frozen=True):
    """All of the configuration that a note depends on."""

    timezone: str
    macros: tuple[tuple[str, str], ...] = ()
    language: str = "zh-CN"
    hard_breaks: bool = False
    brackets: bool = False
    #: (file, function, digest of the file) of the site's own Markdown rules, in order.
    rules: tuple[tuple[str, str, str], ...] = ()


def note_key(source: Source, options: ParseOptions) -> str:
    """The digest of everything that `parse_note` reads."""
    return digest_of(_options_key(options), source.path, source.digest)


@lru_cache(maxsize=8)
def _options_key(options: ParseOptions) -> str:
    return key_of(options)


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
        return unreadable_note(source.path, key, front_matter, found)

    parser, env = note_parser(own), with_settings(_settings(front_matter, options))
    collector = Collector(
        source.path,
        split.body.split("\n"),
        split.body_line,
        _macros(front_matter, options),
        fragments or Fragments(),
        ExtensionTokens(parser.md, parser.rendered, OWN_TYPES, env) if own else None,
    )
    parsed = parser.md.parse(split.body, env)
    if mark_lines:
        _mark_lines(parsed, split.body_line)
    tokens, parted = _read(parsed, collector)
    links, formulas = collector.links, collector.formulas
    title = take_title(parted.blocks, front_matter.title, _stem(source.path))
    footnotes = number_footnotes(title.blocks, parted)
    collector.check_footnotes(footnotes, title.heading)
    parts = outline(title.blocks)
    opening, summary = excerpt(title.blocks, front_matter.summary)
    han, latin = count_text(tokens)
    headings = headings_of(title.blocks, parts.pieces, parts.ends, collector.anchors)
    diagnostics = (*found, *collector.reporter.found)
    note = Note(
        path=source.path,
        digest=key,
        front_matter=front_matter,
        positions=positions,
        title=title.written,
        title_content=title.content,
        title_text=title.text,
        headings=tuple(heading for heading, _ in headings),
        heading_html=tuple(html for _, html in headings),
        links=(*links.links, *(one.link for one in front_matter.links)),
        mentions=(*links.mentions, *_in_properties(front_matter, positions, len(links.links))),
        anchors=tuple(collector.anchors),
        blocks=tuple(block.id for block in parts.blocks),
        embeds=(
            *parts.embeds,
            *(link for one in footnotes.footnotes for link in embeds_in(one.blocks)),
        ),
        heading_embeds=parts.section_embeds,
        block_embeds=parts.block_embeds,
        excerpt=opening,
        summary=summary,
        diagrams=tuple(collector.fences.diagrams),
        bases=tuple(collector.fences.bases),
        tags=tuple(dict.fromkeys((*front_matter.tags, *links.tags))),
        han=han,
        latin=latin,
        math_characters="".join(sorted(formulas.characters)),
        has_math=formulas.count > 0,
        diagnostics=diagnostics,
        has_diagnostics=bool(diagnostics),
    )
    texts = sections(tokens, title.blocks, title.heading)
    body = Body(
        pieces=parts.pieces,
        footnotes=tuple(
            Footnote(joined(body_pieces(one.blocks)), one.marks) for one in footnotes.footnotes
        ),
        equations=tuple(formulas.equations),
        sections=texts,
        blocks=parts.blocks,
        naming=_naming(note, tokens, texts, split.body_line),
    )
    return ParsedNote(note, body)


def _in_properties(
    front_matter: FrontMatter, positions: Positions, first: int
) -> Iterator[Mention]:
    """Where the links in properties stand; they are numbered from `first`, behind those in the
    text."""
    found = zip(front_matter.links, positions.links, strict=True)
    for number, (one, (line, column)) in enumerate(found, first):
        shown = escape(one.words) if one.link.has_text else LinkText(number)
        quote: list[Piece] = [f"{escape(one.key)}: ", LinkStart(number), shown, LinkEnd(number)]
        yield Mention(line, column, joined(quote))


def _read(tokens: list[Token], collector: Collector) -> tuple[list[Token], Parted]:
    """The tokens that a reader sees something of, in source order and with footnotes apart,
    stamped by `collector`."""
    parted = part_footnotes(tokens)
    seen = without_unseen(tokens, parted)
    collector.walk(seen)
    for token in seen:
        if token.type == "inline":
            quote_links(token.children or (), collector.links.mentions)
    return seen, parted


def _naming(
    note: Note, tokens: Sequence[Token], texts: Sequence[Section], first_line: int
) -> Naming:
    title, *headings = (
        "".join(piece for piece in text if isinstance(piece, str))
        for text in (note.title_text, *(heading.text for heading in note.headings))
    )
    return Naming(prose_of(tokens, first_line), terms_of(title, headings, texts))


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
    return [(token, Place(token, lines, split.body_line)) for token in seen]


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


def decode(source: SourceFile) -> tuple[str, Diagnostic | None]:
    """The text of a note with LF line ends and without BOM, or what is wrong with its bytes."""
    data = source.data
    # Without a byte order mark one of its first two bytes is NUL, which no note begins with.
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) or b"\0" in data[:2]:
        return "", error(
            "encoding", source.path, "this is UTF-16", line=1, column=1, hint="Save it as UTF-8."
        )
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        begin = data.rfind(b"\n", 0, fault.start) + 1
        hint = "Save the file as UTF-8."
        if data[: fault.start].isascii() and _is_gbk(data):
            hint = "It reads as GBK:  iconv -f GBK -t UTF-8"
        return "", error(
            "encoding",
            source.path,
            f"not UTF-8: byte {fault.start} (0x{data[fault.start]:02x}) cannot be read",
            line=data.count(b"\n", 0, fault.start) + 1,
            column=len(data[begin : fault.start].decode(errors="replace")) + 1,
            hint=hint,
        )
    return text.replace("\r\n", "\n").replace("\r", "\n"), None


def _is_gbk(data: bytes) -> bool:
    try:
        data.decode("gb18030")
    except UnicodeDecodeError:
        return False
    return True


def unreadable_note(
    path: str, key: str, front_matter: FrontMatter, found: tuple[Diagnostic, ...]
) -> ParsedNote:
    """A note of which nothing is known but its front matter, and what is wrong with it."""
    note = Note(
        path=path,
        digest=key,
        front_matter=front_matter,
        title=front_matter.title or _stem(path),
        diagnostics=found,
        has_diagnostics=True,
        readable=False,
    )
    return ParsedNote(note, Body())


def _stem(path: str) -> str:
    """What a note is called that has no title: its file name, `index` its folder's."""
    *folders, name = path.split("/")
    stem = name[: -len(".md")]
    return folders[-1] if stem == "index" and folders else stem
