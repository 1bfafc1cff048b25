"""A folder or archive of plain Markdown → notes and the files beside them. No I/O but through its
source.

Front matter stays to the letter; formulas and links of Zhihu and of chat assistants, and boxes of
other tools, become Markdown.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from posixpath import splitext

from kbsite.front_matter.block import split_front_matter
from kbsite.importers.counting import count
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
from kbsite.importers.posts.gitbook_tags import gitbook_tags
from kbsite.importers.posts.kramdown import inline_formulas
from kbsite.importers.posts.places import Places, Spot, wrapper_of
from kbsite.importers.posts.site_roots import SiteRoots
from kbsite.importers.targets import Targets, standing
from kbsite.importers.texts import GENERAL
from kbsite.importers.texts.applying import applied
from kbsite.importers.texts.boxes import boxes
from kbsite.importers.texts.code_includes import code_includes
from kbsite.importers.texts.destinations import links_redirected
from kbsite.importers.texts.docsify import docsify
from kbsite.importers.vault.renamed import Renamed

# What VuePress has at the root of its site, and this folder, with the pictures of GitBook.
_PUBLIC = re.compile(r"(^|/)\.vuepress/public/")
_SHOWN = re.compile(r"(^|/)\.(?:vuepress/public|gitbook/assets)/")
_GITBOOK = re.compile(r"(?:(?:.*/)?\.gitbook(?:/|\.yaml$)|book\.json$)")
_SUMMARY = re.compile(r"((?:.*/)?)SUMMARY\.md$")
_DOCSIFY = re.compile(r"(?:.*/)?_(?:sidebar|navbar|coverpage)\.md$")
#: A file that has more bytes is not shown in a note.
_MOST_CODE = 200_000
_SUFFIXES = (".md", ".markdown", ".mdown", ".mkd")


def plain(source: Source, options: Options) -> Iterator[Made]:
    """All Markdown files as notes, and all other files as they are."""
    targets = Targets(options.placed, options.reserved)
    wrapper = wrapper_of([entry.path for entry in source.entries])
    spots: dict[str, Spot] = {}
    for entry in source.entries:
        path = entry.path.removeprefix(wrapper)
        if not _is_hidden(path):
            base, suffix = splitext(_PUBLIC.sub(r"\1", path))
            is_note = suffix.lower() in _SUFFIXES
            stands = standing(options, entry, is_note=is_note)
            target = targets.path(path, f"{base}.md" if is_note else base + suffix, stands)
            spots[entry.path] = Spot(path, target, is_note, name=entry.name.removeprefix(wrapper))
    files = list(spots.values())
    are_mended = any(entry.is_mended for entry in source.entries)
    renamed = Renamed(files, Places(files, ("",), "", ()), are_mended=are_mended)
    paths = [entry.path.removeprefix(wrapper) for entry in source.entries]
    roots = SiteRoots(paths, files, is_moved=bool(options.into))
    own = _own_syntax(paths)
    entries = {spots[entry.path].path: entry for entry in source.entries if entry.path in spots}
    for entry in source.entries:
        spot = spots.get(entry.path)
        if spot is None:
            yield Fate(entry.path, "skipped", "a hidden file")
        elif spot.is_note:
            included = code_includes(partial(_text_of, source, entries, roots, spot))
            relinked = _relinked(spot, renamed, roots)
            try:
                yield _note(source, entry, spot, (included, boxes, *own, *relinked, *GENERAL))
            except UnreadableError as fault:
                yield Fate(entry.path, "failed", str(fault))
        else:
            yield Copy(entry, spot.target, id=spot.path)


def _is_hidden(path: str) -> bool:
    """Whether no one is to see it: what GitBook and VuePress show lies in hidden folders, too."""
    shown = _SHOWN.sub(r"\1", path)
    if any(part.startswith(".") for part in shown.split("/")):
        return True
    return shown != path and path.lower().endswith(_SUFFIXES)


def _own_syntax(paths: Sequence[str]) -> tuple[Conversion, ...]:
    """What reads the tags and formulas of GitBook, the hints of Docsify, where the source was
    written for these."""
    if any(map(_DOCSIFY.match, paths)):
        return (docsify,)
    # Of any other folder `book.json` may be data.
    summaries = (found[1] for found in map(_SUMMARY.match, paths) if found)
    beside = {f"{folder}book.json" for folder in summaries}
    if any(map(_GITBOOK.match, paths)) or not beside.isdisjoint(paths):
        return (gitbook_tags, partial(inline_formulas, name="formula in a line"))
    return (gitbook_tags,) if "SUMMARY.md" in paths else ()


def _text_of(
    source: Source, entries: Mapping[str, Entry], roots: SiteRoots, note: Spot, path: str
) -> str | None:
    """The text of a file of code that a note names."""
    found = roots.file(note, path)
    entry = entries.get(found.path) if found else None
    if entry is None or entry.size > _MOST_CODE:
        return None
    try:
        return source.text(entry)
    except UnreadableError:
        return None


def _relinked(spot: Spot, renamed: Renamed, roots: SiteRoots) -> tuple[Conversion, ...]:
    if not renamed and not roots:
        return ()
    links = links_redirected(
        lambda address: roots.address(spot, address) or renamed.address(spot, address)
    )
    return (renamed.wikilinks, links)


def _note(source: Source, entry: Entry, spot: Spot, conversions: tuple[Conversion, ...]) -> Draft:
    text = source.text(entry)
    split = split_front_matter(text)
    head = text[: len(text) - len(split.body)] if split.language else ""
    if split.mistake:
        # What is meant as front matter is nobody's to guess; the build will say where.
        head = ""
    lines = [Line(one, at) for at, one in enumerate(split.body.split("\n"), split.body_line)]
    changes: list[Change] = []
    lines = applied(lines, conversions, changes)
    return Draft(entry.path, spot.path, spot.target, {}, lines, changes, count(split.body), head)
