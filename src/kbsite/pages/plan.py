"""Every page, each URL once. No I/O."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import TypeAlias, TypedDict, Unpack

from kbsite.compose.inline import compose_text
from kbsite.config import Config
from kbsite.contexts import Branch, Entry, Group, LinkedFolder, Page, Reference, nav_href
from kbsite.model import SiteGraph
from kbsite.nouns.lists import Folder, Term
from kbsite.pages.linked_notes import linked_notes
from kbsite.pages.naming import list_description, note_description, note_title
from kbsite.pages.note_context import NoteContexts
from kbsite.pages.references import References
from kbsite.pages.trees import Trees
from kbsite.taxonomies import ALL_NOTES_URL, ARCHIVE_URL, GRAPH_URL, SEARCH_URL, TAGS_URL
from kbsite.words.order import order_key

NOT_FOUND_URL = "/404.html"

#: Makes the context of a page. Most pages are not made again by most builds.
MakePage: TypeAlias = Callable[[], Page]


def plan_pages(
    graph: SiteGraph, config: Config, cards: Mapping[str, str] = {}
) -> Mapping[str, MakePage]:
    """Every page by its URL: a note whose permalink is that of a generated page stands
    on it, above its lists; of list pages that share a URL the first stands there. `cards` are the
    names of the pictures of notes, by path."""
    return _Pages(_Planner(graph, config, cards))


class _Pages(Mapping[str, "MakePage"]):
    def __init__(self, planner: _Planner) -> None:
        self._planner = planner
        self._generated: dict[str, MakePage] = {}
        for url, make in planner.generated():
            self._generated.setdefault(url, make)

    def __getitem__(self, url: str) -> MakePage:
        generated = self._generated.get(url)
        return generated or partial(self._planner.note_page, self._planner.by_url[url])

    def __iter__(self) -> Iterator[str]:
        yield from (url for url in self._planner.by_url if url not in self._generated)
        yield from self._generated

    def __len__(self) -> int:
        return len({**self._planner.by_url, **self._generated})


class _Lists(TypedDict, total=False):
    """What a page shows beside a note: fields of `Page`."""

    crumbs: tuple[Reference, ...]
    entries: tuple[Entry, ...]
    entries_in_all: int
    groups: tuple[Group, ...]
    folders: tuple[Reference, ...]
    terms: tuple[Reference, ...]
    series: tuple[Reference, ...]
    all_series: Reference | None
    tree: tuple[Branch, ...]
    linked: tuple[LinkedFolder, ...]
    noindex: bool


class _Planner:
    def __init__(self, graph: SiteGraph, config: Config, cards: Mapping[str, str]) -> None:
        self.graph = graph
        self.cards = cards
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

    def generated(self) -> Iterator[tuple[str, MakePage]]:
        """The pages that are no note's, by URL. An order of importance: of two with one URL the
        first stands there."""
        graph = self.graph
        yield "/", self._home
        yield TAGS_URL, self._all_tags
        yield ARCHIVE_URL, self._archive
        yield ALL_NOTES_URL, self._all_notes
        yield SEARCH_URL, self._search
        yield GRAPH_URL, self._all_links
        for folder in graph.folders.values():
            if folder.path:
                yield folder.url, partial(self._folder, folder)
        for term in graph.terms:
            yield term.url, partial(self._tag, term)
        if graph.series_url:
            yield graph.series_url, self._all_series
            for term in graph.series:
                yield term.url, partial(self._series, term)
        yield NOT_FOUND_URL, self._not_found

    def _home(self) -> Page:
        graph, count = self.graph, len(self.graph.listed)
        return self._page(
            "/",
            "home.html",
            self.config.title,
            count=count,
            entries=self.to.latest(self.config.latest),
            entries_in_all=count if count > self.config.latest else 0,
            folders=self.to.folders(graph.folders[""].folders),
            terms=self.to.most_used(),
            series=self.to.longest_series(),
            all_series=self.to.all_series(),
        )

    def _all_tags(self) -> Page:
        home, tree = self.to.page_crumbs(), self.trees.all_tags()
        return self._page(TAGS_URL, "tags.html", self.to.words.tags, crumbs=home, tree=tree)

    def _archive(self) -> Page:
        home, groups = self.to.page_crumbs(), self.to.years()
        words = self.to.words
        return self._page(ARCHIVE_URL, "archive.html", words.archive, crumbs=home, groups=groups)

    def _all_notes(self) -> Page:
        home, tree = self.to.page_crumbs(), self.trees.all_notes()
        words = self.to.words
        return self._page(ALL_NOTES_URL, "folders.html", words.all_notes, crumbs=home, tree=tree)

    def _search(self) -> Page:
        """The list of all notes is what it has to offer without script."""
        return self._page(
            SEARCH_URL,
            "search.html",
            self.to.words.search,
            crumbs=self.to.page_crumbs(),
            entries=self.to.entries(self._newest_first()),
            noindex=True,
        )

    def _newest_first(self) -> list[str]:
        """All notes that are not unlisted, those that introduce another list as well."""
        dates, urls, listed = self.graph.dates, self.graph.urls, self.graph.listed
        others = urls.keys() - self.graph.unlisted - set(listed)
        others = {path for path in others if urls[path] != SEARCH_URL}
        notes = [*listed, *sorted(others, key=lambda path: order_key(None, path))]
        return sorted(notes, key=lambda path: dates[path][1] or dates[path][0], reverse=True)

    def _all_links(self) -> Page:
        """The page of the graph. What it lists is what it has to offer without script; a folder of
        its URL has its notes there, too."""
        named = [folder for folder in self.graph.folders.values() if folder.url == GRAPH_URL]
        return self._page(
            GRAPH_URL,
            "graph.html",
            self.to.words.graph,
            crumbs=self.to.page_crumbs(),
            folders=self.to.folders(self.graph.folders[""].folders),
            linked=linked_notes(self.to),
            entries=self.to.entries(path for folder in named for path in folder.notes),
            entries_in_all=len(self.graph.urls.keys() - self.graph.unlisted),
        )

    def _folder(self, folder: Folder) -> Page:
        return self._page(
            folder.url,
            "folder.html",
            folder.title,
            count=folder.count,
            named_as=self.to.words.folder_page.replace("{title}", folder.path),
            crumbs=self.to.folder_crumbs(folder.path + "/"),
            tree=self.trees.around_folder(folder.path),
            entries=self.to.entries(folder.notes, excerpts=True),
            folders=self.to.folders(folder.folders),
        )

    def _tag(self, term: Term) -> Page:
        below = self.to.children(term.key)
        return self._page(
            term.url,
            "tag.html",
            self.to.words.tagged.replace("{title}", term.name),
            crumbs=self.to.term_crumbs(term),
            entries=self.to.entries(term.notes, excerpts=True),
            terms=tuple(self.to.term(t, t.name.rpartition("/")[2]) for t in below),
        )

    def _all_series(self) -> Page:
        return self._page(
            self.graph.series_url,
            "series-list.html",
            self.to.words.series,
            crumbs=self.to.page_crumbs(),
            terms=tuple(self.to.term(term) for term in self.graph.series),
        )

    def _series(self, term: Term) -> Page:
        index = (self.to.words.series, self.graph.series_url)
        return self._page(
            term.url,
            "series.html",
            self.to.words.in_series.replace("{title}", term.name),
            crumbs=self.to.page_crumbs(index),
            entries=self.to.entries(term.notes, excerpts=True),
        )

    def _not_found(self) -> Page:
        return self._page(NOT_FOUND_URL, "404.html", self.to.words.not_found, noindex=True)

    def _page(
        self,
        url: str,
        template: str,
        title: str,
        named_as: str = "",
        count: int = 0,
        **lists: Unpack[_Lists],
    ) -> Page:
        """A page of `lists` and of the note that stands at `url`. It is `named_as` something else
        than its title where that tells it from others; it is about `count` notes, where that is not
        the number of its entries."""
        path = self.by_url.get(url)
        entries = lists.get("entries", ())
        # On the first page nobody waits for the font: formulas in excerpts have one of the system.
        has_math = url != "/" and any("<math" in entry.excerpt for entry in entries)
        named_as = named_as or title
        description = self._description(url, named_as, count, lists)
        context = None
        if path:
            note = self.graph.notes[path]
            context = self.contexts.of(note)
            title = title or self.graph.titles[path]
            if url != "/":
                named_as = note_title(title, self.graph.namesakes.get(path, ""))
            if path in self.graph.unlisted:
                lists["noindex"] = True
            summary = compose_text(note.summary, context.links)
            if url != "/" or not description:
                is_own = bool(note.front_matter.summary)
                description = note_description(
                    named_as, summary, is_own=is_own, is_shared=path in self.graph.alike
                )
            has_math = has_math or self.contexts.shows_math(note, context)
        return Page(
            url=url,
            template=template,
            title=title,
            document_title=named_as,
            description=description,
            card=self.cards.get(path or "", ""),
            href=self.to.href(url),
            nav=self._nav(url),
            note=context,
            has_math=has_math,
            **lists,
        )

    def _description(self, url: str, title: str, count: int, lists: _Lists) -> str:
        """That of a page that is no note's."""
        if url == "/" and self.config.description:
            return self.config.description
        groups = lists.get("groups", ())
        entries = lists.get("entries") or tuple(e for group in groups for e in group.entries)
        others = lists.get("folders") or lists.get("terms") or lists.get("tree", ())
        titles = [one.title for one in entries] or [one.title for one in others]
        count = count or len(entries) or len(self.graph.listed)
        return list_description(title, self.to.words, titles, count)

    def _nav(self, url: str) -> str:
        """The entry of the header that leads to `url` or to the nearest page above it."""
        while url not in self.nav:
            above = url.rstrip("/").rpartition("/")[0] + "/"
            if above == "/":
                return ""
            url = above
        return self.nav[url]
