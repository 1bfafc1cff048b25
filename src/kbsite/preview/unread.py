"""Which pages are not there because their notes cannot be read, and why. No I/O."""

from __future__ import annotations

from collections.abc import Mapping

from kbsite.diagnostics import Diagnostic
from kbsite.stages.site import Planned
from kbsite.urls import is_too_long, note_permalink, output_path
from kbsite.words.pinyin import spelling_of


def unread_pages(planned: Planned) -> Mapping[str, Diagnostic]:
    """The first mistake of each note that could never be read, by the file of the page that it
    would have. Where another note has that page, nothing is amiss there."""
    reading, graph, prefix = planned.reading, planned.graph, planned.prefix
    if not reading or not graph:
        return {}
    spell = spelling_of(reading.config.permalinks)
    found: dict[str, Diagnostic] = {}
    taken: frozenset[str] | None = None
    for mistake in planned.result.diagnostics:
        path = mistake.path.removeprefix(prefix)
        if mistake.severity != "error" or path in graph.urls or path not in reading.notes:
            continue
        note = reading.notes[path]
        front = note.front_matter
        url = note_permalink(path, front.slug, front.permalink, spell)
        if note.readable or url is None or is_too_long(url):
            continue
        taken = taken or frozenset(graph.urls.values())
        if url not in taken:
            found.setdefault(output_path(url), mistake)
    return found
