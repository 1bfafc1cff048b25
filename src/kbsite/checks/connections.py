"""How notes hang together: those that nothing leads to, those that lead nowhere, those that are
wanted. No I/O.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple

from kbsite.checks.survey import Survey
from kbsite.diagnostics import Diagnostic, info
from kbsite.model import Link, SiteGraph
from kbsite.resolutions import Ambiguous, Found, Missing
from kbsite.urls import fold, suffix_of


class Wanted(NamedTuple):
    """A note that is not there: its name as first written, and where it is linked to, as (path of
    the note, line, column)."""

    name: str
    places: tuple[tuple[str, int, int], ...]


def orphans(survey: Survey) -> Iterator[Diagnostic]:
    """Notes of lists that no other note links to, and neither the header nor a series leads to.
    Where no note links to another there is nothing to say."""
    graph = survey.graph
    if not graph.backlinks:
        return
    led_to = {link.url for link in graph.nav}
    in_series = {path for term in graph.series for path in term.notes}
    for path in graph.listed:
        if graph.backlinks.get(path) or path in in_series or graph.urls[path] in led_to:
            continue
        yield info("orphan", path, "no note links to this one")


def dead_ends(survey: Survey) -> Iterator[Diagnostic]:
    """Notes of lists that link to no other note."""
    graph = survey.graph
    if not graph.backlinks:
        return
    for path in graph.listed:
        if not any(
            isinstance(target, Found | Ambiguous) and target.note not in ("", path)
            for target in graph.resolutions[path]
        ):
            yield info("dead-end", path, "this note links to no other")


def wanted_notes(graph: SiteGraph) -> tuple[Wanted, ...]:
    """The notes that links name and that are not there, the most wanted first."""
    places: defaultdict[str, list[tuple[str, int, int]]] = defaultdict(list)
    names: dict[str, str] = {}
    for path, targets in graph.resolutions.items():
        if not any(isinstance(target, Missing) for target in targets):
            continue
        note = graph.notes[path]
        for link, target, at in zip(note.links, targets, note.mentions, strict=True):
            if isinstance(target, Missing) and (name := _note_name(link)):
                names.setdefault(fold(name), name)
                places[fold(name)].append((path, at.line, at.column))
    found = [Wanted(names[key], tuple(sorted(at))) for key, at in places.items()]
    return tuple(sorted(found, key=lambda wanted: (-len(wanted.places), wanted.name)))


def _note_name(link: Link) -> str:
    """What the note would be called that a link wants, "" where it wants none."""
    suffix = suffix_of(link.target)
    if link.kind == "wikilink":
        return (
            ""
            if suffix[1:].isalnum() and len(suffix) <= 5 and suffix != ".md"
            else (link.target.removesuffix(".md"))
        )
    if link.kind == "link" and suffix == ".md":
        return link.target.rpartition("/")[2].removesuffix(".md")
    return ""
