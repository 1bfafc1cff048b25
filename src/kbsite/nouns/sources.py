"""What a scan finds, as frozen values; no I/O."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import msgspec

from kbsite.diagnostics import Diagnostic

#: What of `static/` is published at the root of the site.
ROOT = "root/"
#: The folder under which templates find those of the theme, shadowed or not.
THEME = "theme/"


class Source(msgspec.Struct, frozen=True):
    """A file of the site: NFC posix path relative to its folder, digest."""

    path: str
    digest: str


class SourceFile(Source, frozen=True):
    """One with its bytes."""

    data: bytes


class StaticFile(Source, frozen=True):
    """One of `static/`, of the site or of the theme; its bytes stay on disk until published."""

    is_theme: bool


class Attachment(msgspec.Struct, frozen=True):
    """A file under `content/` that is not a note; its bytes stay on disk until published.
    `width` and `height` are an image's in CSS pixels, else 0."""

    path: str
    digest: str
    size: int
    width: int = 0
    height: int = 0


class Seen(NamedTuple):
    """A file as it lay on disk when it was read: nanoseconds, digest, the width and height of an
    image, and whether a text keeps itself back."""

    size: int
    modified: int
    changed: int
    inode: int
    digest: str
    # Without defaults: what an older version kept says nothing of the last.
    width: int
    height: int
    is_kept_back: bool


class GitDates(msgspec.Struct, frozen=True):
    """First and last commit of a file, RFC 3339."""

    created: str
    updated: str


class Sources(msgspec.Struct, frozen=True):
    """Everything that one scan found. The bytes of notes are read when they are parsed."""

    notes: tuple[Source, ...]
    attachments: tuple[Attachment, ...]
    templates: tuple[SourceFile, ...]
    static: tuple[StaticFile, ...]
    diagnostics: tuple[Diagnostic, ...]
    #: The theme's own templates, and the site's that stand in place of one of them.
    theme: tuple[SourceFile, ...] = ()
    shadows: tuple[SourceFile, ...] = ()
    #: The scripts and stylesheets in `static` that are the theme's own.
    scripts: tuple[str, ...] = ()
    styles: tuple[str, ...] = ()
    #: The site's own templates, and its own stylesheets.
    own_templates: tuple[SourceFile, ...] = ()
    own_styles: tuple[SourceFile, ...] = ()
    #: The `.base` files below the content folder, which are attachments as well.
    bases: tuple[SourceFile, ...] = ()
    #: The font that cards are drawn with, by its path below the site folder.
    card_font: tuple[Source, ...] = ()
    #: The notes that are left out, since notes of a vault are made from them.
    note_templates: tuple[str, ...] = ()
    #: The other files that no link leads to: they look like notes, or are not for everybody.
    withheld: tuple[str, ...] = ()
    #: What the next scan need not read again, by path below the content folder, or from a `/`.
    seen: Mapping[str, Seen] = {}

    @property
    def at_root(self) -> tuple[str, ...]:
        """The files that are published at the root of the site, by their paths there."""
        paths = (file.path for file in self.static)
        return tuple(path.removeprefix(ROOT) for path in paths if path.startswith(ROOT))
