"""Pages of one site after another are planned by what the last build kept of them. I/O through the
cache, but for the icon."""

from __future__ import annotations

from functools import partial

from kbsite.assets.static_files import assets_folder
from kbsite.cache import Cache
from kbsite.cards.planning import Cards
from kbsite.contexts import site_context
from kbsite.keys import key_of
from kbsite.memo import Memo
from kbsite.model import ParsedNote, SiteGraph
from kbsite.scan import read_static
from kbsite.stages.packed_graph import PackedGraph
from kbsite.stages.page_plans import NO_PLAN, Addresses, PagePlan, Planner, Readers
from kbsite.stages.rendering import Compiled, Look, Renderer, ShownNote
from kbsite.stages.site import Site
from kbsite.stages.traces import Tracer


class PagePlanning:
    """Plans pages, and keeps for the next build what they were made from."""

    def __init__(self, cache: Cache, live: bool) -> None:
        """A server, which is `live`, plans again and again in one process."""
        self._live = live
        self._pages = Memo(cache, "pages", PagePlan, NO_PLAN)
        self._readers = Readers()
        self._addresses = Addresses()
        self._templates = Memo(cache, "templates", Compiled, Compiled())
        self._renderer: Renderer | None = None

    def recall(self) -> None:
        """Reads what the last build left, before it is asked for."""
        self._pages.recall()

    def begin(
        self, site: Site, graph: SiteGraph, packed: PackedGraph, marks: list[bytes], cards: Cards
    ) -> Planner:
        """What plans the pages of `graph`, which is that of `packed`; `marks` has what changes with
        each aspect of its notes."""
        sources, config = site.sources, site.config
        static = [(file.path, file.digest) for file in sources.static]
        custom = "custom.css" if any(path == "custom.css" for path, _ in static) else ""
        assets = assets_folder(sources, config.palette)
        icons = (file for file in sources.static if file.path == "icon.svg")
        icon = next((read_static(site.root, file) for file in icons), b"")
        context = site_context(config, graph.nav, assets, custom, icon)
        compiled = self._templates.last.of(key_of("templates"))
        look = Look(sources.templates, context, compiled)
        renderer = self._renderer = Renderer(look, partial(_shown, graph))
        templates = [(file.path, file.digest) for file in sources.templates]
        planner = Planner(Tracer(graph, packed), config, renderer, cards.names)
        seen = key_of(packed.mark, config, cards.look)
        last, shown = self._pages.last, key_of(context, templates)
        planner.begin(shown, seen, marks, last, self._readers, self._addresses)
        return planner

    def keep(self, pages: Planner) -> None:
        """Keeps what was planned."""
        if pages.planned or pages.plan() != self._pages.last:
            if self._live:
                self._readers.follow(pages.plan(), self._pages.last, pages.planned)
            self._pages.hold(pages.plan())
            self._pages.write()

    def keep_templates(self) -> None:
        """Keeps what templates came to while pages were made."""
        if self._renderer and (compiled := self._renderer.compiled()):
            self._templates.keep(Compiled(key_of("templates"), dict(compiled)))


def _shown(graph: SiteGraph, note: ShownNote) -> ParsedNote:
    return ParsedNote(graph.notes[note.path], graph.bodies[note.path])
