"""Code and diagrams of a note: coloured, drawn, and what is wrong with them. No I/O."""

from __future__ import annotations

from markdown_it.common.utils import unescapeAll
from markdown_it.token import Token

from kbsite.code.block import highlight_fence
from kbsite.code.fence_info import fence_info
from kbsite.diagnostics import Code, Diagnostic, warning
from kbsite.diagrams import Diagram, DiagramFault
from kbsite.markdown.places import Place
from kbsite.mermaid.draw import LANGUAGES, fault_diagnostic, read_diagram
from kbsite.slots import Drawing, Piece

#: `Token.meta` key: what is shown in place of a `fence` or `code_block`.
FENCE = "fence"


class Fences:
    """Those of one note."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.diagrams: list[Diagram] = []
        self.diagnostics: list[Diagnostic] = []

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
                self._warn(fault.code, place.of_line(0), fault.message, fault.hint)
        token.meta[FENCE] = shown

    def _drawing(self, token: Token, place: Place) -> Drawing | None:
        found = read_diagram(token.content)
        if isinstance(found, DiagramFault):
            line, _ = place.of_line(0)
            self.diagnostics.append(fault_diagnostic(found, self.path, line))
            return None
        self.diagrams.append(found)
        return Drawing(len(self.diagrams) - 1)

    def _warn(self, code: Code, at: tuple[int, int], message: str, hint: str) -> None:
        line, column = at
        self.diagnostics.append(
            warning(code, self.path, message, line=line, column=column, hint=hint)
        )
