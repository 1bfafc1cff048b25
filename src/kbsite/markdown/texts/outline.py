"""The title and the headings of a note, from its collected tokens. No I/O."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape
from typing import NamedTuple

from markdown_it.token import Token

from kbsite.markdown.blocks.embed_block import looks_like_note
from kbsite.markdown.html.tags import pieces_in
from kbsite.markdown.inline.attributes import attributes_html
from kbsite.markdown.links.linked_text import spelt
from kbsite.markdown.math.written_formulas import formulas_as_read, without_delimiters
from kbsite.markdown.texts.inline_text import (
    StandIns,
    formula_as_read,
    inline_text,
    inline_words,
    joined,
    joined_text,
)
from kbsite.markdown.texts.pieces import inline_pieces
from kbsite.markdown.texts.quotes import portable
from kbsite.nouns.bodies import Heading, HeadingHtml
from kbsite.nouns.slots import HeadingStart, LinkEnd, LinkStart, Pieces, TextPieces
from kbsite.urls import fold, heading_slug, unique_slugs
from kbsite.words.heading_forms import source_form

_LINKS = frozenset({"wikilink", "wikilink_embed", "link_open", "image"})
_COMMENT = re.compile("%%|<!--")
_IMAGE = re.compile(r"</?(?:img|picture|source)\b", re.IGNORECASE)
# What readers see nothing of, or what is made of the headings, and so does not open a note.
_UNSEEN = frozenset({"comment_block", "math_hint", "more", "toc"})
_BLANKS = frozenset({"hardbreak", "more", "softbreak", "text"})
_ANCHORS = frozenset({"a", "div", "p", "span"})
_STYLE_END = re.compile(r"</style[^>]*>", re.IGNORECASE)
_NAMED = re.compile(r"\s(?:id|name)\s*=", re.IGNORECASE)


class Title(NamedTuple):
    """The title of a note as its author reads it, in pieces (none where no heading says it)
    and as text; the blocks without the H1 that says it, and that one's inline token."""

    written: str
    content: Pieces
    text: TextPieces
    blocks: Sequence[Token]
    heading: Token | None = None
    #: The id that the author gave to that, and its `source_form`.
    id: str = ""
    source: str = ""


def take_title(
    tokens: Sequence[Token], said: Sequence[Token], name: str, stand_ins: StandIns
) -> Title:
    """The title: what is `said` by the front matter, else an H1 that opens the note, else `name`.
    An H1 that says the same as the front matter is taken too. What shows nothing stays where it
    is above the H1, and so do the pictures in that."""
    given = spelt(said)
    at = _first_seen(tokens)
    if at < len(tokens) and tokens[at].type == "heading_open" and tokens[at].tag == "h1":
        opening, heading = tokens[at : at + 2]
        children = _stripped(portable(heading.children or (), stand_ins))
        words, plain = map(_words, (children, heading.children or ()))
        wanted = (fold(given), fold(without_delimiters(given)))
        # As it is read, or with the same marks, which are text in the front matter.
        said_so = {fold(words), fold(plain), fold(heading.content)}
        if words and (not given or not said_so.isdisjoint(wanted)):
            content = joined(inline_pieces(children))
            text = joined_text(inline_words(children, formula_as_read))
            own = str(opening.attrs.get("id", ""))
            blocks = [*tokens[:at], *_pictures(heading), *tokens[at + 3 :]]
            source = source_form(heading.content, given or words)
            return Title(given or words, content, text, blocks, heading, own, source)
    text = inline_text(formulas_as_read(said))
    return Title(given or name, (), text or (name,), tokens)


def _pictures(heading: Token) -> list[Token]:
    """The pictures of a heading that is the title, which is text, as a paragraph; [] where it has
    none."""
    shown: list[Token] = []
    link: list[Token] = []
    for child in heading.children or ():
        if child.type == "link_open":
            link = [child]
        elif child.type == "link_close":
            shown += (*link, child) if len(link) > 1 else ()
            link = []
        elif _is_picture(child):
            (link or shown).append(child)
        elif child.content.strip():
            # Words of the title, which have their own link.
            shown += link[1:]
            link = []
    if not shown:
        return []
    inline = Token("inline", "", 0, content=heading.content, children=shown, map=heading.map)
    inline.level, inline.block = 1, True
    return [
        Token("paragraph_open", "p", 1, map=heading.map, block=True),
        inline,
        Token("paragraph_close", "p", -1, block=True),
    ]


def _is_picture(token: Token) -> bool:
    if token.type == "html_inline":
        return _IMAGE.match(token.content) is not None
    return token.type in ("image", "wikilink_embed") and not looks_like_note(token)


def _stripped(children: Sequence[Token]) -> Sequence[Token]:
    """Without the space beside a picture that stood at either end."""
    kept = list(children)
    if kept and kept[0].type == "text":
        kept[0] = kept[0].copy(content=kept[0].content.lstrip())
    if kept and kept[-1].type == "text":
        kept[-1] = kept[-1].copy(content=kept[-1].content.rstrip())
    return kept


