"""What plugins of Obsidian make of a text: boxes of Admonition → callouts; the rest is kept and
told. No I/O."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kbsite.importers.callouts import callout_kind
from kbsite.importers.code_lines import code_spans, with_code
from kbsite.importers.model import Change, Line

#: Fences that a plugin, or Obsidian itself, shows as something other than code.
_PLUGINS = frozenset(
    {"dataview", "dataviewjs", "query", "tasks", "tracker", "kanban", "excalidraw", "chart"}
    | {"chartsview", "button", "timeline", "ob-timeline", "leaflet", "mapview", "tikz", "calendar"}
    | {"table-of-contents", "toc", "img-gallery", "gallery", "cardlink", "embed", "jsx:", "markmap"}
    | {"meta-bind", "meta-bind-button", "meta-bind-js-view", "datacorejsx", "datacore", "folderv"}
    | {
        "folder-overview",
        "waypoint",
        "templater",
        "breadcrumbs",
        "juggl",
        "heatmap",
        "desmos-graph",
    }
    | {
        "sheet",
        "spreadsheet",
        "functionplot",
        "geogebra",
        "abc",
        "anki",
        "todoist",
        "vid",
        "plantuml",
    }
    | {"summary", "mindmap", "column-settings", "tabs", "poll", "bookmark", "habitt", "dataloom"}
)
_FENCE = re.compile(r"([ \t>]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)?)(`{3,}|~{3,})[ \t]*([^\s`{]*)")
_FIELD = re.compile(
    r"[ \t>]*(?:[-*+][ \t]+(?:\[.\][ \t]+)?)?[^\W\d_][^\n:`\[\]()$]{0,60}::(?:[ \t]|$)"
)
_INLINE_FIELD = re.compile(r"[\[(][^\W\d_][^\n:`\[\]()$]{0,60}::[ \t]")
_QUERY = re.compile(r"`+[ ]?(?:\$?=[ ]|dv[.:])")
_TEMPLATER = re.compile(r"<%[-_*+]?[ \t\n]*[\w.]")
_CANVAS = re.compile(r"\[\[[^\[\]\n|#]{1,200}\.canvas(?=[|#\]])", re.IGNORECASE)
_SETTING = re.compile(r"(title|collapse|icon|color)\s*:\s*(.*)", re.IGNORECASE)
_NOT_RUN = "kbsite does not run it"


#: Boxes that are nested deeper stay code.
_MOST = 12


def plugin_fences(lines: list[Line], changes: list[Change]) -> list[Line]:
    """Fences `ad-note` → callouts, those within them too; those of other plugins are told."""
    return _boxed(lines, changes, 0)


def _boxed(lines: list[Line], changes: list[Change], depth: int) -> list[Line]:
    if not any("```" in line.text or "~~~" in line.text for line in lines):
        return lines
    result: list[Line] = []
    after_box = False
    for block in _blocks(lines):
        if after_box and block[0].text.strip(" \t>"):
            # Else the line would go on in the box.
            result.append(Line("", block[0].number))
        after_box = False
        opening = _FENCE.match(block[0].text)
        language = opening[3].lower() if opening else ""
        if opening and language.startswith("ad-") and len(block) > 1 and depth < _MOST:
            changes.append(Change(f"fence {language}", "converted", block[0].number))
            head, inner = _callout(block, opening, language)
            prefix = re.sub(r"[^ \t>]", " ", opening[1])
            result.append(head)
            for text, number in _boxed(inner, changes, depth + 1):
                result.append(Line(f"{prefix}> {text}" if text.strip() else f"{prefix}>", number))
            after_box = True
            continue
        if language in _PLUGINS:
            changes.append(Change(f"fence {language}", "kept", block[0].number, "shown as code"))
        result += block
    return result


def _blocks(lines: list[Line]) -> Iterator[list[Line]]:
    """Fenced blocks, and single lines of prose."""
    block: list[Line] = []
    marker = ""
    for line, is_code in with_code(lines):
        if not is_code:
            if block:
                yield block
                block = []
            yield [line]
            continue
        if block and _ends(line.text, marker):
            yield [*block, line]
            block = []
        elif block:
            block.append(line)
        else:
            opening = _FENCE.match(line.text)
            marker = opening[2] if opening else "```"
            block = [line]
    if block:
        yield block


def _ends(text: str, marker: str) -> bool:
    bare = text.strip(" \t>")
    return len(bare) >= len(marker) and not bare.strip(marker[0])


def _callout(block: list[Line], opening: re.Match[str], language: str) -> tuple[Line, list[Line]]:
    """The head of the callout that the box of a fence becomes, by its settings, and the Markdown
    in it."""
    prefix = re.sub(r"[^ \t>]", " ", opening[1])
    first, *inner = block
    if inner and _ends(inner[-1].text, opening[2]):
        inner.pop()
    title, fold = "", ""
    while inner and (setting := _SETTING.fullmatch(inner[0].text.strip(" \t>"))):
        if setting[1].lower() == "title":
            title = setting[2].strip()
        elif setting[1].lower() == "collapse":
            fold = {"open": "+", "closed": "-"}.get(setting[2].strip().lower(), "")
        inner.pop(0)
    kind = language.removeprefix("ad-")
    head = f"{opening[1]}> [!{callout_kind(kind) or kind}]{fold} {title}".rstrip()
    return Line(head, first.number), [
        Line(text.removeprefix(prefix), number) for text, number in inner
    ]


def plugin_syntax(lines: list[Line], changes: list[Change]) -> list[Line]:
    """Tells inline fields and queries of Dataview, commands of Templater and canvases; changes
    nothing."""
    for line, is_code in with_code(lines):
        if is_code:
            continue
        for construct, why in _found(line.text):
            changes.append(Change(construct, "kept", line.number, why))
    return lines


def _found(text: str) -> Iterator[tuple[str, str]]:
    if "::" in text:
        fields = len(_INLINE_FIELD.findall(text)) + (1 if _FIELD.match(text) else 0)
        for _ in range(fields):
            yield "Dataview field", "it stays text"
    if "`" in text:
        for begin, _ in code_spans(text):
            if _QUERY.match(text, begin):
                yield "Dataview query", _NOT_RUN
    if "<%" in text:
        for _ in _TEMPLATER.findall(text):
            yield "Templater command", _NOT_RUN
    if ".canvas" in text.lower():
        for _ in _CANVAS.findall(text):
            yield "canvas", "kbsite shows a link to it"
