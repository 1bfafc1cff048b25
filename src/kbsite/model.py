"""The nouns of kbsite as frozen values; no behaviour, no I/O."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Literal, NamedTuple, TypeAlias

import msgspec

from kbsite.bodies import Body
from kbsite.diagnostics import Diagnostic
from kbsite.diagrams import Diagram
from kbsite.lists import Folder, NavLink, Term
from kbsite.slots import Pieces, TextPieces

Scalar: TypeAlias = str | int | float | bool | None
#: A front matter property; what is nested deeper is kept as its JSON text.
Property: TypeAlias = Scalar | tuple[Scalar, ...] | dict[str, Scalar]


class SourceFile(msgspec.Struct, frozen=True):
    """One text file of the site: NFC posix path relative to its folder, digest, bytes."""

    path: str
    digest: str
    data: bytes


class Attachment(msgspec.Struct, frozen=True):
    """A file under `content/` that is not a note; its bytes stay on disk until published.
    `width` and `height` are an image's in CSS pixels, else 0."""

    path: str
    digest: str
    size: int
    width: int = 0
    height: int = 0


class GitDates(msgspec.Struct, frozen=True):
    """First and last commit of a file, RFC 3339."""

    created: str
    updated: str


class Sources(msgspec.Struct, frozen=True):
    """Everything that one scan read."""

    notes: tuple[SourceFile, ...]
    attachments: tuple[Attachment, ...]
    templates: tuple[SourceFile, ...]
    static: tuple[SourceFile, ...]
    diagnostics: tuple[Diagnostic, ...]
    #: The theme's own templates, and the site's that stand in place of one of them.
    theme: tuple[SourceFile, ...] = ()
    shadows: tuple[SourceFile, ...] = ()


LinkKind: TypeAlias = Literal["wikilink", "link", "embed", "html", "tag"]


class Link(msgspec.Struct, frozen=True):
    """A link as written, inside the site. `target` is decoded; "" is the note itself.

    `has_text` says that the author gave the link words of its own. `quote` is the
    sentence around it (pieces that hold this and perhaps other links)."""

    kind: LinkKind
    target: str
    fragment: str
    has_text: bool
    line: int
    column: int
    quote: Pieces = ()


class Heading(msgspec.Struct, frozen=True):
    """A heading: its section is `Body.pieces[start:]` up to the next heading of the same level
    or a higher one. `attributes` is finished HTML."""

    level: int
    anchor: str
    content: Pieces
    text: TextPieces
    start: int
    attributes: str = ""


class Alias(msgspec.Struct, frozen=True):
    """An entry of `aliases` or `redirect_from`. A name is one that the note's file once had;
    else it is an old path or URL, from the site's root."""

    text: str
    is_name: bool


class Positions(msgspec.Struct, frozen=True):
    """Line and column of what may turn out wrong once all notes are known: of `id`, and of each
    of `former` in front matter."""

    id: tuple[int, int] = (0, 0)
    former: tuple[tuple[int, int], ...] = ()


class FrontMatter(msgspec.Struct, frozen=True):
    """What a note says about itself. Dates are `YYYY-MM-DD` or RFC 3339 in the site's zone,
    so that they sort as text; "" is none."""

    title: str = ""
    date: str = ""
    updated: str = ""
    tags: tuple[str, ...] = ()
    #: Names by which links find the note.
    aliases: tuple[str, ...] = ()
    #: All of `aliases` and `redirect_from`, in their order.
    former: tuple[Alias, ...] = ()
    #: What the feed knows the note by, as written.
    id: str = ""
    slug: str = ""
    permalink: str = ""
    permalink_line: int = 0
    summary: str = ""
    series: str = ""
    order: float | None = None
    draft: bool = False
    private: bool = False
    publish: bool | None = None
    unlisted: bool = False
    line_breaks: Literal["", "hard", "soft"] = ""
    math_delimiters: Literal["", "dollars", "all"] = ""
    math_macros: tuple[tuple[str, str], ...] = ()
    properties: tuple[tuple[str, Property], ...] = ()


