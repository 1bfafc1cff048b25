"""What templates see: one context a page and the `SiteContext`, never the graph. No I/O.

What a template cannot see cannot make its page stale. hrefs have the base path in front.
"""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import quote

import msgspec

from kbsite.config import Config
from kbsite.languages import LANGUAGES, Strings
from kbsite.linking.embeds import Embed
from kbsite.nouns.lists import NavLink
from kbsite.nouns.resolutions import Resolution
from kbsite.nouns.views import TableSet
from kbsite.settings.services import Hosts, Service, analytics_service, comments_service, hosts_of
from kbsite.urls import href

#: By what `<meta>` each search engine knows whoever owns a site, in the order of the keys.
_VERIFIED = (
    *("google-site-verification", "msvalidate.01", "baidu-site-verification"),
    *("sogou_site_verification", "360-site-verification", "yandex-verification"),
)

#: Bytes of an icon that is written into pages, and what of it is written as it is.
_SMALL_ICON = 1000
_UNQUOTED = "/=:;,()!*"


class Reference(msgspec.Struct, frozen=True):
    """A link in a list; `count` is 0 where none is shown."""

    title: str
    href: str
    count: int = 0


class SiteContext(msgspec.Struct, frozen=True):
    """What every page sees: configuration and words, no counts, no lists."""

    title: str
    banner: str
    description: str
    author: str
    language: str
    base_path: str
    origin: str
    assets: str
    math_css: str
    #: The site's own stylesheet, "" where it has none.
    custom_css: str
    #: The sign in a browser's tab: its address, or all of it where it is small.
    icon: str
    strings: Strings
    nav: tuple[Reference, ...] = ()
    #: Names and contents of `<meta>` for search engines.
    verification: tuple[tuple[str, str], ...] = ()
    #: Numbers of 备案 for the footer; `police_code` is the digits of the latter.
    icp: str = ""
    police: str = ""
    police_code: str = ""
    comments: Service | None = None
    analytics: Service | None = None
    #: What these add to the policy.
    hosts: Hosts = Hosts()
    #: Whether each note has a Markdown file beside its page.
    markdown: bool = True
    #: Where the file of a note is, `{path}` in place of its path; "" where that is not said.
    edit_url: str = ""


class Branch(msgspec.Struct, frozen=True):
    """A link in a tree and what is below it; `current` is the page on which the tree stands."""

    title: str
    href: str
    count: int = 0
    open: bool = False
    current: bool = False
    branches: tuple[Branch, ...] = ()


class SeriesPlace(msgspec.Struct, frozen=True):
    """The series of a note, and which of its notes this is, from 1."""

    title: str
    href: str
    number: int
    count: int


class Entry(msgspec.Struct, frozen=True):
    """A note in a list; `excerpt` is inline HTML."""

    title: str
    href: str
    date: str
    tags: tuple[Reference, ...] = ()
    excerpt: str = ""
    has_more_tags: bool = False
    #: Whether it stands where it does since its author wants it there.
    pinned: bool = False


class Group(msgspec.Struct, frozen=True):
    """A year of the archive."""

    title: str
    entries: tuple[Entry, ...]


class TocItem(msgspec.Struct, frozen=True):
    """A heading in the contents list: depth from 0, inline HTML."""

    depth: int
    href: str
    content: str


class BacklinkGroup(msgspec.Struct, frozen=True):
    """A note that links here, with the sentence around each of its links."""

    title: str
    href: str
    quotes: tuple[str, ...]


class EmbeddedNote(msgspec.Struct, frozen=True):
    """A note of which another's page shows all or a part: `body` is its digest, `links` and
    `anchors` fill the slots of its body, `url` is its permalink."""

    body: str
    path: str
    title: str
    url: str
    links: tuple[Resolution, ...]
    anchors: tuple[str, ...]
    tables: tuple[TableSet, ...] = ()


class MentionList(msgspec.Struct, frozen=True):
    """The notes that name a note without a link to it, and in how many places."""

    total: int
    shown: int
    groups: tuple[BacklinkGroup, ...]


class RelatedNote(msgspec.Struct, frozen=True):
    """A note near another, and why, in words."""

    title: str
    href: str
    reasons: tuple[str, ...]


