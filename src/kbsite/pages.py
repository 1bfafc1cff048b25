"""`SiteGraph` → every page of the site as a context for its template. No I/O."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

import msgspec

from kbsite.compose.inline import compose_inline, compose_text
from kbsite.config import Config
from kbsite.contexts import (
    BacklinkGroup,
    Entry,
    Group,
    NoteContext,
    Page,
    Reference,
    TocItem,
)
from kbsite.languages import LANGUAGES
from kbsite.model import Folder, Note, Resolution, SiteGraph, Term
from kbsite.taxonomies import ARCHIVE_URL, FIXED_URLS, TAGS_URL, term_key
from kbsite.urls import href

HAN_A_MINUTE, WORDS_A_MINUTE = 400, 220
NOT_FOUND_URL = "/404.html"
#: How many tags the home page names.
_HOME_TAGS = 40


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


class _Planner:
    def __init__(self, graph: SiteGraph, config: Config) -> None:
        self.graph = graph
        self.config = config
        self.strings = LANGUAGES[config.language]
        self.base = config.base_path
        self.by_url = {url: path for path, url in graph.urls.items()}
        self.terms = {term.key: term for term in graph.terms}
        self.children: defaultdict[str, list[Term]] = defaultdict(list)
        for term in graph.terms:
            self.children[term.key.rpartition("/")[0]].append(term)
        self.members = {term.key: frozenset(term.notes) for term in graph.terms}

    # --- pages ---

    def note_page(self, path: str) -> Page:
        return self._page(self.graph.urls[path], "note.html", "", crumbs=self._crumbs(path))

    def generated(self) -> Iterator[Page]:
        graph, words = self.graph, self.strings
        newest = graph.listed[: self.config.latest]
        yield self._page(
            "/",
            "home.html",
            self.config.title,
            entries=self._entries(newest, excerpts=True),
            folders=self._folders(graph.folders[""].folders),
            terms=self._most_used(graph.terms),
        )
        home = Reference(words.home, href(self.base, "/"))
        tags = Reference(words.tags, href(self.base, TAGS_URL))
        yield self._page(
            TAGS_URL,
            "tags.html",
            words.tags,
            crumbs=(home,),
            terms=tuple(self._term(term) for term in graph.terms),
        )
        yield self._page(
            ARCHIVE_URL, "archive.html", words.archive, crumbs=(home,), groups=self._years()
        )
        for folder in graph.folders.values():
            if folder.path:
                yield self._page(
                    folder.url,
                    "folder.html",
                    folder.title,
                    crumbs=self._crumbs(folder.path + "/"),
                    entries=self._entries(folder.notes, excerpts=True),
                    folders=self._folders(folder.folders),
                )
        for term in graph.terms:
            yield self._page(
                term.url,
                "tag.html",
                term.name,
                head_title=words.tagged.replace("{title}", term.name),
                crumbs=(home, tags),
                entries=self._entries(term.notes, excerpts=True),
                terms=self._children(term),
            )
        yield self._page(NOT_FOUND_URL, "404.html", words.not_found, noindex=True)

    def _page(
        self,
        url: str,
        template: str,
        title: str,
        *,
        head_title: str = "",
        crumbs: tuple[Reference, ...] = (),
        entries: tuple[Entry, ...] = (),
        groups: tuple[Group, ...] = (),
        folders: tuple[Reference, ...] = (),
        terms: tuple[Reference, ...] = (),
        noindex: bool = False,
    ) -> Page:
        path = self.by_url.get(url)
        note = self.graph.notes[path] if path else None
        has_math = any("<math" in entry.excerpt for entry in entries)
        description = self.config.description
        context = None
        if note and path:
            links = self.graph.resolutions[path]
            context = self._note(note, links)
            title = title or self.graph.titles[path]
            noindex = noindex or note.front_matter.unlisted
            description = compose_text(note.summary, links) or description
            quotes = (quote for group in context.backlinks for quote in group.quotes)
            has_math = has_math or note.formulas > 0 or any("<math" in quote for quote in quotes)
        return Page(
            url=url,
            template=template,
            title=head_title or title,
            description=description,
            href=href(self.base, url),
            crumbs=crumbs,
            note=context,
            entries=entries,
            groups=groups,
            folders=folders,
            terms=terms,
            has_math=has_math,
            noindex=noindex,
        )

    # --- parts ---

    def _note(self, note: Note, links: Sequence[Resolution]) -> NoteContext:
        graph, path = self.graph, note.path
        date, updated = graph.dates[path]
        before, after = graph.neighbours.get(path, ("", ""))
        return NoteContext(
            body=note.digest,
            path=path,
            title_html=compose_inline(note.title_content, links),
            links=tuple(links),
            anchors=graph.anchors[path],
            toc=self._toc(note, links),
            tags=self._tags(note),
            date=date[:10],
            updated=updated[:10] if updated[:10] != date[:10] else "",
            minutes=max(1, math.ceil(note.han / HAN_A_MINUTE + note.latin / WORDS_A_MINUTE)),
            backlinks=self._backlinks(path),
            previous=self._reference(before),
            next=self._reference(after),
        )

    def _toc(self, note: Note, links: Sequence[Resolution]) -> tuple[TocItem, ...]:
        top = min((heading.level for heading in note.headings), default=1)
        anchors = self.graph.anchors[note.path]
        return tuple(
            TocItem(
                heading.level - top,
                href("", "", anchor),
                compose_inline(heading.content, links),
            )
            for heading, anchor in zip(note.headings, anchors, strict=True)
            if heading.level - top < 3
        )

    def _backlinks(self, path: str) -> tuple[BacklinkGroup, ...]:
        graph = self.graph
        quotes: defaultdict[str, dict[str, None]] = defaultdict(dict)
        for backlink in graph.backlinks.get(path, ()):
            source, links = graph.notes[backlink.source], graph.resolutions[backlink.source]

            def points_here(link: int, links: Sequence[Resolution] = links) -> bool:
                return getattr(links[link], "note", "") == path

            quote = compose_inline(source.links[backlink.link].quote, links, points_here)
            quotes[backlink.source].setdefault(quote)
        return tuple(
            BacklinkGroup(
                graph.titles[source],
                href(self.base, graph.urls[source]),
                tuple(quote for quote in found if quote),
            )
            for source, found in quotes.items()
        )

    def _entries(self, paths: Iterable[str], *, excerpts: bool = False) -> tuple[Entry, ...]:
        return tuple(self._entry(path, excerpts) for path in paths)

    def _entry(self, path: str, excerpt: bool) -> Entry:
        note = self.graph.notes[path]
        date, updated = self.graph.dates[path]
        return Entry(
            title=self.graph.titles[path],
            href=href(self.base, self.graph.urls[path]),
            date=(updated or date)[:10],
            tags=self._tags(note) if excerpt else (),
            excerpt=compose_inline(note.excerpt, self.graph.resolutions[path]) if excerpt else "",
        )

    def _tags(self, note: Note) -> tuple[Reference, ...]:
        """A note's tags; those of an unlisted note lead nowhere."""
        found = {}
        for tag in note.tags:
            term = self.terms.get(term_key(tag))
            if term and note.path in self.members[term.key]:
                found[term.key] = Reference(term.name, href(self.base, term.url))
        return tuple(found.values())

    def _folders(self, paths: Sequence[str]) -> tuple[Reference, ...]:
        folders = (self.graph.folders[path] for path in paths)
        return tuple(Reference(f.title, href(self.base, f.url), f.count) for f in folders)

    def _term(self, term: Term, name: str = "") -> Reference:
        return Reference(name or term.name, href(self.base, term.url), len(term.notes))

    def _children(self, term: Term) -> tuple[Reference, ...]:
        below = self.children.get(term.key, ())
        return tuple(self._term(child, child.name.rpartition("/")[2]) for child in below)

    def _most_used(self, terms: Sequence[Term]) -> tuple[Reference, ...]:
        most = sorted(terms, key=lambda term: (-len(term.notes), term.key))[:_HOME_TAGS]
        return tuple(self._term(term) for term in most)

    def _years(self) -> tuple[Group, ...]:
        years: defaultdict[str, list[str]] = defaultdict(list)
        by_date = sorted(self.graph.listed, key=lambda path: self.graph.dates[path][0])
        for path in reversed(by_date):
            years[self.graph.dates[path][0][:4]].append(path)
        return tuple(
            Group(
                self.strings.year(year) if year else self.strings.undated,
                tuple(self._dated(path) for path in paths),
            )
            for year, paths in years.items()
        )

    def _dated(self, path: str) -> Entry:
        entry = self._entry(path, False)
        return msgspec.structs.replace(entry, date=self.graph.dates[path][0][:10])

    def _crumbs(self, path: str) -> tuple[Reference, ...]:
        """Home and the folders above a note or, for a path that ends with /, a folder."""
        crumbs = [Reference(self.strings.home, href(self.base, "/"))]
        own = self.graph.urls.get(path, "")
        parts = path.rstrip("/").split("/")[:-1]
        for end in range(1, len(parts) + 1):
            folder: Folder | None = self.graph.folders.get("/".join(parts[:end]))
            if folder and folder.url != own:
                crumbs.append(Reference(folder.title, href(self.base, folder.url)))
        return tuple(crumbs)

    def _reference(self, path: str) -> Reference | None:
        if not path:
            return None
        return Reference(self.graph.titles[path], href(self.base, self.graph.urls[path]))


def canonical_pages(graph: SiteGraph) -> list[tuple[str, str]]:
    """(permalink, date of the last change or "") of every page a search engine should know."""
    pages = {
        url: graph.dates[path][1] or graph.dates[path][0]
        for path, url in graph.urls.items()
        if not graph.notes[path].front_matter.unlisted
    }
    # A generated page that an unlisted note introduces is not indexed either.
    unlisted = set(graph.urls.values()) - set(pages)
    generated = [*FIXED_URLS, *(term.url for term in graph.terms)]
    for url in (*generated, *(folder.url for folder in graph.folders.values())):
        if url not in unlisted:
            pages.setdefault(url, "")
    return sorted(pages.items())
