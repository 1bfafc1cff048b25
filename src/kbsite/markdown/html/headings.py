"""Headings in a block of HTML, `<h2 align="center">…</h2>`, become headings as others: they have an
anchor, stand in the contents and can be linked to. No I/O.

What stands around one in its block stays HTML; the words in it are no Markdown. A heading, of HTML
or of Markdown, within what is hidden (`<div hidden>`) is none: nobody sees it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence, Set
from html import unescape
from typing import NamedTuple

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from kbsite.markdown.blocks.block_id import BLOCK_ID
from kbsite.markdown.html.edits import blank
from kbsite.markdown.html.hidden import hides, may_hide
from kbsite.markdown.html.inner_markdown import html_markdown
from kbsite.markdown.html.tags import FOREIGN, INERT, RAW, cut, pieces_in
from kbsite.markdown.html.text import html_text
from kbsite.markdown.positions import POSITION
from kbsite.words.html_attributes import attributes_in

_MAY_BEGIN = re.compile(r"<h[1-6][\s>]", re.IGNORECASE)
_HEADING = re.compile(r"h[1-6]", re.IGNORECASE)
# What may be hidden with all that it holds, and has an end.
_HOLDERS = frozenset(
    {
        *("article", "aside", "blockquote", "center", "details", "div", "dl", "figure", "footer"),
        *("header", "main", "nav", "ol", "section", "table", "ul"),
    }
)
# In these and in those a heading is none, or shown as it is.
_CLOSED = INERT | FOREIGN | {"pre", "noscript", "object"}
# What a heading does not hold that becomes one.
_NO_WORDS = RAW | _CLOSED | {"script", "plaintext"}
_IMAGE = r"(?:<picture\b[^<>]*>(?:\s*<(?:source|img)\s[^<>]*>)*\s*</picture\s*>|<img\s[^<>]*>)"
# With the link around it.
_PICTURE = re.compile(rf"<a\s[^<>]*>\s*(?:{_IMAGE}\s*)+</a\s*>|{_IMAGE}", re.IGNORECASE)
_ALIGN = re.compile(r"\salign\s*=\s*(?:\"[^\"]*\"|'[^']*'|[^\s\"'<>]+)", re.IGNORECASE)
_ANY_TAG = re.compile(
    r"<(?P<end>/?)(?P<name>[a-z]+)(?![^\s/>])[^<>]*?(?P<empty>/?)>", re.IGNORECASE
)
#: Key of `env`: whether something in the note may be hidden.
MAY_HIDE = "may hide"
# What a list item or the like in what is hidden begins with: no end there is that of what hides it.
_HIDDEN_AROUND = ""
_BLANKS = re.compile(r"[ \t\n]+")


class _Heading(NamedTuple):
    begin: re.Match[str]
    end: re.Match[str]


def html_headings(md: MarkdownIt) -> None:
    """Parts blocks of HTML at the headings in them; hidden ones get another type. To be set
    behind what reads Markdown in headings."""
    md.core.ruler.push("html_headings", _rule)


def _rule(state: StateCore) -> None:
    hides_some = state.env[MAY_HIDE] = may_hide(state.src)
    if not hides_some and not _MAY_BEGIN.search(state.src):
        return
    lacking = _lacking_begins(state.src) if hides_some else frozenset()
    kept: list[Token] = []
    # What is open that hides what follows: in the note, and in each list item or the like.
    frames: list[list[str]] = [[]]
    for token in state.tokens:
        closed = frames[-1]
        if token.type == "html_block" and (hides_some or _MAY_BEGIN.search(token.content)):
            headings = list(_headings_in(token.content, closed, lacking))
            _end_block(closed)
            # A name is that of the whole block.
            kept += _parted(token, headings) if BLOCK_ID not in token.meta else (token,)
            continue
        if token.type in ("heading_open", "heading_close"):
            if closed:
                token.type = f"hidden_{token.type}"
        elif token.nesting > 0 and token.type != "paragraph_open":
            frames.append([_HIDDEN_AROUND] if closed else [])
        elif token.nesting < 0 and token.type != "paragraph_close":
            frames.pop()
        kept.append(token)
    state.tokens = kept


def _lacking_begins(source: str) -> frozenset[str]:
    """The names of elements that end more often than they begin: of these `<div/>` is a beginning,
    as it is to browsers."""
    count: Counter[str] = Counter()
    for tag in _ANY_TAG.finditer(source) if "/>" in source else ():
        count[tag["name"].lower()] += -1 if tag["end"] else 0 if tag["empty"] else 1
    return frozenset(name for name, number in count.items() if number < 0)


def _end_block(closed: list[str]) -> None:
    """Leaves those of `closed` that go on behind their block."""
    if closed and closed[0] in _CLOSED:
        closed.clear()
    while closed and closed[-1] in _CLOSED:
        closed.pop()


def _parted(token: Token, headings: Sequence[_Heading]) -> Sequence[Token]:
    html = token.content
    first = token.map[0] if token.map else 0
    parts: list[Token] = []
    done = line = 0

    def part(begin: int, end: int) -> tuple[str, list[int]]:
        """What stands there, and its lines."""
        nonlocal done, line
        line += html.count("\n", done, begin)
        done = begin
        content = html[begin:end]
        return content, [first + line, first + line + content.rstrip("\n").count("\n") + 1]

    def between(begin: int, end: int) -> None:
        if html[begin:end].strip():
            begin += len(html[begin:end]) - len(html[begin:end].lstrip("\n"))
            content, lines = part(begin, end)
            parts.append(_html_block(content, lines, token.level))

    rest = 0
    for heading in headings:
        between(rest, heading.begin.start())
        begin, end = heading.begin.end(), heading.end.start()
        _, lines = part(heading.begin.start(), end)
        words, lines_of_words = part(begin, end)
        # As a title it is shown elsewhere, and there is only text.
        pictures = _pictures(heading) if heading.begin["name"] in ("h1", "H1") else ""
        words = _beside_pictures(words) if pictures else words
        parts += _tokens(heading.begin, words, lines, lines_of_words, token.level)
        if pictures:
            parts.append(_html_block(pictures, lines, token.level))
        rest = heading.end.end()
    if not parts:
        return (token,)
    between(rest, len(html))
    return parts


def _html_block(content: str, lines: list[int], level: int) -> Token:
    return Token("html_block", "", 0, content=content, map=lines, level=level, block=True)


def _headings_in(html: str, closed: list[str], lacking: Set[str]) -> Iterator[_Heading]:
    """Those with an end of their own. `closed` names what is open in which a heading is none; of
    what is `lacking` beginnings each is one."""
    begin: re.Match[str] | None = None
    for tag in cut(html).tags:
        name = tag["name"].lower()
        is_empty = tag.group().endswith("/>") and name not in lacking
        is_hidden = name in _HOLDERS and not is_empty and hides(tag)
        if not tag["end"] and (
            is_hidden or name in _CLOSED or (closed[-1:] == [name] and not is_empty)
        ):
            closed.append(name)
        elif closed and tag["end"] and name == closed[-1]:
            closed.pop()
        if not _HEADING.fullmatch(name):
            continue
        if not tag["end"]:
            begin = None if closed else tag
        elif begin:
            heading = _Heading(begin, tag)
            if begin["name"].lower() == name and _is_plain(heading):
                yield heading
            begin = None


def _is_plain(heading: _Heading) -> bool:
    """Whether there are words, and marks alone in them; a logo has none for the contents. One that
    is hidden has no reader, and one with Markdown is to be told of as it is."""
    begin, end = heading
    words = begin.string[begin.end() : end.start()]
    names = {(piece["name"] or "").lower() for piece in pieces_in(words)}
    return (
        not names & _NO_WORDS
        and not hides(begin)
        and html_text(words).strip() != ""
        and html_markdown(words) is None
    )


def _beside_pictures(words: str) -> str:
    """The words of a heading, blanks where pictures stand in it."""
    return _PICTURE.sub(lambda found: blank(found.group()), words)


def _pictures(heading: _Heading) -> str:
    """The pictures of a heading as a paragraph, each in its place, blanks for all else; "" where it
    has none."""
    begin, end = heading
    html = begin.string[begin.end() : end.start()]
    kept: list[str] = []
    done = 0
    for picture in _PICTURE.finditer(html):
        kept += (blank(html[done : picture.start()]), picture.group())
        done = picture.end()
    if not kept:
        return ""
    tag = begin.group()
    # An id stays that of the heading.
    start, stop = found.span() if (found := _ALIGN.search(tag)) else (len(tag) - 1,) * 2
    before, behind = (blank(part) for part in (tag[len("<p") : start], tag[stop:-1]))
    opening = f"<p{before}{tag[start:stop]}{behind}>"
    return "".join((opening, *kept, blank(html[done:]), "</p>\n"))


def _tokens(
    tag: re.Match[str], words: str, lines: list[int], lines_of_words: list[int], level: int
) -> list[Token]:
    name = tag["name"].lower()
    attributes: dict[str, str | int | float] = {
        **attributes_in(tag.string, tag.end("name"), tag.end() - 1)
    }
    children = _children(words)
    return [
        Token("heading_open", name, 1, attrs=attributes, map=lines, level=level, block=True),
        Token(
            *("inline", "", 0),
            content=words,
            children=children,
            map=lines_of_words,
            level=level + 1,
            block=True,
        ),
        Token("heading_close", name, -1, level=level, block=True),
    ]


def _children(words: str) -> list[Token]:
    """Tags and comments as they are, between them text."""
    children: list[Token] = []
    done = 0
    for piece in pieces_in(words):
        _add_text(children, words[done : piece.start()])
        child = Token("html_inline", "", 0, content=piece.group())
        child.meta[POSITION] = piece.start()
        children.append(child)
        done = piece.end()
    _add_text(children, words[done:].rstrip())
    return children


def _add_text(children: list[Token], html: str) -> None:
    begins = not any(child.type == "text" or _PICTURE.match(child.content) for child in children)
    text = _BLANKS.sub(" ", html.lstrip() if begins else html)
    if text:
        children.append(Token("text", "", 0, content=unescape(text)))
