"""Globs of `ignore` that name what is not there. READS which files are, and `kbsite.yaml`."""

from __future__ import annotations

import difflib
import posixpath
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from kbsite.config import FILE_NAME, Config, item_places
from kbsite.diagnostics import Diagnostic, Severity
from kbsite.real_paths import real_path
from kbsite.urls import fold, nfc
from kbsite.words.globs import matcher
from kbsite.words.nearest import NearestName
from kbsite.words.patterns import late_pattern

#: What other programs make, here or on another machine.
_MADE = frozenset({"_site", "node_modules", "public", "static", "templates"})
_NUMBER = late_pattern(r"[\d〇零一二三四五六七八九十百千两]+")
_BRACES = re.compile(r"\{[^{}]*,[^{}]*\}")
#: What stands between names where several were written as one glob, or around one; and the same
#: where names with spaces may have been meant.
_BETWEEN = late_pattern(r"""[，、；,;“”‘’「」『』"']|(?:(?<=/)|(?<=/\*)|(?<=/\*\*)|(?<=\.md))\s""")
_BLANKS = late_pattern(rf"{_BETWEEN.pattern}|\s")


class _Absent(NamedTuple):
    """A glob by its number, and what it names; whether something beside the notes has that name.
    It is sure where nothing is there; else it may be the first of several names."""

    number: int
    name: str
    is_beside: bool
    is_sure: bool


def unmatched_globs(
    root: Path, content: Path, config: Config, left_out: Sequence[str], notes: Iterable[str]
) -> Iterator[Diagnostic]:
    """Tells of globs that leave nothing out, where `left_out` are the paths that were. One that
    names a kind of file (`*.tmp.md`) is there for the next one; one that names a file or a
    folder is a warning where a name like it is there, and an info where none is: that may have
    gone, or be on another machine. One with signs of other programs is a warning, and so is one
    that holds the names of several."""
    absent = list(_absent(root, content, config, left_out))
    if not absent:
        return
    places, there = item_places(root, "ignore"), list(_names(notes))
    near, stems = NearestName(there), _by_stem(there)
    for number, name, is_beside, is_sure in absent:
        glob = config.ignore[number]
        line, column = places[number] if number < len(places) else (0, 0)
        severity: Severity = "warning"
        said = f"there is no {name!r}"
        hint = "Globs count from the folder of notes."
        if sign := _foreign_sign(glob):
            said, hint = sign
        elif is_sure and (whole := stems.get(fold(name), "")).endswith(".md"):
            hint = f"Did you mean {whole!r}?"
        elif part := _part_that_is_there(glob, content, there):
            said = f"it is read as one name, and {part!r} is one of its own"
            hint = "Write an entry for each, with a comma of ASCII between: `ignore: [a/, b/]`."
        elif not is_sure:
            continue
        elif not is_beside:
            found = near.find(name) or stems.get(fold(name), "")
            is_slip = bool(found) and _is_slip(name, found)
            severity = "warning" if is_slip else "info"
            hint = f"Did you mean {found!r}?" if is_slip else ""
        said = f"`ignore` names {glob!r}, which leaves nothing out: {said}"
        yield Diagnostic("ignore-unmatched", severity, FILE_NAME, line, column, said, hint)


def _foreign_sign(glob: str) -> tuple[str, str] | None:
    """What is to be said of a sign that other programs know and this one reads as part of a name,
    and a hint."""
    if glob.startswith("!"):
        return "a `!` in front is no sign here", "Nothing takes back what another glob leaves out."
    if _BRACES.search(glob):
        return "braces are no signs here", "Write a glob for each."
    return None


def _part_that_is_there(glob: str, content: Path, names: Sequence[str]) -> str:
    """The first of several globs in one that leaves something out by itself, "" where there are not
    several. Where only blanks part them, all have to, since names may hold some."""
    for between, is_enough in ((_BETWEEN, any), (_BLANKS, all)):
        parts = [part for one in between.split(glob) if (part := one.strip())]
        if parts in ([], [glob]):
            continue
        found = {part: _leaves_out(part, content, names) for part in parts}
        if is_enough(found.values()):
            return next(part for part in parts if found[part])
    return ""


def _leaves_out(glob: str, content: Path, names: Sequence[str]) -> bool:
    matches, name = matcher([glob]), _name(glob)
    try:
        is_there = bool(name) and _is_there(content / name)
    except OSError:
        return False
    return is_there or (matches is not None and any(map(matches, names)))


def _is_slip(name: str, found: str) -> bool:
    """Whether `name` may be meant for `found`, which is like it: each part for itself, less its
    suffix, and not in a number alone, as `2023` and `2024` are."""
    pairs = zip(reversed(fold(name).split("/")), reversed(fold(found).split("/")), strict=False)
    return all(ours == theirs or _is_like(ours, theirs) for ours, theirs in pairs)


def _is_like(one: str, other: str) -> bool:
    if _NUMBER.sub("", one) == _NUMBER.sub("", other):
        return False
    stems = [posixpath.splitext(name)[0] for name in (one, other)]
    if stems[0] == stems[1]:
        return True
    is_long = min(map(len, stems)) > 1
    return is_long and bool(difflib.get_close_matches(stems[0], stems[1:]))


def _absent(
    root: Path, content: Path, config: Config, left_out: Sequence[str]
) -> Iterator[_Absent]:
    """The globs that name what is not there, or may. What kbsite makes is there after the first
    build."""
    output = real_path(root / config.output)
    above = [folder for folder in (real_path(root), real_path(content)) if folder in output.parents]
    made = [nfc(output.relative_to(folder).as_posix()) for folder in above]
    for number, glob in enumerate(config.ignore):
        name = _name(glob)
        if any(_is_within(name, folder) for folder in made):
            name = ""
        if not name and not _foreign_sign(glob) and not _BETWEEN.search(glob):
            continue
        is_there = is_beside = is_known = False
        try:
            is_there = bool(name) and _is_there(content / name)
            is_beside = bool(name) and content != root and _is_there(root / name)
            is_known = bool(name)
        except OSError:
            pass
        if is_there and (_BLANKS.search(name) or not _BLANKS.search(glob)):
            continue
        matches = matcher([glob])
        if not (matches and any(map(matches, left_out))):
            yield _Absent(number, name, is_beside, is_known and not is_there)


def _is_within(name: str, folder: str) -> bool:
    """Whether one of both is the other or lies in it."""
    return f"{name}/".startswith(f"{folder}/") or f"{folder}/".startswith(f"{name}/")


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


def _by_stem(names: Iterable[str]) -> dict[str, str]:
    """Names by what is left without their suffix, which is too little to be like all of one."""
    return {fold(posixpath.splitext(name)[0]): name for name in names}


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
