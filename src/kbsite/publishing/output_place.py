"""Which folder a site may be written to. READS what stands where it is."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from kbsite.claims import MANIFEST
from kbsite.config import FILE_NAME, Config, UsageError, item_places
from kbsite.diagnostics import Diagnostic, error
from kbsite.extensions.entries import file_of
from kbsite.real_paths import real_path

#: Folders of programs, in which nothing else may be written.
_PROGRAMS = frozenset({".git", ".hg", ".svn"})
#: What a file system puts into a disk that is empty.
_OF_SYSTEMS = frozenset({"lost+found"})
_README = "readme.md"


def misplaced(
    root: Path,
    config: Config,
    content: Path,
    output: Path,
    cache: str,
    options: tuple[str | None, str | None],
) -> Diagnostic | None:
    """What is wrong with the folders of notes and of the site that the configuration names. Raises
    UsageError where `options`, those of the command line, name them."""
    in_place, to_place = options
    if in_place is None and not content.is_dir():
        said = f"there is no folder of notes at {config.content}"
        if mistake := _mistake_at(root, "content", said):
            return mistake
    try:
        _check_place(root, config, content, output, cache)
    except UsageError as fault:
        said = str(fault).replace(str(output), config.output)
        mistake = None if in_place or to_place else _mistake_at(root, "output", said)
        if mistake is None:
            raise
        return mistake
    return None


def _mistake_at(root: Path, key: str, message: str) -> Diagnostic | None:
    """A mistake of the value of a key, where the configuration has it."""
    places = item_places(root, key)
    if not places:
        return None
    line, column = places[0]
    return error("config", FILE_NAME, message, line=line, column=column)


def _check_place(root: Path, config: Config, content: Path, output: Path, cache: str) -> None:
    """Raises UsageError where `output` holds the notes, or is, holds or lies in a folder that the
    site in `root` is made from."""
    for folder in (output, *output.parents):
        if folder.is_symlink() and not os.path.exists(folder):  # noqa: PTH110 - raises nothing
            said = f"{folder} is a symbolic link that leads nowhere"
            raise UsageError(f"the output folder {output} cannot be made: {said}")
    site, place = real_path(root), real_path(output)
    if real_path(content).is_relative_to(place):
        raise UsageError(f"the output folder {output} holds the notes; choose another")
    code = _extensions(site, real_path(content), config)
    own = [*(site / name for name in ("templates", "static", cache)), *code]
    above, here = _identities(place), _identity(place)
    for folder in own:
        if _identity(folder) in above or here in _identities(folder):
            said = f"the output folder {output} is not apart from {folder}, which kbsite reads"
            raise UsageError(f"{said}; choose another")
    # What the site itself lies in is its author's to know.
    apart = {folder.name for folder in (place, *place.parents) if not site.is_relative_to(folder)}
    if program := _PROGRAMS & apart:
        raise UsageError(f"the output folder {output} lies in {min(program)}; choose another")


def check_strangers(root: Path, content: Path, output: Path) -> None:
    """Raises UsageError where `output` holds what is not kbsite's, and nothing says that kbsite may
    write there: it has no manifest, and is a home folder, or lies outside of the site in `root` or
    hidden in it and has files, or lies among the notes in `content` and has some of them."""
    place, site = real_path(output), real_path(root)
    if not place.is_dir() or os.path.lexists(place / MANIFEST):
        return
    # Path.home raises where there is none.
    if place == real_path(Path(os.path.expanduser("~"))):  # noqa: PTH111
        raise UsageError(f"the output folder {output} is a home folder; choose one in it")
    if place.is_relative_to(site) and not any(
        part.startswith(".") for part in place.relative_to(site).parts
    ):
        if place.is_relative_to(real_path(content)) and (note := _note_in(place)):
            raise UsageError(
                f"the output folder {output} holds the note {note}, which would not be read; "
                f"choose another, or put an empty file {MANIFEST} into it"
            )
        return
    # A branch that is checked out there has its `.git`, and often `.nojekyll`.
    names = (entry.name for entry in place.iterdir())
    if any(not name.startswith(".") and name not in _OF_SYSTEMS for name in names):
        raise UsageError(
            f"the output folder {output} holds files that kbsite did not write; choose one that is "
            f"empty or not there yet, or put an empty file {MANIFEST} into it"
        )


def _note_in(folder: Path) -> str:
    """The first file below `folder` that would be a note, "" where there is none. The twin of a
    page is none, nor is what a branch that is checked out there says of itself."""
    described = _README if os.path.lexists(folder / ".git") else ""
    for above, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        pages = {name for name in names if name.endswith(".html")}
        for name in sorted(names):
            stem, suffix = os.path.splitext(name)  # noqa: PTH122
            if suffix.lower() != ".md" or name.startswith(".") or f"{stem}.html" in pages:
                continue
            if name.lower() != described or Path(above) != folder:
                return (Path(above) / name).relative_to(folder).as_posix()
    return ""


def _extensions(site: Path, content: Path, config: Config) -> Iterator[Path]:
    """The folders of the site's own code; a file in one that holds the site or
    its notes stands for itself, and what is no file is told of where extensions are read."""
    for entry in config.extensions:
        file = real_path(site / file_of(entry))
        if os.path.isfile(file):  # noqa: PTH113 - Path.is_file raises where a name is too long
            holds_all = any(folder.is_relative_to(file.parent) for folder in (site, content))
            yield file if holds_all else file.parent


def _identities(path: Path) -> set[object]:
    """What tells a folder and those above it from others."""
    return {_identity(folder) for folder in (path, *path.parents)}


def _identity(path: Path) -> object:
    """The same for two names of one folder, such as `Static` and `static` on some systems."""
    try:
        found = path.stat()
    except OSError:
        return path
    return found.st_dev, found.st_ino
