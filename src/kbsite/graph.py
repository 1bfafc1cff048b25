"""Notes → `SiteGraph`: what is published where, and how it hangs together. No I/O.

Unpublished notes are told apart here, once, before anything is listed or counted.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import TypeVar

import msgspec

from kbsite.claims import Claims, explain_claim
from kbsite.config import Config
from kbsite.diagnostics import Code, Diagnostic, error, info, warning
from kbsite.front_matter import parse_date
from kbsite.languages import LANGUAGES
from kbsite.links import Resolver
from kbsite.model import (
    Ambiguous,
    Attachment,
    Backlink,
    Folder,
    Found,
    GitDates,
    Link,
    Missing,
    Note,
    Resolution,
    SiteGraph,
    Term,
    Unpublished,
)
from kbsite.taxonomies import ARCHIVE_URL, TAGS_URL, build_folders, build_terms, leaf_bundles
from kbsite.urls import note_permalink, output_path, permalink

_Listing = TypeVar("_Listing", Term, Folder)


def build_graph(
    notes: Sequence[Note],
    attachments: Sequence[Attachment],
    git_dates: Mapping[str, GitDates],
    config: Config,
    *,
    drafts: bool = False,
) -> SiteGraph:
    """The graph of the notes that are published; `notes` are in path order."""
    found: list[Diagnostic] = []
    claims = Claims()
    urls = _claim_urls([n for n in notes if _is_published(n, config, drafts)], claims, found)
    published = {note.path: note for note in notes if note.path in urls}
    dates = {path: _dates(note, git_dates, config) for path, note in published.items()}
    listed = _listed(published, urls, dates)
    leaves = leaf_bundles(listed)
    introductions = _introductions(published, urls, listed, leaves)
    listed = tuple(path for path in listed if path not in introductions)
    terms = tuple(_placed(t, claims) for t in build_terms(published[path] for path in listed))
    folders = {
        path: _placed(folder, claims) for path, folder in build_folders(listed, leaves).items()
    }

    resolver = Resolver(
        notes,
        urls,
        {a.path: permalink(a.path.split("/"), directory=False) for a in attachments},
        _list_urls(terms, (folder.url for folder in folders.values())),
        LANGUAGES[config.language].unpublished_note,
    )
    titles = {path: resolver.title(path) for path in published}
    by_url = {url: titles[path] for path, url in urls.items()}
    resolutions = {
        path: tuple(resolver.resolve(path, link) for link in note.links)
        for path, note in published.items()
    }
    for path, note in published.items():
        found += note.diagnostics
        found += _link_diagnostics(note, resolutions[path], resolver)
    found += [
        d for n in notes if n.path not in urls for d in n.diagnostics if d.severity == "error"
    ]
    return SiteGraph(
        notes=published,
        urls=urls,
        titles=titles,
        dates=dates,
        anchors={
            path: tuple(resolver.anchor(path, i) for i in range(len(note.headings)))
            for path, note in published.items()
        },
        listed=listed,
        resolutions=resolutions,
        backlinks=_backlinks(published, resolutions),
        neighbours={
            path: (before, after)
            for folder in folders.values()
            for before, path, after in zip(
                ("", *folder.notes), folder.notes, (*folder.notes[1:], ""), strict=False
            )
        },
        terms=terms,
        folders={
            path: msgspec.structs.replace(folder, title=by_url.get(folder.url, folder.title))
            for path, folder in folders.items()
        },
        attachments=_used_attachments(attachments, resolver, resolutions, claims, found),
        diagnostics=tuple(found),
    )


def _is_published(note: Note, config: Config, drafts: bool) -> bool:
    front = note.front_matter
    if not note.readable or front.private or front.publish is False:
        return False
    if front.draft and not drafts:
        return False
    return config.publish == "all" or front.publish is True


def _claim_urls(notes: Sequence[Note], claims: Claims, found: list[Diagnostic]) -> dict[str, str]:
    """Each note's permalink; one that another note has already is an error of the later."""
    urls: dict[str, str] = {}
    for note in notes:
        front = note.front_matter
        line = front.permalink_line
        report = partial(error, path=note.path, line=line, column=min(line, 1))
        url = note_permalink(note.path, front.slug, front.permalink)
        if url is None:
            message = f"the permalink {front.permalink!r} is not a path inside the site"
            found.append(report("permalink", message=message))
            continue
        if in_the_way := claims.claim(output_path(url), note.path):
            message = explain_claim(url, in_the_way)
            hint = "Give one of them another `slug` or `permalink`."
            found.append(report("permalink-collision", message=message, hint=hint))
            continue
        urls[note.path] = url
    return urls


def _placed(page: _Listing, claims: Claims) -> _Listing:
    """A list page; where its URL is taken in another spelling it stands there."""
    in_the_way = claims.claim(output_path(page.url), "")
    if in_the_way is None or in_the_way.path == output_path(page.url):
        return page
    return msgspec.structs.replace(page, url=f"/{in_the_way.path.removesuffix('index.html')}")


