"""What a link comes to, as frozen values; no behaviour, no I/O."""

from __future__ import annotations

from typing import TypeAlias

import msgspec

from kbsite.diagnostics import Code, Severity


class Found(msgspec.Struct, frozen=True, tag="found"):
    """`note` is the path of the note pointed to, "" for an attachment or a list page; an
    image has its size in CSS pixels, else 0."""

    url: str
    anchor: str
    text: str
    note: str = ""
    width: int = 0
    height: int = 0


class Ambiguous(msgspec.Struct, frozen=True, tag="ambiguous"):
    """Several notes answer, `count` of them; `url` is the nearest's, `candidates` the paths
    of some."""

    url: str
    anchor: str
    text: str
    note: str
    candidates: tuple[str, ...]
    count: int


class Missing(msgspec.Struct, frozen=True, tag="missing"):
    """Nothing answers."""

    text: str


class Unpublished(msgspec.Struct, frozen=True, tag="unpublished"):
    """The target exists and must leave no trace; `text` names nothing of it."""

    text: str


Resolution: TypeAlias = Found | Ambiguous | Missing | Unpublished


class LinkFault(msgspec.Struct, frozen=True):
    """What is wrong with link number `link` of a note, wherever it stands there."""

    link: int
    severity: Severity
    code: Code
    message: str
    hint: str


class Backlink(msgspec.Struct, frozen=True):
    """Link number `link` of the note at `source` points here."""

    source: str
    link: int
