"""A folder or archive of plain Markdown → notes and the files beside them. No I/O but through its
source.

Front matter stays to the letter; formulas and links of Zhihu and of chat assistants become
Markdown.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from posixpath import splitext

from kbsite.front_matter.block import split_front_matter
from kbsite.importers.code_lines import code_lines, outside_code
from kbsite.importers.counting import count
from kbsite.importers.model import (
    Change,
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
from kbsite.importers.posts.places import wrapper_of
from kbsite.importers.targets import Targets
from kbsite.importers.texts import GENERAL
from kbsite.importers.texts.applying import applied

_SUFFIXES = (".md", ".markdown", ".mdown", ".mkd")
_OTHER_SUFFIX = re.compile(r"(?i)(\]\([^()\s]*)\.(?:markdown|mdown|mkd)(?=[)#\s])")


def plain(source: Source, options: Options) -> Iterator[Made]:
    """All Markdown files as notes, and all other files as they are."""
    targets = Targets(options.placed)
    wrapper = wrapper_of([entry.path for entry in source.entries])
    for entry in source.entries:
        path = entry.path.removeprefix(wrapper)
        base, suffix = splitext(path)
        if any(part.startswith(".") for part in path.split("/")):
            yield Fate(entry.path, "skipped", "a hidden file")
        elif suffix.lower() in _SUFFIXES:
            target = targets.path(path, f"{base}.md")
            try:
                yield _note(source, entry, path, target)
            except UnreadableError as fault:
                yield Fate(entry.path, "failed", str(fault))
        else:
            yield Copy(entry, targets.path(path, path), id=path)


def _note(source: Source, entry: Entry, identity: str, target: str) -> Draft:
    text = source.text(entry)
    split = split_front_matter(text)
    head = text[: len(text) - len(split.body)] if split.language else ""
    if split.mistake:
        # What is meant as front matter is nobody's to guess; the build will say where.
        head = ""
    lines = [Line(one, at) for at, one in enumerate(split.body.split("\n"), split.body_line)]
    changes: list[Change] = []
    lines = applied(_relinked(lines, changes), GENERAL, changes)
    return Draft(entry.path, identity, target, {}, lines, changes, count(split.body), head)


def _relinked(lines: list[Line], changes: list[Change]) -> list[Line]:
    """Links to files that are called `.md` from now on."""
    if not any(_OTHER_SUFFIX.search(line.text) for line in lines):
        return lines
    result = []
    for line, is_code in zip(lines, code_lines(lines), strict=True):
        text = line.text
        if not is_code:
            text = outside_code(text, lambda prose: _OTHER_SUFFIX.sub(r"\1.md", prose))
        if text != line.text:
            changes.append(Change("link", "converted", line.number, "the note is called .md"))
        result.append(Line(text, line.number))
    return result
