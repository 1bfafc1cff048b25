"""What the graph of a site takes from the one before: nearly always one card is another one, and
neither names nor lists are. No I/O.

A card says where its note stands, what it is called, and what it links to. Who reads more of a card
than is compared here takes from the last graph what is no longer so.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

import msgspec

from kbsite.linking.link_diagnostics import link_faults
from kbsite.linking.links import Resolver
from kbsite.model import Card
from kbsite.nouns.link_map import LinkMaps
from kbsite.nouns.resolutions import TO_NOTES, LinkFault, Resolution
from kbsite.placing.listings import Listings
from kbsite.placing.standing import Standing

#: Of more notes nothing is kept: it would fill the memory.
_KEPT = 20_000


class Links(NamedTuple):
    """Of each published note: its title, the anchors of its headings, what its links come to, and
    what is wrong with them, where anything is."""

    titles: dict[str, str]
    anchors: dict[str, tuple[str, ...]]
    resolutions: dict[str, tuple[Resolution, ...]]
    faults: dict[str, tuple[LinkFault, ...]]


class GraphMemory:
    """The parts of the last graph that the next may have in common with it."""

    def __init__(self) -> None:
        self._cards: Sequence[Card] = ()
        self._beside: Any = None
        self._standing: Standing | None = None
        #: The one of the last graph, where the notes may stand elsewhere now.
        self._older: Standing | None = None
        self._resolver: Resolver | None = None
        self._links: Links | None = None
        self.link_maps = LinkMaps()
        #: The cards that are others than those of the same notes in the last graph.
        self._changed: dict[str, Card] = {}
        #: Whether lists stand elsewhere now, or are others.
        self._has_other_lists = False
        self._is_whole = False

    def begin(self, cards: Sequence[Card], beside: Any) -> None:
        """Forgets what is otherwise now: `cards` are those of all notes, `beside` is all else
        that a graph is built from."""
        before, self._cards = self._cards, tuple(cards)
        is_same_site = self._is_whole and self._beside == beside and len(before) == len(cards)
        self._beside, self._is_whole, self._has_other_lists = beside, False, False
        changed = [(a, b) for a, b in zip(before, cards, strict=False) if a is not b and a != b]
        self._changed = {new.path: new for _, new in changed}
        self._older, self._standing = self._standing, None
        if is_same_site and all(_place(a) == _place(b) for a, b in changed):
            self._standing = self._older
        if not is_same_site or any(_names(a) != _names(b) for a, b in changed):
            self._forget_links()

    def standing(self, find: Callable[[], Standing]) -> Standing:
        """Where the notes stand, which `find` tells."""
        found = self._standing
        if found is None:
            found = find()
            if (
                not self._older
                or self._older.urls != found.urls
                or self._older.places != found.places
            ):
                self._forget_links()
            else:
                self._has_other_lists = _pages(self._older.lists) != _pages(found.lists)
        self._standing, self._older = self._if_small(found), None
        return found

    def _forget_links(self) -> None:
        self._resolver = self._links = None

    def resolver(self, make: Callable[[], Resolver]) -> Resolver:
        """What resolves links: that of the last graph, or what `make` gives."""
        resolver = self._resolver
        if resolver is None:
            resolver = make()
        else:
            for card in self._changed.values():
                resolver.renew(card)
            if self._has_other_lists and self._standing:
                resolver.renew_lists(*_pages(self._standing.lists))
        self._resolver = self._if_small(resolver)
        return resolver

    def links(self, resolver: Resolver, published: Mapping[str, Card]) -> Links:
        """What the links of the `published` notes come to."""
        last = self._links
        links = _links_of(resolver, published) if last is None else self._renewed(last, published)
        self._links = self._if_small(links)
        self._is_whole = True
        return links

    def _renewed(self, last: Links, published: Mapping[str, Card]) -> Links:
        """`last` with the links of the changed notes, and of all that lead to one, made anew: what
        headings it has decides on these. Where lists are others, so may be what is no wikilink."""
        changed, has_other_lists = self._changed, self._has_other_lists
        again = {
            path: published[path]
            for path, targets in last.resolutions.items()
            if path in changed
            or (has_other_lists and any(link.kind != "wikilink" for link in published[path].links))
            or any(isinstance(one, TO_NOTES) and one.note in changed for one in targets)
        }
        assert self._resolver
        new = _links_of(self._resolver, again)
        faults = {path: found for path, found in last.faults.items() if path not in again}
        faults |= new.faults
        return Links(
            last.titles,
            {**last.anchors, **new.anchors},
            {**last.resolutions, **new.resolutions},
            {path: faults[path] for path in published if path in faults},
        )

    def _if_small(self, value: Any) -> Any:
        return value if len(self._cards) <= _KEPT else None


def _links_of(resolver: Resolver, notes: Mapping[str, Card]) -> Links:
    resolutions = {
        path: tuple(resolver.resolve(path, link) for link in card.links)
        for path, card in notes.items()
    }
    return Links(
        {path: resolver.title(path) for path in notes},
        {
            path: tuple(resolver.anchor(path, i) for i in range(len(card.headings)))
            for path, card in notes.items()
        },
        resolutions,
        {
            path: faults
            for path, card in notes.items()
            if (faults := link_faults(card, resolutions[path], resolver))
        },
    )


def _place(card: Card) -> Any:
    """What a `Standing` is found from."""
    front = msgspec.structs.replace(
        card.front_matter,
        title="",
        summary="",
        line_breaks="",
        math_delimiters="",
        math_macros=(),
        properties=(),
        links=(),
    )
    return card.path, front, card.tags, card.readable


def _pages(lists: Listings) -> tuple[dict[str, str], dict[str, str]]:
    """What a `Resolver` knows of lists: by all that they are spelt, and by the keys of tags."""
    return lists.addresses(), {term.key: term.url for term in lists.terms}


def _names(card: Card) -> Any:
    """What a `Resolver` knows a note by, beside where it stands: what spells its permalink, too,
    since two spellings may come to one."""
    front = card.front_matter
    has_links = not all(isinstance(piece, str) for piece in card.title_text)
    links = card.links if has_links else ()
    return card.title, card.title_text, links, front.aliases, front.slug, front.permalink
