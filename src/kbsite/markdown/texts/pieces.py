"""Collected tokens → pieces: finished HTML with slots. No I/O.

The layout of lines is CommonMark's, so that its examples can be compared letter by letter.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from html import escape
from typing import TypeAlias

from markdown_it.token import Token

from kbsite.markdown.blocks.block_id import BLOCK_ID
from kbsite.markdown.blocks.code_group import TITLED
from kbsite.markdown.blocks.footnote import FOOTNOTE, OCCURRENCE
from kbsite.markdown.blocks.task_list import TASK
from kbsite.markdown.collect import PIECES
from kbsite.markdown.fences import FENCE, NOTE_TABLE
from kbsite.markdown.inline.attributes import attributes_html
from kbsite.markdown.inline.line_join import JOINED
from kbsite.markdown.links import media
from kbsite.markdown.links.link_tokens import LINK, REFUSED
from kbsite.markdown.math.formula_tokens import as_written, is_display
from kbsite.markdown.math.formulas import FORMULA
from kbsite.markdown.nesting import LINKED
from kbsite.markdown.texts.extension_tokens import SHOWN
from kbsite.markdown.texts.kept_lines import add_formula, add_text
from kbsite.nouns.slots import (
    EquationReference,
    FootnoteMark,
    HeadingEnd,
    HeadingStart,
    LinkEnd,
    LinkStart,
    LinkText,
    Piece,
    Pieces,
    TocMarker,
)
from kbsite.urls import BLOCK_MARK

# Inline formulas do not break across lines: one of so many symbols scrolls where the screen
# is narrow, or on any.
_WIDE, _WIDER = 20, 60
_COMMAND = re.compile(r"\\[A-Za-z]+")
_UNSEEN = re.compile(r"[\s{}^_]|\\[,;:!]")


# --- in a line ---


def inline_pieces(children: Sequence[Token]) -> list[Piece]:
    """The pieces of an inline token's children."""
    out: list[Piece] = []
    for token in children:
        if token.type == "text":
            add_text(out, token.content)
        elif SHOWN in token.meta:
            out += token.meta[SHOWN].pieces
        elif token.type == "math_inline":
            add_formula(out, formula_pieces(token))
        elif shown := _INLINE.get(token.type):
            out += shown(token)
        elif token.tag:
            attributes = "" if token.nesting < 0 else attributes_html(token)
            out.append(f"</{token.tag}>" if token.nesting < 0 else f"<{token.tag}{attributes}>")
        else:
            out.append(escape(token.content))
    return out


def formula_pieces(token: Token) -> list[Piece]:
    """A converted formula, or its TeX as code."""
    parts: Pieces = token.meta[FORMULA]
    if not parts:
        return [f'<code class="tex">{escape(as_written(token))}</code>']
    if token.type == "math_block" or isinstance(parts[0], EquationReference):
        return list(parts)
    # What scrolls is reached by the keyboard, but for what a link holds.
    focus = "" if LINKED in token.meta else ' tabindex="0"'
    if is_display(token):
        return [f'<span class="math"{focus}>', *parts, "</span>"]
    if len(token.content) > _WIDE and (width := _width(token.content)) > _WIDE:
        name = "wider-math" if width > _WIDER else "wide-math"
        return [f'<span class="{name}"{focus}>', *parts, "</span>"]
    return list(parts)


@lru_cache(maxsize=4096)
def _width(tex: str) -> int:
    """How many symbols a formula shows, roughly. It is asked where it stands and where it is
    quoted."""
    text = _COMMAND.sub("x", tex)
    if "\\" in text or not text.isprintable():
        return len(_UNSEEN.sub("", text))
    return len(text) - sum(map(text.count, " {}^_"))


def _code(token: Token) -> list[Piece]:
    return [f"<code{attributes_html(token)}>{escape(token.content)}</code>"]


def _link_tag(token: Token) -> list[Piece]:
    if REFUSED in token.meta:
        return []
    number = token.meta.get(LINK)
    if token.nesting < 0:
        return ["</a>" if number is None else LinkEnd(number)]
    if number is not None:
        title = str(token.attrs.get("title", ""))
        return [LinkStart(number, title, attributes_html(token, without=("href", "title")))]
    # On paper an address that is its own words is not said again.
    own = ' class="url"' if token.info == "auto" else ""
    return [f"<a{own}{attributes_html(token)}>"]


def _wikilink(token: Token) -> list[Piece]:
    number = token.meta[LINK]
    shown = escape(token.content) if token.meta["has_text"] else LinkText(number)
    return [LinkStart(number, attributes=attributes_html(token)), shown, LinkEnd(number)]


def _tag(token: Token) -> list[Piece]:
    number = token.meta[LINK]
    return [
        LinkStart(number, attributes=' class="tag"'),
        f"#{escape(token.content)}",
        LinkEnd(number),
    ]


_Inline: TypeAlias = Callable[[Token], list[Piece]]

