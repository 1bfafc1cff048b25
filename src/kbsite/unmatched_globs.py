"""Globs of `ignore` that name what is not there. READS which files are, and `kbsite.yaml`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from kbsite.config import FILE_NAME, Config, item_places
from kbsite.diagnostics import Diagnostic, Severity
from kbsite.globs import matcher
from kbsite.nearest import NearestName
from kbsite.urls import nfc

#: What other programs make, here or on another machine.
_MADE = frozenset({"_site", "node_modules", "public", "static", "templates"})


def unmatched_globs(
    root: Path, content: Path, config: Config, left_out: Sequence[str], notes: Iterable[str]
) -> Iterator[Diagnostic]:
    """Tells of globs that leave nothing out, where `left_out` are the paths that were. One that
    names a kind of file (`*.tmp.md`) is there for the next one; one that names a file or a
    folder is a warning where a name like it is there, and an info where none is: that may have
    gone, or be on another machine."""
    absent = list(_absent(root, content, config.ignore, left_out))
    if not absent:
        return
    places, near = item_places(root, "ignore"), NearestName(_names(notes))
    for number, name, is_beside in absent:
        glob = config.ignore[number]
        line, column = places[number] if number < len(places) else (0, 0)
        severity: Severity = "warning"
        hint = "Globs count from the folder of notes."
        if not is_beside:
            found = near.find(name)
            severity = "warning" if found else "info"
            hint = f"Did you mean {found!r}?" if found else ""
        said = f"`ignore` names {glob!r}, which leaves nothing out: there is no {name!r}"
        yield Diagnostic("ignore-unmatched", severity, FILE_NAME, line, column, said, hint)


def _absent(
    root: Path, content: Path, globs: Sequence[str], left_out: Sequence[str]
) -> Iterator[tuple[int, str, bool]]:
    """The globs by number that name what is not there, with that name, and whether something
    beside the notes has it."""
    for number, glob in enumerate(globs):
        if name := _name(glob):
            try:
                is_there = _is_there(content / name)
                is_beside = content != root and _is_there(root / name)
            except OSError:
                continue
            matches = matcher([glob])
            if not is_there and not (matches and any(map(matches, left_out))):
                yield number, name, is_beside


def _name(glob: str) -> str:
    """The file or folder that a glob names by itself or before its signs, "" for none that has to
    be there."""
    names: list[str] = []
    for part in nfc(glob).removeprefix("./").strip("/").split("/"):
        if any(sign in part for sign in "*?["):
            break
        names.append(part)
    is_hidden = any(name.startswith(".") for name in names)
    return "" if not names or is_hidden or names[0] in _MADE else "/".join(names)


def _is_there(path: Path) -> bool:
    """Raises OSError where nobody knows: a name is too long, a folder may not be entered.
    `Path.exists` does so in some versions of Python only."""
    try:
        path.stat()
    except (FileNotFoundError, NotADirectoryError, ValueError):
        return False
    return True


def _names(notes: Iterable[str]) -> Iterator[str]:
    """What a glob may name: notes and their folders, by path and by name."""
    paths: set[str] = set()
    for note in notes:
        path = note
        while path and path not in paths:
            paths.add(path)
            path = path.rpartition("/")[0]
    for path in sorted(paths):
        yield path
        yield path.rpartition("/")[2]
