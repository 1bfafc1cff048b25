"""The stages in their order, from what was scanned to planned outputs; each is left out where what
it reads is as it was. I/O through the cache, the notes and the attachments.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import msgspec

from kbsite.cache import Cache
from kbsite.contexts import NoteContext, site_context
from kbsite.diagnostics import Diagnostic, ProduceError, below, info, ordered
from kbsite.extensions.modules import Extensions, load_extensions
from kbsite.extensions.planning import plan_own
from kbsite.extensions.reading import check_rules, faults_in
from kbsite.git_dates import SHALLOW, git_state, read_git_dates
from kbsite.keys import digest_of, key_of
from kbsite.link_diagnostics import site_diagnostics
from kbsite.memo import Memo
from kbsite.model import BuildResult, Details, ParsedNote, PlannedOutput, SiteGraph
from kbsite.notes import ParseOptions
from kbsite.outputs import OUTPUTS
from kbsite.packed_graph import PackedGraph, pack_graph, unpack_graph
from kbsite.page_plans import NO_PLAN, PagePlan, Planner
from kbsite.parsing import NoteParser, ParsedNotes
from kbsite.producing import Look, Renderer
from kbsite.scan import breaks_lines, content_folder, content_prefix, read_attachment
from kbsite.scripts import joined_modules, shortened
from kbsite.searching import Search
from kbsite.shadows import check_shadows
from kbsite.site import Site
from kbsite.sources import GitDates, Sources
from kbsite.stylesheets import bundled
from kbsite.templates import check_blocks, template_environment
from kbsite.traces import Tracer, marks_of
from kbsite.urls import output_path


class _Graph(msgspec.Struct, frozen=True, array_like=True):
    """A graph, and the digest of what it was built from."""

    sources: str
    graph: PackedGraph


class _Git(msgspec.Struct, frozen=True, array_like=True):
    """The dates of notes, and the state of the repository that they are of."""

    state: str
    dates: dict[str, GitDates]


_NO_GRAPH = _Graph("", PackedGraph(b"", b"", {}))
_NO_DATES = _Git("", {})


class Pipeline:
    """Plans sites, one after another, out of one cache."""

    def __init__(self, cache: Cache, jobs: int, progress: Callable[[str, int, int], None]) -> None:
        self._parser = NoteParser(cache, jobs, progress)
        self._graph = Memo(cache, "graph", _Graph, _NO_GRAPH)
        self._pages = Memo(cache, "pages", PagePlan, NO_PLAN)
        self._search = Search(cache, jobs, progress)
        self._git = Memo(cache, "git", _Git, _NO_DATES)

    def forget(self) -> None:
        """Everything is made anew the next time."""
        self._parser.forget()
        self._search.forget()

    def plan(self, site: Site) -> BuildResult:
        """Every output of `site`. Raises LostNoteError, with a damaged cache."""
        own, faults = load_extensions(site.extensions)
        faults = (*faults, *check_rules(own))
        if any(fault.severity == "error" for fault in faults):
            return _nothing(faults)
        content = content_folder(site.root, site.config)
        try:
            notes = self._parser.parse(site.sources.notes, content, _options(site, own), own)
        except ProduceError as fault:
            return _nothing(
                (*faults, below(content_prefix(site.root, site.config), fault.diagnostic))
            )
        if mistakes := faults_in(notes.notes[path] for path in notes.provisional):
            return _nothing((*faults, *mistakes))
        git = self._git_dates(content, notes)
        packed = self._build_graph(site, notes, git)
        details = Details(notes.notes, notes.excerpts, notes.bodies)
        graph = unpack_graph(packed, details)
        marks = marks_of(notes.keys, notes.marks, packed)
        try:
            # Before the pages, whose contexts stay in memory.
            outputs = self._search.plan(graph, packed, notes, marks)
        except ProduceError as fault:
            return _nothing(
                (*faults, below(content_prefix(site.root, site.config), fault.diagnostic))
            )
        outputs += [*self._pages_of(site, graph, packed, marks), *_others(site, graph)]
        own_outputs, mistakes = plan_own(own.outputs, graph, site.config, outputs)
        if mistakes:
            return _nothing((*faults, *mistakes))
        outputs += own_outputs
        redirects = {output_path(url) for url, _ in graph.redirects}
        found = [*faults, *_diagnostics(site, graph, notes), *_shallow(git)]
        return BuildResult(
            outputs=tuple(sorted(outputs, key=lambda planned: planned.path)),
            diagnostics=ordered(found),
            notes=len(graph.urls),
            pages=sum(path.endswith(".html") for path in {p.path for p in outputs} - redirects),
            folder=str(site.output),
            sources=site.digest if notes.are_settled else "",
            git=git.state if git else None,
        )

    def _build_graph(self, site: Site, notes: ParsedNotes, git: _Git | None) -> PackedGraph:
        cards = [(path, marks.card) for path, marks in notes.marks.items()]
        attachments, dates = site.sources.attachments, git.dates if git else {}
        sources = key_of(cards, attachments, dates, site.config, site.drafts)
        if self._graph.last.sources != sources:
            # It brings much with it, and most edits leave the graph as it is.
            from kbsite.graph import build_graph

            details = Details(notes.notes, notes.excerpts, notes.bodies)
            graph = build_graph(
                notes.cards(), attachments, dates, site.config, details, drafts=site.drafts
            )
            self._graph.keep(_Graph(sources, pack_graph(graph)))
        return self._graph.last.graph

    def _git_dates(self, content: Path, notes: ParsedNotes) -> _Git | None:
        """Dates of commits where a note has none of its own."""
        if all(marks.is_dated for marks in notes.marks.values()):
            return None
        state = git_state(content)
        if state in ("", SHALLOW):
            return _Git(state, {})
        if self._git.last.state != state:
            self._git.keep(_Git(state, read_git_dates(content)))
        return self._git.last

    def _pages_of(
        self, site: Site, graph: SiteGraph, packed: PackedGraph, marks: list[bytes]
    ) -> list[PlannedOutput]:
        sources, config = site.sources, site.config
        static = [(file.path, file.digest) for file in sources.static]
        custom = "custom.css" if any(path == "custom.css" for path, _ in static) else ""
        context = site_context(config, graph.nav, _assets(sources), custom)
        renderer = Renderer(Look(sources.templates, context), partial(_shown, graph))
        templates = [(file.path, file.digest) for file in sources.templates]
        planner = Planner(Tracer(graph, packed), config, renderer)
        look = key_of(context, templates)
        seen = digest_of(look, packed.mark, config)
        outputs, plan = planner.plan(look, seen, marks, self._pages.last)
        self._pages.keep(plan)
        return outputs


def _shallow(git: _Git | None) -> Iterator[Diagnostic]:
    if git and git.state == SHALLOW:
        message = "the git clone is shallow, so it gives no dates"
        hint = "Fetch it all (in GitHub Actions: `fetch-depth: 0`)."
        yield info("git-shallow", "", message, hint=hint)


def _nothing(faults: tuple[Diagnostic, ...]) -> BuildResult:
    return BuildResult((), ordered(faults), 0, 0, "")


def _options(site: Site, own: Extensions) -> ParseOptions:
    config = site.config
    content = content_folder(site.root, config)
    hard = config.line_breaks == "hard" or (
        config.line_breaks == "auto" and breaks_lines(site.root, content)
    )
    return ParseOptions(
        timezone=config.timezone,
        macros=tuple(sorted(config.math.macros.items())),
        language=config.language,
        hard_breaks=hard,
        brackets=config.math.delimiters == "all",
        rules=tuple((file.path, file.function, file.digest) for file in own.rule_sources),
    )


def _shown(graph: SiteGraph, note: NoteContext) -> ParsedNote:
    return ParsedNote(graph.notes[note.path], graph.bodies[note.path])


def _diagnostics(site: Site, graph: SiteGraph, notes: ParsedNotes) -> Iterator[Diagnostic]:
    """What is wrong beside git and extensions."""
    sources, folder = site.sources, content_prefix(site.root, site.config)
    yield from sources.diagnostics
    yield from (below(folder, found) for found in site_diagnostics(graph, notes.notes))
    yield from graph.nav_diagnostics
    yield from check_shadows(sources.shadows, sources.theme)
    if sources.shadows:
        yield from check_blocks(template_environment(sources.templates), sources.shadows)
    if not site.config.base_url:
        message = "no `base_url`, so there is no feed and no sitemap"
        hint = "Set it in kbsite.yaml or with --base-url."
        yield info("base-url-missing", "", message, hint=hint)


def _assets(sources: Sources) -> str:
    """The folder of the theme's files."""
    return f"assets/{digest_of([(file.path, file.digest) for file in sources.static])[:12]}"


def _others(site: Site, graph: SiteGraph) -> Iterator[PlannedOutput]:
    """The outputs that are no pages."""
    assets, static = _assets(site.sources), site.sources.static
    files = {file.path: file.data for file in static}
    style = key_of([(file.path, file.digest) for file in static])
    scripts = joined_modules(files, site.sources.scripts)
    for file in static:
        path = output_path(f"/{assets}/{file.path}")
        if file.path.endswith(".css"):
            yield PlannedOutput(path, style, partial(bundled, file.path, files))
        elif file.path in scripts:
            if script := scripts[file.path]:
                yield PlannedOutput(path, style, partial(shortened, script))
        else:
            yield PlannedOutput(path, file.digest, partial(bytes, file.data))
    content = content_folder(site.root, site.config)
    for attachment, url in graph.attachments:
        produce = partial(read_attachment, content, attachment)
        yield PlannedOutput(output_path(url), attachment.digest, produce)
    for plan in OUTPUTS:
        yield from plan(graph, site.config)
