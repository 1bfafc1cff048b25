"""What stands in which list: notes, tags, series, folders, and the notes that introduce their
pages and stand in none. No I/O."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from itertools import groupby
from typing import NamedTuple

import msgspec

from kbsite.model import Card
from kbsite.nouns.lists import Folder, Term
from kbsite.placing.folders import build_folders, folder_permalink, leaf_bundles, with_order
from kbsite.placing.placement import Placement, plain_url
from kbsite.taxonomies import FIXED_URLS, SERIES, SERIES_URL, build_series, build_terms
from kbsite.urls import Spelling
from kbsite.words.levels import levels_of
from kbsite.words.order import neighbours, order_key


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

    def addresses(self) -> dict[str, str]:
        """The URLs of the list pages, by themselves and by what they are in plain spelling."""
        plain = {SERIES_URL: self.series_url} if self.series_url else {}
        pages: list[Folder | Term] = [*self.folders.values(), *self.series, *self.terms]
        for page in pages:
            plain[plain_url(page)] = page.url
        return {**plain, **{url: url for url in (*FIXED_URLS, *plain.values())}}


def build_listings(
    published: Mapping[str, Card],
    urls: Mapping[str, str],
    dates: Mapping[str, tuple[str, str]],
    placement: Placement,
    spell: Spelling,
    for_folders: frozenset[str],
) -> Listings:
    """The lists of the `published` notes, their pages placed; of `for_folders`, those that stand
    for their folders, the ones that are alone there are listed above it."""
    notes = _newest_first(published, dates)
    terms = placement.place(build_terms((published[path] for path in notes), spell))
    series = placement.place(build_series((published[path] for path in notes), spell))
    index = (Term("", "", SERIES_URL, (), SERIES),) if series else ()
    series_url = "".join(page.url for page in placement.place(index))
    introduced = {*FIXED_URLS, series_url, *(term.url for term in (*terms, *series))}
    introductions = {urls[path] for path in notes} & introduced
    notes = tuple(path for path in notes if urls[path] not in introduced)
    leaves = leaf_bundles(notes, for_folders)
    introducing = for_folders - leaves
    notes = tuple(
        path for path in notes if path not in introducing or not _is_folder(path, urls[path], spell)
    )

    series = _with_listed(series, notes, introductions)
    if not series and series_url not in introductions:
        series_url = ""

    orders = {
        path: order
        for path, note in published.items()
        if (order := note.front_matter.order) is not None and not note.front_matter.unlisted
    }
    placed = placement.place(tuple(build_folders(notes, leaves, orders, spell).values()))
    folders = {folder.path: folder for folder in placed}
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
    published: Mapping[str, Card], dates: Mapping[str, tuple[str, str]]
) -> tuple[str, ...]:
    """The notes that are not unlisted, the undated last; of one moment by path, whatever their
    `order`, which only notes of one folder or series have in common."""

    def moment(path: str) -> str:
        return dates[path][1] or dates[path][0]

    paths = [path for path, note in published.items() if not note.front_matter.unlisted]
    paths.sort(key=moment, reverse=True)
    of_moments = (list(group) for _, group in groupby(paths, key=moment))
    return tuple(path for group in of_moments for path in _by_path(group))


def _by_path(paths: list[str]) -> list[str]:
    """Most moments have one note."""
    return sorted(paths, key=lambda path: order_key(None, path)) if paths[1:] else paths


def _is_folder(path: str, url: str, spell: Spelling) -> bool:
    """Whether `url` is the page of the folder that the note at `path` is in. A note `a.md` beside
    a folder `a/` introduces that too, yet is a note of its own."""
    return url == folder_permalink(path.rpartition("/")[0], spell)


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
            kept.update(levels_of(term.key))
    return tuple(term for term in left if term.key in kept)


def _before_after(series: Iterable[Term], folders: Iterable[Folder]) -> dict[str, tuple[str, str]]:
    """A note of a series is read in it, every other among those of its folder."""
    chains = [term.notes for term in series]
    placed = {path for chain in chains for path in chain}
    for folder in folders:
        chains.append(tuple(path for path in folder.notes if path not in placed))
    return neighbours(chains)
