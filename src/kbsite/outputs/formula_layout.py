"""ziamath as kbsite has formulas laid out and drawn with it: what many formulas share is worked out
once. No I/O but reading its font.

Most of a formula are letters, digits and signs that stand in others too, set the same way. Each is
laid out once for all of them; the numbers that come out are those of ziamath's own code.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping
from copy import deepcopy
from functools import lru_cache
from html import escape
from types import SimpleNamespace
from typing import Any, NamedTuple
from xml.etree.ElementTree import Element, tostring

from kbsite.outputs.formula_tree import has_fence

#: So many letters and signs of one kind are remembered at once.
_REMEMBERED = 4_000
#: Attributes that make the style of an element another than that of the one around it.
_STYLING = frozenset(
    {"mathvariant", "mathcolor", "mathbackground", "mathsize"}
    | {"scriptlevel", "displaystyle", "display", "style"}
)
#: What sets its own style further when it is laid out.
_LETTERS = frozenset({"mi", "mn", "mtext"})
_SCRIPTED = frozenset({"msub", "msup", "msubsup"})


class LaidOut(NamedTuple):
    """A formula as SVG, and the box around it: pixels, down and to the right of where its line of
    text begins."""

    body: str
    x: float
    y: float
    width: float
    height: float


def lay_out(root: Element, size: float, margin: float) -> LaidOut:
    """`size` is that of an em; the box is larger than the formula by `margin` on each side. Changes
    the tree. Raises whatever ziamath raises."""
    math = ziamath()
    try:
        node = math.Math(root, size=size).node
    except Exception:
        # A text that cannot be laid out leaves the font as text has it, without forms for scripts.
        math.zmath.loadedfonts["default"].language("math", "")
        raise
    picture = Picture()
    node.draw(0, 0, picture)
    left, right, bottom, top = node.bbox
    box = left - margin, -top - margin, right - left + 2 * margin, top - bottom + 2 * margin
    return LaidOut(picture.body(), *(round(length, 3) for length in box))


class Picture(Element):
    """What ziamath draws on: bars and frames as elements in it, signs as text."""

    def __init__(self) -> None:
        super().__init__("svg")
        self._parts: list[str] = []
        #: The signs whose outline it has.
        self._outlined: set[str] = set()

    def put(self, sign: Any, x: float, y: float) -> None:
        """Draws a `ziamath.drawable.Glyph`."""
        self._write_elements()
        glyph = sign.glyph
        if glyph.id not in self._outlined:
            self._outlined.add(glyph.id)
            self._parts.append(_outline(glyph))
        if not sign.phantom:
            opening, left, top, closing = _place(glyph, sign.size, sign.style.mathcolor)
            self._parts.append(
                f'{opening} x="{_number(x + left)}" y="{_number(y + top)}" {closing}'
            )

    def body(self) -> str:
        """What was drawn, in order."""
        self._write_elements()
        return "".join(self._parts)

    def _write_elements(self) -> None:
        if len(self):
            self._parts += [tostring(element, encoding="unicode") for element in self]
            del self[:]


@lru_cache(maxsize=_REMEMBERED)
def _place(glyph: Any, size: float, colour: str | None) -> tuple[str, float, float, str]:
    """How a sign is put where it stands in its line, as `SimpleGlyph.place` of ziafont has it: what
    is written before its place, how far to the right of it and down from it, what behind it."""
    scale = size / glyph.DFLT_SIZE_PT
    left, right, bottom, top = glyph.viewbox
    closing = (
        f'width="{_number((right - left) * scale)}" height="{_number((top - bottom) * scale)}"'
    )
    if colour:
        closing += f' fill="{escape(colour)}"'
    x = min(glyph.funits_to_points(glyph.bbox.xmin, scale), 0)
    y = -glyph.funits_to_points(max(glyph.bbox.ymax, glyph.font.info.layout.ymax), scale)
    return f'<use href="#{glyph.id}"', x, y, f"{closing} />"


@lru_cache(maxsize=_REMEMBERED)
def _outline(glyph: Any) -> str:
    return tostring(glyph.svgsymbol(), encoding="unicode")


def _number(value: float) -> str:
    """As ziafont writes it."""
    return f"{value:.3f}".rstrip("0").rstrip(".")


@lru_cache(maxsize=1)
def ziamath() -> Any:
    """ziamath, made quicker. It loads a font, which takes as long as a hundred formulas."""
    with warnings.catch_warnings():
        # It finds its font in a way that Python calls old.
        warnings.simplefilter("ignore")
        import ziamath
        from ziafont.tables import Coverage
        from ziamath import drawable, styles, zmath
        from ziamath.nodes import mfrac, mnode

    # What it says about elements that it does not know says nothing to an author.
    talking: Any = mnode
    talking.logging = SimpleNamespace(warning=lambda *said: None)
    glyph: Any = drawable.Glyph
    glyph.draw = _drawing(glyph.draw)
    # Places in the tables of a font are looked for one by one.
    coverage: Any = Coverage
    coverage.covidx = lru_cache(maxsize=4 * _REMEMBERED)(coverage.covidx)
    node: Any = mnode.Mnode
    node.size_px = _measuring(node.size_px)
    read_only: Any = styles
    # A style is only read: it need not be copied in depth for every sign.
    read_only.asdict, read_only.ChainMap = vars, lambda own, above: {**above, **own}
    for module in (mnode, mfrac):
        styled: Any = module
        styled.parse_style = _styling(styles.parse_style)
    with_styles = zmath.apply_mstyle
    whole: Any = zmath
    # It writes the formula and reads it again, to take the elements out that set a style.
    whole.apply_mstyle = lambda root: root if root.find(".//mstyle") is None else with_styles(root)
    _replace_nodes()
    return ziamath


def _replace_nodes() -> None:
    from ziamath.nodes import mnode
    from ziamath.nodes.mrow import Mrow
    from ziamath.nodes.nodetools import elementtext
    from ziamath.operators import get_params

    class _Row(Mrow, tag="mrow"):
        """A row asks how tall it is where that matters alone: with a fence in it. Otherwise each
        level of rows would be laid out twice as often as the one above it."""

        def _get_height_nostretch(self, line: list[Any], **settings: Any) -> tuple[float, float]:
            if not any(map(has_fence, line)):
                return 9999, -9999
            settings["nostretch"] = True
            # What is laid out sets attributes.
            shown = [deepcopy(child) for child in line if child.tag != "mo" or elementtext(child)]
            boxes = [self.fromelement(child, self, **settings).bbox for child in shown]
            return (
                min([9999, *(box.ymin for box in boxes)]),
                max([-9999, *(box.ymax for box in boxes)]),
            )

    @lru_cache(maxsize=_REMEMBERED)
    def grows(sign: str, form: str) -> bool:
        return get_params(sign, form).get("stretchy", "false") != "false"

    def of_letters(element: Element, parent: Any, settings: Mapping[str, Any]) -> tuple[Any, ...]:
        before = parent.nodes[-1] if getattr(parent, "nodes", None) else None
        if before is not None and before.mtag == "mrow" and before.nodes:
            before = before.nodes[-1]
        return parent.mtag in _SCRIPTED, before is not None and before.mtag == "mfenced"

    def of_sign(element: Element, parent: Any, settings: Mapping[str, Any]) -> tuple[Any, ...]:
        of_itself = settings.get("width"), settings.get("height")
        if given := element.get("stretchy"):
            is_tall = given != "false"
        else:
            is_tall = grows(elementtext(element), element.get("form", "infix"))
        if not is_tall:
            return of_itself
        row = settings.get("rowymin"), settings.get("rowymax"), settings.get("nostretch")
        has_left = hasattr(parent, "leftsibling") and parent.leftsibling() is not None
        return *of_itself, *row, has_left

    classes: dict[str, Any] = mnode._node_classes
    for tag in _LETTERS:
        classes[tag] = _remembering(classes[tag], of_letters)
    classes["mo"] = _remembering(classes["mo"], of_sign)


_Asked = Callable[[Element, Any, Mapping[str, Any]], tuple[Any, ...]]


def _remembering(lay_out: Any, asked: _Asked) -> Any:
    """A class of nodes that hold no others, as a function that gives the same node for the same
    element in the same surroundings; `asked` says what the class asks of them beyond style and
    size."""
    known: dict[tuple[Any, ...], Any] = {}

    def node(element: Element, parent: Any, **settings: Any) -> Any:
        key = (
            element.text,
            *element.attrib.items(),
            parent.size,
            _look(parent.style),
            bool(settings.get("sup") or settings.get("sub")),
            settings.get("phantom"),
            *asked(element, parent, settings),
        )
        found = known.get(key)
        if found is None:
            if len(known) >= _REMEMBERED:
                known.clear()
            found = known[key] = lay_out(element, parent, **settings)
            # It would hold the whole formula, and is not asked for any more.
            found.parent = None
        return found

    return node


def _look(style: Any) -> tuple[Any, ...]:
    """A style as a key. Those of elements that hold others never change."""
    look: tuple[Any, ...] | None = vars(style).get("look")
    if look is None:
        values = {**vars(style), **vars(style.mathvariant), "mathvariant": None}
        look = style.look = tuple(values.values())
    return look


def _styling(parse: Any) -> Any:
    def parse_style(element: Element, above: Any = None) -> Any:
        if above is None or element.tag in _LETTERS or not _STYLING.isdisjoint(element.attrib):
            return parse(element, above)
        return above

    return parse_style


def _measuring(measure: Any) -> Any:
    """Lengths as written → pixels: few are written, and it makes a table for each."""
    known = lru_cache(maxsize=_REMEMBERED)(lambda length, em: measure(None, length, em))

    def size_px(node: Any, size: str, fontsize: float | None = None) -> float:
        pixels: float = known(size, node.glyphsize if fontsize is None else fontsize)
        return pixels

    return size_px


def _drawing(draw: Any) -> Any:
    def draw_sign(sign: Any, x: float, y: float, svg: Element) -> tuple[float, float]:
        if isinstance(svg, Picture):
            svg.put(sign, x, y)
            return x, y
        drawn: tuple[float, float] = draw(sign, x, y, svg)
        return drawn

    return draw_sign
