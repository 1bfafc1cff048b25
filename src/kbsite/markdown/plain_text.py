"""What a note says without its marks: sections for the search, length, excerpt. No I/O."""

from __future__ import annotations

from collections.abc import Sequence

from markdown_it.token import Token

from kbsite.code.line_marks import without_notations
from kbsite.markdown.characters import count_words
from kbsite.markdown.extension_tokens import words_of
from kbsite.markdown.inline_text import CODE_WORD, DISPLAY_WORD, inline_text, joined_text
from kbsite.markdown.quotes import excerpt_of
from kbsite.markdown.raw_html import html_text
from kbsite.model import Section
from kbsite.slots import LinkText, Pieces, TextPieces

_EXCERPT_BLOCKS = 4
#: What stands for a block in an excerpt.
_STAND_INS = {"math_block": DISPLAY_WORD, "fence": CODE_WORD, "code_block": CODE_WORD}
_NO_WORDS = frozenset(
    {"image", "wikilink_embed", "html_inline", "softbreak", "hardbreak", "hashtag", "footnote_ref"}
)


def excerpt(tokens: Sequence[Token], summary: str) -> tuple[Pieces, TextPieces]:
    """The opening of a note as inline HTML and as plain text; its `summary` where it has one."""
    if summary:
        return excerpt_of([[Token("text", "", 0, content=summary)]])
    top = _paragraphs(tokens, top_level=True) or _paragraphs(tokens, top_level=False)
    return excerpt_of(top)


def _paragraphs(tokens: Sequence[Token], *, top_level: bool) -> list[Sequence[Token]]:
    """The first paragraphs that hold words, as inline tokens."""
    found: list[Sequence[Token]] = []
    for before, token in zip((None, *tokens), tokens, strict=False):
        children: Sequence[Token] = ()
        if token.type == "inline" and before and before.type == "paragraph_open":
            if before.level == 0 or not top_level:
                children = token.children or ()
        elif words := _words_of_block(token):
            children = [Token("text", "", 0, content=words)]
        elif found and token.level == 0 and token.type in _STAND_INS:
            found.append([Token("text", "", 0, content=_STAND_INS[token.type])])
        if any(child.content.strip() for child in children if child.type not in _NO_WORDS):
            found.append(children)
        if len(found) == _EXCERPT_BLOCKS:
            break
    return found


def _words_of_block(token: Token) -> str:
    """The words of a block of HTML, or of one of a site's own rules."""
    if token.type == "html_block":
        return " ".join(html_text(token.content).split())
    if token.nesting or token.type in _STAND_INS:
        return ""
    return " ".join(words_of(token.meta).split())


def sections(tokens: Sequence[Token]) -> tuple[Section, ...]:
    """The text under each heading; a footnote belongs where it is defined."""
    found: list[Section] = []
    number = -1
    text: list[str | LinkText] = []
    code: list[str] = []
    heading = False
    for token in tokens:
        if token.type == "heading_open":
            found.append(Section(number, joined_text(text), "".join(code)))
            number, text, code, heading = number + 1, [], [], True
        elif token.type == "heading_close":
            heading = False
        elif token.type == "inline" and not heading:
            text += [*inline_text(token.children or ()), "\n"]
        elif token.type == "math_block":
            text += [token.content, "\n"]
        elif token.type == "html_block":
            text += [html_text(token.content), "\n"]
        elif token.type in ("fence", "code_block"):
            code.append(without_notations(token.content)[0])
        elif words := words_of(token.meta):
            text += [words, "\n"]
    found.append(Section(number, joined_text(text), "".join(code)))
    return tuple(s for s in found if s.text or s.code)


def count_text(tokens: Sequence[Token]) -> tuple[int, int]:
    """(Han characters, Latin words) of what is read: no code blocks, a formula is a word."""
    texts = []
    for token in tokens:
        if token.type == "inline":
            words = inline_text(token.children or (), words_for_math=True)
            texts += [word if isinstance(word, str) else " " for word in words]
        elif token.type == "html_block":
            texts.append(html_text(token.content))
        elif token.type not in _STAND_INS:
            texts.append(words_of(token.meta))
        texts.append("\n")
    return count_words("".join(texts))
