"""The stylesheet inside a diagram's SVG: rules that load nothing and are used. No I/O."""

from __future__ import annotations

import re
from collections.abc import Iterable

_RULE = re.compile(r"([^{}]*)\{([^{}]*)\}")
_CLASS = re.compile(r"\.([\w-]+)")
_SIMPLE = re.compile(r"([\w-]+|\*)?((?:\.[\w-]+)*)$")
_SIZE = re.compile(r"(?:^|;)\s*font-size:\s*([0-9.]+)(px)?")
# Elements of HTML, looks that are never chosen.
_FOREIGN = re.compile(r"\[data-|(?:^|[\s>])(?:div|span|p|a|svg|foreignObject)\b(?!-)|:hover|::")
#: What every element has unless it is told otherwise, and what only HTML understands.
_IDLE = frozenset(
    {
        *("opacity:1", "display:inline", "visibility:inherit", "clip-path:none", "mask:none"),
        *("filter:none", "transform:none", "fill-opacity:1", "font-style:normal"),
        *("font-weight:normal", "transform:matrix(1 0 0 1 0 0)", "stroke-dasharray:0"),
    }
)
_DROPPED = frozenset(
    {
        *("font-family", "line-height", "text-align", "background", "background-color", "cursor"),
        *("animation", "position", "z-index", "pointer-events", "vertical-align", "content"),
        *("alignment-baseline", "margin", "padding", "max-width", "border", "border-radius"),
        *("--mermaid-font-family", "src", "behavior", "-moz-binding", "list-style", "word-wrap"),
    }
)
_LOADS = re.compile(r"(?i)url\s*\(\s*(?![\"']?#)|image-set|expression|javascript:|@|\\")


def clean_declarations(text: str) -> str:
    """Declarations without what loads something, does nothing in SVG or is the default;
    fonts are those of the root."""
    kept: dict[str, str] = {}
    for declaration in text.split(";"):
        name, colon, value = (part.strip() for part in declaration.partition(":"))
        if not colon or name in _DROPPED or _LOADS.search(value):
            continue
        kept[name] = value
    return ";".join(
        pair for name, value in kept.items() if (pair := f"{name}:{value}") not in _IDLE
    )


def clean_rules(css: str, classes: frozenset[str]) -> list[tuple[str, str]]:
    """(selector, declarations) of the rules that can match an element of `classes`."""
    rules: list[tuple[str, str]] = []
    for selectors, body in _RULE.findall(css):
        if "@" in selectors:
            continue
        # An idle default may be there to undo an earlier rule: only inline ones are dropped.
        declarations = ";".join(
            part
            for part in body.split(";")
            if (name := part.partition(":")[0].strip())
            and name not in _DROPPED
            and not _LOADS.search(part)
        )
        used = ",".join(
            selector.strip()
            for selector in selectors.split(",")
            if not _FOREIGN.search(selector.strip()) and set(_CLASS.findall(selector)) <= classes
        )
        if used and declarations:
            rules.append((used, declarations))
    return rules


def font_sizes(rules: Iterable[tuple[str, str]]) -> list[tuple[str, frozenset[str], float]]:
    """(tag or "", classes, size) of the rules that set a font size in pixels: what the last
    part of each of their selectors names."""
    sizes: list[tuple[str, frozenset[str], float]] = []
    for selectors, declarations in rules:
        match = _SIZE.search(declarations)
        for selector in selectors.split(",") if match else ():
            simple = _SIMPLE.search(selector.strip().rpartition(">")[2].split(" ")[-1])
            if match and simple and simple.group():
                tag = (simple.group(1) or "").replace("*", "")
                names = frozenset(simple.group(2).split(".")) - {""}
                sizes.append((tag, names, float(match.group(1))))
    return sizes
