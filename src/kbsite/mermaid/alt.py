"""What a diagram says, in words: the `alt` of its pictures. No I/O.

Made of the diagram's own text and Mermaid's word for its kind, so that it needs no language:
`flowchart: 甲 → 乙 (是); 乙 → 丙`. The author's `accTitle` and `accDescr` win.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from html import unescape
from typing import Any

#: Characters, at most.
LENGTH = 300

_ENDS = (("from", "to"), ("start", "end"), ("id1", "id2"), ("src", "dst"), ("entityA", "entityB"))
_WORDS = ("label", "message", "title", "relationTitle", "roleA", "type")
_TAG = re.compile(r"<[^<>]{0,200}>")
_MARKS = re.compile(r"`|(?<!\[)\*{1,3}")
#: Kinds whose numbers are those of their axes.
_AXES = frozenset({"gantt", "packet", "quadrantChart", "radar", "xychart"})


def alt_of(model: Mapping[str, Any], texts: Sequence[str], source: str) -> str:
    """The text for a diagram with this semantic model (Mermaid's, as JSON), these texts in
    its picture, and this source."""
    title, description = _plain(model.get("accTitle")), _plain(model.get("accDescr"))
    if title or description:
        return _bounded([part for part in (title, description) if part], ": ")
    kind = _kind(model, source)
    name = _plain(model.get("title"))
    parts = list(dict.fromkeys(_sentences(model)))
    if not parts:
        shown = (t for t in texts if kind not in _AXES or any(map(str.isalpha, t)))
        parts = _by_place((text for text in shown if text != name), source)
    head = f"{kind}: {name}" if name else kind
    return _bounded([head + (f": {parts[0]}" if parts else ""), *parts[1:]], "; ")


def _kind(model: Mapping[str, Any], source: str) -> str:
    words = (line.split() for line in source.split("\n"))
    body = [line for line in words if line and not line[0].startswith(("---", "%%", "title:"))]
    word = body[0][0].strip(";:") if body else str(model.get("type", ""))
    return {"graph": "flowchart"}.get(word, re.sub(r"-(v2|beta|elk)$", "", word))


def _sentences(model: Mapping[str, Any]) -> Iterator[str]:
    """`甲 → 乙 (words)` for each relation, then the things that have none."""
    names = dict(_names(model))
    alone = dict.fromkeys(names)
    for key in ("edges", "relations", "relationships", "messages"):
        for edge in _dicts(model.get(key)):
            ends = next(((edge[a], edge[b]) for a, b in _ENDS if a in edge and b in edge), None)
            # A note in a sequence diagram is a message with a placement.
            if "placement" in edge:
                continue
            if not ends or not all(isinstance(end, str) for end in ends):
                continue
            for end in ends:
                alone.pop(end, None)
            words = next((w for k in _WORDS if (w := _plain(edge.get(k)))), "")
            known = "" if words in ("normal", "edge", "arrow_point") or "arrow" in words else words
            first, second = (_plain(names.get(end, end)) for end in ends)
            yield f"{first} → {second}" + (f" ({known})" if known else "")
        if model.get(key):
            break
    else:
        return
    yield from (name for key in alone if (name := _plain(names[key])))


def _names(model: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for key in ("nodes", "blocks", "actors", "classes", "entities"):
        things = model.get(key)
        pairs = things.items() if isinstance(things, dict) else enumerate(_dicts(things))
        for name, thing in pairs:
            if not isinstance(thing, dict):
                continue
            label = thing.get("label") or thing.get("description") or thing.get("name")
            identity = thing.get("id", name)
            if isinstance(identity, str) and isinstance(label, str):
                start = thing.get("shape") in ("stateStart", "stateEnd")
                yield identity, "[*]" if start else label


def _dicts(things: Any) -> list[dict[str, Any]]:
    return [t for t in things if isinstance(t, dict)] if isinstance(things, list) else []


def _by_place(texts: Iterable[str], source: str) -> list[str]:
    """Texts in the order in which the source has them, or their first words, each once."""
    places: dict[str, int] = {}
    for text in texts:
        place = source.find(text)
        places[text] = place if place >= 0 else source.find(text.split(" ")[0])
    return sorted((text for text in places if places[text] >= 0), key=lambda text: places[text])


def _plain(text: Any) -> str:
    """One line without markup, "" for what is no text."""
    if not isinstance(text, str):
        return ""
    return " ".join(_MARKS.sub("", unescape(_TAG.sub(" ", text))).split())


def _bounded(parts: Sequence[str], between: str) -> str:
    text = parts[0]
    for part in parts[1:]:
        if len(text) + len(between) + len(part) > LENGTH - 1:
            return f"{text[: LENGTH - 1]}…"
        text += between + part
    return text if len(text) <= LENGTH else f"{text[: LENGTH - 1]}…"
