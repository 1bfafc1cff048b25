"""The author's own HTML: its links into the site become slots, those without a scheme get one, its
ids are known and none is the theme's, what scrolls can be reached with the keyboard. No I/O."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from html import escape, unescape
from typing import NamedTuple, TypeAlias

from kbsite.markdown.html.tags import RAW, pieces_in, raw_end, tag_attributes
from kbsite.nouns.slots import Piece, Url
from kbsite.urls import SCRIPT_SCHEMES, scheme_of
from kbsite.words.html_attributes import attributes_in, in_place_of, value_of

_URLS = frozenset({"src", "href", "poster", "srcset", "data", "xlink:href"})
# What an address is published with that is written without a scheme; what stands before one.
_HTTPS = "https:"
_NO_SCHEME = re.compile(r"\s*(?=//)")
# Those whose target is shown on the page.
_EMBEDS = frozenset({"src", "poster", "srcset"})
_SIZES = frozenset({"width", "height", "style", "sizes"})
# Even an empty one is the author's word: the picture is an ornament.
_ALT = frozenset({"alt", "aria-hidden", "aria-label"})
# A candidate of `srcset`: an address without white space, which no comma ends, and a descriptor.
_CANDIDATE = re.compile(r"[ \t\n\f\r,]*+([^ \t\n\f\r]+)([^,]*+)")
_LINK = re.compile(r"<a\s(?:[^<>]*\s)?href\b", re.IGNORECASE)
# Text that ends with the next tag of its kind, and lines of it that would be nothing when broken:
# tables and trees that are drawn, columns, code.
_PRE_END = re.compile(r"</?pre\b", re.IGNORECASE)
_DRAWN = re.compile(
    r"--[-+]|^[ \t]*\|.*\|[ \t]*$|[\u2500-\u257f]|\S(?: {3,}+|\t++)\S|<code\b", re.MULTILINE
)

# Attributes that a browser takes for an address, or for what is to be one.
_MAY_RUN = _URLS | {"action", "formaction", "by", "from", "to", "values"}
_RUNS = re.compile("&|s[\x00-\x20]*+c[\x00-\x20]*+r[\x00-\x20]*+i[\x00-\x20]*+p", re.IGNORECASE)

#: How the ids begin by which the theme's scripts find what is theirs; no author has them.
THEME_IDS = "KB-"
# What makes a property of the document of an element, before those that browsers give it: scripts
# would find it instead of `document.querySelector`, or of the script that they are.
_OF_DOCUMENT = frozenset(
    {*((name, "name") for name in ("embed", "form", "img", "object")), ("object", "id")}
)
# A frame's name is what links open their pages in, so both begin with what no property does.
_FRAME = "frame-"
_TARGETS = frozenset({"target", "formtarget"})
#: All attributes that `split_html` looks into.
_TELLING = _URLS | _TARGETS | {"id", "name"}
#: In place of a number: the address is not published.
LEFT_OUT = -1

#: (address, its offset in the HTML, whether it is shown on the page) → number of the link, or
#: `LEFT_OUT`.
LinkOf: TypeAlias = Callable[[str, int, bool], int | None]


def split_html(
    html: str, link_of: LinkOf, anchors: list[str], refused: list[tuple[str, int]]
) -> list[Piece]:
    """`html` in pieces: where `link_of` answers with a link's number, the attribute is a
    `Url` slot. Its ids are appended to `anchors`, those that are the theme's with their offsets to
    `refused`. Tables, and `<pre>` whose lines must not be broken, get a `tabindex`; by it the
    stylesheet knows them."""
    pieces: list[Piece] = []
    done = raw = 0
    for tag in tags_in(html):
        element = tag["name"].lower()
        attributes = list(tag_attributes(tag))
        keys = {attribute["key"].lower() for attribute in attributes}
        if tag.start() < raw:
            pass  # It is text
        elif element in RAW:
            end = raw_end(html, tag["name"], tag.end())
            raw = end if end >= 0 else len(html)
        elif "tabindex" not in keys and _scrolls(html, tag):
            pieces += [html[done : tag.end("name")], ' tabindex="0"']
            done = tag.end("name")
        sized = element != "img" or not keys.isdisjoint(_SIZES)
        for attribute in attributes:
            key = attribute["key"].lower()
            if key not in _TELLING or attribute.lastgroup == "key":
                continue
            if change := _change(element, key, attribute, sized, link_of, anchors, refused):
                pieces += [html[done : change.begin], *change.pieces]
                done = change.end
    pieces.append(html[done:])
    return [piece for piece in pieces if piece != ""]


class _Change(NamedTuple):
    """What stands in place of a part of the HTML."""

    begin: int
    end: int
    pieces: Sequence[Piece]


def _change(
    element: str,
    key: str,
    attribute: re.Match[str],
    sized: bool,
    link_of: LinkOf,
    anchors: list[str],
    refused: list[tuple[str, int]],
) -> _Change | None:
    """That of the attribute `key`, None where it stays; whether a picture is `sized` others say."""
    group = attribute.lastgroup or ""
    value = unescape(attribute[group])
    whole, offset = attribute.span(), attribute.start(group)
    left_out = _Change(*whole, (in_place_of(attribute),))
    if key in ("id", "name") and value.startswith(THEME_IDS):
        refused.append((value, whole[0]))
        return left_out
    if (element, key) in _OF_DOCUMENT:
        return left_out
    if _names_frame(element, key, value):
        return _Change(offset, offset, (_FRAME,))
    if key == "id" or (key == "name" and element == "a"):
        anchors.append(value)
        return None
    if key not in _URLS or (key == "data" and element != "object"):
        return None
    if key == "srcset":
        candidates = _candidates(value, offset, link_of)
        return _Change(*whole, candidates) if candidates else None
    link = link_of(value, offset, key in _EMBEDS)
    if link == LEFT_OUT:
        return left_out
    if link is not None:
        return _Change(*whole, (Url(link, key, attribute.group(), sized),))
    if bare := _NO_SCHEME.match(attribute[group]):
        begin = offset + bare.end()
        return _Change(begin, begin, (_HTTPS,))
    return None


def _names_frame(element: str, key: str, value: str) -> bool:
    if key == "name":
        return element == "iframe"
    # `_blank` and its kin are none.
    return key in _TARGETS and value[:1] not in ("", "_")


def with_scheme(url: str) -> str:
    """`//host/…` as it is published: a page that is shown over http would ask by http, where its
    policy allows what comes over https alone."""
    return _HTTPS + url if url.startswith("//") else url


def tags_in(html: str) -> Iterator[re.Match[str]]:
    """The tags that open something, in order."""
    return (tag for tag in pieces_in(html) if tag["name"] and not tag["end"])


def _scrolls(html: str, tag: re.Match[str]) -> bool:
    """Whether what `tag` of `html` opens is as wide as its lines, however narrow the page."""
    name = tag["name"].lower()
    if name != "pre":
        return name == "table"
    end = _PRE_END.search(html, tag.end())
    return bool(_DRAWN.search(html, tag.end(), end.start() if end else len(html)))


def addresses_in(html: str) -> Iterator[tuple[str, int, bool, bool]]:
    """Each address in the tags of `html`: itself, its offset, whether what is there is shown on the
    page, and whether it has words where it is a picture's."""
    for tag in tags_in(html):
        found: list[tuple[str, int, bool]] = []
        split_html(tag.group(), partial(_keep, found), [], [])
        words = tag["name"].lower() != "img" or _has_words(tag)
        for url, offset, embeds in found:
            yield url, tag.start() + offset, embeds, words


