"""The MathML of a page as a tree that ziamath draws well, and not too large for it. No I/O."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

#: As many elements are laid out at most: a second of work.
MAX_COST = 4_000
MAX_BYTES = 50_000

_ANNOTATION = re.compile(r"<annotation\b.*?</annotation>", re.DOTALL)
_FENCES = frozenset("()[]{}|‖⟨⟩⌊⌋⌈⌉∣∥/\\⟦⟧↑↓⇑⇓↕⇕⟮⟯⎰⎱")
# Names of characters that are no part of XML.
_ENTITY = re.compile(r"&(?!(?:amp|lt|gt|quot|apos|#\d+|#x[\da-fA-F]+);)(\w+;)")
#: Say which form of a character is meant, where a font has two; this one has none.
_SELECTORS = dict.fromkeys(range(0xFE00, 0xFE10))
#: Classes of the theme's → what `menclose` calls the same.
_ENCLOSED = {
    "overline": "top",
    "underline": "bottom",
    "boxed": "box",
    "cancel": "updiagonalstrike",
    "bcancel": "downdiagonalstrike",
    "xcancel": "updiagonalstrike downdiagonalstrike",
    "sout": "horizontalstrike",
    "actuarial": "actuarial",
    "phasor": "phasorangle",
}
_SCRIPTED = frozenset({"msub", "msup", "msubsup", "munder", "mover", "munderover"})
#: What ziamath lays out as a row.
_ROWS = frozenset({"mrow", "math", "mtd", "mtr", "mstyle"})
_TOKENS = frozenset({"mi", "mn", "mo", "mtext", "ms"})


class TooComplexError(ValueError):
    """A formula that would take too long."""


def tree_of(mathml: str) -> Element:
    """Raises ElementTree.ParseError and TooComplexError."""
    if len(mathml) > MAX_BYTES:
        raise TooComplexError("too long")
    shown = _ANNOTATION.sub("", mathml)
    shown = _ENTITY.sub(lambda found: html.unescape(found.group()), shown)
    return ElementTree.fromstring(shown)


def drawable_tree(root: Element, is_known: Callable[[str], bool], places: str) -> str:
    """Changes the tree below `root`. The characters that are not known give way to those of
    `places`, in turn, and are returned in their order. Raises TooComplexError."""
    written = _Places(is_known, places)
    elements = fences = 0
    _flatten(root)
    for element in root.iter():
        _rename(element)
        if element.tag in _TOKENS and element.text:
            element.text = written.text(element.text)
        elements += 1
        fences += element.tag == "mo" and _is_fence(element)
    # A fence doubles no more than what stands in its row.
    if elements << fences > MAX_COST and cost_of(root) > MAX_COST:
        raise TooComplexError("too deep")
    return "".join(written.lacking)


class _Places:
    """Writes text with `places`, in turn, for characters that are not known, which are `lacking`
    in their order."""

    def __init__(self, is_known: Callable[[str], bool], places: str) -> None:
        self._is_known = is_known
        self._places = places
        self.lacking: list[str] = []

    def text(self, text: str) -> str:
        text = text.translate(_SELECTORS)
        return text if self._is_known(text) else "".join(map(self._character, text))

    def _character(self, character: str) -> str:
        if self._is_known(character):
            return character
        self.lacking.append(character)
        return self._places[(len(self.lacking) - 1) % len(self._places)]


def _rename(element: Element) -> None:
    """Says by names and attributes that ziamath knows what is said by those of the theme."""
    names = (element.attrib.pop("class", "")).split()
    element.attrib.pop("style", None)
    if element.tag in ("mpadded", "semantics"):
        # Of `semantics` there is the formula alone; ziamath lays out `mpadded` many times.
        element.tag = "mrow"
    elif element.tag == "mtd":
        _align(element, names)
    elif element.tag == "mtable" and "full" in names:
        # The number of an equation stands behind it.
        element.set("columnspacing", "1em")
    for name in names:
        if notation := _ENCLOSED.get(name):
            element.tag = "menclose"
            element.set("notation", notation)


def _flatten(root: Element) -> None:
    """Text that is set off within text, as HTML may, is as the text around it: ziamath knows no
    elements there."""
    for token in [element for element in root.iter() if element.tag in _TOKENS and len(element)]:
        token.text = "".join(token.itertext())
        del token[:]


def _align(cell: Element, names: list[str]) -> None:
    for side in ("left", "right"):
        if side in names:
            cell.set("columnalign", side)


def has_fence(element: Element) -> bool:
    """Whether it grows with what stands beside it in its row: a fence, with scripts or without."""
    while element.tag in _SCRIPTED and len(element):
        element = element[0]
    return element.tag == "mo" and _is_fence(element)


def _is_fence(sign: Element) -> bool:
    return sign.get("stretchy") != "false" and (sign.text or "").strip() in _FENCES


def cost_of(root: Element) -> int:
    """How many elements are laid out: a row with fences lays out its children twice."""
    cost: dict[int, int] = {}
    for element in _bottom_up(root):
        times = 2 if element.tag in _ROWS and any(map(has_fence, element)) else 1
        cost[id(element)] = 1 + times * sum(cost[id(child)] for child in element)
    return cost[id(root)]


def _bottom_up(root: Element) -> Iterator[Element]:
    return reversed(list(_top_down(root)))


def _top_down(root: Element) -> Iterator[Element]:
    waiting = [root]
    while waiting:
        element = waiting.pop()
        yield element
        waiting += element
