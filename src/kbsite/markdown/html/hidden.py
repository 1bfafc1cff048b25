"""What the author's HTML hides from every reader: an element with `hidden` or `display: none`, and
all that stands in it. No I/O.

It stays in the note's page as it is written. What says elsewhere what a note says, as text or
without the page's styles, has it not.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Set

from kbsite.markdown.html.tags import FOREIGN, RAW, pieces_in, raw_end, tag_attributes
from kbsite.words.html_attributes import value_of
from kbsite.words.html_elements import VOID

# What may be a tag with attributes. Where it ends is not asked: a value may hold `<` and `>`, and
# in a quote a line of it begins with `>`.
_HAS_MORE = re.compile(r"<[a-zA-Z][a-zA-Z0-9-]*[\s/]")
_NAMES = re.compile(r"hidden|display", re.IGNORECASE)
_DISPLAY = re.compile(r"(?<![\w-])display\s*:\s*([\w-]+)", re.IGNORECASE)
_CSS_COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)", re.DOTALL)
# What a paragraph that is open ends before (HTML, 13.2.6.4.7).
_ENDS_PARAGRAPH = frozenset(
    {
        *("address", "article", "aside", "blockquote", "center", "details", "dialog", "dir", "div"),
        *("dl", "fieldset", "figcaption", "figure", "footer", "form", "header", "hgroup", "hr"),
        *("h1", "h2", "h3", "h4", "h5", "h6", "main", "menu", "nav", "ol", "p", "pre", "search"),
        *("section", "summary", "table", "ul"),
    }
)
# What does not end with the paragraph that it stands in (HTML, 13.2.4.3).
_FORMATTING = frozenset(
    {
        *("a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong"),
        *("tt", "u"),
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
# What that is not looked for around; how far it is.
_BOUNDS = (_ENDS_PARAGRAPH - {"address", "div", "p"}) | {"select", "template", "button", "object"}
_DEEP = 100


def may_hide(source: str) -> bool:
    """Whether HTML in `source` may hide something; where not, nothing else need be asked."""
    found = _HAS_MORE.search(source)
    if found is None:
        return False
    # Sooner than the pattern.
    lower = source[found.end() :].lower()
    return "hidden" in lower or "display" in lower


def hides(tag: re.Match[str]) -> bool:
    """Whether a tag that opens an element hides it."""
    if not _NAMES.search(tag.group()):
        return False
    has_style = False
    for found in tag_attributes(tag):
        key = found["key"].lower()
        if key == "hidden":
            return True
        # Of two the first counts.
        if key == "style" and not has_style:
            has_style = True
            said = _DISPLAY.findall(_CSS_COMMENT.sub(" ", value_of(found)))
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

    def end_line(self, first: int) -> None:
        """Ends with its line what was opened in it, behind the `first` elements: not what marks
        text, nor a block, before which the paragraph ended."""
        if all(name == "p" or name not in _ENDS_PARAGRAPH for name, _ in self._open[first:]):
            self._end_to(first)

    def _take(self, tag: re.Match[str]) -> bool:
        """Whether a tag is seen."""
        name = tag["name"].lower()
        if tag["end"]:
            is_seen = not self._end(name) if self._names[name] else True
            return is_seen and not self
        if name in _ENDS_PARAGRAPH:
            self.end_paragraph()
        elif name in _ENDS:
            self._end_before(_ENDS[name])
        is_hidden = hides(tag)
        if name not in VOID and not (tag.group().endswith("/>") and self._is_foreign(name)):
            self._push(name, is_hidden)
        return not is_hidden and not self

    def _is_foreign(self, name: str) -> bool:
        """Whether an element is one of a drawing or a formula, which `/>` ends."""
        return name in FOREIGN or bool(
            any(self._names[one] for one in FOREIGN) and not self._names["foreignobject"]
        )

    def _end_before(self, names: Set[str]) -> None:
        """Ends those of `names` that are open, with what is open in them."""
        if not any(self._names[name] for name in names):
            return
        for i in range(len(self._open) - 1, max(-1, len(self._open) - _DEEP), -1):
            name = self._open[i][0]
            if name in names:
                while i and self._open[i - 1][0] in names:
                    i -= 1
                self._end_to(i)
                return
            if name in _BOUNDS:
                return

    def _push(self, name: str, is_hidden: bool) -> None:
        self._open.append((name, is_hidden))
        self._names[name] += 1
        self._hidden += is_hidden

    def _end(self, name: str) -> bool:
        """Ends the last element of this name; whether that was hidden itself."""
        i = len(self._open) - 1
        while self._open[i][0] != name:
            i -= 1
        was_hidden = self._open[i][1]
        self._end_to(i, is_own_end=True)
        return was_hidden

    def _end_to(self, first: int, *, is_own_end: bool = False) -> None:
        """Ends all but the `first` elements. What marks text begins again behind that, but for the
        one whose own end it is; of those that hide no more than three, as of equal ones."""
        again = [
            name
            for name, is_hidden in self._open[first + is_own_end :]
            if is_hidden and name in _FORMATTING
        ]
        while len(self._open) > first:
            name, was_hidden = self._open.pop()
            self._names[name] -= 1
            self._hidden -= was_hidden
        for name in again[-3:]:
            self._push(name, True)


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