def _has_words(picture: re.Match[str]) -> bool:
    said = attributes_in(picture.string, picture.end("name"), picture.end() - 1)
    return not said.keys().isdisjoint(_ALT) or said.get("role", "").startswith("presentation")


def scripts_in(html: str) -> Iterator[tuple[str, int]]:
    """Each address in the tags of `html` that is to run something: its scheme and its offset."""
    if not _RUNS.search(html):
        return
    for tag in tags_in(html):
        for attribute in tag_attributes(tag):
            if attribute["key"].lower() in _MAY_RUN:
                # Animations have several.
                schemes = map(scheme_of, value_of(attribute).split(";"))
                if found := next((one for one in schemes if one in SCRIPT_SCHEMES), None):
                    yield found, attribute.start(attribute.lastgroup or "")


def _keep(found: list[tuple[str, int, bool]], url: str, offset: int, embeds: bool) -> None:
    found.append((url, offset, embeds))


def _candidates(value: str, offset: int, link_of: LinkOf) -> list[Piece]:
    """A `srcset` with the addresses inside the site as slots, [] where it stays as it is."""
    found: list[Piece] = []
    changes = False
    # Without what no candidate follows, or it is looked for at each of these again.
    for candidate in _CANDIDATE.finditer(value.rstrip(" \t\n\f\r,")):
        address, descriptor = candidate[1], candidate[2]
        if address.endswith(","):
            address, descriptor = address.rstrip(","), ""
        link = link_of(address, offset, True)
        if link == LEFT_OUT:
            changes = True
            continue
        written = with_scheme(address)
        changes = changes or link is not None or written != address
        shown: Piece = escape(written) if link is None else Url(link, "", escape(address))
        found += [", " if found else "", shown, escape(descriptor)]
    return ['srcset="', *found, '"'] if changes else []


def opens_link(tag: str) -> bool:
    """Whether a tag opens a link, other than `<a name="x"/>`, which is seldom closed."""
    return _LINK.match(tag) is not None
