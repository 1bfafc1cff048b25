"""What the author's HTML hides from every reader: an element with `hidden` or `display: none`, and
all that stands in it. No I/O.

It stays in the note's page as it is written. What says elsewhere what a note says, as text or
without the page's styles, has it not.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Set
from html import unescape

from kbsite.markdown.html_tags import ATTRIBUTE, RAW, VOID, pieces_in, raw_end

# A tag with `>` in a value is looked at more closely, too.
_MAY_HIDE = re.compile(
    r"<[a-z][a-z0-9-]*[\s/][^<>]*(?:hidden|display|=\s*(?:\"[^\"<>]*>|'[^'<>]*>))", re.IGNORECASE
)
_NAMES = re.compile(r"hidden|display", re.IGNORECASE)
_DISPLAY = re.compile(r"(?<![\w-])display\s*:\s*([\w-]+)", re.IGNORECASE)
# What a paragraph that is open ends before (HTML, 13.2.6.4.7).
_ENDS_PARAGRAPH = frozenset(
    {
        *("address", "article", "aside", "blockquote", "center", "details", "dialog", "dir", "div"),
        *("dl", "fieldset", "figcaption", "figure", "footer", "form", "header", "hgroup", "hr"),
        *("h1", "h2", "h3", "h4", "h5", "h6", "main", "menu", "nav", "ol", "p", "pre", "search"),
        *("section", "summary", "table", "ul"),
    }
)
_CELLS, _DEFINITIONS = frozenset({"td", "th"}), frozenset({"dt", "dd"})
_ROWS = _CELLS | {"tr"}
_GROUPS = _ROWS | {"tbody", "thead", "tfoot"}
# What ends before another begins.
_ENDS: Mapping[str, Set[str]] = {
    "li": frozenset({"li"}),
    "option": frozenset({"option"}),
    "tr": _ROWS,
    **dict.fromkeys(_CELLS, _CELLS),
    **dict.fromkeys(_DEFINITIONS, _DEFINITIONS),
    **dict.fromkeys(_GROUPS - _ROWS, _GROUPS),
}


def may_hide(source: str) -> bool:
    """Whether HTML in `source` may hide something; where not, nothing else need be asked."""
    return _MAY_HIDE.search(source) is not None


def hides(tag: re.Match[str]) -> bool:
    """Whether a tag that opens an element hides it."""
    if not _NAMES.search(tag.group()):
        return False
    for found in ATTRIBUTE.finditer(tag.string, tag.end("name"), tag.end() - 1):
        key = found["key"].lower()
        if key == "hidden":
            return True
        if key == "style":
            value = unescape(found["double"] or found["single"] or found["bare"] or "")
            said = _DISPLAY.findall(value)
            if said and said[-1].lower() == "none":
                return True
    return False


class Hiding:
    """The elements that are open where HTML is read from its beginning, and whether one of them
    hides what stands there. `around` says that what holds it all is hidden."""

    def __init__(self, *, around: bool = False) -> None:
        self._open: list[tuple[str, bool]] = []
        self._names: Counter[str] = Counter()
        self._hidden = 1 if around else 0

    def __bool__(self) -> bool:
        return self._hidden > 0

    def __len__(self) -> int:
        """How many elements are open."""
        return len(self._open)

    def shown(self, html: str) -> str:
        """What is seen of `html`, which goes on where the last ended."""
        parts: list[str] = []
        done = 0
        for tag in _tags(html):
            was_hidden = bool(self)
            is_seen = self._take(tag)
            if not was_hidden and not is_seen:
                parts.append(html[done : tag.start()])
            if not self and (was_hidden or not is_seen):
                done = tag.start() if is_seen else tag.end()
        if not self:
            parts.append(html[done:])
        return "".join(parts)

    def end_paragraph(self) -> None:
        """Ends a `<p>` that is open."""
        if self._names["p"]:
            self._end("p")

    def end_to(self, count: int) -> None:
        """Ends all but the first `count` elements."""
        while len(self._open) > count:
            self._pop()

    def _take(self, tag: re.Match[str]) -> bool:
        """Whether a tag is seen."""
        name = tag["name"].lower()
        if tag["end"]:
            is_seen = not self._end(name) if self._names[name] else True
            return is_seen and not self
        if name in _ENDS_PARAGRAPH:
            self.end_paragraph()
        elif name in _ENDS:
            while self._open and self._open[-1][0] in _ENDS[name]:
                self._pop()
        is_hidden = hides(tag)
        if name not in VOID:
            self._open.append((name, is_hidden))
            self._names[name] += 1
            self._hidden += is_hidden
        return not is_hidden and not self

    def _end(self, name: str) -> bool:
        """Ends the last element of this name; whether that was hidden itself."""
        while True:
            last, was_hidden = self._pop()
            if last == name:
                return was_hidden

    def _pop(self) -> tuple[str, bool]:
        name, was_hidden = self._open.pop()
        self._names[name] -= 1
        self._hidden -= was_hidden
        return name, was_hidden


def without_hidden(html: str) -> str:
    """`html`, which is whole, without what is hidden."""
    return Hiding().shown(html) if may_hide(html) else html


def _tags(html: str) -> Iterator[re.Match[str]]:
    """Those that are none of the text of a style or the like."""
    text = 0
    for tag in pieces_in(html):
        if tag.start() < text or not tag["name"]:
            continue
        if tag["name"].lower() in RAW and not tag["end"]:
            text = max(raw_end(html, tag["name"], tag.end()), tag.end())
        yield tag
