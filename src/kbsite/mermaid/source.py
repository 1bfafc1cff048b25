"""What is done to a diagram's source before Mermaid reads it. No I/O.

Its own configuration (front matter and `%%{init: …}%%`) is taken out: of it only settings of
layout are kept, as values, so that none can load anything, change what is safe, or bring
colours that cannot be read in one of the two themes. Colours that the author gives to nodes
are kept, with a text colour that can be read on them. The number of lines stays the same.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from kbsite.mermaid.colours import READABLE, Colour, contrast, hex_of, over, read_colour
from kbsite.mermaid.theme import Palette
from kbsite.model import Scalar
from kbsite.nodes.tree import MappingNode, Mistake, Node, ScalarNode, scalar_value
from kbsite.nodes.yaml import parse_yaml
from kbsite.nouns.diagrams import DiagramFault

#: Settings by section (`flowchart`, `sequence`, …).
Settings = dict[str, dict[str, Scalar]]

#: Mermaid's own bound (`maxTextSize`), in bytes.
MAX_SOURCE = 50_000

_SECTIONS_TEXT = (
    "architecture block c4 class er flowchart gantt gitGraph journey kanban mindmap packet pie "
    "quadrantChart radar requirement sankey sequence state timeline treemap xyChart"
)
_SECTIONS = frozenset(_SECTIONS_TEXT.split())
# Settings about colours and fonts are the theme's, those about HTML and links are refused.
_NOT_KEPT = re.compile(r"(?i)font|colou?r|css|html|fill|stroke|url|link|maxwidth|arrowmarker|secur")
_LARGEST = 1000
_WORD = re.compile(r"[^\W\d][\w -]{0,39}|%[\w %:./-]{1,39}")
_INIT = re.compile(r"\s*(?:init|initialize)\s*:")

_STYLE = re.compile(r"\s*(?:classDef|style|linkStyle)\s+[^\s]+\s+(?=\S)")
_C4_ROLES = {
    "bgColor": "node",
    "fontColor": "ink",
    "textColor": "ink",
    "borderColor": "border",
    "lineColor": "line",
}
_C4_COLOUR = re.compile(rf"(\$({'|'.join(_C4_ROLES)})\s{{0,9}}=\s{{0,9}})\"[^\"\n]{{0,80}}\"")
_OUTSIDE_PARENTHESES = re.compile(r"(?<!\\),(?![^()]*\))")
_UNSAFE = re.compile(r"(?i)url\s*\(|image|@|\\[0-9a-f]|expression|javascript|[<>{}\"']")


class Prepared(NamedTuple):
    """The source without its configuration, and what was kept of that."""

    source: str
    title: str
    settings: Settings


def prepare(source: str) -> Prepared | DiagramFault:
    """Bounds the source and takes its configuration out."""
    if len(source.encode("utf-8", "surrogatepass")) > MAX_SOURCE:
        message = f"the diagram is longer than {MAX_SOURCE:,} bytes"
        return DiagramFault(message, 1, "Draw it as several smaller ones.")
    # Lone surrogates and control characters cannot stand in SVG.
    source = re.sub("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", " ", source)
    # Formulas in labels cannot be drawn: their TeX is shown as it stands.
    source = source.replace("$$", "$")
    settings: Settings = {}
    front = _take_front_matter(source, settings)
    if isinstance(front, DiagramFault):
        return front
    title, source = front
    body = _take_directives(source, settings)
    return body if isinstance(body, DiagramFault) else Prepared(body, title, settings)


def _take_front_matter(source: str, settings: Settings) -> tuple[str, str] | DiagramFault:
    """The title, and the source with its front matter blank but for that."""
    lines = source.split("\n")
    start = next((i for i, line in enumerate(lines) if line.strip()), 0)
    if lines[start].rstrip() != "---":
        return "", source
    close = next((i for i in range(start + 1, len(lines)) if lines[i].rstrip() == "---"), 0)
    if not close:
        return DiagramFault("the front matter is never closed: --- is missing", start + 1)
    node = parse_yaml("\n".join(lines[start + 1 : close]))
    if isinstance(node, Mistake):
        return DiagramFault(f"front matter: {node.message}", start + 1 + node.line, node.hint)
    title = ""
    for key, value in _entries(node):
        if key == "title" and isinstance(value, ScalarNode):
            title = " ".join(value.text.split())[:200]
        elif key == "config":
            _keep(value, settings)
        elif key == "displayMode" and isinstance(value, ScalarNode) and value.text == "compact":
            settings.setdefault("gantt", {})["displayMode"] = "compact"
    blank = [""] * (close + 1)
    if title and close - start > 1:
        quoted = title.replace("\\", "\\\\").replace('"', '\\"')
        # Front matter must begin at the first line for Mermaid.
        blank[: close + 1] = ["---", f'title: "{quoted}"', *[""] * (close - 2), "---"]
    return title, "\n".join([*blank, *lines[close + 1 :]])


def _take_directives(source: str, settings: Settings) -> str | DiagramFault:
    parts: list[str] = []
    position = 0
    while (start := source.find("%%{", position)) >= 0:
        end = source.find("}%%", start)
        if end < 0:
            line = source.count("\n", 0, start) + 1
            return DiagramFault("a directive is never closed: }%% is missing", line)
        text = source[start + 3 : end]
        if match := _INIT.match(text):
            node = parse_yaml(text[match.end() :].replace("\t", " "))
            if isinstance(node, Mistake):
                line = source.count("\n", 0, start) + node.line
                return DiagramFault(f"%%{{init}}%%: {node.message}", line, node.hint)
            _keep(node, settings)
        elif text.strip() == "wrap":
            settings.setdefault("sequence", {})["wrap"] = True
        parts += [source[position:start], "\n" * text.count("\n")]
        position = end + 3
    return "".join((*parts, source[position:]))


def _entries(node: Node | None) -> list[tuple[str, Node]]:
    if not isinstance(node, MappingNode):
        return []
    return [(key.text, value) for key, value in node.entries]


def _keep(config: Node | None, settings: Settings) -> None:
    for section, node in _entries(config):
        if section not in _SECTIONS:
            continue
        for key, value in _entries(node):
            if not isinstance(value, ScalarNode) or _NOT_KEPT.search(key):
                continue
            kept = scalar_value(value)
            if isinstance(kept, int | float) and not -_LARGEST <= kept <= _LARGEST:
                continue
            if isinstance(kept, str) and not _WORD.fullmatch(kept):
                continue
            if kept is not None:
                settings.setdefault(section, {})[key] = kept


def readable_styles(source: str, palette: Palette) -> str:
    """The source with `classDef`, `style` and `linkStyle` such that text can be read."""

    def themed(match: re.Match[str]) -> str:
        return f'{match[1]}"{getattr(palette, _C4_ROLES[match[2]])}"'

    source = _C4_COLOUR.sub(themed, source)
    return "\n".join(_readable_line(line, palette) for line in source.split("\n"))


def _readable_line(line: str, palette: Palette) -> str:
    match = _STYLE.match(line)
    if not match or len(line) > 2000:
        return line
    is_link = line.lstrip().startswith("linkStyle")
    values: dict[str, str] = {}
    for declaration in _OUTSIDE_PARENTHESES.split(line[match.end() :].rstrip("; \t")):
        name, colon, value = declaration.partition(":")
        if not colon:
            return line
        if not _UNSAFE.search(value):
            value = value.strip().replace("\\,", ",")
            colour = read_colour(value)
            # Mermaid splits at the commas of `rgb(…)`.
            values[name.strip()] = hex_of(colour) if colour and "(" in value else value
    paper = _colour(palette.paper)
    ground = _colour(palette.paper if is_link else palette.node)
    if "fill" in values and not is_link and values["fill"] != "none":
        fill = read_colour(values["fill"])
        if fill is None:
            del values["fill"]
        else:
            ground = over(fill, paper)
    text = read_colour(values.get("color", ""))
    if text is None or contrast(over(text, ground), ground) < READABLE:
        values.pop("color", None)
        if not is_link and "fill" in values:
            values["color"] = _best(ground)
    declarations = ",".join(f"{name}:{value}" for name, value in values.items())
    return match.group() + (declarations or "stroke-opacity:1")


def _colour(text: str) -> Colour:
    return read_colour(text) or (0.0, 0.0, 0.0, 1.0)


def _best(ground: Colour) -> str:
    return max(("#14181a", "#ffffff"), key=lambda text: contrast(_colour(text), ground))
