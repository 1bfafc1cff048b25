"""Headings in a block of HTML, `<h2 align="center">…</h2>`, become headings as others: they have an
anchor, stand in the contents and can be linked to. No I/O.

What stands around one in its block stays HTML; the words in it are no Markdown.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from html import unescape
from typing import NamedTuple

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from kbsite.markdown.block_id import BLOCK_ID
from kbsite.markdown.html_markdown import html_markdown
from kbsite.markdown.html_tags import FOREIGN, INERT, RAW, cut, pieces_in
from kbsite.markdown.positions import POSITION
from kbsite.markdown.raw_html import html_text

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
_ATTRIBUTE = re.compile(
    r"(?P<key>[^\s\"'<>/=]+)"
    r"(?:\s*=\s*(?:\"(?P<double>[^\"]*)\"|'(?P<single>[^']*)'|(?P<bare>[^\s\"'<>`]+)))?"
)
_HIDDEN = re.compile(
    r"(?:[^\"'>]|\"[^\"]*\"|'[^']*')*?\s"
    r"(?:hidden(?=[\s=>])|style\s*=\s*[\"'][^\"'>]*display\s*:\s*none)",
    re.IGNORECASE,
)
_IMAGE = r"(?:<picture\b[^<>]*>(?:\s*<(?:source|img)\s[^<>]*>)*\s*</picture\s*>|<img\s[^<>]*>)"
# With the link around it.
_PICTURE = re.compile(rf"<a\s[^<>]*>\s*(?:{_IMAGE}\s*)+</a\s*>|{_IMAGE}", re.IGNORECASE)
_ALIGN = re.compile(r"\salign\s*=\s*(?:\"[^\"]*\"|'[^']*'|[^\s\"'<>]+)", re.IGNORECASE)
_SEEN = re.compile(r"[^\n]")
_BLANKS = re.compile(r"[ \t\n]+")


class _Heading(NamedTuple):
    begin: re.Match[str]
    end: re.Match[str]


def html_headings(md: MarkdownIt) -> None:
    """Parts blocks of HTML at the headings in them. To be set behind what reads Markdown in
    headings."""
    md.core.ruler.push("html_headings", _rule)


def _rule(state: StateCore) -> None:
    if not _MAY_BEGIN.search(state.src):
        return
    kept: list[Token] = []
    for token in state.tokens:
        # A name is that of the whole block.
        if token.type == "html_block" and BLOCK_ID not in token.meta:
            kept += _parted(token)
        else:
            kept.append(token)
    state.tokens = kept


def _parted(token: Token) -> Sequence[Token]:
    html = token.content
    if not _MAY_BEGIN.search(html):
        return (token,)
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
    for heading in _headings_in(html):
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


def _headings_in(html: str) -> Iterator[_Heading]:
    """Those with an end of their own."""
    closed: list[str] = []
    begin: re.Match[str] | None = None
    for tag in cut(html).tags:
        name = tag["name"].lower()
        hides = name in _HOLDERS and _HIDDEN.match(tag.group())
        if not tag["end"] and (hides or name in _CLOSED or closed[-1:] == [name]):
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
        and not _HIDDEN.match(begin.group())
        and html_text(words).strip() != ""
        and html_markdown(words) is None
    )


def _beside_pictures(words: str) -> str:
    """The words of a heading, blanks where pictures stand in it."""
    return _PICTURE.sub(lambda found: _SEEN.sub(" ", found.group()), words)


def _pictures(heading: _Heading) -> str:
    """The pictures of a heading as a paragraph, each in its place, blanks for all else; "" where it
    has none."""
    begin, end = heading
    html = begin.string[begin.end() : end.start()]
    kept: list[str] = []
    done = 0
    for picture in _PICTURE.finditer(html):
        kept += (_SEEN.sub(" ", html[done : picture.start()]), picture.group())
        done = picture.end()
    if not kept:
        return ""
    tag = begin.group()
    # An id stays that of the heading.
    start, stop = found.span() if (found := _ALIGN.search(tag)) else (len(tag) - 1,) * 2
    before, behind = (_SEEN.sub(" ", part) for part in (tag[len("<p") : start], tag[stop:-1]))
    opening = f"<p{before}{tag[start:stop]}{behind}>"
    return "".join((opening, *kept, _SEEN.sub(" ", html[done:]), "</p>\n"))


def _tokens(
    tag: re.Match[str], words: str, lines: list[int], lines_of_words: list[int], level: int
) -> list[Token]:
    name = tag["name"].lower()
    attributes: dict[str, str | int | float] = {}
    for found in _ATTRIBUTE.finditer(tag.string, tag.end("name"), tag.end() - 1):
        value = found["double"] or found["single"] or found["bare"] or ""
        attributes.setdefault(found["key"].lower(), unescape(value))
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
