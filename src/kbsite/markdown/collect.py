"""One walk over a note's tokens: its links, headings, formulas and what is wrong with them.

What is found is stamped on the tokens (`Token.meta`), so that rendering them, whole or in
part, is pure. No I/O.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from typing import Literal
from urllib.parse import unquote

from markdown_it.common.utils import unescapeAll
from markdown_it.token import Token

from kbsite.diagnostics import Diagnostic, warning
from kbsite.markdown.code import highlight_fence
from kbsite.markdown.dollar_math import has_stray_han
from kbsite.markdown.positions import POSITION
from kbsite.markdown.raw_html import split_html, unclosed
from kbsite.markdown.tex import convert_tex
from kbsite.model import Link
from kbsite.urls import SAFE_SCHEMES, decoded, nfc, scheme_of

#: `Token.meta` keys: the number of the link; finished HTML; pieces of raw HTML; a refused link.
LINK, HTML, PIECES, REFUSED = "link", "html", "pieces", "refused"

_NEWLINE = re.compile("\n")
_ASCII = re.compile(r"[\x00-\x7f]+")
_MATH_TEXT = re.compile(r">([^<>]+)<")


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
        self.macros = macros
        self.links: list[Link] = []
        self.anchors: list[str] = []
        self.diagnostics: list[Diagnostic] = []
        self.math_characters: set[str] = set()
        self.formulas = 0

    def walk(self, tokens: Sequence[Token]) -> None:
        """Stamps `tokens` (blocks, with their inline children)."""
        for token in tokens:
            if token.type == "inline":
                place = _Place(token, self.lines, self.first_line)
                self._walk_inline(token.children or (), place)
            elif token.type == "math_block":
                place = _Place(token, self.lines, self.first_line)
                self._formula(token, place, line_offset=token.meta["skipped"])
            elif token.type in ("fence", "code_block"):
                self._code(token, _Place(token, self.lines, self.first_line))
            elif token.type == "html_block":
                self._html(token, _Place(token, self.lines, self.first_line), 0)

    def _walk_inline(self, children: Sequence[Token], place: _Place) -> None:
        open_links: list[int | None] = []
        for token in children:
            position = token.meta.get(POSITION, 0) if token.meta else 0
            if token.type == "link_open":
                number = self._link(token, "href", "link", place, position)
                open_links.append(number)
            elif token.type == "link_close":
                number = open_links.pop() if open_links else None
                if number is not None:
                    token.meta[LINK if number >= 0 else REFUSED] = number
            elif token.type == "image":
                self._link(token, "src", "embed", place, position)
                for child in token.children or ():
                    # Its words may be those of an unpublished note.
                    if child.type == "wikilink":
                        self._wikilink(child, place, position)
            elif token.type in ("wikilink", "wikilink_embed"):
                self._wikilink(token, place, position)
            elif token.type == "math_inline":
                self._formula(token, place)
            elif token.type == "html_inline":
                self._html(token, place, position)

    def _wikilink(self, token: Token, place: _Place, position: int) -> None:
        token.meta[LINK] = len(self.links)
        line, column = place.of(position)
        self.links.append(
            Link(
                kind="wikilink" if token.type == "wikilink" else "embed",
                target=nfc(token.meta["target"]),
                fragment=nfc(token.meta["fragment"]),
                has_text=token.meta["has_text"],
                line=line,
                column=column,
            )
        )

    def _link(
        self,
        token: Token,
        attribute: str,
        kind: Literal["link", "embed"],
        place: _Place,
        position: int,
    ) -> int | None:
        """The number of an internal link, None for one that leaves the site, -1 for one
        that is refused."""
        url = str(token.attrs.get(attribute, ""))
        scheme = scheme_of(url)
        if scheme is None:
            line, column = place.of(position)
            number = self._internal(url, kind, line, column)
            token.meta[LINK] = number
            return number
        if scheme in SAFE_SCHEMES or scheme == "":
            return None
        if kind == "embed" and re.match(r"data:image/(png|jpe?g|gif|webp|avif);", url):
            return None
        line, column = place.of(position)
        self.diagnostics.append(
            warning(
                "link-scheme",
                self.path,
                f"a link of the scheme `{scheme}:` is not published",
                line=line,
                column=column,
                hint=f"Allowed are {', '.join(sorted(SAFE_SCHEMES))}.",
            )
        )
        token.meta[REFUSED] = -1
        return -1

    def _internal(
        self, url: str, kind: Literal["link", "embed", "html"], line: int, column: int
    ) -> int:
        target, _, fragment = url.partition("#")
        target = decoded(target.partition("?")[0])
        self.links.append(
            Link(
                kind=kind,
                target=target,
                fragment=nfc(unquote(fragment)),
                has_text=True,
                line=line,
                column=column,
            )
        )
        return len(self.links) - 1

    def _html(self, token: Token, place: _Place, position: int) -> None:
        def link_of(url: str, offset: int) -> int | None:
            if scheme_of(url) is not None or not url.strip() or url.lstrip().startswith("?"):
                return None
            line, column = place.of(position + offset)
            return self._internal(url, "html", line, column)

        pieces = split_html(token.content, link_of, self.anchors)
        if token.type == "html_block" and (end := unclosed(token.content)):
            pieces.append(end)
            line, column = place.of(0)
            message = f"HTML that is never closed: {end} is missing"
            hint = "It is closed here at the end of its block."
            self.diagnostics.append(
                warning("html-unclosed", self.path, message, line=line, column=column, hint=hint)
            )
        token.meta[PIECES] = pieces

    def _code(self, token: Token, place: _Place) -> None:
        block = highlight_fence(token.content, unescapeAll(token.info))
        token.meta[HTML] = block.html
        line, column = place.of_line(0)
        for fault in block.faults:
            mistake = warning(
                fault.code, self.path, fault.message, line=line, column=column, hint=fault.hint
            )
            self.diagnostics.append(mistake)

    def _formula(self, token: Token, place: _Place, line_offset: int = 0) -> None:
        tex = token.content
        self.formulas += 1
        formula = convert_tex(tex, token.markup == "$$", self.macros)
        token.meta[HTML] = formula.mathml
        if formula.fault:
            before = tex[: formula.offset]
            if token.type == "math_block":
                line, column = place.of_line(line_offset + before.count("\n"))
            else:
                line, column = place.of(token.meta["tex"] + formula.offset)
            shown = " ".join(tex.split())
            shown = shown if len(shown) <= 60 else shown[:59] + "…"
            self.diagnostics.append(
                warning(
                    "math",
                    self.path,
                    f"formula shown as TeX: {formula.fault}",
                    line=line,
                    column=column,
                    hint=f"In  {token.markup}{shown}{token.markup}",
                )
            )
            return
        body = formula.mathml.partition("<annotation")[0]
        for text in _MATH_TEXT.findall(body):
            self.math_characters.update(_ASCII.sub("", text))
        if has_stray_han(tex):
            line, column = place.of(token.meta.get(POSITION, 0))
            self.diagnostics.append(
                warning(
                    "math-unclosed",
                    self.path,
                    "Chinese in a formula: a $ before it is probably not closed",
                    line=line,
                    column=column,
                    hint=r"Put words in a formula into \text{…}; write \$ for a dollar sign.",
                )
            )


class _Place:
    """Offsets in a block's content → (line, column) in the file. The line is exact; the
    column is found by looking for the content's line in the source line, else 1."""

    def __init__(self, token: Token, lines: Sequence[str], first_line: int) -> None:
        self.content = token.content
        self.start = token.map[0] if token.map else 0
        self.lines = lines
        self.first_line = first_line
        self._breaks: list[int] | None = None
        self._columns: dict[int, int | None] = {}

    def of(self, position: int) -> tuple[int, int]:
        if self._breaks is None:
            self._breaks = [match.end() for match in _NEWLINE.finditer(self.content)]
        row = bisect_right(self._breaks, position)
        begin = self._breaks[row - 1] if row else 0
        if row not in self._columns:
            end = self._breaks[row] - 1 if row < len(self._breaks) else len(self.content)
            self._columns[row] = self._first_column(row, self.content[begin:end])
        first = self._columns[row]
        column = 1 if first is None else max(1, first + position - begin)
        return self.first_line + self.start + row, column

    def _first_column(self, row: int, text: str) -> int | None:
        """The column in which `text`, a line of the content, begins in its source line."""
        source = self.lines[self.start + row] if self.start + row < len(self.lines) else ""
        found = source.find(text.strip())
        return found - (len(text) - len(text.lstrip())) + 1 if found >= 0 else None

    def of_line(self, row: int) -> tuple[int, int]:
        return self.first_line + self.start + row, 1
