"""`SourceFile` → `Note`. No I/O."""

from __future__ import annotations

import codecs
from collections.abc import Sequence
from html import escape
from typing import NamedTuple

import msgspec
from markdown_it.token import Token

from kbsite.diagnostics import Diagnostic, error
from kbsite.front_matter.block import split_front_matter
from kbsite.front_matter.reader import parse_front_matter
from kbsite.keys import key_of
from kbsite.languages import LANGUAGES
from kbsite.markdown.collect import Collector
from kbsite.markdown.footnote import number_footnotes, part_footnotes, without_unseen
from kbsite.markdown.inline_text import inline_text, joined
from kbsite.markdown.parser import note_parser
from kbsite.markdown.pieces import attributes_html, body_pieces, inline_pieces
from kbsite.markdown.plain_text import count_text, excerpt, sections
from kbsite.markdown.quotes import portable, quote_links
from kbsite.markdown.settings import Settings, with_settings
from kbsite.model import Footnote, FrontMatter, Heading, Note, SourceFile
from kbsite.slots import HeadingStart, LinkEnd, LinkStart, Pieces, TextPieces
from kbsite.urls import fold, heading_slug, unique_slugs


class ParseOptions(msgspec.Struct, frozen=True):
    """All of the configuration that a note depends on."""

    timezone: str
    macros: tuple[tuple[str, str], ...] = ()
    language: str = "zh-CN"
    hard_breaks: bool = False
    brackets: bool = False


def note_key(source: SourceFile, options: ParseOptions) -> str:
    """The digest of everything that `parse_note` reads."""
    return key_of(source.path, source.digest, options)


def parse_note(source: SourceFile, options: ParseOptions) -> Note:
    """Parses one note. Never raises: where the note cannot be read its diagnostics hold an
    error and `readable` is False."""
    key = note_key(source, options)
    text, mistake = decode(source)
    if mistake:
        return _unreadable(source.path, key, FrontMatter(), (mistake,))
    split = split_front_matter(text)
    front_matter, found = parse_front_matter(split, source.path, options.timezone)
    if any(diagnostic.severity == "error" for diagnostic in found):
        return _unreadable(source.path, key, front_matter, found)

    tokens = note_parser().parse(split.body, with_settings(_settings(front_matter, options)))
    parted = part_footnotes(tokens)
    tokens = without_unseen(tokens, parted)
    collector = Collector(
        source.path, split.body.split("\n"), split.body_line, _macros(front_matter, options)
    )
    collector.walk(tokens)
    for token in tokens:
        if token.type == "inline":
            quote_links(token.children or (), collector.links.links)
    title, content, words, blocks = _take_title(parted.blocks, front_matter, source.path)
    notes = number_footnotes(blocks, parted)
    is_titled = len(blocks) < len(parted.blocks)
    collector.check_footnotes(notes, parted.blocks[1] if is_titled else None)
    headings, body = _number_headings(blocks, collector.anchors)
    opening, summary = excerpt(blocks, front_matter.summary)
    han, latin = count_text(tokens)
    formulas = collector.formulas
    return Note(
        path=source.path,
        digest=key,
        front_matter=front_matter,
        title=title,
        title_content=content,
        title_text=words,
        body=body,
        headings=headings,
        links=tuple(collector.links.links),
        anchors=tuple(collector.anchors),
        excerpt=opening,
        summary=summary,
        sections=sections(tokens),
        footnotes=tuple(
            Footnote(joined(body_pieces(note.blocks)), note.marks) for note in notes.footnotes
        ),
        equations=tuple(formulas.equations),
        diagrams=tuple(collector.fences.diagrams),
        tags=tuple(dict.fromkeys((*front_matter.tags, *collector.links.tags))),
        han=han,
        latin=latin,
        math_characters="".join(sorted(formulas.characters)),
        formulas=formulas.count,
        diagnostics=(*found, *collector.reporter.found),
    )


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


def _unreadable(
    path: str, key: str, front_matter: FrontMatter, found: tuple[Diagnostic, ...]
) -> Note:
    stem = _stem(path)
    return Note(
        path=path,
        digest=key,
        front_matter=front_matter,
        title=front_matter.title or stem,
        title_content=(),
        title_text=(),
        body=(),
        headings=(),
        links=(),
        anchors=(),
        excerpt=(),
        summary=(),
        sections=(),
        footnotes=(),
        equations=(),
        tags=(),
        han=0,
        latin=0,
        math_characters="",
        formulas=0,
        diagnostics=found,
        readable=False,
    )


def _stem(path: str) -> str:
    """What a note is called that has no title: its file name, `index` its folder's."""
    *folders, name = path.split("/")
    stem = name[: -len(".md")]
    return folders[-1] if stem == "index" and folders else stem


class _Titled(NamedTuple):
    title: str
    content: Pieces
    words: TextPieces
    blocks: Sequence[Token]


def _take_title(tokens: Sequence[Token], front_matter: FrontMatter, path: str) -> _Titled:
    """The title (front matter, else an H1 that opens the note, else the file name), and the
    blocks without the H1 that says it."""
    title = front_matter.title
    if len(tokens) > 2 and tokens[0].type == "heading_open" and tokens[0].tag == "h1":
        children = portable(tokens[1].children or ())
        words = " ".join("".join(_as_written(children)).split())
        if words and (not title or fold(title) == fold(words)):
            content = joined(inline_pieces(children))
            return _Titled(title or words, content, inline_text(children), tokens[3:])
    title = title or _stem(path)
    return _Titled(title, (), (title,), tokens)


def _number_headings(
    tokens: Sequence[Token], ids: Sequence[str]
) -> tuple[tuple[Heading, ...], Pieces]:
    body = joined(body_pieces(tokens))
    starts = [i for i, piece in enumerate(body) if isinstance(piece, HeadingStart)]
    opens = [i for i, token in enumerate(tokens) if token.type == "heading_open"]
    texts = [inline_text(tokens[i + 1].children or ()) for i in opens]
    # An id that the author gave stays as it is: slugs make way for it.
    given = [str(tokens[i].attrs.get("id", "")) for i in opens]
    slugs = [heading_slug("".join(_as_written(tokens[i + 1].children or ()))) for i in opens]
    taken = [*ids, *filter(None, given)]
    made = iter(
        unique_slugs([slug for slug, own in zip(slugs, given, strict=True) if not own], taken)
    )
    headings = tuple(
        Heading(
            level=int(tokens[i].tag[1]),
            anchor=own or next(made),
            content=_listed(tokens[i + 1].children or (), text),
            text=text,
            start=start,
            attributes=attributes_html(tokens[i], without=("id",)),
        )
        for i, text, own, start in zip(opens, texts, given, starts, strict=True)
    )
    return headings, body


def _listed(children: Sequence[Token], text: TextPieces) -> Pieces:
    """What the contents say of a heading: its words, the alt of a picture that is all there is,
    or a sign, since a link of no words cannot be followed."""
    words = _without_links(joined(inline_pieces(portable(children))))
    return words or tuple(escape(p) if isinstance(p, str) else p for p in text) or ("§",)


def _as_written(children: Sequence[Token]) -> list[str]:
    """The text of a heading, wikilinks as their author reads them."""
    spelt = [
        Token("text", "", 0, content=token.content) if token.type == "wikilink" else token
        for token in children
    ]
    return [piece for piece in inline_text(spelt) if isinstance(piece, str)]


def _without_links(pieces: Pieces) -> Pieces:
    return tuple(piece for piece in pieces if not isinstance(piece, LinkStart | LinkEnd))
