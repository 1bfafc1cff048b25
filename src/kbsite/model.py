"""The nouns of kbsite as frozen values; no behaviour, no I/O."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Literal, NamedTuple, TypeAlias

import msgspec

from kbsite.diagnostics import Diagnostic
from kbsite.nouns.bodies import Body, Heading, HeadingHtml
from kbsite.nouns.diagrams import Diagram
from kbsite.nouns.link_map import LinkMap
from kbsite.nouns.lists import Folder, NavLink, Term
from kbsite.nouns.relations import Related, Unlinked
from kbsite.nouns.resolutions import Backlink, LinkFault, Resolution, Wanted
from kbsite.nouns.slots import Pieces, TextPieces
from kbsite.nouns.sources import Attachment
from kbsite.nouns.views import Base, Cell, TableSet

Scalar: TypeAlias = str | int | float | bool | None


class Nested(msgspec.Struct, frozen=True):
    """A list or a mapping within another."""

    value: tuple[Scalar | Nested, ...] | dict[str, Scalar | Nested]


#: What stands in a list or a mapping.
Item: TypeAlias = Scalar | Nested
#: A front matter property.
Property: TypeAlias = Scalar | tuple[Item, ...] | dict[str, Item]


LinkKind: TypeAlias = Literal["wikilink", "link", "embed", "html", "tag", "property", "base"]


class Link(msgspec.Struct, frozen=True):
    """A link as written, inside the site. `target` is decoded; "" is the note itself.

    `has_text` says that the author gave the link words of its own."""

    kind: LinkKind
    target: str
    fragment: str = ""
    has_text: bool = False


class Mention(msgspec.Struct, frozen=True):
    """Where a link stands in its note, and the sentence around it (pieces that hold this and
    perhaps other links)."""

    line: int
    column: int
    quote: Pieces = ()


class Alias(msgspec.Struct, frozen=True):
    """An entry of `aliases` or `redirect_from`. A name is one that the note's file once had;
    else it is an old path or URL, from the site's root."""

    text: str
    is_name: bool


class Positions(msgspec.Struct, frozen=True):
    """Line and column of what may turn out wrong once all notes are known: of `id`, and of each
    of `former` and `links` in front matter."""

    id: tuple[int, int] = (0, 0)
    former: tuple[tuple[int, int], ...] = ()
    links: tuple[tuple[int, int], ...] = ()


class PropertyLink(msgspec.Struct, frozen=True):
    """A link in the value of `key`, or in the key; `words` are those that the author gave it."""

    key: str
    link: Link
    words: str = ""


class FrontMatter(msgspec.Struct, frozen=True):
    """What a note says about itself. Dates are `YYYY-MM-DD` or RFC 3339 in the site's zone,
    so that they sort as text; "" is none. Texts hold links as written."""

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
    #: That of `permalink`, without one that of `slug`.
    permalink_line: int = 0
    summary: str = ""
    series: str = ""
    order: float | None = None
    draft: bool = False
    private: bool = False
    publish: bool | None = None
    unlisted: bool = False
    search: bool = True
    pinned: bool = False
    lang: str = ""
    line_breaks: Literal["", "hard", "soft"] = ""
    math_delimiters: Literal["", "dollars", "all"] = ""
    math_macros: tuple[tuple[str, str], ...] = ()
    #: Codes of diagnostics that `kbsite check` does not report of the note.
    check_ignore: tuple[str, ...] = ()
    properties: tuple[tuple[str, Property], ...] = ()
    #: Those in it, which are the last of `Card.links`.
    links: tuple[PropertyLink, ...] = ()


class Card(msgspec.Struct, frozen=True):
    """What the graph has to know of one note. Most edits of a text leave it as it is, and with it
    the graph."""

    path: str
    front_matter: FrontMatter
    #: As written; what readers see is `SiteGraph.titles`.
    title: str
    positions: Positions = Positions()
    title_text: TextPieces = ()
    headings: tuple[Heading, ...] = ()
    links: tuple[Link, ...] = ()
    #: The ids that the author gave to what is no heading.
    anchors: tuple[str, ...] = ()
    #: That of the heading that says the title.
    title_id: str = ""
    #: That heading as links of Obsidian's name it, as `Heading.source`.
    title_source: str = ""
    #: The ids of blocks, as written, without `^`.
    blocks: tuple[str, ...] = ()
    #: The links that embed what looks like a note, in their order; how many of them stand before
    #: the start and the end of the section of each heading, and of each block. () without embeds.
    embeds: tuple[int, ...] = ()
    heading_embeds: tuple[tuple[int, int], ...] = ()
    block_embeds: tuple[tuple[int, int], ...] = ()
    diagrams: tuple[Diagram, ...] = ()
    #: What its fences of tables say.
    bases: tuple[Base, ...] = ()
    #: Those of the front matter, then those in the text.
    tags: tuple[str, ...] = ()
    has_math: bool = False
    #: What the font of formulas has to hold beyond ASCII, sorted.
    math_characters: str = ""
    has_diagnostics: bool = False
    #: False where an error keeps the note from being published.
    readable: bool = True


