"""One walk over a note's tokens: its links, tags, formulas and what is wrong with them.

What is found is stamped on the tokens (`Token.meta`), so that rendering them, whole or in
part, is pure. No I/O.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeAlias

from markdown_it.token import Token

from kbsite.diagnostics import Code, Diagnostic, warning
from kbsite.markdown.attributes import REFUSED_NAMES, fault_of_id
from kbsite.markdown.fences import Fences
from kbsite.markdown.footnote import BLOCKS, Footnotes
from kbsite.markdown.footnote_faults import footnote_faults
from kbsite.markdown.formulas import Formulas
from kbsite.markdown.image import is_size
from kbsite.markdown.link_tokens import LINK, REFUSED, LinkTokens
from kbsite.markdown.places import Place
from kbsite.markdown.positions import POSITION
from kbsite.markdown.raw_html import split_html, unclosed

#: `Token.meta` key: pieces of raw HTML.
PIECES = "pieces"


class Collector:
    """What one note's tokens hold. `lines` are the body's source lines, the first of which
    is line `first_line` of the file."""

    def __init__(
        self,
        path: str,
        lines: Sequence[str],
        first_line: int,
        macros: tuple[tuple[str, str], ...],
    ) -> None:
        self.path = path
        self.lines = lines
        self.first_line = first_line
        self.formulas = Formulas(path, macros)
        self.fences = Fences(path)
        self.links = LinkTokens(path)
        self.anchors: list[str] = []
        self.diagnostics: list[Diagnostic] = []
        self._ids: set[str] = set()

    def walk(self, tokens: Sequence[Token]) -> None:
        """Stamps `tokens` (blocks, with their inline children)."""
        for token in tokens:
            if token.attrs or REFUSED_NAMES in token.meta:
                self._attributes(token, self.place_of(token), 0)
            if token.type == "inline":
                self._walk_inline(token.children or (), self.place_of(token), 0)
            elif block := _BLOCKS.get(token.type):
                block(self, token, self.place_of(token))
        self.formulas.finish()
        for part in (self.links, self.formulas, self.fences):
            self.diagnostics += part.diagnostics

    def place_of(self, token: Token) -> Place:
        """Where a block stands."""
        return Place(token, self.lines, self.first_line)

    def warn(self, code: Code, at: tuple[int, int], message: str, hint: str = "") -> None:
        """Notes a mistake at (line, column)."""
        line, column = at
        self.diagnostics.append(
            warning(code, self.path, message, line=line, column=column, hint=hint)
        )

    def _walk_inline(self, children: Sequence[Token], place: Place, offset: int) -> None:
        """`offset` is where the content of `children` begins in that of `place`."""
        open_links: list[int | None] = []
        for token in children:
            position = offset + (token.meta.get(POSITION, 0) if token.meta else 0)
            if token.type == "link_open":
                open_links.append(self.links.link(token, place, position))
            elif token.type == "link_close":
                number = open_links.pop() if open_links else None
                if number is not None:
                    token.meta[LINK if number >= 0 else REFUSED] = number
            elif inline := _INLINE.get(token.type):
                inline(self, token, place, position)
            if token.attrs or REFUSED_NAMES in token.meta:
                self._attributes(token, place, position)

    def _attributes(self, token: Token, place: Place, position: int) -> None:
        if given := str(token.attrs.get("id", "")):
            if fault := fault_of_id(given, self._ids):
                del token.attrs["id"]
                self.warn("attribute", place.of(position), fault, "It is left out.")
            elif token.type != "heading_open":
                self.anchors.append(given)
            self._ids.add(given)
        for name in token.meta.get(REFUSED_NAMES, ()):
            message = f"the attribute `{name}` is not taken over"
            self.warn("attribute", place.of(position), message)
        for name in ("width", "height"):
            value = str(token.attrs.get(name, ""))
            if value and not is_size(name, value):
                del token.attrs[name]
                message = f"{name} {value!r} is no size of a picture"
                hint = "Pixels, as in {width=300}, or for the width a percentage."
                self.warn("attribute", place.of(position), message, hint)

    def _html(self, token: Token, place: Place, position: int) -> None:
        def link_of(url: str, offset: int, embeds: bool) -> int | None:
            return self.links.html(url, place.of(position + offset), embeds=embeds)

        known = len(self.anchors)
        token.meta[PIECES] = split_html(token.content, link_of, self.anchors)
        self._ids.update(self.anchors[known:])

    def _html_block(self, token: Token, place: Place) -> None:
        self._html(token, place, 0)
        if end := unclosed(token.content):
            token.meta[PIECES].append(end)
            message = f"HTML that is never closed: {end} is missing"
            self.warn(
                "html-unclosed", place.of(0), message, "It is closed here at the end of its block."
            )

    def _formula(self, token: Token, place: Place, position: int) -> None:
        self.formulas.read(token, place)

    def _fence(self, token: Token, place: Place) -> None:
        self.fences.read(token, place)

    def _formula_block(self, token: Token, place: Place) -> None:
        self.formulas.read(token, place)

    def _equation_reference(self, token: Token, place: Place, position: int) -> None:
        self.formulas.reference(token, place)

    def _hint(self, token: Token, place: Place, position: int) -> None:
        opening, closing = token.markup, {"(": ")", "[": "]"}[token.markup[1]]
        tex = " ".join(token.meta["tex"].split())
        shown = tex if len(tex) <= 60 else tex[:59] + "…"
        self.warn(
            "math-brackets",
            place.of(position),
            f"this looks like a formula, but {opening} is an escaped bracket here",
            f"Write ${shown}$, or set `math.delimiters: all` ({opening}…\\{closing}).",
        )

    def _comment(self, token: Token, place: Place, position: int) -> None:
        message = "%% opens a comment that is never closed"
        self.warn("comment-unclosed", place.of(position), message, "It stays as text.")

    def _comment_block(self, token: Token, place: Place) -> None:
        if token.info:
            message = "%% opens a comment that is never closed"
            self.warn(
                "comment-unclosed", place.of_line(0), message, "All that follows it here is hidden."
            )

    def check_footnotes(self, found: Footnotes, title: Token | None) -> None:
        """Notes what is wrong with footnotes; `title` is the heading that is the note's."""
        for at, message, hint in footnote_faults(found, title, self.place_of):
            self.warn("footnote", at, message, hint)

    def _footnote(self, token: Token, place: Place, position: int) -> None:
        if BLOCKS in token.meta:
            _, inline, _ = token.meta[BLOCKS]
            self._walk_inline(inline.children or (), place, position + 2)


def _image(found: Collector, token: Token, place: Place, position: int) -> None:
    found.links.image(token, place, position)


def _wikilink(found: Collector, token: Token, place: Place, position: int) -> None:
    found.links.wikilink(token, place, position)


def _tag(found: Collector, token: Token, place: Place, position: int) -> None:
    found.links.tag(token, place, position)


_Inline: TypeAlias = Callable[[Collector, Token, Place, int], None]
_Block: TypeAlias = Callable[[Collector, Token, Place], None]

# Reached from within the class, whose own methods they are.
_INLINE: dict[str, _Inline] = {
    "image": _image,
    "wikilink": _wikilink,
    "wikilink_embed": _wikilink,
    "hashtag": _tag,
    "html_inline": Collector._html,
    "math_inline": Collector._formula,
    "math_hint": Collector._hint,
    "equation_ref": Collector._equation_reference,
    "comment": Collector._comment,
    "footnote_ref": Collector._footnote,
}
_BLOCKS: dict[str, _Block] = {
    "fence": Collector._fence,
    "code_block": Collector._fence,
    "math_block": Collector._formula_block,
    "html_block": Collector._html_block,
    "comment_block": Collector._comment_block,
}
