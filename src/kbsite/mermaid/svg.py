"""Mermaid's SVG → a picture that is safe and complete by itself. No I/O.

No script, nothing loaded, plain SVG text in the readers' fonts, its size in CSS pixels, nothing
cut at its border.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from kbsite.mermaid.css import clean_declarations, clean_rules
from kbsite.mermaid.extent import Box, text_extent
from kbsite.mermaid.theme import FONT, Palette

_SVG = "{http://www.w3.org/2000/svg}"
_XML_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_HREF = "{http://www.w3.org/1999/xlink}href"
_ELEMENTS_TEXT = (
    "circle clipPath defs ellipse feDropShadow filter g line linearGradient marker path pattern "
    "polygon polyline rect stop style svg symbol text tspan use"
)
_ELEMENTS = frozenset(_ELEMENTS_TEXT.split())
_ATTRIBUTES_TEXT = (
    "class clip-path clip-rule cx cy d dominant-baseline dx dy fill fill-opacity fill-rule "
    "flood-color flood-opacity font-size font-style font-weight gradientTransform gradientUnits "
    "height id marker-end marker-mid marker-start markerHeight markerUnits markerWidth offset "
    "opacity orient points preserveAspectRatio r refX refY rx ry stdDeviation stop-color "
    "stop-opacity stroke stroke-dasharray stroke-dashoffset stroke-linecap stroke-linejoin "
    "stroke-opacity stroke-width style text-anchor transform transform-origin viewBox width "
    "x x1 x2 y y1 y2"
)
_ATTRIBUTES = frozenset(_ATTRIBUTES_TEXT.split())
_FOREIGN_URL = re.compile(r"(?i)url\s*\(\s*(?![\"']?#)")
_LABEL = "-foreignobject-label-"
_MAX_SIDE = 20_000
_LONG = re.compile(r"-?\d+\.\d{3,}(?!\d*e)")


class Picture(NamedTuple):
    """An SVG file, its natural size in CSS pixels, its texts in the order they are drawn."""

    svg: str
    width: int
    height: int
    texts: tuple[str, ...]


def picture_of(svg: str, palette: Palette) -> Picture | str:
    """The picture, or why there can be none. Raises ElementTree.ParseError where `svg` is
    no XML, ValueError where it has no size."""
    source = ElementTree.fromstring(svg)
    labels = {
        element.get("id", ""): element
        for element in source.iter(f"{_SVG}g")
        if _LABEL in element.get("id", "")
    }
    root = _clean(source, labels)
    classes = frozenset(
        name for element in root.iter() for name in element.get("class", "").split()
    )
    rules = [
        rule for element in root.iter("style") for rule in clean_rules(element.text or "", classes)
    ]
    kind = source.get("aria-roledescription", "")
    _recolour(root, kind, palette)
    box = _view(root)
    for extent in text_extent(root, rules):
        box = box.around(extent)
    if not (0 < box.width <= _MAX_SIDE and 0 < box.height <= _MAX_SIDE):
        return f"the picture would be larger than {_MAX_SIDE:,} pixels"
    width, height = (-int(-round(side, 1) // 1) for side in (box.width, box.height))
    root.attrib = {
        "xmlns": _SVG[1:-1],
        "id": root.get("id", ""),
        "class": root.get("class", ""),
        "width": str(width),
        "height": str(height),
        "viewBox": f"{box.left:.1f} {box.top:.1f} {width} {height}",
    }
    _set_style(root, rules, kind, palette)
    texts = tuple(
        text for e in root.iter("text") if (text := " ".join("".join(e.itertext()).split()))
    )
    return Picture(ElementTree.tostring(root, encoding="unicode"), width, height, texts)


def _clean(element: Element, labels: dict[str, Element]) -> Element:
    """A copy with what is allowed, without namespaces; labels stand where they are used.
    Depth is bounded by Mermaid's own bound on SVG trees (256)."""
    tag = element.tag.removeprefix(_SVG)
    copy = Element("g" if tag == "a" else tag)
    copy.text = element.text if tag in ("text", "tspan", "style") else None
    for name, value in element.attrib.items():
        if name == "style":
            value = clean_declarations(value)
        value = _LONG.sub(_rounded, value)
        if name in _ATTRIBUTES and value and not _FOREIGN_URL.search(value):
            copy.set(name, value)
        elif name == _XML_SPACE:
            copy.set("xml:space", "preserve")
    for child in element:
        kind = child.tag.removeprefix(_SVG)
        if kind == "use":
            if (shown := _used(child, labels)) is not None:
                copy.append(shown)
        elif child.get("id", "") not in labels and kind in _ELEMENTS | {"a"}:
            copied = _clean(child, labels)
            if kind in ("text", "tspan"):
                copied.tail = child.tail if tag in ("text", "tspan") else None
            copy.append(copied)
    return copy


