"""READS the files of a `static/`, of the site or of the theme."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path

from kbsite.diagnostics import warning
from kbsite.nouns.sources import ROOT, SourceFile, StaticFile
from kbsite.scanning.walk import Walk
from kbsite.urls import NOT_IN_NAMES
from kbsite.words.levels import levels_above


def static_files(
    folder: Path, walk: Walk, theme: Mapping[str, StaticFile] | None = None
) -> dict[str, StaticFile]:
    """The files of a `static/`, by path: those of the theme, or those of a site beside the `theme`.
    They are published under their names, as stylesheets and templates call them, so that one which
    cannot be a file of the site is none."""
    name, theirs = ("theme", {}) if theme is None else ("static", theme)
    folders = {above for path in theirs for above in levels_above(path)}
    files: dict[str, StaticFile] = {}
    for path, seen in walk.files_beside(folder, name, is_trusted=theme is None):
        if odd := NOT_IN_NAMES.search(path):
            said = f"no file of a site can have {odd.group()!r} in its name"
        elif path in folders:
            said = "the theme has a folder of this name"
        elif file := next((above for above in levels_above(path) if above in theirs), ""):
            said = f"the theme has a file at {file}"
        else:
            files[path] = StaticFile(path, seen.digest, is_theme=theme is None)
            continue
        said = f"{said}; it is not published"
        walk.found.append(warning("static-name", f"{name}/{path}", said, hint="Rename it."))
    return files


def own_styles(
    static: Mapping[str, StaticFile], read: Callable[[StaticFile], bytes]
) -> Iterator[SourceFile]:
    """The stylesheets among `static` that are the site's own, with their bytes."""
    for path, file in sorted(static.items()):
        if path.endswith(".css") and not (file.is_theme or path.startswith(ROOT)):
            # One that is gone meanwhile is told of when it is published.
            with suppress(OSError):
                yield SourceFile(path, file.digest, read(file))
