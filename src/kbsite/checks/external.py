"""The addresses on other sites that notes lead to or show something from. No I/O."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from kbsite.checks.report import External
from kbsite.checks.survey import Survey
from kbsite.nouns.slots import Media, Piece
from kbsite.urls import scheme_of


def external_addresses(survey: Survey, prefix: str) -> tuple[External, ...]:
    """Those of the published notes, sorted; `prefix` stands before the paths of notes."""
    places: defaultdict[str, list[tuple[str, int, int]]] = defaultdict(list)
    for path in survey.graph.urls:
        if not _may_have(survey.pieces(path)):
            continue
        for address in survey.addresses(path):
            url = "".join(address.url.split())
            if scheme_of(url) in ("", "http", "https"):
                places[url].append((prefix + path, *address.at))
    return tuple(External(url, tuple(sorted(at))) for url, at in sorted(places.items()))


def _may_have(pieces: Iterable[Piece]) -> bool:
    return any(
        (isinstance(piece, Media) and piece.source) or (isinstance(piece, str) and "//" in piece)
        for piece in pieces
    )
