"""Code and diagrams of a note: coloured, drawn, and what is wrong with them. No I/O."""

from __future__ import annotations

import msgspec
from markdown_it.common.utils import unescapeAll
from markdown_it.token import Token

from kbsite.code.block import Highlighted, highlight_fence
from kbsite.code.fence_info import fence_info
from kbsite.code.lexers import PLAIN
from kbsite.diagnostics import EXTRAS_HINT
from kbsite.markdown.blocks.code_group import GROUP_FAULT, TAB_TITLE, GroupFault, is_open
from kbsite.markdown.html.open_tags import MEANT_AS_HTML
from kbsite.markdown.literal.cut_code import cut_code
from kbsite.markdown.literal.foreign import Foreign
from kbsite.markdown.literal.indented_fences import fence_in
from kbsite.markdown.literal.indented_text import items_in, paragraph_in
from kbsite.markdown.literal.taken_fence import taken_fence
from kbsite.markdown.places import Place
from kbsite.markdown.reporter import Reporter
from kbsite.nouns.diagrams import LANGUAGES, Diagram, DiagramFault
from kbsite.nouns.fragments import Fragments, fragment_key
from kbsite.nouns.slots import Drawing, NoteTable, Piece
from kbsite.nouns.views import Base

#: `Token.meta` key: what is shown in place of a `fence` or `code_block`.
FENCE = "fence"
#: The language of a table of notes, and the type of its token.
TABLE, NOTE_TABLE = "base", "note_table"


# The level of what stands in an item of a list. Elsewhere a fence may be shown so.
_IN_ITEM = 2


class Fences:
    """Those of one note; `fragments` remembers the code."""

    def __init__(self, reporter: Reporter, fragments: Fragments, foreign: Foreign) -> None:
        self.reporter = reporter
        self.foreign = foreign
        self.fragments = fragments
        self.diagrams: list[Diagram] = []
        self.bases: list[Base] = []
        self.has_groups = False
        #: What the next one is marked with that is never closed, where it is known why; else "".
        self.expects_open = ""
        # The line that was to close the last one that ended with its item.
        self._meant_as_end = -1

    def read(self, token: Token, place: Place) -> None:
        """Stamps `token`. A diagram that cannot be drawn is shown as code, and so is a table of
        notes that cannot be read."""
        if token.type == "fence":
            self._tell_ends(token, place)
        if MEANT_AS_HTML in token.meta:
            self._tell_html(token, place)
        elif (
            token.type == "code_block"
            and token.level >= _IN_ITEM
            and fence_in(token.content) is not None
        ):
            self._tell_fence(token.content, place)
        elif token.type == "code_block":
            self._tell_indented(token.content, place)
        info = unescapeAll(token.info)
        language = fence_info(info).language
        if language not in PLAIN:
            self.foreign.read_fence(language, place)
        shown: Piece
        if language in LANGUAGES and (drawing := self._drawing(token, place)):
            shown = drawing
        elif language == TABLE and (table := self._table(token, place)):
            # No code from here on, whoever reads it.
            shown, token.type = table, NOTE_TABLE
        else:
            code = self._highlighted(token.content, info, token.meta.get(TAB_TITLE, ""))
            shown = code.html
            for fault in code.faults:
                self.reporter.warn(fault.code, place.of_line(0), fault.message, fault.hint)
        token.meta[FENCE] = shown

    def read_group(self, token: Token, place: Place) -> None:
        """Notes that there are tabs."""
        self.has_groups = True

    def read_fault(self, token: Token, place: Place) -> None:
        """Tells what is wrong with a group of blocks."""
        fault: GroupFault = token.meta[GROUP_FAULT]
        tell = self.reporter.warn if fault.is_wrong else self.reporter.inform
        tell("code-group", place.of(0), fault.message, fault.hint)

    def _tell_ends(self, token: Token, place: Place) -> None:
        """Notes what is wrong with the lines that close a fence, or were to."""
        has_no_end = is_open(token)
        if taken := taken_fence(token, is_open=has_no_end):
            at = place.within(taken.line, taken.column)
            self.reporter.warn("fence-unclosed", at, taken.message, taken.hint)
        elif has_no_end:
            self._tell_open(token, place)

    def _tell_open(self, token: Token, place: Place) -> None:
        if self.expects_open and token.markup.startswith(self.expects_open):
            self.expects_open = ""
            return
        if token.map and token.map[0] == self._meant_as_end:
            return
        hint = f"Close it with a line of {token.markup} alone."
        message = "a code block that is never closed: all below it here is code"
        if cut := cut_code(token, place.lines):
            self._meant_as_end, message, hint = cut
        self.reporter.warn("fence-unclosed", place.of_line(0), message, hint)

    def _tell_html(self, token: Token, place: Place) -> None:
        at = place.of(len(token.content) - len(token.content.lstrip()))
        message = f"HTML in <{token.meta[MEANT_AS_HTML]}> is shown as code, being indented"
        hint = "Leave out the blank line above it or the indentation; where code is meant, use ```."
        self.reporter.warn("html-indented", at, message, hint)

    def _tell_fence(self, code: str, place: Place) -> None:
        message = "a fence is shown as code, being indented by four spaces more than its item"
        hint = "Indent it as the text of its item, which that of a task begins with its box."
        self.reporter.warn("text-indented", place.of(fence_in(code) or 0), message, hint)

    def _tell_indented(self, code: str, place: Place) -> None:
        """Tells of text that its indentation makes code."""
        name, what = "a paragraph", "Leave out the indentation"
        at = paragraph_in(code)
        if at is None:
            name, at = "a list", items_in(code)
            what = f"{what}, or indent what stands between it and its list"
        if at is not None:
            message = f"{name} is shown as code, being indented by four spaces or a tab"
            hint = f"{what}; where code is meant, use ```."
            self.reporter.warn("text-indented", place.of(at), message, hint)

    def _highlighted(self, text: str, info: str, title: str) -> Highlighted:
        if fence_info(info).language in PLAIN:
            return highlight_fence(text, info, title)
        key = fragment_key("code", info, text, title)
        if html := self.fragments.find(key):
            return Highlighted(html)
        code = highlight_fence(text, info, title)
        # What is wrong is to be told each time.
        if not code.faults:
            self.fragments.add(key, code.html)
        return code

    def _table(self, token: Token, place: Place) -> NoteTable | None:
        # Few notes have one.
        from kbsite.bases.reader import read_base

        found, faults = read_base(token.content)
        for fault in faults:
            at = place.within(fault.line, fault.column)
            self.reporter.tell(fault.code, fault.severity, at, fault.message, fault.hint)
        if found is None:
            return None
        line, _ = place.of_line(0)
        self.bases.append(msgspec.structs.replace(found, line=line))
        return NoteTable(fence=len(self.bases) - 1)

    def _drawing(self, token: Token, place: Place) -> Drawing | None:
        # Most notes have none.
        from kbsite.mermaid.draw import read_diagram

        found = read_diagram(token.content)
        if isinstance(found, DiagramFault):
            at = place.of_line(found.line)
            if found.missing:
                self.reporter.warn("diagram-extra", at, found.message, EXTRAS_HINT)
            else:
                message = f"diagram shown as code: {found.message}"
                self.reporter.warn("diagram", at, message, found.hint)
            return None
        self.diagrams.append(found)
        return Drawing(len(self.diagrams) - 1)
