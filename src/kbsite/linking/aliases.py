"""Where a note once stood, by its `aliases` and `redirect_from`, and which of these places
redirect to it. No I/O.

Nothing that is published now makes way for a redirect.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from kbsite.claims import Claim, Claims, explain_claim
from kbsite.diagnostics import Code, Diagnostic, info, warning
from kbsite.model import Alias, Card
from kbsite.urls import (
    Spelling,
    decoded,
    is_readme,
    is_too_long,
    nfc,
    note_permalink,
    output_path,
    written_permalink,
)

# A scheme, or the two slashes before a host. `Kimi: MoE/MLA` has none.
_ELSEWHERE = re.compile(r"[a-zA-Z][a-zA-Z0-9+.\-]*:(?!\s)|//")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
#: What is below it is named by digests, which nobody can keep free.
_THEME = Claim("assets", "")
_NONE = "It is left out."


class Place(NamedTuple):
    """Where a note once stood: permalink, and the path of its file without `.md` ("" where the
    alias is a URL). `fault` is why an alias is no place, which has neither."""

    alias: Alias
    url: str
    file: str = ""
    fault: str = ""
    hint: str = ""


def places_of(note: Card, spell: Spelling) -> tuple[Place, ...]:
    """The places that the aliases of `note` tell of, in their order; `spell` is how names are
    spelt in the URLs of files. Behind them stands the page that a `README.md` has where it does not
    stand for its folder."""
    path, front = note.path, note.front_matter
    places = (_place(path, alias, spell) for alias in front.former)
    if not is_readme(path) or front.slug or front.permalink:
        return tuple(places)
    name = Alias(_stem(posixpath.basename(path)), is_name=True)
    return *places, Place(name, readme_permalink(path, spell), _stem(path))


def readme_permalink(path: str, spell: Spelling) -> str:
    """Where a `README.md` is published that does not stand for its folder."""
    name = _stem(posixpath.basename(path))
    return note_permalink(path, name, spell=spell) or ""


def _place(path: str, alias: Alias, spell: Spelling) -> Place:
    text = alias.text
    if alias.is_name:
        if text == ".." or _CONTROL.search(text):
            return _outside(alias)
        # A name that no file can have is a name all the same.
        file = _file(alias, posixpath.join(_folder(path), _stem(text)), spell)
        return Place(alias, "") if file.fault else file
    if _ELSEWHERE.match(text):
        return _outside(alias)
    if text.lower().endswith(".md"):
        parts = _parts(text)
        if ".." in parts or _CONTROL.search(text):
            return _outside(alias)
        return _file(alias, _stem("/".join(parts)), spell)
    return _url(alias)


def _url(alias: Alias) -> Place:
    """A URL from the site's root, percent-encoded or not; as written but for what no file
    can be called."""
    if re.search(r"[?#]", alias.text):
        fault = f"there is no redirect from {alias.text!r}: a host does not see what follows ? or #"
        hint = "Leave it off, or write %3F and %23 where they are part of the path."
        return Place(alias, "", fault=fault, hint=hint)
    path = decoded(alias.text)
    parts = _parts(path)
    if ".." in parts or _CONTROL.search(path):
        return _outside(alias)
    return _at(alias, written_permalink("/" + "/".join(parts), keeps_dots=True))


def _file(alias: Alias, file: str, spell: Spelling) -> Place:
    return _at(alias, note_permalink(f"{file}.md", spell=spell), file)


def _at(alias: Alias, url: str | None, file: str = "") -> Place:
    if url is None:
        return _outside(alias)
    if is_too_long(url):
        fault = f"the alias {alias.text[:60]!r}… is longer than a path can be"
        return Place(alias, "", fault=fault)
    return Place(alias, url, file)


def _outside(alias: Alias) -> Place:
    fault = f"the alias {alias.text!r} is not a path inside the site"
    return Place(alias, "", fault=fault, hint="Write it from the site's root, as /old/url/.")


def _folder(path: str) -> str:
    """The folder that a note's old name is looked for in: for `几何/index.md` that above, since
    such a note is named by its folder."""
    folder = posixpath.dirname(path)
    is_index = posixpath.basename(path) == "index.md" or is_readme(path)
    return posixpath.dirname(folder) if is_index else folder


def _stem(file: str) -> str:
    return file[: -len(".md")] if file.lower().endswith(".md") else file


def _parts(path: str) -> list[str]:
    return [part for part in nfc(path).replace("\\", "/").split("/") if part not in ("", ".")]


def claim_redirects(
    notes: Mapping[str, Card],
    places: Mapping[str, Sequence[Place]],
    urls: Mapping[str, str],
    claims: Claims,
) -> tuple[tuple[tuple[str, str], ...], tuple[Diagnostic, ...]]:
    """(old URL, path of the note) of every redirect, sorted, and what stands in the way of the
    others. `notes` are those that are published, `urls` their permalinks. Paths and URLs
    go before names, which are mostly meant for links."""
    granted: dict[str, str] = {}
    found: list[Diagnostic] = []
    for path, number in _in_turn(notes, places):
        place, written = places[path][number], notes[path].positions.former
        if place.fault:
            at = written[number]
            found.append(_told(warning, "redirect", path, at, place.fault, place.hint))
            continue
        if place.url in (urls[path], "") or granted.get(place.url) == path:
            continue
        in_the_way = _claim(claims, output_path(place.url), path)
        if in_the_way is None:
            granted[place.url] = path
        elif number == len(written):
            continue  # No one wrote it.
        elif not place.alias.is_name or place.url in granted:
            message = f"a redirect {explain_claim(place.url, in_the_way)}"
            report = info if place.alias.is_name else warning
            at = written[number]
            found.append(_told(report, "redirect-collision", path, at, message, _NONE))
    return tuple(sorted(granted.items())), tuple(found)


def _claim(claims: Claims, file: str, path: str) -> Claim | None:
    is_theme = file.casefold().startswith(f"{_THEME.path}/")
    return _THEME if is_theme else claims.claim(file, path)


def _in_turn(
    notes: Iterable[str], places: Mapping[str, Sequence[Place]]
) -> Iterator[tuple[str, int]]:
    """Path and number of each place of `notes`."""
    for names in (False, True):
        for path in notes:
            for number, place in enumerate(places[path]):
                if place.alias.is_name == names:
                    yield path, number


def _told(
    report: Callable[..., Diagnostic],
    code: Code,
    path: str,
    at: tuple[int, int],
    message: str,
    hint: str,
) -> Diagnostic:
    return report(code, path, message, line=at[0], column=at[1], hint=hint)
