"""Every page, each URL once. No I/O."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypedDict, Unpack

from kbsite.compose.inline import compose_text
from kbsite.config import Config
from kbsite.contexts import Branch, Entry, Group, Page, Reference, nav_href
from kbsite.model import SiteGraph
from kbsite.pages.note_context import NoteContexts
from kbsite.pages.references import References
from kbsite.pages.trees import Trees
from kbsite.taxonomies import ALL_NOTES_URL, ARCHIVE_URL, TAGS_URL

NOT_FOUND_URL = "/404.html"


def plan_pages(graph: SiteGraph, config: Config) -> Iterator[Page]:
    """Every page, each URL once: a note whose permalink is that of a generated page stands
    on it, above its lists; of list pages that share a URL the first stands there."""
    planner = _Planner(graph, config)
    generated: dict[str, Page] = {}
    for page in planner.generated():
        generated.setdefault(page.url, page)
    for path, url in graph.urls.items():
        if url not in generated:
            yield planner.note_page(path)
    yield from generated.values()


class _Lists(TypedDict, total=False):
    """What a page shows beside a note: fields of `Page`."""

    crumbs: tuple[Reference, ...]
    entries: tuple[Entry, ...]
    groups: tuple[Group, ...]
    folders: tuple[Reference, ...]
    terms: tuple[Reference, ...]
    tree: tuple[Branch, ...]
    noindex: bool


class _Planner:
    def __init__(self, graph: SiteGraph, config: Config) -> None:
        self.graph = graph
        self.config = config
        self.to = References(graph, config)
        self.contexts = NoteContexts(self.to)
        self.trees = Trees(self.to)
        self.by_url = {url: path for path, url in graph.urls.items()}
        self.nav = {
            link.url: nav_href(config.base_path, link)
            for link in reversed(graph.nav)
            if not link.outside
        }

    def note_page(self, path: str) -> Page:
        return self._page(
            self.graph.urls[path],
            "note.html",
            "",
            crumbs=self.to.folder_crumbs(path),
            tree=self.trees.around_note(path),
        )

    def generated(self) -> Iterator[Page]:
        """The pages that are no note's. An order of importance: of two with one URL the first
        stands there."""
        yield from self._fixed_pages()
        yield from self._folder_pages()
        yield from self._tag_pages()
        yield from self._series_pages()
        yield self._page(NOT_FOUND_URL, "404.html", self.to.words.not_found, noindex=True)

    def _fixed_pages(self) -> Iterator[Page]:
        graph, words, home = self.graph, self.to.words, self.to.page_crumbs()
        yield self._page(
            "/",
            "home.html",
            self.config.title,
            entries=self.to.entries(graph.listed[: self.config.latest], excerpts=True),
            folders=self.to.folders(graph.folders[""].folders),
            terms=self.to.most_used(),
        )
        tags, notes = self.trees.all_tags(), self.trees.all_notes()
        yield self._page(TAGS_URL, "tags.html", words.tags, crumbs=home, tree=tags)
        groups = self.to.years()
        yield self._page(ARCHIVE_URL, "archive.html", words.archive, crumbs=home, groups=groups)
        yield self._page(ALL_NOTES_URL, "folders.html", words.all_notes, crumbs=home, tree=notes)

    def _folder_pages(self) -> Iterator[Page]:
        for folder in self.graph.folders.values():
            if folder.path:
                yield self._page(
                    folder.url,
                    "folder.html",
                    folder.title,
                    crumbs=self.to.folder_crumbs(folder.path + "/"),
                    tree=self.trees.around_folder(folder.path),
                    entries=self.to.entries(folder.notes, excerpts=True),
                    folders=self.to.folders(folder.folders),
                )

    def _tag_pages(self) -> Iterator[Page]:
        for term in self.graph.terms:
            below = self.to.children(term.key)
            yield self._page(
                term.url,
                "tag.html",
                self.to.words.tagged.replace("{title}", term.name),
                crumbs=self.to.term_crumbs(term),
                entries=self.to.entries(term.notes, excerpts=True),
                terms=tuple(self.to.term(t, t.name.rpartition("/")[2]) for t in below),
            )

    def _series_pages(self) -> Iterator[Page]:
        graph, words = self.graph, self.to.words
        if not graph.series_url:
            return
        index = (words.series, graph.series_url)
        yield self._page(
            graph.series_url,
            "series-list.html",
            words.series,
            crumbs=self.to.page_crumbs(),
            terms=tuple(self.to.term(term) for term in graph.series),
        )
        for term in graph.series:
            yield self._page(
                term.url,
                "series.html",
                words.in_series.replace("{title}", term.name),
                crumbs=self.to.page_crumbs(index),
                entries=self.to.entries(term.notes, excerpts=True),
            )

    def _page(self, url: str, template: str, title: str, **lists: Unpack[_Lists]) -> Page:
        """A page of `lists` and of the note that stands at `url`."""
        path = self.by_url.get(url)
        note = self.graph.notes[path] if path else None
        entries = lists.get("entries", ())
        has_math = any("<math" in entry.excerpt for entry in entries)
        description = self.config.description
        context = None
        if note and path:
            context = self.contexts.of(note)
            title = title or self.graph.titles[path]
            if note.front_matter.unlisted:
                lists["noindex"] = True
            description = compose_text(note.summary, context.links) or description
            quotes = (quote for group in context.backlinks for quote in group.quotes)
            has_math = has_math or note.formulas > 0 or any("<math" in quote for quote in quotes)
        return Page(
            url=url,
            template=template,
            title=title,
            description=description,
            href=self.to.href(url),
            nav=self._nav(url),
            note=context,
            has_math=has_math,
            **lists,
        )

    def _nav(self, url: str) -> str:
        """The entry of the header that leads to `url` or to the nearest page above it."""
        while url not in self.nav:
            above = url.rstrip("/").rpartition("/")[0] + "/"
            if above == "/":
                return ""
            url = above
        return self.nav[url]
