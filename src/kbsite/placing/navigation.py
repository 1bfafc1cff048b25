"""`nav` of `kbsite.yaml` → the links of the header. No I/O."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import NamedTuple

from kbsite.config import FILE_NAME, Config
from kbsite.diagnostics import Diagnostic, warning
from kbsite.languages import LANGUAGES
from kbsite.linking.links import Resolver
from kbsite.model import Link
from kbsite.nouns.lists import NavLink
from kbsite.nouns.resolutions import Ambiguous, Found, Missing, Resolution, Unpublished
from kbsite.taxonomies import SERIES_URL
from kbsite.urls import SAFE_SCHEMES, nfc, scheme_of
from kbsite.words.nearest import NearestName

FEED_URL = "/feed.xml"
_WIDE = re.compile("[：，、]")
_HOST = re.compile(r"(?:[a-zA-Z0-9-]+\.)+(?!md$)[a-zA-Z]{2,}(?:/|$)")


class Nav(NamedTuple):
    """The links of the header, what their targets come to, and what is wrong with them."""

    links: tuple[NavLink, ...]
    targets: tuple[Resolution, ...]
    diagnostics: tuple[Diagnostic, ...]


def resolve_nav(
    config: Config, resolver: Resolver, titles: Mapping[str, str], pages: Mapping[str, str]
) -> Nav:
    """The entries of `nav` that lead somewhere. `titles` are those of the published notes by
    path, `pages` those of the list pages by permalink."""
    names = _Names(resolver, pages)
    links: list[NavLink] = []
    targets: list[Resolution] = []
    found: list[Diagnostic] = []
    for entry in config.nav:
        if entry.target == FEED_URL:
            # Without an address of the site there is no feed, which is said elsewhere.
            if config.base_url:
                links.append(NavLink(entry.title or LANGUAGES[config.language].feed, FEED_URL))
            continue
        if scheme_of(entry.target) in SAFE_SCHEMES:
            address = "%20".join(entry.target.split())
            links.append(NavLink(entry.title or _host(address), address, outside=True))
            continue
        target, heading = _resolve(entry.target, resolver)
        targets.append(target)
        if said := _explain(entry.target, target, heading, names):
            place = {"line": entry.line, "column": entry.column}
            found.append(warning("config", FILE_NAME, f"`nav`: {said[0]}", hint=said[1], **place))
        if isinstance(target, Found | Ambiguous):
            title = entry.title or pages.get(target.url) or titles.get(target.note)
            name = target.url.strip("/").rpartition("/")[2]
            links.append(NavLink(title or name, target.url, target.anchor))
    return Nav(tuple(links), tuple(targets), tuple(found))


def _resolve(written: str, resolver: Resolver) -> tuple[Resolution, str]:
    """What a path from the content folder, a title, an alias or the URL of a page leads to, and
    the heading behind `#`, which may also be part of a name."""
    target = resolver.resolve("", Link("link", nfc(written), ""))
    name, _, heading = nfc(written).partition("#")
    if name and heading and isinstance(target, Missing):
        return resolver.resolve("", Link("link", name, heading)), heading
    return target, ""


class _Names:
    """What an entry could have meant."""

    def __init__(self, resolver: Resolver, pages: Iterable[str]) -> None:
        self._resolver = resolver
        self._urls = pages

    def nearest(self, written: str) -> str:
        """The nearest name of a note or page; of a page first where it is written like one."""
        note = self._resolver.nearest_name(written)
        if note and not written.startswith("/") and not written.endswith("/"):
            return note
        return self._pages.find(written) or note

    @cached_property
    def _pages(self) -> NearestName:
        return NearestName([*self._urls, FEED_URL])


def _explain(
    written: str, target: Resolution, heading: str, names: _Names
) -> tuple[str, str] | None:
    """What is wrong with an entry, and a hint; None where nothing is."""
    match target:
        case Missing() if scheme := scheme_of(written):
            hint = f"Allowed are {', '.join(sorted(SAFE_SCHEMES))}."
            return f"a link of the scheme `{scheme}:` is not published", hint
        case Missing():
            near = names.nearest(written)
            hint = f"Did you mean {near!r}?" if near else ""
            if f"/{written.strip('/')}/" == SERIES_URL:
                hint = "It is there as soon as a note has a `series`."
            elif _WIDE.search(written):
                hint = "Between a title and its target stand an ASCII colon and a space, "
                hint += "between entries of one line an ASCII comma."
            elif _HOST.match(written):
                hint = f"An address begins with its scheme: https://{written}"
            return f"there is no note, folder or page {written!r}", hint
        case Unpublished():
            return f"{written!r} is not published, so this entry is left out", ""
        case Ambiguous():
            hint = f"It leads to {target.note}; write its path to say so."
            return f"{written!r} could be any of {', '.join(target.candidates)}", hint
        case Found(note=note, anchor="") if note and heading:
            hint = "The entry leads to the top of the note."
            return f"{note} has no heading {heading!r}", hint
    return None


def _host(address: str) -> str:
    """What an address without words is called."""
    _, _, rest = address.partition(":")
    return rest.lstrip("/").partition("/")[0] or address