def _rounded(number: re.Match[str]) -> str:
    """Two decimals: smaller files, and the last digits differ between machines."""
    return f"{float(number.group()):.2f}".rstrip("0").rstrip(".")


def _used(use: Element, labels: dict[str, Element]) -> Element | None:
    """What a `<use>` shows: a label as text, any other thing of the same file by reference."""
    target = use.get("href") or use.get(_HREF) or ""
    label = labels.get(target.removeprefix("#"))
    if label is None:
        if not target.startswith("#"):
            return None
        copy = Element("use", {"href": target})
        for name in ("x", "y", "width", "height", "class", "transform"):
            if value := use.get(name):
                copy.set(name, value)
        return copy
    group = Element("g")
    x, y = use.get("x", "0"), use.get("y", "0")
    if (x, y) != ("0", "0"):
        group.set("transform", f"translate({x},{y})")
    for part in label.iter():
        kind = part.tag.removeprefix(_SVG)
        seen = kind == "rect" and part.get("fill") not in (None, "none")
        if kind == "text" or seen:
            group.append(_clean(part, {}))
    return group


def _recolour(root: Element, kind: str, palette: Palette) -> None:
    """What Mermaid colours the same in every theme; grounds that authors give."""
    for element in root.iter():
        tag, names = element.tag, element.get("class", "")
        if element.get("fill", "").lower() in ("white", "#fff", "#ffffff") and tag == "circle":
            element.set("fill", palette.paper)
        if tag == "rect" and names == "rect":
            # A coloured part of a sequence diagram: a tint, so that text can be read on it.
            element.set("fill-opacity", "0.2")
        if kind == "c4":
            for name in ("fill", "stroke"):
                if element.get(name, "").lower() in ("#444444", "#ffffff"):
                    element.set(name, palette.ink)
            if tag in ("text", "tspan"):
                element.set("style", f"{element.get('style', '')};fill:{palette.ink}")
        if names == "links":
            # Those of a sankey diagram: its labels are drawn above them and have to be read.
            element.set("stroke-opacity", "0.35")
    if kind == "sankey":
        labels = [e for e in root if e.get("class") == "node-labels"]
        for label in labels:
            root.remove(label)
            root.append(label)


def _set_style(
    root: Element, rules: Sequence[tuple[str, str]], kind: str, palette: Palette
) -> None:
    """One stylesheet in place of Mermaid's; definitions of nothing go with those."""
    for parent in list(root.iter()):
        for child in [c for c in parent if c.tag == "style" or (c.tag == "defs" and not len(c))]:
            parent.remove(child)
    style = Element("style")
    base = f"font-family:{FONT};font-size:16px;fill:{palette.ink};color:{palette.line}"
    style.text = f"#{root.get('id')}{{{base}}}" + "".join(
        f"{names}{{{body}}}" for names, body in rules
    )
    if kind == "packet":
        # The one kind that takes no colours from the theme.
        style.text += (
            f".packetByte,.packetLabel,.packetTitle{{fill:{palette.ink}!important}}"
            f".packetBlock{{fill:{palette.node}!important;stroke:{palette.border}!important}}"
        )
    root.insert(0, style)


def _view(root: Element) -> Box:
    left, top, width, height = (float(number) for number in root.get("viewBox", "").split())
    return Box(left, top, left + width, top + height)
