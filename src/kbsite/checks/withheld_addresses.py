"""Addresses of the site itself, with its host, that name a note which is not published. No I/O.

A path that leads to one is hidden; an address with a host stays as it is written, as one of any
other site does.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from urllib.parse import SplitResult, unquote, urlsplit

from kbsite.checks.survey import Survey
from kbsite.diagnostics import Diagnostic, warning
from kbsite.nouns.slots import Media, Piece
from kbsite.urls import decoded, fold, note_permalink, scheme_of

_MESSAGE = "this address of the site leads to a note that is not published, and readers see it"


def withheld_addresses(survey: Survey) -> Iterator[Diagnostic]:
    """Those in published notes."""
    site = urlsplit(survey.base_url)
    host = _host(site)
    if not host or not (withheld := _withheld(survey)):
        return
    for path in survey.graph.urls:
        if not _may_have(survey.pieces(path), host):
            continue
        for address in survey.addresses(path):
            place = _place(address.url, host, unquote(site.path))
            if place is not None and _key(place) in withheld:
                line, column = address.at
                hint = f"Write [words]({place}), of which readers see the words only."
                yield warning(
                    "link-unpublished", path, _MESSAGE, line=line, column=column, hint=hint
                )


def _withheld(survey: Survey) -> set[str]:
    """Where the notes that are not published would stand, and where their files do."""
    found: set[str] = set()
    for path, note in survey.notes.items():
        if path not in survey.graph.urls:
            front = note.front_matter
            url = note_permalink(path, front.slug, front.permalink, survey.spell)
            found |= {_key(one) for one in (url or "", f"/{path.removesuffix('.md')}")}
    return found - {_key(url) for url in survey.graph.urls.values()} - {""}


def _key(url: str) -> str:
    name = url.strip("/").removesuffix("index.html").removesuffix("index.md")
    return fold(name.strip("/").removesuffix(".md"))


def _place(address: str, host: str, base: str) -> str | None:
    """The path below the site's own of an address of its host, None of any other."""
    if scheme_of(address) not in ("", "http", "https"):
        return None
    try:
        parts = urlsplit(address)
    except ValueError:
        return None
    place, base = decoded(parts.path), base.rstrip("/")
    if _host(parts).lower() != host.lower() or not place.startswith(f"{base}/"):
        return None
    return place[len(base) :]


def _host(parts: SplitResult) -> str:
    """With its port, if that says anything."""
    return re.sub(":(?:80|443)?$", "", parts.netloc)


def _may_have(pieces: Iterable[Piece], host: str) -> bool:
    return any(
        (isinstance(piece, str) and host in piece)
        or (isinstance(piece, Media) and host in piece.source)
        for piece in pieces
    )
