"""Notes → where they stand and what their links come to, before any of it is listed. No I/O.

Unpublished notes are told apart here, once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Generic, NamedTuple, TypeVar

from kbsite.config import Config
from kbsite.languages import LANGUAGES
from kbsite.linking.link_targets import Destinations
from kbsite.linking.links import Resolver
from kbsite.model import Card
from kbsite.nouns.sources import Attachment, GitDates, SourceFile
from kbsite.placing.graph_memory import GraphMemory, Links
from kbsite.placing.picture_copies import copies_are_made, copy_name
from kbsite.placing.shown_names import with_shown_names
from kbsite.placing.standing import Standing, find_standing
from kbsite.urls import permalink

C = TypeVar("C", bound=Card, covariant=True)


class Ground(NamedTuple, Generic[C]):
    """What a graph stands on: all notes of a site in path order, its files, the dates of commits;
    the files at its root, and the `.base` files among `attachments`."""

    cards: Sequence[C]
    attachments: Sequence[Attachment]
    git_dates: Mapping[str, GitDates]
    config: Config
    drafts: bool = False
    at_root: Sequence[str] = ()
    bases: Sequence[SourceFile] = ()


class LinkedNotes(NamedTuple):
    """All notes of a site as `cards`, the `published` among them by path, where these stand, and
    what the `resolver` makes of their links."""

    cards: Sequence[Card]
    published: Mapping[str, Card]
    standing: Standing
    resolver: Resolver
    links: Links


def link_notes(ground: Ground[Card], memory: GraphMemory) -> LinkedNotes:
    """Those of `ground`; `memory` is what the last graph left."""
    _, attachments, git_dates, config, drafts, at_root, _ = ground
    cards = with_shown_names(ground.cards, git_dates, config, drafts)
    memory.begin(cards, (attachments, git_dates, config, drafts, at_root))
    standing = memory.standing(lambda: find_standing(cards, git_dates, config, drafts))
    published = {card.path: card for card in cards if card.path in standing.urls}
    lists = standing.lists

    def make_resolver() -> Resolver:
        copies = _copies(attachments, config)
        sized = (a for a in attachments if a.width)
        destinations = Destinations(
            standing.urls,
            standing.places,
            standing.for_folders,
            {a.path: permalink(a.path.split("/"), directory=False) for a in attachments},
            {a.path: (a.width, a.height, copies.get(a.path, "")) for a in sized},
            lists.addresses(),
            at_root,
        )
        terms = {term.key: term.url for term in lists.terms}
        return Resolver(cards, destinations, terms, LANGUAGES[config.language].unpublished_note)

    resolver = memory.resolver(make_resolver)
    links = memory.links(resolver, published)
    return LinkedNotes(cards, published, standing, resolver, links)


def _copies(attachments: Sequence[Attachment], config: Config) -> dict[str, str]:
    """What the copies of pictures are called, by the path of the picture."""
    if not copies_are_made(config.images.copies):
        return {}
    named = {a.path: copy_name(a.path, a.digest, a.size, a.width) for a in attachments}
    return {path: name for path, name in named.items() if name}
