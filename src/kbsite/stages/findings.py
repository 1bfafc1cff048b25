"""What is wrong with a site as a whole, and with each of its notes. No I/O."""

from __future__ import annotations

from collections.abc import Iterator

from kbsite.assets.shadows import check_shadows
from kbsite.diagnostics import EXTRAS_HINT, Diagnostic, below, info, warning
from kbsite.keys import version_of
from kbsite.linking.link_diagnostics import site_diagnostics
from kbsite.model import SiteGraph
from kbsite.placing.copies import in_conflict
from kbsite.placing.picture_copies import copies_are_made, copy_name
from kbsite.scan import content_prefix
from kbsite.scanning.git_dates import SHALLOW
from kbsite.stages.parsing import ParsedNotes
from kbsite.stages.site import Site
from kbsite.urls import IMAGE_SUFFIXES, suffix_of

#: Bytes; a telephone on a slow network takes a second for so many.
LARGE_PICTURE = 200_000


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
    withheld = (*sources.note_templates, *sources.withheld)
    static = {file.path for file in sources.static if not file.is_theme}
    diagnostics = site_diagnostics(graph, notes.notes, withheld, static)
    found = (d for d in diagnostics if d.path not in notes.broken)
    yield from (below(folder, diagnostic) for diagnostic in found)
    for faults in faults_of_broken(notes, folder).values():
        yield from faults
    yield from (below(folder, diagnostic) for diagnostic in in_conflict(graph.urls, notes.keys))
    yield from graph.nav_diagnostics
    yield from check_shadows(sources.shadows, sources.theme)
    if sources.shadows:
        from kbsite.templates import check_blocks, template_environment

        yield from check_blocks(template_environment(sources.templates), sources.shadows)
    if sources.own_templates or sources.own_styles:
        from kbsite.appearance import check_appearance

        yield from check_appearance(sources, site.config)
    has_copies = copies_are_made(site.config.images.copies)
    yield from (below(folder, diagnostic) for diagnostic in _large_pictures(graph, has_copies))
    if site.config.images.copies == "always" and not version_of("pillow"):
        message = "Pillow is not installed, so pictures have no smaller copies"
        yield info("images-extra", "", message, hint=EXTRAS_HINT)
    if not site.config.base_url:
        message = "no `base_url`, so there is no feed and no sitemap"
        hint = "Set it in kbsite.yaml or with --base-url."
        yield info("base-url-missing", "", message, hint=hint)


def _large_pictures(graph: SiteGraph, has_copies: bool) -> Iterator[Diagnostic]:
    """Those that are published and that a reader waits for, no mistake where pages have smaller
    copies of them."""
    hint = "Save it as WebP or JPEG, or no larger than it is shown (1,440 pixels wide)."
    for one, _ in graph.attachments:
        if one.size <= LARGE_PICTURE or suffix_of(one.path) not in IMAGE_SUFFIXES:
            continue
        said = f"a picture of {one.size // 1000:,} KB"
        if has_copies and copy_name(one.path, one.digest, one.size, one.width):
            yield info("image-large", one.path, f"{said}; pages show smaller copies", hint=hint)
        else:
            yield warning("image-large", one.path, f"{said}; more than 200 KB take long", hint=hint)
