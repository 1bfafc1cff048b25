"""HTML → what it opens, closes and says, in order; forgiving as a browser is. No I/O."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from html import unescape
from typing import NamedTuple, TypeAlias


class Start(NamedTuple):
    """`attributes` are unescaped, by lower-case name."""

    name: str
    attributes: Mapping[str, str]


class End(NamedTuple):
    name: str


class Text(NamedTuple):
    """Unescaped."""

    text: str


class Formula(NamedTuple):
    """Its TeX."""

    tex: str
    display: bool


class Code(NamedTuple):
    """A `<code>` in a line, or lines of it, `language` "" where none is said."""

    text: str
    is_block: bool
    language: str = ""


Event: TypeAlias = Start | End | Text | Formula | Code

# Quoted values are bounded: the whole stays linear.
_TOKEN = re.compile(
    r"<!--.*?(?:-->|\Z)"
    r"|<(?P<end>/?)(?P<name>[a-zA-Z][a-zA-Z0-9-]*)"
    r"(?P<attributes>(?:[^<>\"']++|\"[^\"]{0,10000}+\"|'[^']{0,10000}+')*+)>"
    r"|<![^>]*+>"
    r"|(?P<text>[^<]+|<)",
    re.DOTALL,
)
_ATTRIBUTE = re.compile(
    r"(?P<name>[^\s\"'<>/=]+)(?:\s*=\s*(?:\"(?P<double>[^\"]*)\"|'(?P<single>[^']*)'"
    r"|(?P<bare>[^\s\"'<>`]+)))?"
)
_ANNOTATION = re.compile(r"<annotation[^>]*>(.*?)</annotation>", re.DOTALL)
_TAG = re.compile(r"<[^>]*>")
#: Elements whose text is taken as it is: the colours of code are a tag for each word.
_CODE = frozenset({"pre", "code"})
#: Elements of which nothing is text.
_SKIPPED = frozenset({"script", "style", "svg", "template", "iframe", "object", "select", "canvas"})
_TAKEN = _SKIPPED | _CODE | {"math"}


def events_of(html: str) -> Iterator[Event]:
    """The events of `html`, comments left out."""
    unclosed: set[str] = set()
    place = 0
    while found := _TOKEN.match(html, place):
        place = found.end()
        if text := found["text"]:
            yield Text(unescape(text))
            continue
        name = (found["name"] or "").lower()
        if not name:
            continue
        if found["end"]:
            yield End(name)
            continue
        attributes = _attributes(found["attributes"])
        if name not in _TAKEN or name in unclosed:
            yield Start(name, attributes)
            continue
        closing = html.find(f"</{name}", place)
        if closing < 0:
            unclosed.add(name)
            yield Start(name, attributes)
            continue
        inside = html[place:closing]
        place = html.find(">", closing) + 1 or len(html)
        yield from _taken(name, attributes, inside)


def _taken(name: str, attributes: Mapping[str, str], inside: str) -> Iterator[Event]:
    """An element that is read as a whole."""
    if name == "math":
        yield _formula(inside, attributes)
    elif name in _CODE:
        text = unescape(_TAG.sub("", inside) if "<" in inside else inside)
        yield Code(text, name == "pre", attributes.get("data-language", ""))
    elif name == "iframe":
        yield Start(name, attributes)


def _formula(inside: str, attributes: Mapping[str, str]) -> Formula:
    said = _ANNOTATION.search(inside)
    tex = unescape(said[1]) if said else attributes.get("alttext", "")
    if not tex:
        tex = " ".join(unescape(_TAG.sub(" ", inside)).split())
    return Formula(tex.strip(), attributes.get("display") == "block")


def _attributes(written: str) -> dict[str, str]:
    if "=" not in written and not written.strip(" /\n"):
        return {}
    return {
        found["name"].lower(): unescape(found["double"] or found["single"] or found["bare"] or "")
        for found in _ATTRIBUTE.finditer(written)
    }
