"""The notes that others link to and that are still to be written. No I/O."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from kbsite.model import Card, Link
from kbsite.nouns.resolutions import Missing, Resolution, Wanted
from kbsite.urls import IMAGE_SUFFIXES, PLAYER_SUFFIXES, is_drawing, suffix_of
from kbsite.words.names import folded_name

_FILES = IMAGE_SUFFIXES | PLAYER_SUFFIXES | {".base", ".canvas"}


def wanted_notes(
    cards: Iterable[Card], resolutions: Mapping[str, Sequence[Resolution]]
) -> tuple[Wanted, ...]:
    """Those that the published `cards` miss, each under the name by which it is first called."""
    names: dict[str, str] = {}
    places: defaultdict[str, list[tuple[str, int]]] = defaultdict(list)
    for card in cards:
        for number, name in _missing(card, resolutions[card.path]):
            key = folded_name(name)
            names.setdefault(key, name)
            places[key].append((card.path, number))
    return tuple(Wanted(names[key], tuple(places[key])) for key in sorted(names))


def _missing(card: Card, targets: Sequence[Resolution]) -> Iterator[tuple[int, str]]:
    for number, (link, target) in enumerate(zip(card.links, targets, strict=True)):
        if isinstance(target, Missing) and not target.is_text and (name := _name(link)):
            yield number, name


def _name(link: Link) -> str:
    """What the note would be called, "" where a link names a file or an address."""
    target = link.target.replace("\\", "/").strip("/")
    suffix = suffix_of(target)
    if link.kind in ("link", "html") and suffix not in ("", ".md"):
        return ""
    if suffix in _FILES or is_drawing(target) or target.startswith("../") or "://" in link.target:
        return ""
    return target[: -len(".md")] if suffix == ".md" else target
