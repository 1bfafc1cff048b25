"""Tags and series that hold links → as readers see them. No I/O.

Both name pages, so what stands in them is settled before anything is listed: no page may be called
what an unpublished note is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec

from kbsite.config import Config
from kbsite.languages import LANGUAGES
from kbsite.linking.link_targets import Destinations
from kbsite.linking.links import Resolver
from kbsite.linking.written_links import holds_link, parts_of
from kbsite.model import Card
from kbsite.nouns.sources import GitDates
from kbsite.placing.standing import find_standing


def with_shown_names(
    cards: Sequence[Card], git_dates: Mapping[str, GitDates], config: Config, drafts: bool
) -> Sequence[Card]:
    """`cards`, those of all notes, with the words of links in the place of links."""
    if not any(map(_has_links, cards)):
        return cards
    standing = find_standing(cards, git_dates, config, drafts)
    words = LANGUAGES[config.language].unpublished_note
    notes_alone = Destinations(standing.urls, standing.places, standing.for_folders)
    resolver = Resolver(cards, notes_alone, {}, words)

    def shown(path: str, text: str) -> str:
        said = (
            part
            if isinstance(part, str)
            else part.words or (resolver.resolve(path, part.link).text if part.link else "")
            for part in parts_of(text)
        )
        return " ".join("".join(said).split())

    def named(card: Card) -> Card:
        if not _has_links(card):
            return card
        front, path = card.front_matter, card.path
        return msgspec.structs.replace(
            card,
            tags=tuple(dict.fromkeys(shown(path, tag) for tag in card.tags)),
            front_matter=msgspec.structs.replace(
                front,
                series=shown(path, front.series),
                tags=tuple(dict.fromkeys(shown(path, tag) for tag in front.tags)),
            ),
        )

    return [named(card) for card in cards]


def _has_links(card: Card) -> bool:
    front = card.front_matter
    return bool(front.links) and any(map(holds_link, (front.series, *front.tags)))
