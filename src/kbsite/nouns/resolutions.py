"""What a link comes to, as frozen values; no behaviour, no I/O."""

from __future__ import annotations

from typing import TypeAlias

import msgspec

from kbsite.diagnostics import Code, Severity


class Found(msgspec.Struct, frozen=True, tag="found", omit_defaults=True):
    """`note` is the path of the note pointed to, "" for an attachment or a list page; an
    image has its size in CSS pixels, else 0, and may have another for dark pages, and smaller
    `copies`, by their name. A link is `astray` where its fragment names nothing in the note."""

    url: str
    anchor: str
    text: str
    note: str = ""
    width: int = 0
    height: int = 0
    dark: str = ""
    astray: bool = False
    copies: str = ""


class Ambiguous(msgspec.Struct, frozen=True, tag="ambiguous", omit_defaults=True):
    """Several notes answer, `count` of them; `url` is the nearest's, `candidates` the paths
    of some."""

    url: str
    anchor: str
    text: str
    note: str
    candidates: tuple[str, ...]
    count: int
    astray: bool = False


class Missing(msgspec.Struct, frozen=True, tag="missing", omit_defaults=True):
    """Nothing answers; to a `drawing` (its path) no picture that could be shown. What `is_text` is
    no link, but an array in double brackets."""

    text: str
    drawing: str = ""
    is_text: bool = False


class Unpublished(msgspec.Struct, frozen=True, tag="unpublished"):
    """The target exists and must leave no trace; `text` names nothing of it."""

    text: str


Resolution: TypeAlias = Found | Ambiguous | Missing | Unpublished

#: What leads to a note, where it has one.
TO_NOTES = (Found, Ambiguous)


class LinkFault(msgspec.Struct, frozen=True):
    """What is wrong with link number `link` of a note, wherever it stands there."""

    link: int
    severity: Severity
    code: Code
    message: str
    hint: str


class Wanted(msgspec.Struct, frozen=True):
    """A note that is not written yet, as it is called first; `places` are the links that lead to
    it: path of the note and number of the link (`Note.mentions` says where that is)."""

    name: str
    places: tuple[tuple[str, int], ...]


class Backlink(msgspec.Struct, frozen=True):
    """Link number `link` of the note at `source` points here."""

    source: str
    link: int
