"""Languages of fences that other programs show as something else: diagrams, queries, boxes. Here
they are code. No I/O."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

# Of the plugin Admonition of Obsidian: what the language of its blocks begins with.
_AD = "ad-"


class ForeignFence(NamedTuple):
    """What is told of it, and what to do."""

    message: str
    hint: str


_ADMONITION = ForeignFence(
    "a block of the plugin Admonition is code here",
    "Write it as a callout: > [!note]; `kbsite import obsidian` does.",
)
_MERMAID = "Mermaid is drawn, in a fence of the language mermaid; of others put a picture here."
_TABLE = "A table of notes takes its place: a fence of the language base, see docs/tables.md."
# By what they are called, each in lower case. Diagrams of Graphviz are mostly shown as code.
_DIAGRAMS = {
    "PlantUML": ("plantuml", "puml", "uml"),
    "ECharts": ("echarts", "echart"),
    "Chart.js": ("chart", "chartjs", "chartsview"),
    "flowchart.js": ("flow",),
    "js-sequence-diagrams": ("sequence", "seq"),
    "Markmap": ("markmap",),
    "WaveDrom": ("wavedrom", "wavejson"),
    "Vega": ("vega", "vega-lite", "vegalite"),
    "D2": ("d2",),
    "Excalidraw": ("excalidraw",),
    "TikZ": ("tikz",),
}
_QUERIES = {
    "Dataview": ("dataview", "dataviewjs"),
    "Tasks": ("tasks",),
    "Obsidian's search": ("query",),
}
# The first word of a diagram of Mermaid, which belongs into it.
_KINDS = (
    *("flowchart", "sequencediagram", "classdiagram", "statediagram", "statediagram-v2"),
    *("erdiagram", "gantt", "journey", "gitgraph", "mindmap"),
)
_FENCES: Mapping[str, ForeignFence] = {
    **{
        language: ForeignFence(f"a diagram of {program} is code here", _MERMAID)
        for program, languages in _DIAGRAMS.items()
        for language in languages
    },
    **{
        language: ForeignFence(f"a query of {program} is code here", _TABLE)
        for program, languages in _QUERIES.items()
        for language in languages
    },
    **dict.fromkeys(
        _KINDS,
        ForeignFence(
            "a diagram of Mermaid is code here: its language is its kind",
            "Write ```mermaid, and the kind in the line below.",
        ),
    ),
}


def foreign_fence(language: str) -> ForeignFence | None:
    """What is told of a fence of this language, in lower case."""
    return _FENCES.get(language) or (_ADMONITION if language.startswith(_AD) else None)
