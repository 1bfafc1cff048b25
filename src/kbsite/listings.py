"""What stands in which list: notes, tags, series, folders, and the notes that introduce their
pages and stand in none. No I/O."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from typing import NamedTuple, TypeVar

import msgspec

from kbsite.claims import Claims
from kbsite.folders import build_folders, leaf_bundles, with_order
from kbsite.model import Folder, Note, Term
from kbsite.order import neighbours
from kbsite.taxonomies import FIXED_URLS, SERIES_URL, build_series, build_terms
from kbsite.urls import output_path, permalink

_Listing = TypeVar("_Listing", Term, Folder)


class Listings(NamedTuple):
    """The lists of a site. `notes` are the paths of those listed, newest first; `series_url` is
    the page of all series, "" where there is none; `before_after` what stands around a note in
    its series, or else in its folder."""

    notes: tuple[str, ...]
    terms: tuple[Term, ...]
    series: tuple[Term, ...]
    series_url: str
    folders: dict[str, Folder]
    before_after: dict[str, tuple[str, str]]

    def urls(self) -> tuple[str, ...]:
        """The permalinks of the pages that are lists."""
        index = (self.series_url,) if self.series_url else ()
        terms = (term.url for term in (*self.terms, *self.series))
        return (*FIXED_URLS, *index, *terms, *(folder.url for folder in self.folders.values()))


def build_listings(
    published: Mapping[str, Note],
    urls: Mapping[str, str],
    dates: Mapping[str, tuple[str, str]],
    claims: Claims,
) -> Listings:
    """The lists of the `published` notes; their pages claim their files."""
    notes = _newest_first(published, urls, dates)
    terms = tuple(_placed(term, claims) for term in build_terms(published[p] for p in notes))
    series = tuple(_placed(term, claims) for term in build_series(published[p] for p in notes))
    series_url = _placed(Term("", "", SERIES_URL, ()), claims).url if series else ""
    introduced = {*FIXED_URLS, series_url, *(term.url for term in (*terms, *series))}
    introductions = {urls[path] for path in notes} & introduced
    notes = tuple(path for path in notes if urls[path] not in introduced)
    leaves = leaf_bundles(notes)
    notes = tuple(path for path in notes if not _introduces_folder(path, urls[path], leaves))

    series = _with_listed(series, notes, introductions)
    if not series and series_url not in introductions:
        series_url = ""

    orders = {
        path: order
        for path, note in published.items()
        if (order := note.front_matter.order) is not None and not note.front_matter.unlisted
    }
    folders = {
        path: _placed(folder, claims)
        for path, folder in build_folders(notes, leaves, orders).items()
    }
    folders = with_order(folders, {urls[path]: order for path, order in orders.items()})
    return Listings(
        notes,
        _with_listed(terms, notes, introductions),
        series,
        series_url,
        folders,
        _before_after(series, folders.values()),
    )


def _newest_first(
    published: Mapping[str, Note], urls: Mapping[str, str], dates: Mapping[str, tuple[str, str]]
) -> tuple[str, ...]:
    """The notes that are not unlisted, the undated last; of one moment by permalink."""
    paths = sorted(
        (p for p, n in published.items() if not n.front_matter.unlisted),
        key=lambda path: urls[path],
    )
    return tuple(sorted(paths, key=lambda path: dates[path][1] or dates[path][0], reverse=True))


def _placed(page: _Listing, claims: Claims) -> _Listing:
    """A list page; where its URL is taken in another spelling it stands there, and where a
    file of kbsite's own is in the way on the home page."""
    in_the_way = claims.claim(output_path(page.url), "")
    if in_the_way is None or in_the_way.path == output_path(page.url):
        return page
    is_page = in_the_way.owner or in_the_way.path.endswith("index.html")
    taken = in_the_way.path.removesuffix("index.html") if is_page else ""
    return msgspec.structs.replace(page, url=f"/{taken}")


def _introduces_folder(path: str, url: str, leaves: frozenset[str]) -> bool:
    """Whether a note is the `index.md` of a folder. A note `a.md` beside a folder `a/`
    introduces that too, yet is a note of its own."""
    folder, _, name = path.rpartition("/")
    return name == "index.md" and path not in leaves and url == permalink(folder.split("/"))


def _with_listed(
    terms: Iterable[Term], notes: Iterable[str], introductions: Container[str]
) -> tuple[Term, ...]:
    """`terms` with those of their notes that are listed. One that is left with none is a page
    only if a note introduces it or a tag below it."""
    listed = set(notes)
    left = [
        msgspec.structs.replace(term, notes=tuple(path for path in term.notes if path in listed))
        for term in terms
    ]
    kept: set[str] = set()
    for term in left:
        if term.notes or term.url in introductions:
            levels = term.key.split("/")
            kept |= {"/".join(levels[:end]) for end in range(1, len(levels) + 1)}
    return tuple(term for term in left if term.key in kept)


def _before_after(series: Iterable[Term], folders: Iterable[Folder]) -> dict[str, tuple[str, str]]:
    """A note of a series is read in it, every other among those of its folder."""
    chains = [term.notes for term in series]
    placed = {path for chain in chains for path in chain}
    for folder in folders:
        chains.append(tuple(path for path in folder.notes if path not in placed))
    return neighbours(chains)