class Note(Card, frozen=True, kw_only=True):
    """What lists and pages show of one note, beside its card; depends on its file and the parse
    options alone."""

    digest: str
    title_content: Pieces = ()
    #: One for each of `headings`, and of `links`.
    heading_html: tuple[HeadingHtml, ...] = ()
    mentions: tuple[Mention, ...] = ()
    excerpt: Pieces = ()
    summary: TextPieces = ()
    #: How many Han characters and Latin words its readers see.
    han: int = 0
    latin: int = 0
    #: Whether there is code in tabs.
    has_code_groups: bool = False
    #: The language that it says it is in, or that its letters tell, "" where neither does.
    language: str = ""
    diagnostics: tuple[Diagnostic, ...] = ()


class ParsedNote(NamedTuple):
    """All that parsing gives."""

    note: Note
    body: Body


class Details(NamedTuple):
    """What is known of notes beside their cards, by path."""

    notes: Mapping[str, Note]
    excerpts: Mapping[str, Pieces]
    bodies: Mapping[str, Body]


class SiteGraph(msgspec.Struct, frozen=True):
    """All published notes and how they hang together; keyed by note path throughout. Of the first
    three not all are in memory at once: each is decoded when it is asked for."""

    notes: Mapping[str, Note]
    excerpts: Mapping[str, Pieces]
    bodies: Mapping[str, Body]
    urls: Mapping[str, str]
    titles: Mapping[str, str]
    #: (date, updated) of each note: front matter's, else git's, else "".
    dates: Mapping[str, tuple[str, str]]
    #: The anchors of each note's headings as published.
    anchors: Mapping[str, tuple[str, ...]]
    #: Paths in lists, newest first, the undated last; without unlisted notes and introductions.
    listed: tuple[str, ...]
    #: Those of them that the home page shows first.
    pinned: tuple[str, ...]
    resolutions: Mapping[str, tuple[Resolution, ...]]
    backlinks: Mapping[str, tuple[Backlink, ...]]
    #: What stands before and after a note in its series, or else in its folder.
    neighbours: Mapping[str, tuple[str, str]]
    terms: tuple[Term, ...]
    folders: Mapping[str, Folder]
    #: Attachments that a published note uses, with their permalinks.
    attachments: tuple[tuple[Attachment, str], ...]
    #: The keys of the terms that each note stands in, in the order of its tags.
    tags: Mapping[str, tuple[str, ...]]
    #: Paths of the notes that no list has, and of those that the search does not find.
    unlisted: frozenset[str]
    unsearched: frozenset[str]
    #: What the font of formulas has to hold beyond ASCII; None where there are no formulas.
    math_characters: str | None = None
    diagrams: tuple[Diagram, ...] = ()
    #: What is wrong with what several notes are, and with the links of each.
    faults: tuple[Diagnostic, ...] = ()
    link_faults: Mapping[str, tuple[LinkFault, ...]] = {}
    #: Paths of the notes, published or not, that say of themselves what is wrong.
    reporting: tuple[str, ...] = ()
    #: By name; `series_url` is the page of all of them, "" where there is none.
    series: tuple[Term, ...] = ()
    series_url: str = ""
    nav: tuple[NavLink, ...] = ()
    #: What is wrong in `kbsite.yaml` in the light of the notes.
    nav_diagnostics: tuple[Diagnostic, ...] = ()
    #: Those that published notes link to, by name.
    wanted: tuple[Wanted, ...] = ()
    #: Old URLs and the paths of the notes that they lead to, sorted.
    redirects: tuple[tuple[str, str], ...] = ()
    #: The IRI by which the feed knows each note, from the site's root where there is no `base_url`.
    feed_ids: Mapping[str, str] = {}
    #: The other names of notes that have some, unlisted ones left out.
    aliases: Mapping[str, tuple[str, ...]] = {}
    #: Where each note is named without a link, and what is near it; of those that have some.
    unlinked: Mapping[str, Unlinked] = {}
    related: Mapping[str, tuple[Related, ...]] = {}
    #: What the pictures of notes show, which no page sees.
    link_map: LinkMap = LinkMap()
    #: The tables of each note that has some, and its properties as they are shown.
    tables: Mapping[str, tuple[TableSet, ...]] = {}
    properties: Mapping[str, tuple[tuple[str, Cell], ...]] = {}
    #: What tells notes of one title apart.
    namesakes: Mapping[str, str] = {}
    #: The notes that begin as another does, word for word.
    alike: frozenset[str] = frozenset()


class PlannedOutput(msgspec.Struct, frozen=True):
    """One file of the site before it exists: URL path without a leading slash, the digest
    of everything `produce` reads, and how to make its bytes. Where it takes long and `travels`,
    being a function of a module and its arguments, another process may make it; what `is_kept` is
    taken from the cache where it was made before, published or not."""

    path: str
    key: str
    produce: Callable[[], bytes]
    travels: bool = False
    is_kept: bool = False


class BuildResult(msgspec.Struct, frozen=True):
    """A planned site: outputs sorted by path, diagnostics in print order, the folder to
    publish to ("" where the configuration or an extension is wrong and nothing was planned).

    `sources` is the digest of all that it was planned from, "" where that cannot be told. Where the
    site was published from the same before, it `is_remembered`, and its outputs are not planned."""

    outputs: Sequence[PlannedOutput]
    diagnostics: tuple[Diagnostic, ...]
    notes: int
    pages: int
    folder: str
    sources: str = ""
    #: The state of the repository whose history gave dates; None where it was not asked.
    git: str | None = None
    is_remembered: bool = False
