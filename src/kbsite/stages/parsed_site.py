"""A site whose notes are parsed, and what it comes to as it is planned further. No I/O but through
`marked` of what is planned.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import NamedTuple

import msgspec

from kbsite.diagnostics import Diagnostic, ordered
from kbsite.extensions.modules import Extensions
from kbsite.model import BuildResult, ParsedNote, SiteGraph
from kbsite.nouns.sources import GitDates
from kbsite.output_tables import OutputTable, pages_in
from kbsite.reading.parse_options import ParseOptions
from kbsite.stages.findings import faults_of_broken, find_faults, shallow_clone
from kbsite.stages.page_plans import Planner
from kbsite.stages.parsing import ParsedNotes
from kbsite.stages.site import Planned, Reading, Site
from kbsite.stages.stored_dates import CommitDates
from kbsite.urls import output_path


class ParsedSite(NamedTuple):
    """The notes of a site, what they were parsed with, and their dates by git, if it knows any.
    `content` is their folder, `prefix` what stands before their paths in a message."""

    site: Site
    own: Extensions
    options: ParseOptions
    notes: ParsedNotes
    git: CommitDates | None
    content: Path
    prefix: str

    @property
    def dates(self) -> Mapping[str, GitDates]:
        return self.git.dates if self.git else {}


def nothing(faults: Iterable[Diagnostic]) -> Planned:
    """What a site comes to that cannot be planned, because of these `faults`."""
    return Planned(BuildResult((), ordered(faults), 0, 0, ""))


def findings(parsed: ParsedSite, graph: SiteGraph) -> list[Diagnostic]:
    """What is wrong with the site of this graph, notes that could not be read among it."""
    shallow = shallow_clone(parsed.git.state if parsed.git else "")
    return [*find_faults(parsed.site, graph, parsed.notes), *shallow]


def with_pages(
    parsed: ParsedSite, graph: SiteGraph, pages: Planner, result: BuildResult
) -> Planned:
    """The site as far as its `pages`; `result` has the files that these are shown with."""
    site, own, options, notes = parsed.site, parsed.own, parsed.options, parsed.notes
    return Planned(
        result,
        graph,
        pages.outputs(),
        is_whole=False,
        sources=site.sources,
        broken=faults_of_broken(notes, parsed.prefix),
        earlier=notes.earlier,
        marked=partial(_read_marked, parsed.content, options, own),
        content=parsed.content,
        prefix=parsed.prefix,
        reading=Reading(notes.notes, options, own, parsed.dates, site.config, site.drafts),
    )


def whole(
    planned: Planned, parsed: ParsedSite, outputs: OutputTable, misplaced: Sequence[Diagnostic]
) -> Planned:
    """The site that is `planned` with all its `outputs`."""
    assert planned.graph, "its pages are planned"
    redirects = pages_in(output_path(url) for url, _ in planned.graph.redirects)
    found = planned.result.diagnostics
    result = msgspec.structs.replace(
        planned.result,
        outputs=outputs,
        diagnostics=ordered([*found, *misplaced]) if misplaced else found,
        pages=pages_in(outputs.paths) - redirects,
        sources=parsed.site.digest if parsed.notes.are_settled else "",
        git=parsed.git.state if parsed.git else None,
    )
    return planned._replace(result=result, is_whole=True)


def _read_marked(content: Path, options: ParseOptions, own: Extensions, path: str) -> ParsedNote:
    from kbsite.stages.note_parsing import read_marked

    return read_marked(content, options, own, path)
