"""What of a note's text may name other notes: its paragraphs without headings, code, formulas and
the words of links, which stand there as marks. No I/O."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape

from markdown_it.token import Token

from kbsite.markdown.inline.line_join import JOINED
from kbsite.markdown.math.formula_tokens import is_display
from kbsite.markdown.texts.extension_tokens import SHOWN
from kbsite.markdown.texts.inline_text import StandIns, inline_words
from kbsite.markdown.texts.pieces import formula_pieces
from kbsite.nouns.bodies import BLOCK_END, BREAK, JOINED_BREAK, OPAQUE, Prose
from kbsite.nouns.slots import LinkText

#: A formula whose MathML is longer is named in a quote.
_MAX_FORMULA = 3000
#: Code of so many characters at most is quoted.
_MAX_CODE = 200

# What has words of its own, in which no other note is named.
_NAMED = frozenset({"wikilink", "hashtag", "equation_ref"})
_MARKS = re.compile(f"[{BLOCK_END}{BREAK}{JOINED_BREAK}{OPAQUE}]")
# Elements of the author's own HTML in which nothing is named.
_APART = re.compile(r"<(/?)(?:a|code|kbd|pre|samp|script|style|h[1-6])\b", re.IGNORECASE)


def prose_of(tokens: Sequence[Token], first_line: int, stand_ins: StandIns) -> Prose:
    """Of collected `tokens` (blocks, with their inline children); the first line of the body is
    line `first_line` of the file."""
    writer = _Writer(stand_ins)
    lines: list[int] = []
    in_heading = False
    for token in tokens:
        if token.type in ("heading_open", "heading_close"):
            in_heading = token.nesting > 0
        elif token.type == "inline" and token.children and not in_heading:
            writer.block(token.children)
            lines.append(first_line + token.map[0] if token.map else first_line)
    return Prose("".join(writer.text), tuple(writer.opaque), tuple(lines))


class _Writer:
    def __init__(self, stand_ins: StandIns) -> None:
        self._stand_ins = stand_ins
        self.text: list[str] = []
        self.opaque: list[str | LinkText] = []
        #: How many links and elements are open in which nothing is named.
        self._apart = 0

    def block(self, children: Sequence[Token]) -> None:
        self._apart = 0
        for token in children:
            self._inline(token)
        self.text.append(BLOCK_END)

    def _inline(self, token: Token) -> None:
        kind = token.type
        if kind == "text":
            self._words(token.content)
        elif kind == "softbreak":
            self.text.append(JOINED_BREAK if token.meta.get(JOINED) else BREAK)
        elif kind == "hardbreak":
            self.text.append(BREAK)
        elif kind == "code_inline":
            self._hide(f"<code>{escape(_shortened(token.content))}</code>")
        elif kind == "math_inline":
            self._hide(_formula(token, self._stand_ins))
        elif kind in ("link_open", "link_close"):
            self._apart = max(0, self._apart + token.nesting)
        elif kind == "html_inline":
            self._html(token.content)
        elif kind in ("image", "wikilink_embed"):
            self._hide("")
        elif kind in _NAMED or SHOWN in token.meta:
            words = inline_words((token,))
            text = "".join(part for part in words if isinstance(part, str))
            self._hide(next((part for part in words if isinstance(part, LinkText)), escape(text)))

    def _words(self, text: str) -> None:
        if self._apart:
            self._hide(escape(text))
        else:
            self.text.append(_MARKS.sub(" ", text))

    def _html(self, html: str) -> None:
        if found := _APART.match(html):
            self._apart = max(0, self._apart + (-1 if found[1] else 1))

    def _hide(self, shown: str | LinkText) -> None:
        self.text.append(OPAQUE)
        self.opaque.append(shown)


def _formula(token: Token, stand_ins: StandIns) -> str:
    if is_display(token):
        return stand_ins.display
    parts = formula_pieces(token)
    strings = [part for part in parts if isinstance(part, str)]
    # What scrolls is reached by the keyboard where it stands, not where it is quoted.
    html = "".join(strings).replace(' tabindex="0"', "")
    return html if len(strings) == len(parts) and len(html) <= _MAX_FORMULA else stand_ins.math


def _shortened(code: str) -> str:
    return code if len(code) <= _MAX_CODE else code[:_MAX_CODE] + "…"
