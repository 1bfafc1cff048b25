"""One walk over a note's tokens: its links, tags, formulas and what is wrong with them.

What is found is stamped on the tokens (`Token.meta`), so that rendering them, whole or in
part, is pure. No I/O.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Literal, TypeAlias
from urllib.parse import unquote

from markdown_it.token import Token

from kbsite.diagnostics import Code, Diagnostic, info, warning
from kbsite.markdown.attributes import REFUSED_NAMES, fault_of_id
from kbsite.markdown.fences import Fences
from kbsite.markdown.footnote import BLOCKS, LABEL, Footnotes
from kbsite.markdown.formulas import Formulas
from kbsite.markdown.places import Place
from kbsite.markdown.positions import POSITION
from kbsite.markdown.raw_html import split_html, unclosed
from kbsite.model import Link
from kbsite.urls import SAFE_SCHEMES, decoded, nfc, scheme_of

#: `Token.meta` keys: the number of the link; pieces of raw HTML; a refused link; an image
#: that is the first of its note.
LINK, PIECES, REFUSED, FIRST = "link", "pieces", "refused", "first"

_DATA_IMAGE = re.compile(r"data:image/(png|jpe?g|gif|webp|avif);")


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
        self.links: list[Link] = []
        self.anchors: list[str] = []
        self.tags: list[str] = []
        self.diagnostics: list[Diagnostic] = []
        self._images = 0
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
        self.diagnostics += [*self.formulas.diagnostics, *self.fences.diagnostics]

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
                open_links.append(self._link(token, "href", "link", place, position))
            elif token.type == "link_close":
                number = open_links.pop() if open_links else None
                if number is not None:
                    token.meta[LINK if number >= 0 else REFUSED] = number
            elif inline := _INLINE.get(token.type):
                inline(self, token, place, position)
            if REFUSED_NAMES in token.meta or "id" in token.attrs:
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

    # --- links ---

    def _wikilink(self, token: Token, place: Place, position: int) -> None:
        kind: Literal["wikilink", "embed"] = "wikilink" if token.type == "wikilink" else "embed"
        target, fragment = nfc(token.meta["target"]), nfc(token.meta["fragment"])
        has_text: bool = token.meta["has_text"]
        token.meta[LINK] = self._add(kind, target, fragment, has_text, place.of(position))
        if kind == "embed":
            self._count_image(token)

    def _image(self, token: Token, place: Place, position: int) -> None:
        self._link(token, "src", "embed", place, position)
        self._count_image(token)
        for child in token.children or ():
            # Its words may be those of an unpublished note.
            if child.type == "wikilink":
                self._wikilink(child, place, position)

    def _count_image(self, token: Token) -> None:
        token.meta[FIRST] = self._images == 0
        self._images += 1

    def _tag(self, token: Token, place: Place, position: int) -> None:
        token.content = nfc(token.content)
        self.tags.append(token.content)
        token.meta[LINK] = self._add("tag", token.content, "", True, place.of(position))

    def _link(
        self,
        token: Token,
        attribute: str,
        kind: Literal["link", "embed"],
        place: Place,
        position: int,
    ) -> int | None:
        """The number of an internal link, None for one that leaves the site, -1 for one
        that is refused."""
        url = str(token.attrs.get(attribute, ""))
        scheme = scheme_of(url)
        if scheme is None:
            token.meta[LINK] = self._internal(url, kind, place.of(position))
            return int(token.meta[LINK])
        if scheme in SAFE_SCHEMES or scheme == "":
            if kind == "embed":
                self._remote(url, place.of(position))
            return None
        if kind == "embed" and _DATA_IMAGE.match(url):
            return None
        self.warn(
            "link-scheme",
            place.of(position),
            f"a link of the scheme `{scheme}:` is not published",
            f"Allowed are {', '.join(sorted(SAFE_SCHEMES))}.",
        )
        token.meta[REFUSED] = -1
        return -1

    def _remote(self, url: str, at: tuple[int, int]) -> None:
        line, column = at
        shown = url if len(url) <= 80 else url[:79] + "…"
        message = f"shown from another site: {shown}"
        self.diagnostics.append(info("media-remote", self.path, message, line=line, column=column))

    def _internal(
        self, url: str, kind: Literal["link", "embed", "html"], at: tuple[int, int]
    ) -> int:
        target, _, fragment = url.partition("#")
        target = decoded(target.partition("?")[0])
        return self._add(kind, target, nfc(unquote(fragment)), True, at)

    def _add(
        self,
        kind: Literal["wikilink", "link", "embed", "html", "tag"],
        target: str,
        fragment: str,
        has_text: bool,
        at: tuple[int, int],
    ) -> int:
        line, column = at
        self.links.append(
            Link(
                kind=kind,
                target=target,
                fragment=fragment,
                has_text=has_text,
                line=line,
                column=column,
            )
        )
        return len(self.links) - 1

    # --- the rest ---

    def _html(self, token: Token, place: Place, position: int) -> None:
        def link_of(url: str, offset: int, embeds: bool) -> int | None:
            if not url.strip() or url.lstrip().startswith("?"):
                return None
            if (scheme := scheme_of(url)) is not None:
                if embeds and scheme in ("", "http", "https"):
                    self._remote(url, place.of(position + offset))
                return None
            return self._internal(url, "html", place.of(position + offset))

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

    def check_footnotes(self, found: Footnotes) -> None:
        """Notes marks without a footnote, and footnotes without a mark."""
        inline, place = None, None
        for token, mark in found.missing:
            if token is not inline or place is None:
                inline, place = token, self.place_of(token)
            at = place.of(mark.meta[POSITION])
            message = f"there is no footnote {mark.content}"
            self.warn("footnote", at, message, f"Add a line  {mark.content}: …")
        for opening in found.unused:
            message = f"no mark refers to the footnote [^{opening.meta[LABEL]}]"
            self.warn("footnote", self.place_of(opening).of_line(0), message, "It is not shown.")
        for opening in found.repeated:
            message = f"the footnote [^{opening.meta[LABEL]}] stands here twice"
            self.warn("footnote", self.place_of(opening).of_line(0), message, "The first is shown.")

    def _footnote(self, token: Token, place: Place, position: int) -> None:
        if BLOCKS in token.meta:
            _, inline, _ = token.meta[BLOCKS]
            self._walk_inline(inline.children or (), place, position + 2)


_Inline: TypeAlias = Callable[[Collector, Token, Place, int], None]
_Block: TypeAlias = Callable[[Collector, Token, Place], None]

# Reached from within the class, whose own methods they are.
_INLINE: dict[str, _Inline] = {
    "image": Collector._image,
    "wikilink": Collector._wikilink,
    "wikilink_embed": Collector._wikilink,
    "hashtag": Collector._tag,
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
