"""HTML → what it opens, closes and says, in order; forgiving as a browser is. No I/O."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from html import unescape
from typing import NamedTuple, TypeAlias


class Start(NamedTuple):
    """`attributes` are unescaped, by lower-case name; nobody writes to them."""

    name: str
    attributes: Mapping[str, str]


class End(NamedTuple):
    name: str


class Formula(NamedTuple):
    """Its TeX."""

    tex: str
    display: bool


class Code(NamedTuple):
    """A `<code>` in a line, or lines of it, `language` "" where none is said."""

    text: str
    is_block: bool
    language: str = ""


#: A text, which is most of them, is unescaped.
Event: TypeAlias = str | Start | End | Formula | Code

# Quoted values are bounded: the whole stays linear.
_TOKEN = re.compile(
    r"(?P<text>[^<]+)"
    r"|</?[a-zA-Z][a-zA-Z0-9-]*(?:[^<>\"']++|\"[^\"]{0,10000}+\"|'[^']{0,10000}+')*+>"
    r"|<!--.*?(?:-->|\Z)"
    r"|<![^>]*+>"
    r"|(?P<lone><)",
    re.DOTALL,
)
_NAME = re.compile(r"[a-zA-Z][a-zA-Z0-9-]*")
_ATTRIBUTE = re.compile(
    r"(?P<name>[^\s\"'<>/=]+)(?:\s*=\s*(?:\"(?P<double>[^\"]*)\"|'(?P<single>[^']*)'"
    r"|(?P<bare>[^\s\"'<>`]+)))?"
)
_TAG = re.compile(r"<[^>]*>")
#: Elements whose text is taken as it is: the colours of code are a tag for each word.
_CODE = frozenset({"pre", "code"})
#: Elements of which nothing is text.
_SKIPPED = frozenset(
    {
        *("script", "style", "svg", "template", "iframe", "object", "select", "canvas", "title"),
        *("noembed", "noframes"),
    }
)
_TAKEN = _SKIPPED | _CODE | {"math"}
#: What the tag of a formula says is hardly ever asked for.
_MATH = Start("math", {})


def events_of(html: str) -> Iterator[Event]:
    """The events of `html`, comments left out."""
    unclosed: set[str] = set()
    place = 0
    while found := _TOKEN.match(html, place):
        place = found.end()
        written = found[0]
        if found.lastgroup:
            yield unescape(written)
            continue
        if written.startswith(("<math ", "<math>")):
            tag: Start | End | None = _MATH
        else:
            tag = _known_tag(written) if len(written) < _SHORT else _tag(written)
        if tag is None:
            continue
        name = tag.name
        if name not in _TAKEN or name in unclosed or isinstance(tag, End):
            yield tag
            continue
        closing = html.find(f"</{name}", place)
        if closing < 0:
            unclosed.add(name)
            yield tag
            continue
        inside = html[place:closing]
        place = html.find(">", closing) + 1 or len(html)
        if name == "math":
            yield _formula(inside, written)
        else:
            yield from _taken(name, tag.attributes, inside)


def _tag(written: str) -> Start | End | None:
    """A tag; None of a comment."""
    is_end = written.startswith("</")
    if not (found := _NAME.match(written, 1 + is_end)):
        return None
    name = found[0].lower()
    return End(name) if is_end else Start(name, _attributes(written[found.end() : -1]))


#: Most short tags of a text are among a few.
_known_tag = lru_cache(maxsize=1024)(_tag)
_SHORT = 40


def _taken(name: str, attributes: Mapping[str, str], inside: str) -> Iterator[Event]:
    """An element that is read as a whole."""
    if name in _CODE:
        text = unescape(_TAG.sub("", inside) if "<" in inside else inside)
        yield Code(text, name == "pre", attributes.get("data-language", ""))
    elif name == "iframe":
        yield Start(name, attributes)


def _formula(inside: str, tag: str) -> Formula:
    """What stands between `tag`, as it is written, and its end."""
    begin = inside.find(">", inside.find("<annotation")) + 1 if "<annotation" in inside else 0
    end = inside.find("</annotation>", begin) if begin else -1
    tex = unescape(inside[begin:end]) if end >= 0 else _attributes_of(tag).get("alttext", "")
    if not tex:
        tex = " ".join(unescape(_TAG.sub(" ", inside)).split())
    is_display = "display" in tag and _attributes_of(tag).get("display") == "block"
    return Formula(tex.strip(), is_display)


def _attributes_of(tag: str) -> dict[str, str]:
    """Those of `<math …>`."""
    return _attributes(tag[len("<math") : -1])


def _attributes(written: str) -> dict[str, str]:
    if "=" not in written and not written.strip(" /\n"):
        return {}
    return {
        found["name"].lower(): unescape(found["double"] or found["single"] or found["bare"] or "")
        for found in _ATTRIBUTE.finditer(written)
    }
