"""A canvas that shows what is moved, or links to it in its cards. No I/O.

It is JSON Canvas 1.0: `file` of a node and `background` of a group are paths from the content
folder, `text` is Markdown. What is written in another way than this reads it is left as it is.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from typing import Any

from kbsite.fixing.source_text import Edit, applied
from kbsite.reading.decoding import is_text
from kbsite.urls import nfc

_VALUE = re.compile(r'"(file|background|text)"\s{0,20}:\s{0,20}("(?:[^"\\\n]|\\.)*+")')


def canvas_edits(
    text: str, new_path: Callable[[str], str], new_text: Callable[[str], str]
) -> Iterator[Edit]:
    """The edits by which its paths become the `new_path` of what they are, its cards the `new_text`
    of theirs."""

    def mended(key: str, value: str) -> str:
        if not is_text(value):
            return value
        if key == "text":
            return new_text(value)
        path = nfc(value)
        return new if (new := new_path(path)) != path else value

    edits = []
    for match in _VALUE.finditer(text):
        try:
            old = json.loads(match[2])
        except ValueError:
            continue
        if (new := mended(match[1], old)) != old:
            edits.append(Edit(*match.span(2), json.dumps(new, ensure_ascii=False)))
    if not edits:
        return
    try:
        before, after = json.loads(text), json.loads(applied(text, edits))
    except (ValueError, RecursionError):
        return
    if [(key, mended(key, value)) for key, value in _values(before)] == list(_values(after)):
        yield from edits


def _values(canvas: Any) -> Iterator[tuple[str, str]]:
    """What the nodes of a canvas say."""
    nodes = canvas.get("nodes") if isinstance(canvas, dict) else None
    for node in nodes if isinstance(nodes, list) else ():
        for key in ("file", "background", "text") if isinstance(node, dict) else ():
            if isinstance(value := node.get(key), str):
                yield key, value
