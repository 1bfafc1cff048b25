"""What is wrong with a site as a whole, and with each of its notes. No I/O."""

from __future__ import annotations

from collections.abc import Iterator

from kbsite.diagnostics import Diagnostic, below, info
from kbsite.git_dates import SHALLOW
from kbsite.link_diagnostics import site_diagnostics
from kbsite.model import SiteGraph
from kbsite.parsing import ParsedNotes
from kbsite.scan import content_prefix
from kbsite.shadows import check_shadows
from kbsite.site import Site
from kbsite.templates import check_blocks, template_environment


def shallow_clone(state: str) -> Iterator[Diagnostic]:
    """Why notes have no dates, where `state` of the repository says so."""
    if state == SHALLOW:
        message = "the git clone is shallow, so it gives no dates"
        hint = "Fetch it all (in GitHub Actions: `fetch-depth: 0`)."
        yield info("git-shallow", "", message, hint=hint)


def faults_of_broken(notes: ParsedNotes, prefix: str) -> dict[str, tuple[Diagnostic, ...]]:
    """What is wrong with the notes that stand there as they were."""
    return {
        path: tuple(below(prefix, d) for d in note.diagnostics if d.severity == "error")
        for path, note in notes.broken.items()
    }


def find_faults(site: Site, graph: SiteGraph, notes: ParsedNotes) -> Iterator[Diagnostic]:
    """What is wrong beside git and extensions."""
    sources, folder = site.sources, content_prefix(site.root, site.config)
    yield from sources.diagnostics
    found = (d for d in site_diagnostics(graph, notes.notes) if d.path not in notes.broken)
    yield from (below(folder, diagnostic) for diagnostic in found)
    for faults in faults_of_broken(notes, folder).values():
        yield from faults
    yield from graph.nav_diagnostics
    yield from check_shadows(sources.shadows, sources.theme)
    if sources.shadows:
        yield from check_blocks(template_environment(sources.templates), sources.shadows)
    if not site.config.base_url:
        message = "no `base_url`, so there is no feed and no sitemap"
        hint = "Set it in kbsite.yaml or with --base-url."
        yield info("base-url-missing", "", message, hint=hint)
