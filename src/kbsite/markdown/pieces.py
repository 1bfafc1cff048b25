"""Collected tokens → pieces: finished HTML with slots; and → plain text. No I/O.

The layout of lines is CommonMark's, so that its examples can be compared letter by letter.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from html import escape

from markdown_it.token import Token

from kbsite.markdown.collect import HTML, LINK, PIECES, REFUSED
from kbsite.markdown.line_join import JOINED
from kbsite.markdown.raw_html import html_text
from kbsite.model import (
    HeadingEnd,
    HeadingStart,
    LinkEnd,
    LinkStart,
    LinkText,
    Media,
    Piece,
    Pieces,
    TextPieces,
)

#: What stands for a formula where only plain text can.
MATH_WORD, DISPLAY_WORD = "[Math]", "[公式]"

# Inline formulas do not break across lines: one of so many symbols scrolls where the screen
# is narrow, or on any.
_WIDE, _WIDER = 20, 60
_COMMAND = re.compile(r"\\[A-Za-z]+")
_UNSEEN = re.compile(r"[\s{}^_]|\\[,;:!]")


def joined(pieces: Iterable[Piece]) -> Pieces:
    """The same pieces with neighbouring strings made one."""
    result: list[Piece] = []
    strings: list[str] = []
    for piece in pieces:
        if isinstance(piece, str):
            strings.append(piece)
            continue
        if text := "".join(strings):
            result.append(text)
        strings = []
        result.append(piece)
    if text := "".join(strings):
        result.append(text)
    return tuple(result)


def inline_pieces(children: Sequence[Token]) -> list[Piece]:
    """The pieces of an inline token's children."""
    out: list[Piece] = []
    for token in children:
        kind = token.type
        if kind == "text":
            out.append(escape(token.content))
        elif kind == "softbreak":
            out.append("" if token.meta.get(JOINED) else "\n")
        elif kind == "hardbreak":
            out.append("<br>\n")
        elif kind == "code_inline":
            out.append(f"<code>{escape(token.content)}</code>")
        elif kind == "math_inline":
            out.append(formula_html(token))
        elif kind in ("link_open", "link_close"):
            out.append(_link_tag(token))
        elif kind == "wikilink":
            number = token.meta[LINK]
            shown = escape(token.content) if token.meta["has_text"] else LinkText(number)
            out += [LinkStart(number), shown, LinkEnd(number)]
        elif kind == "wikilink_embed":
            words = (token.content,) if token.meta["has_text"] else ()
            out.append(Media(token.meta[LINK], words))
        elif kind == "image":
            out += _image(token)
        elif kind == "html_inline":
            out += token.meta.get(PIECES, [token.content])
        elif token.tag:
            out.append(f"</{token.tag}>" if token.nesting < 0 else f"<{token.tag}>")
        else:
            out.append(escape(token.content))
    return out


def formula_html(token: Token) -> str:
    """A converted formula, or its TeX as code."""
    mathml: str = token.meta[HTML]
    if mathml and token.type == "math_inline" and (width := _width(token.content)) > _WIDE:
        name = "wider-math" if width > _WIDER else "wide-math"
        return f'<span class="{name}" tabindex="0">{mathml}</span>'
    if mathml:
        return mathml
    tex = escape(f"{token.markup}{token.content}{token.markup}")
    return f'<code class="tex">{tex}</code>'


def _width(tex: str) -> int:
    """How many symbols a formula shows, roughly."""
    return len(_UNSEEN.sub("", _COMMAND.sub("x", tex)))


def _link_tag(token: Token) -> Piece:
    if REFUSED in token.meta:
        return ""
    number = token.meta.get(LINK)
    if token.nesting < 0:
        return "</a>" if number is None else LinkEnd(number)
    if number is not None:
        return LinkStart(number, str(token.attrs.get("title", "")))
    attributes = "".join(f' {k}="{escape(str(v))}"' for k, v in token.attrs.items())
    return f"<a{attributes}>"


def _image(token: Token) -> list[Piece]:
    alt = inline_text(token.children or ())
    title = str(token.attrs.get("title", ""))
    if LINK in token.meta:
        return [Media(token.meta[LINK], alt, title)]
    words: list[Piece] = [escape(text) if isinstance(text, str) else text for text in alt]
    if REFUSED in token.meta:
        return words
    source = escape(str(token.attrs["src"]))
    attribute = f' title="{escape(title)}"' if title else ""
    return [f'<img src="{source}" alt="', *words, f'"{attribute} loading="lazy">']


def body_pieces(tokens: Sequence[Token]) -> list[Piece]:
    """The pieces of a note's blocks; headings are numbered in order."""
    out: list[Piece] = []
    heading = -1
    for i, token in enumerate(tokens):
        kind = token.type
        if kind == "inline":
            out += inline_pieces(token.children or ())
        elif token.hidden:
            # The paragraphs of a tight list; a nested list still starts on its own line.
            continue
        elif kind == "heading_open":
            heading += 1
            out.append(HeadingStart(heading))
        elif kind == "heading_close":
            out += [HeadingEnd(heading), "\n"]
        elif kind in ("fence", "code_block"):
            out.append(token.meta[HTML])
        elif kind == "math_block":
            out.append(f'<div class="math" tabindex="0">{formula_html(token)}</div>\n')
        elif kind == "html_block":
            out += token.meta.get(PIECES, [token.content])
        elif kind == "table_open":
            out.append('<div class="table" tabindex="0"><table>\n')
        elif kind == "table_close":
            out.append("</table></div>\n")
        elif kind == "hr":
            out.append("<hr>\n")
        else:
            out.append(_tag(tokens, i))
    return out


def _tag(tokens: Sequence[Token], i: int) -> str:
    token = tokens[i]
    before = "\n" if token.nesting >= 0 and i and tokens[i - 1].hidden else ""
    if token.nesting < 0:
        return f"</{token.tag}>\n"
    attributes = "".join(f' {k}="{escape(str(v))}"' for k, v in token.attrs.items())
    following = tokens[i + 1] if i + 1 < len(tokens) else None
    same_line = following is None or (
        following.type == "inline"
        or following.hidden
        or (following.nesting < 0 and following.tag == token.tag)
    )
    return f"{before}<{token.tag}{attributes}>" + ("" if same_line else "\n")


def inline_text(children: Sequence[Token], *, words_for_math: bool = False) -> TextPieces:
    """Plain text: TeX as written, or `[Math]` and `[公式]` in its place."""
    out: list[str | LinkText] = []
    for token in children:
        kind = token.type
        if kind in ("text", "code_inline"):
            out.append(token.content)
        elif kind == "softbreak":
            out.append("" if token.meta.get(JOINED) else " ")
        elif kind == "hardbreak":
            out.append(" ")
        elif kind == "math_inline":
            display = token.markup == "$$"
            word = DISPLAY_WORD if display else MATH_WORD
            out.append(word if words_for_math else token.content)
        elif kind == "wikilink":
            out.append(token.content if token.meta["has_text"] else LinkText(token.meta[LINK]))
        elif kind == "image":
            out += inline_text(token.children or (), words_for_math=words_for_math)
        elif kind == "html_inline":
            out.append(html_text(token.content))
    return joined_text(out)


def joined_text(pieces: Iterable[str | LinkText]) -> TextPieces:
    """`joined` for plain text."""
    return tuple(p for p in joined(pieces) if isinstance(p, str | LinkText))
