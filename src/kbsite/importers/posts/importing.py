"""The files of an old site, one after another, as notes, copies and what else became of them.
No I/O but through the `Source`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from kbsite.assets.root_files import is_looked_for
from kbsite.front_matter.block import Split, split_front_matter
from kbsite.importers.counting import count_lines
from kbsite.importers.front import values_of
from kbsite.importers.model import (
    Change,
    Conversion,
    Copy,
    Draft,
    Entry,
    Fate,
    Line,
    Made,
    Options,
    Source,
    UnreadableError,
)
from kbsite.importers.posts.context import Context
from kbsite.importers.posts.front import (
    PostFront,
    post_front,
    tell_rewriting,
    uncommented,
    untabbed,
    with_redirects,
)
from kbsite.importers.posts.html_posts import html_body, html_title, is_html
from kbsite.importers.posts.permalinks import old_url
from kbsite.importers.posts.places import Places, Spot, path_between
from kbsite.importers.posts.sites import Place, Post, Site, Skip
from kbsite.importers.posts.withheld import is_unlisted, withheld
from kbsite.importers.targets import Targets, standing
from kbsite.importers.texts import GENERAL
from kbsite.importers.texts.applying import applied
from kbsite.importers.texts.destinations import FINAL, links_redirected
from kbsite.importers.texts.line_breaks import has_single_breaks
from kbsite.importers.texts.literal import literal
from kbsite.nouns.sources import ROOT
from kbsite.urls import fold, note_permalink

#: Of a list page that a theme fills: kbsite has its own.
_LISTS = frozenset({"tags", "categories", "archives", "archive", "search", "links", "link"})


def imported(source: Source, options: Options, site: Site) -> Iterator[Made]:
    """What becomes of every file of the source, a note at a time."""
    placed = {entry.path: _place(entry.name or entry.path, site) for entry in source.entries}
    targets = Targets(options.placed, options.reserved)
    spots: dict[str, Spot] = {}
    for entry in source.entries:
        if isinstance(place := placed[entry.path], Place):
            inside, name = (path[len(site.root) :] for path in (entry.path, entry.name))
            stands = standing(options, entry, is_note=place.is_note)
            target = targets.path(inside, place.path, stands)
            spots[entry.path] = Spot(inside, target, place.is_note, place.assets, name)
    run = _Run(source, options, site, list(spots.values()))
    for entry in source.entries:
        made = placed[entry.path]
        if isinstance(made, Skip):
            yield Fate(entry.path, "skipped", made.why)
        elif made.is_note:
            yield run.note(entry, spots[entry.path], made)
        else:
            spot = spots[entry.path]
            yield Copy(entry, spot.target, _of_the_root(made.path), spot.path)


def _of_the_root(path: str) -> str:
    """What is said of a file that the old site had at its root: whether the new one has it there,
    with what it says to crawlers and hosts, is for its author to decide."""
    return f"to have it at the root, put it at static/{ROOT}{path}" if is_looked_for(path) else ""


def _place(path: str, site: Site) -> Place | Skip:
    if path == site.settings.path:
        return Skip(site.settings.account)
    if not path.startswith(site.root):
        return Skip("it is outside of the site's folder")
    place = site.place(path[len(site.root) :])
    if isinstance(place, Skip) and (why := _of_the_root(path[len(site.root) :])):
        return Skip(f"{place.why}; {why}")
    return place


class _Head(NamedTuple):
    """What a post says of itself; of what cannot be read the `text` stays, if it can be told from
    the body."""

    values: Mapping[str, Any]
    is_read: bool = True
    text: str = ""


def _read_head(text: str, split: Split, changes: list[Change]) -> _Head:
    try:
        return _Head(values_of(split))
    except UnreadableError as unreadable:
        head = text[: len(text) - len(split.body)]
        if not head:
            why = f"it stays text, and the note is a draft: {unreadable}"
            changes.append(Change("front matter", "kept", split.line, why))
        # What cannot be read may have said that nobody may see the note.
        return _Head({"draft": True}, is_read=False, text=head)


class _Run:
    def __init__(self, source: Source, options: Options, site: Site, spots: Sequence[Spot]) -> None:
        self.source = source
        self.options = options
        self.site = site
        self.places = Places(spots, site.roots, site.base, site.hosts)
        self.entries: Mapping[str, Entry] = {e.path: e for e in source.entries}
        #: Who is published where, so that no `slug` takes the place of another.
        self.urls = {
            fold(url): spot.target
            for spot in spots
            if spot.is_note and (url := note_permalink(self._below(spot.target)))
        }

    def note(self, entry: Entry, spot: Spot, place: Place) -> Made:
        """The draft of a note, or why there is none."""
        try:
            text = self.source.text(entry)
        except UnreadableError as unreadable:
            return Fate(entry.path, "failed", str(unreadable))
        text = uncommented(text) if self.site.dialect.hidden else text
        split = split_front_matter(text)
        split = untabbed(split) if self.site.dialect.tabs else split
        changes: list[Change] = []
        head = _read_head(text, split, changes)
        dialect, options = self.site.dialect, self.options
        read = post_front(head.values, dialect, options, changes, split.block, split.line)
        kind = str(read.given.get("type") or read.given.get("layout") or "")
        if kind in _LISTS and not split.body.strip():
            return Fate(entry.path, "skipped", "it is a list of the old theme; kbsite has its own")
        if head.is_read and not read.front and not split.body.strip():
            return Fate(entry.path, "skipped", "it is empty, as a theme fills it")
        front, url = read.front, ""
        if head.is_read:
            tell_rewriting(split, changes)
            path = (entry.name or entry.path)[len(self.site.root) :]
            front, url = self._front(spot, path, place, read, changes)
        lines = [Line(line, split.body_line + n) for n, line in enumerate(split.body.split("\n"))]
        is_page = is_html(entry.path)
        if is_page:
            lines = self._html(lines, split.body, front, changes)
        counts = count_lines(lines)
        near = self._with_media(spot, {**self.site.inherited(spot.path), **read.given})
        conversions = self._conversions(near, url, is_page=is_page)
        lines = applied(lines, conversions, changes)
        if head.is_read and not is_page and self._breaks(front, lines):
            front["line_breaks"] = "hard"
            changes.append(Change("line breaks", "converted", 0, "`line_breaks: hard` keeps them"))
        shown = {} if head.text else front
        return Draft(entry.path, spot.path, spot.target, shown, lines, changes, counts, head.text)

    def _conversions(self, spot: Spot, url: str, *, is_page: bool) -> Sequence[Conversion]:
        """Those of a post that stood at `url`; `is_page` where it is written in HTML."""
        redirected = links_redirected(lambda address: self.places.destination(spot, address, url))
        context = self._context(spot)._replace(in_html=is_page)
        general = () if is_page else GENERAL
        notes = self.site.footnotes
        escapes = literal("the old site", context.is_post, markdown=True, footnotes=notes)
        return (*self.site.conversions(context), redirected, *general, escapes)

    def _with_media(self, spot: Spot, given: Mapping[str, object]) -> Spot:
        """The post with the folder in which it says that its pictures lie."""
        told = (given.get(key) for key in self.site.dialect.media)
        folder = next((each for each in told if isinstance(each, str)), "")
        return spot._replace(assets=folder.strip("/ ")) if folder and "//" not in folder else spot

    def _html(
        self, lines: list[Line], text: str, front: dict[str, object], changes: list[Change]
    ) -> list[Line]:
        """The body of a post in HTML."""
        if not front.get("title") and (title := html_title(text)):
            front["title"] = title
        why = "it stays HTML: no formula, code or link in it is read as Markdown"
        changes.append(Change("post in HTML", "kept", lines[0].number, why))
        return html_body(lines)

    def _breaks(self, front: Mapping[str, object], lines: Sequence[Line]) -> bool:
        return self.site.breaks and "line_breaks" not in front and has_single_breaks(lines)

    def _front(
        self, spot: Spot, path: str, place: Place, read: PostFront, changes: list[Change]
    ) -> tuple[dict[str, object], str]:
        """The front matter, and the URL that the post at `path` had, "" of none."""
        front = read.front
        self.site.complete(spot.path, read, changes)
        given = {**self.site.inherited(spot.path), **read.given}
        if given.get("date") is None:
            given["date"] = front.get("date")
        had_none = place.draft or _called_a_draft(given, read)
        why = had_none or self._withheld(given)
        if why and front.get("draft") is not True:
            front["draft"] = True
            changes.append(Change("draft", "converted", 0, why))
        if is_unlisted(given) and "unlisted" not in front:
            front["unlisted"] = True
            changes.append(Change("unlisted", "converted", 0, "its section says so"))
        if had_none:
            # It had no URL but for those that it says itself.
            read = read._replace(given={**read.given, "draft": True, "published": False})
        self._keep_slug(spot, front, changes)
        # Nothing makes way for a redirect, the home page least of all.
        urls: list[str] = []
        url = ""
        own = note_permalink(self._below(spot.target), str(front.get("slug") or ""))
        for former in self.site.former(Post(path, read)):
            url = old_url(former.url) if former.url else ""
            if not url:
                why = former.why or f"{former.url!r} is no address that a redirect can have"
                changes.append(Change("old URL", "lost", 0, why))
            elif url != "/" and (url != own or not url.isascii()):
                urls.append(url)
        return with_redirects(front, urls), url

    def _withheld(self, given: Mapping[str, object]) -> str:
        """Why the old site did not publish a post that says nothing of being a draft, or ""."""
        today = self.options.today
        return withheld(given, today, self.site.waits) if today else ""

    def _keep_slug(self, spot: Spot, front: dict[str, object], changes: list[Change]) -> None:
        """Makes of a `slug` another property where its URL is another note's."""
        slug = front.get("slug")
        if slug in (None, ""):
            return
        url = note_permalink(self._below(spot.target), str(slug))
        if not url or self.urls.setdefault(fold(url), spot.target) != spot.target:
            front["old-slug"] = front.pop("slug")
            changes.append(Change("front matter slug", "kept", 0, "as `old-slug`: it is taken"))

    def _below(self, target: str) -> str:
        return f"{self.options.into}/{target}" if self.options.into else target

    def _context(self, spot: Spot) -> Context:
        def post(name: str) -> str | None:
            found = self.places.post(spot, name)
            return FINAL + path_between(spot.target, found.target) if found else None

        def file(path: str) -> str | None:
            found = self.places.file(spot, path)
            return FINAL + path_between(spot.target, found.target) if found else None

        def text(path: str) -> str | None:
            entry = self.entries.get(f"{self.site.root}{self.site.code}{path.lstrip('/')}")
            try:
                return self.source.text(entry).rstrip("\n") if entry else None
            except UnreadableError:
                return None

        return Context(post, file, text, path=spot.called)


def _called_a_draft(given: Mapping[str, object], read: PostFront) -> str:
    """Why a post is a draft that does not say so itself, or ""."""
    if read.given.keys() & {"draft", "published"}:
        return ""
    is_draft = given.get("draft") is True or given.get("published") is False
    return "the site says so of all posts beside it" if is_draft else ""
