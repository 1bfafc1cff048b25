"""What `kbsite check` puts into notes with `--write`. PRINTS; I/O through `fixing`."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TypeAlias

import click

from kbsite.cache import FOLDER
from kbsite.checks.lost_urls import LostUrl
from kbsite.diagnostics import Diagnostic, info
from kbsite.fixing.applying import apply_fixes
from kbsite.fixing.ground import ground_of, parse_bytes
from kbsite.fixing.outcomes import View
from kbsite.fixing.redirecting import redirected
from kbsite.fixing.suggestions import (
    Suggestion,
    applied,
    is_as_meant,
    suggest,
    unlinked_mentions,
)
from kbsite.model import Note
from kbsite.scanning.found_files import read_file
from kbsite.stages.site import Planned

#: The links that each note could have, by its path.
Suggested: TypeAlias = Mapping[str, Sequence[Suggestion]]


def suggestions_of(planned: Planned) -> dict[str, list[Suggestion]]:
    """The links that could be set, of notes whose text is as it should be with them."""
    if planned.graph is None or planned.reading is None:
        return {}
    resolver = View(ground_of(planned, planned.reading)).resolver
    found: dict[str, list[Suggestion]] = {}
    for path, mentioned in unlinked_mentions(planned.graph).items():
        data = read_file(planned.content, path)
        parse: Callable[[bytes], Note] = partial(parse_bytes, planned.reading, path)
        note = planned.reading.notes[path]
        suggestions = list(suggest(note, data, mentioned, resolver, parse))
        if suggestions and is_as_meant(note, parse(applied(data, suggestions)), suggestions):
            found[path] = suggestions
    return found


def suggestion_diagnostic(path: str, one: Suggestion) -> Diagnostic:
    """What is said of a link that could be set in the note at `path`."""
    message = f"{one.words!r} names {one.target} without a link"
    hint = f"Write {one.link}"
    return info("unlinked-mention", path, message, line=one.line, column=one.column, hint=hint)


def mend(
    root: Path, planned: Planned, lost: Sequence[LostUrl], suggested: Suggested, *, yes: bool
) -> list[LostUrl]:
    """Sets the links of `suggested`, and puts the URLs whose note is sure into its front matter;
    those that it put there. Shows it all first. Raises UsageError and OSError."""
    read = partial(read_file, planned.content)
    fixed = {path: applied(read(path), found) for path, found in suggested.items() if found}
    urls: dict[str, list[str]] = {}
    for one in lost:
        if one.is_mendable:
            urls.setdefault(one.successor, []).append(one.url)
    done = redirected(urls, lambda path: fixed[path] if path in fixed else read(path))
    for path in done.left:
        said = f"{planned.prefix}{path}: add by hand  redirect_from: {', '.join(urls[path])}"
        click.echo(said, err=True)
    fixed |= done.fixed
    if not fixed:
        click.echo("Nothing to write")
        return []
    if not apply_fixes(root / FOLDER, planned.content, planned.prefix, fixed, yes=yes):
        return []
    return [one for one in lost if one.is_mendable and one.successor in done.fixed]