class Note(msgspec.Struct, frozen=True):
    """What the rest of the site has to know of one note; depends on its file and the parse
    options alone."""

    path: str
    digest: str
    front_matter: FrontMatter
    #: As written; what readers see is `SiteGraph.titles`.
    title: str
    positions: Positions = Positions()
    title_content: Pieces = ()
    title_text: TextPieces = ()
    headings: tuple[Heading, ...] = ()
    links: tuple[Link, ...] = ()
    #: The ids that the author gave to what is no heading.
    anchors: tuple[str, ...] = ()
    excerpt: Pieces = ()
    summary: TextPieces = ()
    diagrams: tuple[Diagram, ...] = ()
    #: Those of the front matter, then those in the text.
    tags: tuple[str, ...] = ()
    #: How many Han characters, Latin words and formulas its readers see.
    han: int = 0
    latin: int = 0
    formulas: int = 0
    #: What the font of formulas has to hold beyond ASCII, sorted.
    math_characters: str = ""
    diagnostics: tuple[Diagnostic, ...] = ()
    #: False where an error keeps the note from being published.
    readable: bool = True


class ParsedNote(NamedTuple):
    """All that parsing gives."""

    note: Note
    body: Body


# --- what a link comes to ---


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


class Backlink(msgspec.Struct, frozen=True):
    """Link number `link` of the note at `source` points here."""

    source: str
    link: int


class SiteGraph(msgspec.Struct, frozen=True):
    """All published notes and how they hang together; keyed by note path throughout."""

    notes: Mapping[str, Note]
    #: Decoded when asked for; not all are to be in memory at once.
    bodies: Mapping[str, Body]
    urls: Mapping[str, str]
    titles: Mapping[str, str]
    #: (date, updated) of each note: front matter's, else git's, else "".
    dates: Mapping[str, tuple[str, str]]
    #: The anchors of each note's headings as published.
    anchors: Mapping[str, tuple[str, ...]]
    #: Paths in lists, newest first, the undated last; without unlisted notes and introductions.
    listed: tuple[str, ...]
    resolutions: Mapping[str, tuple[Resolution, ...]]
    backlinks: Mapping[str, tuple[Backlink, ...]]
    #: What stands before and after a note in its series, or else in its folder.
    neighbours: Mapping[str, tuple[str, str]]
    terms: tuple[Term, ...]
    folders: Mapping[str, Folder]
    #: Attachments that a published note uses, with their permalinks.
    attachments: tuple[tuple[Attachment, str], ...]
    diagnostics: tuple[Diagnostic, ...]
    #: By name; `series_url` is the page of all of them, "" where there is none.
    series: tuple[Term, ...] = ()
    series_url: str = ""
    nav: tuple[NavLink, ...] = ()
    #: What is wrong in `kbsite.yaml` in the light of the notes.
    nav_diagnostics: tuple[Diagnostic, ...] = ()
    #: Old URLs and the paths of the notes that they lead to, sorted.
    redirects: tuple[tuple[str, str], ...] = ()
    #: The IRI by which the feed knows each note, from the site's root where there is no `base_url`.
    feed_ids: Mapping[str, str] = {}


class PlannedOutput(msgspec.Struct, frozen=True):
    """One file of the site before it exists: URL path without a leading slash, the digest
    of everything `produce` reads, and how to make its bytes."""

    path: str
    key: str
    produce: Callable[[], bytes]


class BuildResult(msgspec.Struct, frozen=True):
    """A planned site: outputs sorted by path, diagnostics in print order, the folder to
    publish to ("" where the configuration or an extension is wrong and nothing was planned)."""

    outputs: tuple[PlannedOutput, ...]
    diagnostics: tuple[Diagnostic, ...]
    notes: int
    pages: int
    folder: str