def _dates(note: Note, git_dates: Mapping[str, GitDates], config: Config) -> tuple[str, str]:
    front = note.front_matter
    if front.date or front.updated:
        return front.date or front.updated, front.updated
    if note.path not in git_dates:
        return "", ""
    git = git_dates[note.path]
    zone = config.timezone
    return parse_date(git.created, zone) or "", parse_date(git.updated, zone) or ""


def _listed(
    published: Mapping[str, Note], urls: Mapping[str, str], dates: Mapping[str, tuple[str, str]]
) -> tuple[str, ...]:
    """Newest first, the undated last; of one moment by permalink."""
    paths = sorted(
        (p for p, n in published.items() if not n.front_matter.unlisted),
        key=lambda path: urls[path],
    )
    return tuple(sorted(paths, key=lambda path: dates[path][1] or dates[path][0], reverse=True))


def _introductions(
    published: Mapping[str, Note],
    urls: Mapping[str, str],
    listed: Sequence[str],
    leaves: frozenset[str],
) -> frozenset[str]:
    """Notes that introduce a generated page (their permalink is its) and stand in no list."""
    terms = build_terms(published[path] for path in listed)
    generated = {"/", TAGS_URL, ARCHIVE_URL, *(term.url for term in terms)}
    return frozenset(
        path
        for path in listed
        if urls[path] in generated or (path.endswith("/index.md") and path not in leaves)
    )


def _list_urls(terms: Sequence[Term], folder_urls: Iterable[str]) -> list[str]:
    return ["/", TAGS_URL, ARCHIVE_URL, *(term.url for term in terms), *folder_urls]


def _backlinks(
    published: Mapping[str, Note], resolutions: Mapping[str, Sequence[Resolution]]
) -> dict[str, tuple[Backlink, ...]]:
    backlinks: defaultdict[str, list[Backlink]] = defaultdict(list)
    for source, note in published.items():
        if note.front_matter.unlisted:
            continue
        for number, target in enumerate(resolutions[source]):
            if isinstance(target, Found | Ambiguous) and target.note not in ("", source):
                backlinks[target.note].append(Backlink(source, number))
    return {path: tuple(links) for path, links in backlinks.items()}


def _used_attachments(
    attachments: Sequence[Attachment],
    resolver: Resolver,
    resolutions: Mapping[str, Sequence[Resolution]],
    claims: Claims,
    found: list[Diagnostic],
) -> tuple[tuple[Attachment, str], ...]:
    wanted = {
        target.url
        for targets in resolutions.values()
        for target in targets
        if isinstance(target, Found) and not target.note
    }
    for url in _list_urls((), ()):
        claims.claim(output_path(url), "")
    used = []
    for attachment in attachments:
        url = resolver.attachments[attachment.path]
        if url not in wanted:
            continue
        if in_the_way := claims.claim(output_path(url), attachment.path):
            message = explain_claim(url, in_the_way)
            hint = "Rename one of them."
            found.append(error("name-collision", attachment.path, message, hint=hint))
            continue
        used.append((attachment, url))
    return tuple(used)


def _link_diagnostics(
    note: Note, resolutions: Sequence[Resolution], resolver: Resolver
) -> Iterator[Diagnostic]:
    for link, target in zip(note.links, resolutions, strict=True):
        link = resolver.read(note.path, link)
        report = partial(_report, note.path, link)
        if isinstance(target, Missing):
            yield _missing(note.path, link, resolver)
        elif isinstance(target, Unpublished):
            message = "this link leads to a note that is not published; readers see its words only"
            yield report(info, "link-unpublished", message)
        elif isinstance(target, Ambiguous):
            more = target.count - len(target.candidates)
            named = ", ".join(target.candidates) + (f" and {more:,} more" if more else "")
            message = f"{link.target!r} could be any of {named}"
            hint = f"It leads to {target.note}; write its path to say so."
            yield report(warning, "link-ambiguous", message, hint)
        if (
            isinstance(target, Found | Ambiguous)
            and target.note
            and link.fragment
            and not target.anchor
        ):
            message = f"{target.note} has no heading {link.fragment!r}"
            yield report(
                warning, "anchor-missing", message, "The link leads to the top of the note."
            )


def _missing(path: str, link: Link, resolver: Resolver) -> Diagnostic:
    if link.kind in ("embed", "html") and "." in link.target.rpartition("/")[2]:
        return _report(
            path, link, warning, "attachment-missing", f"there is no file {link.target!r}"
        )
    near = resolver.nearest_name(link.target)
    hint = f"Did you mean {near!r}?" if near else ""
    message = f"there is no note or file {link.target!r}"
    return _report(path, link, warning, "link-missing", message, hint)


def _report(
    path: str, link: Link, make: Callable[..., Diagnostic], code: Code, message: str, hint: str = ""
) -> Diagnostic:
    return make(code, path, message, line=link.line, column=link.column, hint=hint)
