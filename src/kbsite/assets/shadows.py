"""Whether the theme changed since a site copied a template of it. No I/O.

`kbsite eject` writes into the first line of a copy what it was copied from. Line ends do not
count: git may change them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from hashlib import sha256
from typing import NamedTuple

from kbsite.diagnostics import Diagnostic, info, warning
from kbsite.nouns.sources import SourceFile
from kbsite.words.patterns import late_pattern

#: What each template of the theme is for.
PURPOSES = {
    "404.html": "the page of an address that leads nowhere",
    "archive.html": "all notes by year",
    "base.html": "the frame of every page: head, header, footer",
    "comments.html": "the place of comments below a note, of a site that has them",
    "folder.html": "the page of a folder",
    "folders.html": "all notes by folder",
    "footer.html": "empty: what a site adds at the end of the footer",
    "graph.html": "the graph of all notes",
    "graph-panel.html": "the graph of what is around a note",
    "head.html": "empty: what a site adds at the end of <head>",
    "home.html": "the first page",
    "macros.html": "parts that several pages share: lists, trees, tags, crumbs",
    "metadata.html": "what a page tells other sites: Open Graph, JSON-LD, codes of ownership",
    "note.html": "the page of a note",
    "properties.html": "the properties of a note",
    "records.html": "numbers of 备案 in the footer, of a site that has them",
    "redirect.html": "what stands at an old address, and leads on",
    "relations.html": "what stands below a note: backlinks, mentions, related notes",
    "search.html": "the page of the search: all notes, and with script a field",
    "search-panel.html": "what the search shows, for its script",
    "series-list.html": "all series",
    "series.html": "the page of a series",
    "tag.html": "the page of a tag",
    "tags.html": "all tags",
}

#: Templates that exist to be replaced: nothing of the theme is lost with them.
SLOTS = frozenset({"head.html", "footer.html"})

_RECORD = late_pattern(
    r"\{#-?[ \t]*kbsite eject: (?P<path>[^\s,]+), (?P<digest>[0-9a-f]{16})\b[^\n]*?-?#\}"
)
_EXTENDS = re.compile(r"""\{%[-+]?\s*(?:extends|import|include)\s+["']theme/""")


class Record(NamedTuple):
    """What a copy says of itself: the theme's file, and its digest as it was copied."""

    path: str
    digest: str


def record_line(path: str, data: bytes) -> str:
    """The first line of a copy of the theme's template at `path`. It adds nothing to a page:
    the environment drops a comment with the line break behind it."""
    return f"{{# kbsite eject: {path}, {_digest_of_template(data)} (leave this line) #}}\n"


def record_of(data: bytes) -> Record | None:
    """What the first line of a copy says, None where it says nothing."""
    first = data.removeprefix(b"\xef\xbb\xbf").split(b"\n", 1)[0]
    found = _RECORD.match(first.decode(errors="replace"))
    return Record(found["path"], found["digest"]) if found else None


def _digest_of_template(data: bytes) -> str:
    """16 hex digits that name a template's text."""
    text = data.removeprefix(b"\xef\xbb\xbf").replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    return sha256(text).hexdigest()[:16]


def state_of(shadow: SourceFile, theme: dict[str, SourceFile]) -> str:
    """How a site's template stands to the theme's it was copied from: `current`, `changed`,
    `gone` (the theme has it no more), `extends` (it builds on the theme's), `slot`, or
    `unknown`."""
    if record := record_of(shadow.data):
        if record.path not in theme:
            return "gone"
        same = _digest_of_template(theme[record.path].data) == record.digest
        return "current" if same else "changed"
    if shadow.path in SLOTS:
        return "slot"
    builds_on = _EXTENDS.search(shadow.data.decode(errors="replace"))
    return "extends" if builds_on else "unknown"


def check_shadows(
    shadows: Iterable[SourceFile], theme: Iterable[SourceFile]
) -> tuple[Diagnostic, ...]:
    """What is to be said of the site's templates in place of the theme's."""
    by_path = {file.path: file for file in theme}
    found = (_said_of(shadow, state_of(shadow, by_path)) for shadow in shadows)
    return tuple(diagnostic for diagnostic in found if diagnostic)


def _said_of(shadow: SourceFile, state: str) -> Diagnostic | None:
    path, place = shadow.path, f"templates/{shadow.path}"
    if state == "changed":
        message = "the theme's template has changed since this copy was made"
        hint = f"`kbsite eject {path} --diff` shows how they differ; `--accept` says it is done."
        return warning("template-changed", place, message, line=1, column=1, hint=hint)
    if state == "gone":
        message = "the theme no longer has the template that this is a copy of"
        return warning(
            "template-changed",
            place,
            message,
            line=1,
            column=1,
            hint="Delete the copy, or its first line if the site uses it still.",
        )
    if state == "unknown":
        message = "this takes the place of a template of the theme; changes to that are not noticed"
        hint = f"`kbsite eject {path} --accept` records which one it was copied from."
        return info("template-copy", place, message, line=1, column=1, hint=hint)
    return None
