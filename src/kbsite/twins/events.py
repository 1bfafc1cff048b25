"""HTML → what it opens, closes and says, in order; forgiving as a browser is. No I/O."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from html import unescape
from typing import TypeAlias

from kbsite.words.html_attributes import ELEMENT, INSIDE, attributes_in

#: A text, unescaped; what follows it, which is a tag by its name (`p`, `/p`), one of those below,
#: or nothing; what that tag says, as it is written, or what those say.
Event: TypeAlias = tuple[str, str, str]

#: A formula in a line or alone, or alone in a block of its own; they say its TeX.
FORMULA, DISPLAY, DISPLAY_BLOCK = "$", "$$", "<$$>"
#: Code in a line; lines of it, whose language follows.
CODE, CODE_BLOCK = "`", "```"
#: What each of these begins with.
SAYING = (FORMULA, CODE, DISPLAY_BLOCK)

_DISPLAY_BLOCK = ' class="math" tabindex="0"'
# A text and what follows it, most of which is kbsite's own: a span around a formula says nothing.
# Of a tag without an end all the rest is text, so that none is looked for twice.
_TOKEN = re.compile(
    r"([^<]*+)(?:</span>([^<]*+)|)"
    r"(?:<(?:span class=\"kept\"><(?=math)"
    rf"|(div{_DISPLAY_BLOCK})><(?=math alttext=\"[^\"]*+\" display=\"block\">)|)"
    rf"(/?{ELEMENT})(?:>|({INSIDE})>)"
    r"|<!--.*?(?:-->|\Z)"
    r"|<![^>]*+>"
    r"|(<(?:/?[a-zA-Z].*+)?+)"
    r"|\Z)",
    re.DOTALL,
)
# The colours of code are two tags between one word and the next.
_TAGS = re.compile(r"<[^>]*+>(?:<[^>]*+>)*+")
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
_NONE: Mapping[str, str] = {}


def events_of(html: str) -> list[Event]:
    """The events of `html`, comments left out."""
    events: list[Event] = []
    add = events.append
    unclosed: set[str] = set()
    place, length = 0, len(html)
    while place < length and (found := _TOKEN.match(html, place)):
        place = found.end()
        text, more, block, name, written, lone = found.groups("")
        if "&" in text:
            text = unescape(text)
        if more:
            add((text, "", ""))
            text = unescape(more)
        name = name.lower()
        if name not in _TAKEN:
            add((text, name, written))
            if lone:
                add((unescape(lone), "", ""))
            continue
        closing = html.find(f"</{name}", place) if name not in unclosed else -1
        if block:
            if html.startswith("</math></div>", closing):
                add((text, DISPLAY_BLOCK, _tex(html, place, closing, written)))
                place = closing + len("</math></div>")
                continue
            add((text, "div", _DISPLAY_BLOCK))
            text = ""
        if closing < 0:
            unclosed.add(name)
            add((text, name, written))
            continue
        if name == "math":
            what = DISPLAY if _is_alone(written) else FORMULA
            add((text, what, _tex(html, place, closing, written)))
        elif name in _CODE:
            add((text, *_code(name, html[place:closing], written)))
        else:
            # Of an `iframe` the tag is asked.
            add((text, name, written) if name == "iframe" else (text, "", ""))
        place = html.find(">", closing) + 1 or length
    return events


def _code(name: str, inside: str, written: str) -> tuple[str, str]:
    text = unescape(_TAGS.sub("", inside) if "<" in inside else inside)
    if name == "code":
        return CODE, text
    return CODE_BLOCK + attributes_of(written).get("data-language", ""), text


def _is_alone(written: str) -> bool:
    """Whether a formula stands alone, by what its tag says."""
    return "display" in written and attributes_of(written).get("display") == "block"


def _tex(html: str, begin: int, end: int, written: str) -> str:
    """That of a formula between its tag and its end."""
    tag = html.find("<annotation", begin, end)
    first = html.find(">", tag, end) + 1 if tag >= 0 else 0
    last = html.find("</annotation>", first, end) if first else -1
    tex = unescape(html[first:last]) if last >= 0 else attributes_in(written).get("alttext", "")
    if not tex:
        tex = " ".join(unescape(_TAGS.sub(" ", html[begin:end])).split())
    return tex.strip()


def attributes_of(written: str) -> Mapping[str, str]:
    """Those of a tag, unescaped, by lower-case name; nobody writes to them."""
    if not written:
        return _NONE
    return _known(written) if len(written) < _SHORT else attributes_in(written)


def classes_of(attributes: Mapping[str, str]) -> Sequence[str]:
    return attributes["class"].split() if "class" in attributes else ()


#: Most short tags of a text are among a few.
_known = lru_cache(maxsize=1024)(attributes_in)
_SHORT = 60
