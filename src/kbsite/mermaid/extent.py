"""How far the text of an SVG reaches, so that none is cut at its border. No I/O."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple
from xml.etree.ElementTree import Element

from kbsite.mermaid.css import font_sizes
from kbsite.mermaid.text_width import is_bold, line_width

_STEP = re.compile(r"(translate|rotate|scale|matrix)\s*\(([^)]*)\)")
_NUMBER = re.compile(r"-?[0-9]*\.?[0-9]+(?:e-?[0-9]+)?")
_STYLE_SIZE = re.compile(r"(?:^|;)\s*font-size:\s*([0-9.]+)")
_STYLE_ANCHOR = re.compile(r"text-anchor:\s*(\w+)")
_STYLE_WEIGHT = re.compile(r"font-weight:\s*(\w+)")
_MARGIN = 4.0

#: a, b, c, d, e, f of an affine transformation (SVG 2, section 8.5).
Matrix = tuple[float, float, float, float, float, float]
_SAME: Matrix = (1, 0, 0, 1, 0, 0)


class Box(NamedTuple):
    """A rectangle in the picture's own pixels."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        return self.right - self.left

    @property
    def height(self) -> float:
        return self.bottom - self.top

    def around(self, other: Box) -> Box:
        """Both; what reaches out of this one gets a margin."""
        return Box(
            self.left if other.left >= self.left else min(self.left, other.left - _MARGIN),
            self.top if other.top >= self.top else min(self.top, other.top - _MARGIN),
            self.right if other.right <= self.right else max(self.right, other.right + _MARGIN),
            self.bottom
            if other.bottom <= self.bottom
            else max(self.bottom, other.bottom + _MARGIN),
        )


class _State(NamedTuple):
    """What a text inherits."""

    matrix: Matrix
    size: float
    anchor: str
    bold: bool


def text_extent(root: Element, rules: Sequence[tuple[str, str]]) -> Iterator[Box]:
    """The box of every line of text outside `<defs>`, as wide as it may get."""
    sizes = font_sizes(rules)
    anchors = _anchors(rules)
    stack = [(root, _State(_SAME, 16.0, "start", False), 0.0, 0.0)]
    while stack:
        element, state, x, y = stack.pop()
        if element.tag in ("defs", "marker", "symbol", "clipPath"):
            continue
        state = _state(element, state, sizes, anchors)
        if element.tag in ("text", "tspan"):
            x = _first(element.get("x"), x) + _length(element.get("dx"), state.size)
            y = _first(element.get("y"), y) + _length(element.get("dy"), state.size)
            if element.text and element.text.strip():
                yield _box(element.text.strip(), state, x, y)
        stack += [(child, state, x, y) for child in reversed(element)]


def _state(
    element: Element,
    state: _State,
    sizes: Sequence[tuple[str, frozenset[str], float]],
    anchors: Sequence[tuple[str, frozenset[str], str]],
) -> _State:
    style = element.get("style", "")
    classes = frozenset(element.get("class", "").split())
    matrix, size, anchor, bold = state
    if transform := element.get("transform"):
        matrix = _transformed(matrix, transform)
    size = _first(element.get("font-size"), size)
    anchor = element.get("text-anchor", anchor)
    for tag, names, value in sizes:
        if names <= classes and tag in ("", element.tag) and (names or tag):
            size = value
    for tag, names, word in anchors:
        if names <= classes and tag in ("", element.tag) and (names or tag):
            anchor = word
    if match := _STYLE_SIZE.search(style):
        size = float(match.group(1))
    if match := _STYLE_ANCHOR.search(style):
        anchor = match.group(1)
    weight = element.get("font-weight")
    if match := _STYLE_WEIGHT.search(style):
        weight = match.group(1)
    return _State(matrix, size, anchor, is_bold(weight) if weight else bold)


def _anchors(rules: Sequence[tuple[str, str]]) -> list[tuple[str, frozenset[str], str]]:
    """Like `font_sizes` for text-anchor."""
    found: list[tuple[str, frozenset[str], str]] = []
    for selectors, declarations in rules:
        if match := _STYLE_ANCHOR.search(declarations):
            marked = [(selectors, "font-size:1px")]
            found += [(tag, names, match.group(1)) for tag, names, _ in font_sizes(marked)]
    return found


def _box(text: str, state: _State, x: float, y: float) -> Box:
    width = line_width(text, state.size, state.bold)
    left = x - {"middle": width / 2, "end": width}.get(state.anchor, 0.0)
    # A baseline may be at the foot, the middle or the top of a line.
    corners = [
        _apply(state.matrix, cx, cy)
        for cx in (left, left + width)
        for cy in (y - state.size * 0.6, y + state.size * 0.6)
    ]
    xs, ys = [corner[0] for corner in corners], [corner[1] for corner in corners]
    return Box(min(xs), min(ys), max(xs), max(ys))


def _apply(matrix: Matrix, x: float, y: float) -> tuple[float, float]:
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f


def _transformed(matrix: Matrix, transform: str) -> Matrix:
    for name, numbers in _STEP.findall(transform):
        values = [float(number) for number in _NUMBER.findall(numbers)]
        matrix = _times(matrix, _step(name, values)) if values else matrix
    return matrix


def _step(name: str, values: list[float]) -> Matrix:
    if name == "translate":
        return (1, 0, 0, 1, values[0], values[1] if len(values) > 1 else 0)
    if name == "scale":
        return (values[0], 0, 0, values[-1], 0, 0)
    if name == "matrix" and len(values) == 6:
        a, b, c, d, e, f = values
        return (a, b, c, d, e, f)
    if name == "rotate":
        sine, cosine = math.sin(math.radians(values[0])), math.cos(math.radians(values[0]))
        x, y = (values[1], values[2]) if len(values) > 2 else (0.0, 0.0)
        turned: Matrix = (cosine, sine, -sine, cosine, 0, 0)
        return _times(_times((1, 0, 0, 1, x, y), turned), (1, 0, 0, 1, -x, -y))
    return _SAME


def _times(one: Matrix, other: Matrix) -> Matrix:
    a, b, c, d, e, f = one
    g, h, i, j, k, m = other
    return (
        *(a * g + c * h, b * g + d * h, a * i + c * j),
        *(b * i + d * j, a * k + c * m + e, b * k + d * m + f),
    )


def _first(value: str | None, default: float) -> float:
    match = _NUMBER.match(value.strip()) if value else None
    return float(match.group()) if match else default


def _length(value: str | None, size: float) -> float:
    number = _first(value, 0.0)
    return number * size if value and value.strip().endswith("em") else number
