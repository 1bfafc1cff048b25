"""Where the notes of a site stand: which are published, at which URLs, in which lists. No I/O."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import NamedTuple

from kbsite.claims import Claims, explain_claim
from kbsite.config import Config
from kbsite.diagnostics import Diagnostic, error, warning
from kbsite.linking.aliases import Place, places_of, readme_permalink
from kbsite.model import Card, FrontMatter
from kbsite.nouns.sources import GitDates
from kbsite.placing.copies import originals_first
from kbsite.placing.folders import folder_notes
from kbsite.placing.listings import Listings, build_listings
from kbsite.placing.placement import Placement
from kbsite.taxonomies import FIXED_URLS
from kbsite.urls import (
    MAX_PATH_BYTES,
    Spelling,
    is_readme,
    is_too_long,
    note_permalink,
    output_path,
)
from kbsite.words.dates import parse_date
from kbsite.words.pinyin import spelling_of


class Standing(NamedTuple):
    """Permalinks and dates of the published notes, where each note once stood, which notes stand
    for their folders, the lists with their pages; `claims` are the files that all these have,
    `found` is what is wrong with the notes, `moved` tells which lists stand elsewhere than they
    might."""

    urls: dict[str, str]
    dates: dict[str, tuple[str, str]]
    places: dict[str, tuple[Place, ...]]
    for_folders: frozenset[str]
    lists: Listings
    claims: Claims
    found: tuple[Diagnostic, ...]
    moved: tuple[Diagnostic, ...]


def find_standing(
    cards: Sequence[Card], git_dates: Mapping[str, GitDates], config: Config, drafts: bool
) -> Standing:
    """That of the notes of `cards`. It reads of them what `graph_memory` says."""
    found: list[Diagnostic] = []
    claims = Claims(output_path(url) for url in FIXED_URLS)
    spell = spelling_of(config.permalinks)
    candidates = [card for card in cards if _is_published(card, config, drafts)]
    in_turn = originals_first({card.path: card for card in candidates})
    claimed = _claim_urls(in_turn.values(), claims, spell, found)
    urls = {card.path: claimed[card.path] for card in candidates if card.path in claimed}
    published = {card.path: card for card in candidates if card.path in urls}
    dates = {path: _dates(card, git_dates, config) for path, card in published.items()}
    placement = Placement(claims, published, dates)
    for_folders = folder_notes(urls, spell)
    lists = build_listings(published, urls, dates, placement, spell, for_folders)
    places = {card.path: places_of(card, spell) for card in cards}
    return Standing(
        urls, dates, places, for_folders, lists, claims, tuple(found), tuple(placement.found)
    )


def _is_published(note: Card, config: Config, drafts: bool) -> bool:
    front = note.front_matter
    if not note.readable or front.private or front.publish is False:
        return False
    if front.draft and not drafts:
        return False
    return config.publish == "all" or front.publish is True


def _claim_urls(
    notes: Iterable[Card], claims: Claims, spell: Spelling, found: list[Diagnostic]
) -> dict[str, str]:
    """Each note's permalink; one that another note has already is an error of the later. A
    `README.md` has that of its folder where no other note and no page of kbsite's has it."""
    urls: dict[str, str] = {}
    for note in _readmes_last(notes):
        front = note.front_matter
        line = front.permalink_line
        report = partial(error, path=note.path, line=line, column=min(line, 1))
        url = note_permalink(note.path, front.slug, front.permalink, spell)
        if url is None:
            given, hint = _given(front)
            message = f"{given} is not a path inside the site"
            found.append(report("permalink", message=message, hint=hint))
            continue
        if (
            is_readme(note.path)
            and not (front.slug or front.permalink)
            and (url in FIXED_URLS or claims.at(output_path(url)))
        ):
            url = readme_permalink(note.path, spell)
        if is_too_long(url):
            message = f"the permalink is longer than {MAX_PATH_BYTES:,} bytes"
            hint = "File systems do not hold such paths."
            found.append(report("permalink", message=message, hint=hint))
            continue
        if in_the_way := claims.introduce(output_path(url), note.path):
            message = explain_claim(url, in_the_way)
            hint = "Give one of them another `slug` or `permalink`."
            found.append(report("permalink-collision", message=message, hint=hint))
            continue
        urls[note.path] = url
        if "/" in front.slug and not front.permalink:
            message = f"the slug {front.slug!r} is one name: its `/` is `-` in {url}"
            hint = "Write a path as `permalink`."
            found.append(
                warning("permalink", note.path, message, line=line, column=min(line, 1), hint=hint)
            )
    return urls


def _readmes_last(notes: Iterable[Card]) -> Iterator[Card]:
    """`notes` with those behind all others that make way for them."""
    readmes = []
    for note in notes:
        if is_readme(note.path):
            readmes.append(note)
        else:
            yield note
    yield from readmes


def _given(front: FrontMatter) -> tuple[str, str]:
    """What of a note comes to no path, and what to write."""
    if front.permalink:
        return f"the permalink {front.permalink!r}", "Write a path such as `/notes/name/`."
    if front.slug:
        return f"the slug {front.slug!r}", "Write a name such as `my-note`."
    return "its name", "Give it a `slug`."


def _dates(note: Card, git_dates: Mapping[str, GitDates], config: Config) -> tuple[str, str]:
    front = note.front_matter
    if front.date or front.updated:
        return front.date or front.updated, front.updated
    if note.path not in git_dates:
        return "", ""
    git = git_dates[note.path]
    zone = config.timezone
    return parse_date(git.created, zone) or "", parse_date(git.updated, zone) or ""
