"""Code and diagrams of a note: coloured, drawn, and what is wrong with them. No I/O."""

from __future__ import annotations

from markdown_it.common.utils import unescapeAll
from markdown_it.token import Token

from kbsite.code.block import highlight_fence
from kbsite.code.fence_info import fence_info
from kbsite.diagrams import Diagram, DiagramFault
from kbsite.markdown.places import Place
from kbsite.markdown.reporter import Reporter
from kbsite.mermaid.draw import LANGUAGES, read_diagram
from kbsite.slots import Drawing, Piece

#: `Token.meta` key: what is shown in place of a `fence` or `code_block`.
FENCE = "fence"


class Fences:
    """Those of one note."""

    def __init__(self, reporter: Reporter) -> None:
        self.reporter = reporter
        self.diagrams: list[Diagram] = []

    def read(self, token: Token, place: Place) -> None:
        """Stamps `token`. A diagram that cannot be drawn is shown as code."""
        info = unescapeAll(token.info)
        shown: Piece
        if fence_info(info).language in LANGUAGES and (drawing := self._drawing(token, place)):
            shown = drawing
        else:
            code = highlight_fence(token.content, info)
            shown = code.html
            for fault in code.faults:
                self.reporter.warn(fault.code, place.of_line(0), fault.message, fault.hint)
        token.meta[FENCE] = shown

    def _drawing(self, token: Token, place: Place) -> Drawing | None:
        found = read_diagram(token.content)
        if isinstance(found, DiagramFault):
            at = place.of_line(found.line)
            if found.missing:
                self.reporter.warn("diagram-extra", at, found.message, found.hint)
            else:
                message = f"diagram shown as code: {found.message}"
                self.reporter.warn("diagram", at, message, found.hint)
            return None
        self.diagrams.append(found)
        return Drawing(len(self.diagrams) - 1)
