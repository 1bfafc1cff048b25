"""A diagram as values: what can be drawn and what cannot. No I/O."""

from __future__ import annotations

import msgspec

#: What a fence of code calls a diagram.
LANGUAGES = frozenset({"mermaid", "mmd"})


class Diagram(msgspec.Struct, frozen=True):
    """A Mermaid diagram that can be drawn: `alt` says what it shows, `width` and `height` are
    its natural size in CSS pixels, `name` is the digest (16 hex digits) of all that its
    pictures are made from."""

    source: str
    alt: str
    width: int
    height: int
    name: str


class DiagramFault(msgspec.Struct, frozen=True):
    """Why a diagram cannot be drawn. `line` counts from 1 in its source, 0 where the fault
    has no line; `missing` says that the library that draws is not installed."""

    message: str
    line: int = 0
    hint: str = ""
    missing: bool = False
