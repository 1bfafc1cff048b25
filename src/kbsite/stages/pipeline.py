"""The stages in their order, from what was scanned to planned outputs; each is left out where what
it reads is as it was. I/O through the cache, the notes and the attachments.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Sequence
from functools import partial
from itertools import chain
from typing import NamedTuple

import msgspec

from kbsite.assets.static_files import StaticFiles
from kbsite.cache import Cache
from kbsite.cards.planning import Cards
from kbsite.config import Config
from kbsite.diagnostics import Diagnostic, ProduceError, below, ordered
from kbsite.extensions.faults import faults_in
from kbsite.extensions.modules import Extensions, load_extensions
from kbsite.llms import plan_llms
from kbsite.model import BuildResult, Details, PlannedOutput, SiteGraph
from kbsite.output_tables import NO_ROWS, ListedOutputs, OutputRows, OutputTable
from kbsite.processes.standby import FEW, Standby
from kbsite.processes.steps import Steps
from kbsite.reading.parse_options import ParseOptions
from kbsite.scan import breaks_lines, content_folder, content_prefix, read_static
from kbsite.stages.indexing import loads
from kbsite.stages.linked_site import LinkedSite
from kbsite.stages.other_outputs import cards_of, files_of_many, files_of_site, files_shown
from kbsite.stages.packed_graph import unpack_graph
from kbsite.stages.page_plans import Planner
from kbsite.stages.parsed_site import ParsedSite, findings, nothing, whole, with_pages
from kbsite.stages.parsing import NoteParser
from kbsite.stages.planning import PagePlanning
from kbsite.stages.relating import Relating
from kbsite.stages.searching import Search
from kbsite.stages.site import Planned, Site
from kbsite.stages.stored_dates import StoredDates
from kbsite.stages.stored_feed import StoredFeed
from kbsite.stages.stored_graph import StoredGraph
from kbsite.stages.stored_relations import State as Relations
from kbsite.stages.traces import alike_in, marks_of, with_relations


class _Work(NamedTuple):
    """What is planned `ahead`, step by step, while other processes work: the relations of notes,
    the pages with them, and the files that are made from many notes."""

    pages: Steps[tuple[SiteGraph, Planner]]
    of_many: Steps[list[OutputRows]]
    ahead: Iterator[None]


#: Where more pages are to be planned, a server serves some of them first.
_AT_ONCE = 40
#: What the process that stands by needs behind the parser.
_LATER = ("stages.note_indexing", "templates", "render", "compose.body", "twins.page")


class Pipeline:
    """Plans sites, one after another, out of one cache."""

    def __init__(
        self,
        cache: Cache,
        jobs: int,
        progress: Callable[[str, int, int], None],
        standby: Standby,
        live: bool = False,
    ) -> None:
        """`live` serves a site that is written on: see `BuildOptions`."""
        self._live = live
        self._jobs = jobs
        self._standby = standby
        self._parser = NoteParser(cache, jobs, progress, standby, live, self._meanwhile)
        self._graph = StoredGraph(cache)
        self._pages = PagePlanning(cache, live)
        self._static = StaticFiles(cache)
        self._search = Search(cache, jobs, progress, standby)
        self._relating = Relating(cache)
        self._feed = StoredFeed(cache)
        self._dates = StoredDates(cache)

    def forget(self) -> None:
        """Everything is made anew the next time."""
        self._parser.forget()
        self._search.forget()
        self._relating.forget()

    def keep_templates(self) -> None:
        """Keeps what templates came to while pages were made."""
        self._pages.keep_templates()

    def _meanwhile(self, count: int) -> list[Callable[[], object]]:
        """What this process does while others parse so many notes: it loads or recalls what is
        needed behind that."""
        if count > FEW:
            return loads(count)
        then = [partial(self._standby.load, f"kbsite.{module}") for module in _LATER]
        return [
            *then,
            self._graph.recall,
            self._search.recall,
            self._relating.recall,
            self._pages.recall,
        ]

    def steps(self, site: Site) -> Iterator[Planned | None]:
        """The pages of `site` and what they are shown with, then every output; None where there is
        time for something else. Raises LostNoteError, with a damaged cache."""
        own, faults = load_extensions(site.extensions)
        if own.rules:
            from kbsite.extensions.reading import check_rules

            faults = (*faults, *check_rules(own))
        if any(fault.severity == "error" for fault in faults):
            yield nothing(faults)
            return
        try:
            yield from self._steps(site, own, faults)
        except ProduceError as fault:
            prefix = content_prefix(site.root, site.config)
            yield nothing((*faults, below(prefix, fault.diagnostic)))

    def _steps(
        self, site: Site, own: Extensions, faults: tuple[Diagnostic, ...]
    ) -> Iterator[Planned | None]:
        """`steps` with the site's `own` code. Raises also ProduceError."""
        parsed = self._parse(site, own)
        if mistakes := faults_in(parsed.notes.notes[path] for path in parsed.notes.provisional):
            yield nothing((*faults, *mistakes))
            return
        linked = self._link(parsed)
        cards = cards_of(site, linked.graph, parsed.prefix)
        found = ordered([*faults, *findings(parsed, linked.graph), *cards.faults])
        work = self._work(site, linked, cards)
        search = partial(self._search.plan, linked)
        searched: list[OutputRows] = []
        # Behind the pages where somebody waits for them.
        if not self._live:
            ready = self._ready(site.config, work)
            searched = yield from search(work.ahead, chain(work.ahead, ready))
        graph, pages = work.pages.finish()
        files = [*self._static_files(site), *files_shown(site, graph), *cards.outputs()]
        result = BuildResult(tuple(files), found, len(graph.urls), 0, str(site.output))
        planned = with_pages(parsed, graph, pages, result)
        yield from self._shown(planned, pages)
        markdown = _markdown(site.config, pages)
        many = work.of_many.finish()
        files += plan_llms(graph, site.config, markdown)
        yield None
        kinds = [pages.outputs().rows(), markdown, ListedOutputs(files), *many]
        kinds += (yield from search()) if self._live else searched
        own_files = files_of_site(site, own, graph, kinds)
        if own_files.mistakes:
            yield nothing((*faults, *own_files.mistakes))
            return
        outputs = OutputTable([*kinds, *own_files.kinds])
        yield whole(planned, parsed, outputs, own_files.misplaced)

    def _parse(self, site: Site, own: Extensions) -> ParsedSite:
        content = content_folder(site.root, site.config)
        options = _options(site, own)
        notes = self._parser.parse(site.sources.notes, content, options, own)
        git = self._dates.of(content, notes)
        prefix = content_prefix(site.root, site.config)
        return ParsedSite(site, own, options, notes, git, content, prefix)

    def _link(self, parsed: ParsedSite) -> LinkedSite:
        notes = parsed.notes
        packed = self._graph.of(parsed.site, notes, parsed.dates)
        graph = unpack_graph(packed, Details(notes.notes, notes.excerpts, notes.bodies))
        alike = alike_in(notes.marks, graph.urls)
        graph = msgspec.structs.replace(graph, alike=alike)
        marks = marks_of(notes.keys, notes.marks, packed.marks, graph.titles, alike)
        return LinkedSite(graph, packed, notes, marks)

    def _work(self, site: Site, linked: LinkedSite, cards: Cards) -> _Work:
        related = Steps(self._relating.relate(linked, site.config))
        pages = Steps(self._plan_pages(site, linked, related, cards))
        of_many = Steps(self._plan_files_of_many(site, pages))
        return _Work(pages, of_many, chain(related, pages, of_many))

    def _static_files(self, site: Site) -> Sequence[PlannedOutput]:
        return self._static.of(site.sources, site.config.palette, partial(read_static, site.root))

    def _shown(self, planned: Planned, pages: Planner) -> Iterator[Planned | None]:
        """What is planned while pages are, of which a server has a few; then what only the next
        process reads is kept, for which nobody waits."""
        try:
            yield planned
            while pages.left:
                pages.go_on(_AT_ONCE)
                yield None
        finally:
            self._graph.write()
            self._relating.write()
            self._pages.keep(pages)
            self._parser.settle()

    def _plan_pages(
        self,
        site: Site,
        linked: LinkedSite,
        related: Steps[Relations],
        cards: Cards,
    ) -> Generator[None, None, tuple[SiteGraph, Planner]]:
        """The graph with its relations, and the plan of its pages, of which a server plans a
        few."""
        relations = related.finish()
        graph = relations.added_to(linked.graph)
        marks = with_relations(linked.marks, relations.marks(linked.packed.marks))
        pages = self._pages.begin(site, graph, linked.packed, marks, cards)
        if self._live and pages.short <= _AT_ONCE:
            pages.go_on(pages.short)
        while pages.left and not self._live:
            yield
            pages.go_on(_AT_ONCE)
        return graph, pages

    def _plan_files_of_many(
        self, site: Site, pages: Steps[tuple[SiteGraph, Planner]]
    ) -> Generator[None, None, list[OutputRows]]:
        """The files that are made from many notes, which stand on planned `pages`."""
        graph, _ = pages.finish()
        yield
        self._feed.tell()
        many = files_of_many(site, graph)
        self._feed.keep()
        return many

    def _ready(self, config: Config, work: _Work) -> Iterator[None]:
        """Makes this process ready for others that make all these outputs."""
        # Most builds make few.
        from kbsite.stages.producing import made_ready

        _, pages = work.pages.finish()
        kinds = [*work.of_many.finish(), pages.outputs().rows(), _markdown(config, pages)]
        yield from made_ready(list(chain.from_iterable(kinds)), self._jobs)


def _markdown(config: Config, pages: Planner) -> OutputRows:
    """The notes as Markdown, where the site wants them."""
    return pages.markdown() if config.markdown else NO_ROWS


def _options(site: Site, own: Extensions) -> ParseOptions:
    config = site.config
    hard = config.line_breaks == "hard" or (
        config.line_breaks == "auto" and breaks_lines(site.root, content_folder(site.root, config))
    )
    return ParseOptions(
        timezone=config.timezone,
        macros=tuple(sorted(config.math.macros.items())),
        language=config.language,
        hard_breaks=hard,
        brackets=config.math.delimiters == "all",
        rules=tuple((file.path, file.function, file.digest) for file in own.rule_sources),
    )
