"""What the page script has to know of a page beside its HTML. READS sources, for lines."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from kbsite.contexts import Page
from kbsite.diagnostics import Diagnostic
from kbsite.model import ParsedNote, PlannedOutput
from kbsite.preview.editors import at_place, editor_url
from kbsite.preview.source_lines import lines_of, title_line
from kbsite.stages.producing import PageProducer
from kbsite.stages.site import Planned

#: So many lines above a mistake are shown, and as many below.
_AROUND = 2
#: Longer lines are cut.
_WIDE = 300
#: The lines of so many pages are remembered.
_KEPT = 32

Lines = list[tuple[int, int]]


class Place(NamedTuple):
    """Where a site lies, and what opens its files, "" for nothing."""

    root: Path
    editor: str


class PageData:
    """What `/_kbsite/page` says, less the number of the build."""

    def __init__(self) -> None:
        self._lines: dict[str, Lines] = {}

    def of(
        self,
        planned: Planned,
        output: PlannedOutput | None,
        broken: Diagnostic | None,
        place: Place,
    ) -> dict[str, Any]:
        """That of the page `output`, None where there is none; `broken` is why it is not as its
        sources say. Raises LostNoteError."""
        page = _page_of(output)
        path = page.note.path if page and page.note else ""
        found = [d for d in planned.result.diagnostics if path and d.path == planned.prefix + path]
        if path in planned.broken:
            broken = broken or planned.broken[path][0]
        shown = [d for d in found if d.severity != "info" and d != broken]
        note = planned.graph.notes[path] if planned.graph and path else None
        lines: Lines = []
        if output and page and path not in planned.broken:
            lines = self._lines_of(planned, output, page)
        return {
            "path": planned.prefix + path if path else "",
            "draft": bool(note and note.front_matter.draft),
            "lines": lines,
            "faults": [fault_data(d, place) for d in shown],
            "broken": fault_data(broken, place) if broken else None,
            "editor": _url(planned.content / path, place) if path else "",
        }

    def _lines_of(self, planned: Planned, output: PlannedOutput, page: Page) -> Lines:
        if output.key in self._lines:
            return self._lines[output.key]
        lines = _lines(planned, output, page)
        # A page that is still to be planned has no key yet.
        if output.key and lines:
            if len(self._lines) >= _KEPT:
                self._lines.clear()
            self._lines[output.key] = lines
        return lines


def _page_of(output: PlannedOutput | None) -> Page | None:
    """The context of a page, None of what is none."""
    if output and isinstance(output.produce, PageProducer):
        return output.produce.context()
    return None


def _lines(planned: Planned, output: PlannedOutput, page: Page) -> Lines:
    """The lines of the elements of a page's text, that of its title as number -1; none where its
    note has changed meanwhile."""
    shown = page.note
    if shown is None or planned.marked is None or not isinstance(output.produce, PageProducer):
        return []
    try:
        note, body = planned.marked(shown.path)
        source = (planned.content / shown.path).read_text(encoding="utf-8-sig", errors="replace")
    except OSError:
        return []
    if note.digest != shown.body:
        return []
    html = output.produce.renderer.body(shown, ParsedNote(note, body))
    return [(-1, title_line(source)), *lines_of(html)]


def fault_data(diagnostic: Diagnostic, place: Place) -> dict[str, Any]:
    """A diagnostic with the lines around it."""
    line, column = diagnostic.line, diagnostic.column
    file = place.root / diagnostic.path
    return {
        "severity": diagnostic.severity,
        "code": diagnostic.code,
        "path": diagnostic.path,
        "line": line,
        "column": column,
        "message": diagnostic.message,
        "hint": diagnostic.hint,
        "excerpt": list(_excerpt(file, line)) if diagnostic.path and line else [],
        "editor": at_place(_url(file, place), line, column) if diagnostic.path else "",
    }


def _url(file: Path, place: Place) -> str:
    return editor_url(place.editor, file.as_posix()) if place.editor else ""


def _excerpt(file: Path, line: int) -> Iterator[tuple[int, str]]:
    """(number, text) of the lines around one."""
    try:
        lines = file.read_text(encoding="utf-8-sig", errors="replace").split("\n")
    except OSError:
        return
    for number in range(max(1, line - _AROUND), min(len(lines), line + _AROUND) + 1):
        yield number, lines[number - 1].rstrip("\r")[:_WIDE]
