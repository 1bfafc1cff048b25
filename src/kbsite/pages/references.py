"""Notes, tags, series and folders as the links and entries that templates list. No I/O."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import islice

import msgspec

from kbsite.compose.inline import compose_inline
from kbsite.config import Config
from kbsite.contexts import Entry, Group, Reference
from kbsite.languages import LANGUAGES
from kbsite.model import SiteGraph
from kbsite.nouns.lists import Folder, Term
from kbsite.taxonomies import TAGS_URL
from kbsite.urls import href, natural_key
from kbsite.words.levels import levels_above

#: How many tags the home page names.
_HOME_TAGS = 40
#: How many series.
_HOME_SERIES = 8

#: So many notes of a list have an excerpt. Nobody reads on beyond, and all would wait for it.
_EXCERPTS = 50


#: So many tags an entry names. A note stands on the page of each of its tags, so that all of them
#: would come to their square.
_ENTRY_TAGS = 8


class References:
    """Those of one site."""

    def __init__(self, graph: SiteGraph, config: Config) -> None:
        self.graph = graph
        self.config = config
        self.words = LANGUAGES[config.language]
        self._base = config.base_path
        self._terms = {term.key: term for term in graph.terms}
        self._below: defaultdict[str, list[Term]] = defaultdict(list)
        for term in graph.terms:
            self._below[term.key.rpartition("/")[0]].append(term)
        for terms in self._below.values():
            terms.sort(key=lambda term: natural_key(term.name))

    def href(self, url: str) -> str:
        """A permalink as it stands in HTML."""
        return href(self._base, url)

    def note(self, path: str) -> Reference:
        return Reference(self.graph.titles[path], self.href(self.graph.urls[path]))

    def latest(self, count: int) -> tuple[Entry, ...]:
        """What the home page shows: notes that are pinned, then the newest."""
        pinned, listed = self.graph.pinned, self.graph.listed
        if not pinned:
            return self.entries(listed[:count], excerpts=True)
        known = frozenset(pinned)
        others = (path for path in listed if path not in known)
        entries = self.entries(islice((*pinned, *others), count), excerpts=True)
        first = (msgspec.structs.replace(entry, pinned=True) for entry in entries[: len(pinned)])
        return (*first, *entries[len(pinned) :])

    def entries(self, paths: Iterable[str], *, excerpts: bool = False) -> tuple[Entry, ...]:
        """Notes as lists show them: with `excerpts`, the first also have their excerpt and tags."""
        return tuple(
            self._entry(path, excerpt=excerpts and place < _EXCERPTS)
            for place, path in enumerate(paths)
        )

    def _entry(self, path: str, *, excerpt: bool) -> Entry:
        date, updated = self.graph.dates[path]
        return Entry(
            title=self.graph.titles[path],
            href=self.href(self.graph.urls[path]),
            date=(updated or date)[:10],
            tags=self.tags(path, _ENTRY_TAGS) if excerpt else (),
            has_more_tags=excerpt and len(self.graph.tags[path]) > _ENTRY_TAGS,
            excerpt=self._excerpt(path) if excerpt else "",
        )

    def _excerpt(self, path: str) -> str:
        return compose_inline(self.graph.excerpts[path], self.graph.resolutions[path])

    def years(self) -> tuple[Group, ...]:
        """The listed notes by the year in which they were written; those of a day as elsewhere."""
        dates = self.graph.dates
        years: defaultdict[str, list[str]] = defaultdict(list)
        for path in sorted(self.graph.listed, key=lambda path: dates[path][0], reverse=True):
            years[dates[path][0][:4]].append(path)
        return tuple(
            Group(
                self.words.year(year) if year else self.words.undated,
                tuple(self._dated(path) for path in paths),
            )
            for year, paths in years.items()
        )

    def _dated(self, path: str) -> Entry:
        entry = self._entry(path, excerpt=False)
        return msgspec.structs.replace(entry, date=self.graph.dates[path][0][:10])

    # --- tags and series ---

    def tags(self, path: str, most: int | None = None) -> tuple[Reference, ...]:
        """The tags of a note, or the first of them."""
        terms = (self._terms[key] for key in self.graph.tags[path][:most])
        return tuple(Reference(term.name, self.href(term.url)) for term in terms)

    def term(self, term: Term, name: str = "") -> Reference:
        return Reference(name or term.name, self.href(term.url), len(term.notes))

    def children(self, key: str) -> tuple[Term, ...]:
        """The tags right below the one of `key`, or those that are below none for ""."""
        return tuple(self._below.get(key, ()))

    def most_used(self) -> tuple[Reference, ...]:
        """Tags for the home page."""
        return self._longest(self.graph.terms, _HOME_TAGS)

    def longest_series(self) -> tuple[Reference, ...]:
        """Series for the home page."""
        return self._longest(self.graph.series, _HOME_SERIES)

    def all_series(self) -> Reference | None:
        """The page of all series, where there are any."""
        count = len(self.graph.series)
        url = self.graph.series_url
        return Reference(self.words.all_series, self.href(url), count) if count else None

    def _longest(self, terms: Iterable[Term], count: int) -> tuple[Reference, ...]:
        terms = sorted(terms, key=lambda term: (-len(term.notes), natural_key(term.name)))
        return tuple(self.term(term) for term in terms[:count])

    # --- folders and crumbs ---

    def folders(self, paths: Sequence[str]) -> tuple[Reference, ...]:
        folders = (self.graph.folders[path] for path in paths)
        return tuple(Reference(f.title, self.href(f.url), f.count) for f in folders)

    def page_crumbs(self, *pages: tuple[str, str]) -> tuple[Reference, ...]:
        """Home and pages as (title, permalink)."""
        named = ((self.words.home, "/"), *pages)
        return tuple(Reference(title, self.href(url)) for title, url in named)

    def folder_crumbs(self, path: str) -> tuple[Reference, ...]:
        """Home and the folders above a note or, for a path that ends with /, a folder."""
        own = self.graph.urls.get(path, "")
        above = self.folders_above(path)
        return self.page_crumbs(*((f.title, f.url) for f in above if f.url != own))

    def folders_above(self, path: str) -> tuple[Folder, ...]:
        """Those that have a page, outermost first."""
        names = levels_above(path.rstrip("/"))
        return tuple(folder for name in names if (folder := self.graph.folders.get(name)))

    def term_crumbs(self, term: Term) -> tuple[Reference, ...]:
        """Home, the page of all tags and the tags above `term`."""
        above = [found for key in levels_above(term.key) if (found := self._terms.get(key))]
        named = ((found.name.rpartition("/")[2], found.url) for found in above)
        return self.page_crumbs((self.words.tags, TAGS_URL), *named)
