"""What an image carries besides its address: `![alt|300x200](a.png)`, and a caption. No I/O.

The size is Obsidian's; an image with a title that is alone in its paragraph is a figure. What the
title says is read as text is, but for HTML and tags; that of a reference, of which only the words
are known, is plain.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from markdown_it import MarkdownIt
from markdown_it.common.utils import unescapeAll
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from kbsite.markdown.inline.comment import without_comments
from kbsite.markdown.new_tokens import text_token
from kbsite.markdown.positions import POSITION

#: `Token.meta` key of an image: its caption holds its words.
CAPTIONED = "captioned"

SIZE = re.compile(r"(?:^|\\?\|)[ \t]*(\d{1,5})(?:[x×](\d{1,5}))?[ \t]*$")

_PIXELS = re.compile(r"(\d{1,5})(?:px)?")
_PERCENT = re.compile(r"\d{1,3}(?:\.\d{1,3})?%")
_DIGITS = 3
_SILENT = frozenset({"comment", "html_inline", "softbreak", "hardbreak"})
# As it is written, with its marks.
_TITLE = re.compile(
    r"(?<=[ \t\n])(?:\"(?:[^\"\\]|\\.)*+\"|'(?:[^'\\]|\\.)*+'|\((?:[^()\\]|\\.)*+\))", re.DOTALL
)


def image(md: MarkdownIt) -> None:
    """`width` and `height` in `Token.attrs`; tokens `figure_open` and `figure_close` in place of
    those of a paragraph, `figcaption_open` and `figcaption_close` around the caption in it."""
    md.core.ruler.after("inline", "image", _rule)


def _rule(state: StateCore) -> None:
    if "![" not in state.src:
        return
    tokens = state.tokens
    for i, token in enumerate(tokens):
        if token.type != "inline":
            continue
        for child in token.children or ():
            if child.type == "image":
                _take_size(child)
        if tokens[i - 1].type == "paragraph_open" and not tokens[i - 1].hidden:
            _make_figure(state, tokens[i - 1 : i + 2])


def _take_size(token: Token) -> None:
    last = token.children[-1] if token.children else None
    if last is None or last.type != "text" or not (found := SIZE.search(last.content)):
        return
    # A bare number is a size only where it is all there is, and looks like one:
    # `![300](a.png)`, but neither `![1](1.png)` nor `![2024](a.png)`.
    is_whole = len(token.children or ()) == 1 and (found[2] or len(found[1]) == _DIGITS)
    if "|" not in found.group() and not is_whole:
        return
    last.content = last.content[: found.start()]
    set_size(token, found[1], found[2])


def set_size(token: Token, width: str, height: str | None) -> None:
    """Gives `token` a size, unless it has one."""
    token.attrs.setdefault("width", width)
    if height:
        token.attrs.setdefault("height", height)


def size_of(token: Token) -> tuple[int, int, str]:
    """Width and height in CSS pixels (0: none), and a `style` attribute for a percentage."""
    width, height = (str(token.attrs.get(name, "")) for name in ("width", "height"))
    style = f' style="width: {width}"' if _PERCENT.fullmatch(width) else ""
    return _pixels(width), _pixels(height), style


def is_size(name: str, value: str) -> bool:
    """Whether `value` can be the `width` or `height` of a picture."""
    return _pixels(value) > 0 or (name == "width" and _PERCENT.fullmatch(value) is not None)


def _pixels(value: str) -> int:
    found = _PIXELS.fullmatch(value)
    return int(found[1]) if found else 0


def _make_figure(state: StateCore, paragraph: list[Token]) -> None:
    opening, inline, closing = paragraph
    children = inline.children or []
    if len(children) != 1 or children[0].type != "image" or not children[0].attrs.get("title"):
        return
    title = str(children[0].attrs.pop("title"))
    words = without_comments(title)
    caption = _caption(state, inline.content, title) or [text_token(words)]
    if not any(map(_shows, caption)):
        return
    if _written(children[0].children or ()) in _written(caption):
        children[0].meta[CAPTIONED] = True
    opening.type, opening.tag = "figure_open", "figure"
    closing.type, closing.tag = "figure_close", "figure"
    children.append(Token("figcaption_open", "figcaption", 1))
    children += caption
    children.append(Token("figcaption_close", "figcaption", -1))


def _written(tokens: Iterable[Token]) -> str:
    """Their words, formulas as written."""
    return "".join(token.content for token in tokens if token.type not in _SILENT).strip()


def _shows(token: Token) -> bool:
    """Whether a part of a caption is more than blanks and comments."""
    return token.type not in _SILENT and (token.type != "text" or bool(token.content.strip()))


def _caption(state: StateCore, source: str, title: str) -> list[Token]:
    """The tokens of a `title`, with their places in `source`; [] where it does not stand there."""
    for found in reversed(list(_TITLE.finditer(source))):
        written = found.group()[1:-1]
        if title in (written, unescapeAll(written)):
            tokens: list[Token] = []
            state.md.inline.parse(written, state.md, state.env, tokens)
            return [_in_caption(token, found.start() + 1) for token in tokens]
    return []


def _in_caption(token: Token, offset: int) -> Token:
    """`token`, in a caption that begins at `offset`."""
    if token.type == "hashtag":
        return text_token(f"#{token.content}")
    if token.type == "html_inline" and not token.content.startswith("<!--"):
        return text_token(token.content)
    if POSITION in token.meta:
        token.meta[POSITION] += offset
    return token
