"""How notes hang together: those that nothing leads to, those that lead nowhere, those that are
wanted. No I/O.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from kbsite.checks.survey import Survey
from kbsite.diagnostics import Diagnostic, info
from kbsite.linking.withheld import Withheld
from kbsite.model import SiteGraph
from kbsite.nouns.link_map import targets_of


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
        if not targets_of(graph.resolutions[path], path):
            yield info("dead-end", path, "this note links to no other")


def wanted_notes(graph: SiteGraph, withheld: Sequence[str]) -> tuple[Wanted, ...]:
    """The notes that links name and that are not there, the most wanted first; what is `withheld`
    is there."""
    found, there = [], Withheld(withheld)
    for wanted in graph.wanted:
        notes = ((graph.notes[path], link) for path, link in wanted.places)
        mentions = (
            (note.path, note.mentions[link])
            for note, link in notes
            if not there.named(note.path, note.links[link].target)
        )
        if places := sorted((path, at.line, at.column) for path, at in mentions):
            found.append(Wanted(wanted.name, tuple(places)))
    return tuple(sorted(found, key=lambda wanted: (-len(wanted.places), wanted.name)))
