"""Tokens of a site's own rules → HTML, by markdown-it's renderer. No I/O.

They are rendered once, since render rules may change their token, before anything is made of a
note. kbsite writes its own tokens itself, but for those whose render rule the site replaced.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from html import escape
from typing import Any, NamedTuple

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token

from kbsite.markdown.html.text import html_text, portable_html
from kbsite.nouns.slots import Piece
from kbsite.words.html_elements import VOID

#: `Token.meta` key: the `Shown` of a token.
SHOWN = "shown"

#: What other notes, or the rest of the note, have a part in: no render rule can write it.
KEPT = frozenset(
    {
        *("inline", "text", "softbreak", "heading_open", "heading_close", "link_open"),
        *("link_close", "wikilink", "wikilink_embed", "hashtag", "footnote_ref", "equation_ref"),
        *("math_inline", "math_block", "math_hint", "comment", "comment_block", "toc"),
        *("figcaption_open", "figcaption_close"),
        *("footnote_reference_open", "footnote_reference_close"),
    }
)
_URLS = frozenset({"href", "src", "poster", "srcset"})
# More than this is not repeated in every quote; its words are.
_PORTABLE = 500


class RenderRuleError(Exception):
    """A site's render rule returns something else than text."""

    def __init__(self, message: str, rule: object) -> None:
        super().__init__(message)
        self.rule = rule


class Shown(NamedTuple):
    """What a token is on its page, where it is quoted (no links, no ids), and in words."""

    pieces: tuple[Piece, ...]
    portable: str
    words: str

    def moved(self) -> Shown:
        """As it is quoted."""
        return Shown((self.portable,), self.portable, self.words)


class ExtensionTokens:
    """Renders what the site's rules added, in one run of `md` with `env`. `rendered` are the
    types of tokens that they have render rules for, `own` those that kbsite knows."""

    def __init__(
        self, md: MarkdownIt, rendered: frozenset[str], own: frozenset[str], env: dict[str, Any]
    ) -> None:
        assert isinstance(md.renderer, RendererHTML)
        self._renderer = md.renderer
        self._options = md.options
        self._env = env
        self._rendered = rendered - KEPT
        self._own = own

    def html_of(self, tokens: Sequence[Token], i: int) -> str | None:
        """Token `i` as HTML; None where it is for kbsite to write. Raises what the site's render
        rule raises, RenderRuleError where that returns no text."""
        token = tokens[i]
        if token.hidden:
            return None
        if token.type in self._rendered:
            rule: Callable[..., object] = self._renderer.rules[token.type]
            html = rule(tokens, i, self._options, self._env)
            if isinstance(html, str):
                return html
            if html is not None:
                kind = type(html).__name__
                raise RenderRuleError(f"the render rule of `{token.type}` returns {kind}", rule)
        if token.type in self._own:
            return None
        if token.nesting == 0:
            return self._alone(token)
        if not token.tag:
            return ""
        if _URLS & token.attrs.keys():
            return self._renderer.renderToken(tokens, i, self._options, self._env)
        return None

    def _alone(self, token: Token) -> str:
        """A token without an end of its own; markdown-it would leave its element open."""
        content = escape(token.content)
        if token.tag:
            opening = f"<{token.tag}{self._renderer.renderAttrs(token)}>"
            html = opening if token.tag in VOID else f"{opening}{content}</{token.tag}>"
        else:
            html = f"<p>{content}</p>" if token.block and content else content
        return f"{html}\n" if token.block and html else html


def shown(html: str, pieces: Sequence[Piece], token: Token) -> Shown:
    """What is stamped on a token that is written as `html`, which is `pieces`."""
    words = html_text(html)
    portable = portable_html(html)
    if token.nesting == 0 and len(portable) > _PORTABLE:
        portable = escape(words)
    return Shown(tuple(pieces), portable, words)


def words_of(meta: Mapping[str, Any]) -> str:
    """The words of a token of a site's own rule, "" of any other."""
    return meta[SHOWN].words if SHOWN in meta else ""
