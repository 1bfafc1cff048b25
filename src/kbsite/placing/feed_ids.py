"""By which IRI the feed knows each note, so that a renamed one is not new to its readers. No I/O.

Atom (RFC 4287, 4.2.6) wants an absolute IRI that never changes and that no other entry has.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple
from urllib.parse import quote, urlsplit

from kbsite.diagnostics import Diagnostic, warning
from kbsite.linking.aliases import Place
from kbsite.model import Card
from kbsite.urls import href

_UUID = re.compile(
    r"(?:urn:uuid:)?\{?([0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12})\}?", re.IGNORECASE
)
_SCHEME = re.compile(r"([a-zA-Z][a-zA-Z0-9+.\-]*):")
# RFC 3987 without the characters that it admits nowhere, and no broken percent-encoding.
_IRI = re.compile(r"(?:[^\s\x00-\x20\x7f-\xa0\"<>\\^`{|}%\ufff0-\uffff]|%[0-9a-fA-F]{2})+")
# What a reader must not be led to run.
_REFUSED = frozenset({"javascript", "data", "vbscript", "file"})


class _Ids(NamedTuple):
    """The ids that are given, by note, and the note that has each."""

    by_note: dict[str, str]
    owners: dict[str, str]


def feed_ids(
    notes: Mapping[str, Card],
    urls: Mapping[str, str],
    places: Mapping[str, Sequence[Place]],
    root: str,
) -> tuple[dict[str, str], tuple[Diagnostic, ...]]:
    """The id of each note and what is wrong with those that authors gave: `id`, else the URL of
    the first alias, else the permalink. `root` is the address of the site without a slash at its
    end. No two notes get one id, and none that of another's permalink."""
    permalinks = {href(root, url): path for path, url in urls.items()}
    ids = _Ids({}, {})
    found: list[Diagnostic] = []
    for note in notes.values():
        found += _take_own(note, ids, permalinks, root)
    for path in notes:
        first = next((place.url for place in places.get(path, ()) if place.url), "")
        if path not in ids.by_note and first:
            _take(ids, path, href(root, first), permalinks)
    for iri, path in permalinks.items():
        if path not in ids.by_note:
            _take(ids, path, iri, permalinks)
    return ids.by_note, tuple(found)


def _take(ids: _Ids, path: str, iri: str, permalinks: Mapping[str, str]) -> str:
    """Gives the note at `path` an id; the note that it belongs to where that is another."""
    other = ids.owners.get(iri) or permalinks.get(iri, path)
    if other != path:
        return other
    ids.by_note[path], ids.owners[iri] = iri, path
    return ""


def _take_own(
    note: Card, ids: _Ids, permalinks: Mapping[str, str], root: str
) -> Iterator[Diagnostic]:
    front, path = note.front_matter, note.path
    if not front.id:
        return
    iri = iri_of(front.id, root)
    if iri is None:
        message = f"`id`: {front.id[:60]!r} begins with a scheme and is no address"
    elif other := _take(ids, path, iri, permalinks):
        message = f"`id`: {front.id[:60]!r} is that of {other} already"
    else:
        return
    line, column = note.positions.id
    hint = "It is as if the note had none."
    yield warning("feed-id", path, message, line=line, column=column, hint=hint)


def iri_of(written: str, root: str) -> str | None:
    """An `id` as an IRI: a UUID as `urn:uuid:…`, what has a scheme as it is, all else below
    `/id/` of the site; None for what has a scheme and is no IRI."""
    if uuid := _UUID.fullmatch(written):
        return f"urn:uuid:{uuid[1].lower()}"
    scheme = _SCHEME.match(written)
    if scheme is None or written[scheme.end() : scheme.end() + 1].isspace():
        return f"{root}/id/{quote(written, safe='')}"
    if scheme[1].lower() in _REFUSED or not _IRI.fullmatch(written, scheme.end()):
        return None
    return written if scheme[1].lower() not in ("http", "https") or _has_host(written) else None


def _has_host(address: str) -> bool:
    try:
        return bool(urlsplit(address).hostname)
    except ValueError:
        return False