_INLINE: Mapping[str, _Inline] = {
    "text": lambda token: [escape(token.content)],
    "softbreak": lambda token: [] if token.meta.get(JOINED) else ["\n"],
    "hardbreak": lambda token: ["<br>\n"],
    "code_inline": _code,
    "math_inline": formula_pieces,
    "math_hint": lambda token: [],
    "comment": lambda token: [],
    "more": lambda token: [],
    "equation_ref": lambda token: list(token.meta[FORMULA]),
    "footnote_ref": lambda token: (
        [FootnoteMark(token.meta[FOOTNOTE], token.meta[OCCURRENCE])]
        if FOOTNOTE in token.meta
        else [escape(token.content)]
    ),
    "link_open": _link_tag,
    "link_close": _link_tag,
    "wikilink": _wikilink,
    "wikilink_embed": media.embed,
    "hashtag": _tag,
    "image": media.image,
    "figcaption_open": lambda token: ["\n<figcaption>"],
    "figcaption_close": lambda token: ["</figcaption>"],
    "html_inline": lambda token: token.meta.get(PIECES, [token.content]),
}


# --- blocks ---

#: `Token.meta` key: the line of the file in which a block begins.
LINE = "line"


def body_pieces(tokens: Sequence[Token]) -> list[Piece]:
    """The pieces of a note's blocks; headings are numbered in order."""
    return cut_pieces(tokens, ())[0]


def cut_pieces(tokens: Sequence[Token], cuts: Sequence[int]) -> tuple[list[Piece], list[int]]:
    """`body_pieces`, and how many pieces stand before the tokens of the numbers `cuts`, which are
    in order."""
    out: list[Piece] = []
    before: list[int] = []
    heading = -1
    for i, token in enumerate(tokens):
        if len(before) < len(cuts) and cuts[len(before)] == i:
            before.append(len(out))
        kind = token.type
        if LINE in token.meta:
            out.append(_line_mark(token.meta[LINE]))
        if kind == "inline":
            if TASK in token.meta:
                out.append(_task_box(*token.meta[TASK]))
            out += inline_pieces(token.children or ())
        elif token.hidden:
            # The paragraphs of a tight list; a nested list still starts on its own line.
            continue
        elif kind == "heading_open":
            heading += 1
            out.append(HeadingStart(heading))
            if BLOCK_ID in token.meta:
                out.append(f'<span id="{_block_id(token)}"></span>')
        elif kind == "heading_close":
            out += [HeadingEnd(heading), "\n"]
        elif SHOWN in token.meta:
            out += _named(token, token.meta[SHOWN].pieces)
        elif shown := _BLOCKS.get(kind):
            out += _named(token, shown(token))
        else:
            out.append(_tag_html(tokens, i))
    before += [len(out)] * (len(cuts) - len(before))
    return out, before


def _named(token: Token, pieces: Sequence[Piece]) -> Sequence[Piece]:
    """The pieces of a block that has no tag of its own to carry its id."""
    if BLOCK_ID not in token.meta or token.nesting or token.type == "table_open":
        return pieces
    return [f'<div id="{_block_id(token)}">', *pieces, "</div>\n"]


def _block_id(token: Token) -> str:
    return f"{BLOCK_MARK}{token.meta[BLOCK_ID][0]}"


def _line_mark(line: int) -> str:
    """Says before a block in which line it begins."""
    return f"<!--line:{line}-->"


def _table_start(token: Token) -> str:
    own = f' id="{_block_id(token)}"' if BLOCK_ID in token.meta else ""
    return f'<div class="table"{own} tabindex="0"><table>\n'


def _formula_block(token: Token) -> list[Piece]:
    return ['<div class="math" tabindex="0">', *formula_pieces(token), "</div>\n"]


def _code_title(token: Token) -> list[Piece]:
    """Code shows its title itself; a diagram, a formula and a table of notes do not."""
    if isinstance(token.meta[TITLED].meta.get(FENCE), str):
        return []
    return [f'<p class="code-title">{escape(token.content)}</p>\n']


_BLOCKS: Mapping[str, Callable[[Token], list[Piece]]] = {
    "fence": lambda token: [token.meta[FENCE]],
    "code_block": lambda token: [token.meta[FENCE]],
    NOTE_TABLE: lambda token: [token.meta[FENCE]],
    "math_block": _formula_block,
    "html_block": lambda token: token.meta.get(PIECES, [token.content]),
    "table_open": lambda token: [_table_start(token)],
    "table_close": lambda token: ["</table></div>\n"],
    "embed_open": lambda token: [],
    "embed_close": lambda token: [],
    "hr": lambda token: ["<hr>\n"],
    "toc": lambda token: [TocMarker()],
    "code_title": _code_title,
    "code_group_fault": lambda token: [],
    "comment_block": lambda token: [],
    "math_hint": lambda token: [],
    "more": lambda token: [],
}


def block_pieces(token: Token) -> list[Piece]:
    """The pieces of a block of its own kind, without its id."""
    return _BLOCKS[token.type](token)


#: The types of tokens that are no mere tag, and that this module knows.
OWN_TYPES = frozenset({*_INLINE, *_BLOCKS, "inline", "heading_open", "heading_close"})


def _tag_html(tokens: Sequence[Token], i: int) -> str:
    token = tokens[i]
    if token.nesting < 0:
        return f"</{token.tag}>\n"
    before = "\n" if i and tokens[i - 1].hidden else ""
    following = tokens[i + 1] if i + 1 < len(tokens) else None
    same_line = following is None or (
        following.type == "inline"
        or following.hidden
        or (following.nesting < 0 and following.tag == token.tag)
    )
    return f"{before}<{token.tag}{attributes_html(token)}>" + ("" if same_line else "\n")


def _task_box(done: bool, words: str) -> str:
    checked = " checked" if done else ""
    label = f' aria-label="{escape(words)}"' if words else ""
    return f'<input type="checkbox" disabled{checked}{label}> '