def _words(children: Sequence[Token]) -> str:
    return " ".join("".join(_as_written(children)).split())


def _first_seen(tokens: Sequence[Token]) -> int:
    """The number of the first token that a reader sees something of."""
    at = 0
    while at < len(tokens):
        token = tokens[at]
        if token.type in _UNSEEN or (token.type == "html_block" and _is_unseen(token.content)):
            at += 1
        elif token.type == "paragraph_open" and _without_words(tokens[at + 1].children or ()):
            at += 3
        elif token.type == "heading_open" and not tokens[at + 1].content:
            # A heading without words.
            at += 3
        else:
            break
    return at


def _without_words(children: Sequence[Token]) -> bool:
    """Whether a line is nothing but such HTML and comments, definitions of macros among them."""
    html: list[str] = []
    for child in children:
        if child.type == "html_inline":
            html.append(child.content)
        elif child.type != "comment" and (child.type not in _BLANKS or child.content.strip()):
            return False
    return _is_unseen("".join(html))


def _is_unseen(html: str) -> bool:
    """Whether `html` is nothing but comments, styles, and elements without words that bear
    an id."""
    done = depth = 0
    for piece in pieces_in(html):
        name = (piece["name"] or "").lower()
        if piece.start() < done:
            # It is text of a style.
            continue
        if name == "style" and not piece["end"] and not html[done : piece.start()].strip():
            end = _STYLE_END.search(html, piece.end())
            done = end.end() if end else len(html)
            continue
        if html[done : piece.start()].strip() or (name and name not in _ANCHORS):
            return False
        if name and not piece["end"] and not _NAMED.search(piece.group()):
            return False
        depth += (-1 if piece["end"] else 1) if name else 0
        done = piece.end()
    return depth == 0 and not html[done:].strip()


def headings_of(
    tokens: Sequence[Token],
    body: Pieces,
    ends: Sequence[int],
    ids: Sequence[str],
    stand_ins: StandIns,
) -> tuple[tuple[Heading, HeadingHtml], ...]:
    """The headings among `tokens`, whose pieces are `body`; their sections end at `ends`. Their
    anchors make way for one another, and for `ids`."""
    starts = [i for i, piece in enumerate(body) if isinstance(piece, HeadingStart)]
    pairs = [(t, tokens[i + 1]) for i, t in enumerate(tokens) if t.type == "heading_open"]
    written = ["".join(_as_written(inline.children or ())) for _, inline in pairs]
    # An id that the author gave stays as it is: slugs make way for it.
    given = [str(opening.attrs.get("id", "")) for opening, _ in pairs]
    slugs = [heading_slug(words) for own, words in zip(given, written, strict=True) if not own]
    made = iter(unique_slugs(slugs, [*ids, *filter(None, given)]))
    anchors = [own or next(made) for own in given]
    return tuple(
        (
            heading := _heading(opening, inline, anchor, words),
            HeadingHtml(
                _listed(inline.children or (), heading.text, stand_ins),
                start,
                end,
                attributes_html(opening, without=("id",)),
            ),
        )
        for (opening, inline), anchor, words, start, end in zip(
            pairs, anchors, written, starts, ends, strict=True
        )
    )


def _heading(opening: Token, inline: Token, anchor: str, words: str) -> Heading:
    children = inline.children or ()
    source = source_form(inline.content, words)
    hides = bool(source) and (
        any(child.type in _LINKS or _is_hidden(child) for child in children)
        or bool(_COMMENT.search(inline.content))
    )
    has_formulas = any(child.type == "math_inline" for child in children)
    as_read = joined_text(inline_words(children, formula_as_read)) if has_formulas else ()
    return Heading(int(opening.tag[1]), anchor, inline_text(children), source, hides, as_read)


def _is_hidden(token: Token) -> bool:
    """Whether it is HTML of which nothing is read."""
    return token.type == "html_inline" and not token.content


def _listed(children: Sequence[Token], text: TextPieces, stand_ins: StandIns) -> Pieces:
    """What the contents say of a heading: its words, the alt of a picture that is all there is,
    or a sign, since a link of no words cannot be followed."""
    pieces = joined(inline_pieces(portable(children, stand_ins)))
    words = tuple(piece for piece in pieces if not isinstance(piece, LinkStart | LinkEnd))
    return words or tuple(escape(p) if isinstance(p, str) else p for p in text) or ("§",)


def _as_written(children: Sequence[Token]) -> list[str]:
    """The text of a heading, wikilinks as their author reads them, all else as it stands there."""
    spelt = [
        Token("text", "", 0, content=token.content) if token.type == "wikilink" else token
        for token in children
        if token.type != "html_inline"
    ]
    return [piece for piece in inline_text(spelt) if isinstance(piece, str)]