class NoteContext(msgspec.Struct, frozen=True):
    """A note on its page. `body` is the digest of the note, `links` and `anchors` fill the
    slots of its body."""

    body: str
    path: str
    title_html: str
    links: tuple[Resolution, ...]
    anchors: tuple[str, ...]
    toc: tuple[TocItem, ...]
    tags: tuple[Reference, ...]
    date: str
    updated: str
    minutes: int
    backlinks: tuple[BacklinkGroup, ...]
    previous: Reference | None
    next: Reference | None
    series: SeriesPlace | None = None
    #: What is shown in place of embeds, and the notes that this is of, each once.
    embeds: tuple[Embed, ...] = ()
    embedded: tuple[EmbeddedNote, ...] = ()
    mentions: MentionList | None = None
    related: tuple[RelatedNote, ...] = ()
    #: The href of the file that says what the note is linked with, "" where it is with none.
    graph: str = ""
    #: Properties as (name, HTML), and what stands in the places of tables.
    properties: tuple[tuple[str, str], ...] = ()
    tables: tuple[TableSet, ...] = ()

    #: The href of its Markdown file, and whether readers may comment on it.
    markdown: str = ""
    comments: bool = True
    #: Whether any of what is shown has code in tabs.
    has_code_groups: bool = False
    #: The languages of its text and of its title, where they are not the site's.
    language: str = ""
    title_language: str = ""

    @property
    def has_tables(self) -> bool:
        """Whether any of what is shown has a table of notes."""
        return any((self.tables, *(note.tables for note in self.embedded)))


class LinkedNote(msgspec.Struct, frozen=True):
    """A note and those that it links to."""

    note: Reference
    links: tuple[Reference, ...]


class LinkedFolder(msgspec.Struct, frozen=True):
    """The notes of a folder, with what they link to."""

    title: str
    notes: tuple[LinkedNote, ...]


class Page(msgspec.Struct, frozen=True):
    """One page; what its kind does not have is empty. `tree` is that of all notes or tags on
    their page, else the notes around; `nav` is the href of the header's entry for this page or
    for what it is part of."""

    url: str
    template: str
    title: str
    description: str
    href: str
    crumbs: tuple[Reference, ...] = ()
    note: NoteContext | None = None
    entries: tuple[Entry, ...] = ()
    #: How many notes there are, where `entries` are the first of them; how many the graph has.
    entries_in_all: int = 0
    groups: tuple[Group, ...] = ()
    folders: tuple[Reference, ...] = ()
    terms: tuple[Reference, ...] = ()
    #: On the home page: the series of most notes, and the page of all of them.
    series: tuple[Reference, ...] = ()
    all_series: Reference | None = None
    tree: tuple[Branch, ...] = ()
    nav: str = ""
    linked: tuple[LinkedFolder, ...] = ()
    has_math: bool = False
    noindex: bool = False
    #: What the page is called in a browser, beside the site: no other page has that title.
    document_title: str = ""
    #: The name of the picture that other sites show beside a link to it, "" for the site's.
    card: str = ""


def site_context(
    config: Config, nav: Iterable[NavLink], assets: str, custom_css: str = "", icon: bytes = b""
) -> SiteContext:
    """`assets` is the folder of the theme's files below the base path, `custom_css` a file in
    it, "" for none; `icon` what `icon.svg` is."""
    comments = comments_service(config.comments)
    analytics = analytics_service(config.analytics)
    codes = zip(_VERIFIED, msgspec.structs.astuple(config.verification), strict=True)
    return SiteContext(
        title=config.title,
        banner=config.banner or config.title,
        description=config.description,
        author=config.author,
        language=config.language,
        base_path=config.base_path,
        origin=config.origin,
        assets=f"{config.base_path}/{assets}",
        math_css=f"{config.base_path}/assets/math.css",
        custom_css=f"{config.base_path}/{assets}/{custom_css}" if custom_css else "",
        icon=_in_place(icon) or f"{config.base_path}/{assets}/icon.svg",
        strings=LANGUAGES[config.language],
        nav=tuple(Reference(link.title, nav_href(config.base_path, link)) for link in nav),
        verification=tuple((name, code) for name, code in codes if code),
        icp=config.icp,
        police=config.police,
        police_code="".join(filter(str.isdecimal, config.police)),
        comments=comments,
        analytics=analytics,
        hosts=hosts_of((comments, analytics)),
        markdown=config.markdown,
        edit_url=config.edit_url,
    )


def _in_place(icon: bytes) -> str:
    """A small picture as a `data:` URL (RFC 2397), "" for a large one: it costs a page less than a
    request does."""
    small = 0 < len(icon) <= _SMALL_ICON
    return f"data:image/svg+xml,{quote(icon, safe=_UNQUOTED)}" if small else ""


def nav_href(base_path: str, link: NavLink) -> str:
    """Where an entry of the header leads."""
    return link.url if link.outside else href(base_path, link.url, link.anchor)
