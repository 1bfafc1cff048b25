"""OLD and NEW of `kbsite mv` → paths below the content folder. READS which files there are."""

from __future__ import annotations

import difflib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from kbsite.claims import MANIFEST
from kbsite.config import Config
from kbsite.fixing.moves import Move
from kbsite.real_paths import real_path
from kbsite.refusals import UsageError
from kbsite.scan import template_folders
from kbsite.scanning.walk import NOT_NOTES, NOTE_SUFFIX
from kbsite.urls import fault_of_name, nfc
from kbsite.words.globs import covering


class Operands(NamedTuple):
    """Where the thing is on disk, where it will be, and the same as paths of notes."""

    old: Path
    new: Path
    move: Move


def read_operands(root: Path, content: Path, config: Config, old: str, new: str) -> Operands:
    """What is to be moved where. Paths count from the content folder, or from the current one where
    that is below it or above; `.md` may be left off; into a folder that exists as `mv` does. Raises
    UsageError."""
    for base in (content, Path.cwd()):
        found = _found(base, old)
        if found and _is_below(found, content):
            break
    else:
        near = _nearest(content, old)
        hint = f"; did you mean {near!r}?" if near else ""
        raise UsageError(f"there is no note, file or folder {old!r} in {content}{hint}")
    if found.is_symlink():
        raise UsageError(f"{old} is a symbolic link; move what it leads to")
    target = base / new
    is_into = found.is_file() and new.endswith(("/", os.sep))
    if (target.is_dir() and not _is_same(target, found)) or is_into:
        target = target / found.name
    elif found.is_file():
        target = target.with_name(_with_suffix(target.name, found))
    target = Path(os.path.normpath(target.absolute()))
    if not _is_below(target, content):
        raise UsageError(f"{new} is not below {content}")
    move = Move(_path(found, content), _path(target, content))
    _check(root, content, config, move, found, target)
    for link in _broken_links(real_path(content), _real(found), _real(target)):
        hint = "; make it lead elsewhere, or remove it"
        raise UsageError(f"the symbolic link {link} leads there, and would not any more{hint}")
    return Operands(found, target, move)


def _found(base: Path, name: str) -> Path | None:
    bare = name.rstrip("/" + os.sep)
    if not bare:
        return None
    for one in (base / bare, base / f"{bare}{NOTE_SUFFIX}"):
        if one.exists() or one.is_symlink():
            return _as_on_disk(Path(os.path.normpath(one.absolute())))
        if spelt := _spelt_otherwise(one):
            return spelt
    return None


def _nearest(content: Path, name: str) -> str:
    """The path below `content` that ends as `name` does, else one that is spelt nearly so."""
    paths: dict[str, str] = {}
    for folder, folders, files in os.walk(content):
        folders[:] = sorted(one for one in folders if not one.startswith("."))
        for one in (*folders, *sorted(files)):
            path = (Path(folder) / one).relative_to(content).as_posix()
            paths[nfc(path.removesuffix(NOTE_SUFFIX)).casefold()] = path.removesuffix(NOTE_SUFFIX)
    wanted = nfc(name.replace(os.sep, "/").strip("/").removesuffix(NOTE_SUFFIX)).casefold()
    same = [path for key, path in paths.items() if key.endswith(f"/{wanted}")]
    if not same:
        same = [paths[key] for key in difflib.get_close_matches(wanted, paths, n=1)]
    return min(same, key=len, default="")


def _as_on_disk(path: Path) -> Path:
    """With the name as the folder lists it: file systems that do not tell case apart find `A.md`
    by `a.md`."""
    try:
        names = [entry.name for entry in path.parent.iterdir()]
    except OSError:
        return path
    if path.name in names:
        return path
    same = [name for name in names if nfc(name).casefold() == nfc(path.name).casefold()]
    return path.with_name(same[0]) if same else path


def _spelt_otherwise(path: Path) -> Path | None:
    """The file whose name is the same but for how its accents are encoded."""
    if not path.parent.is_dir():
        return None
    names = (entry for entry in path.parent.iterdir() if nfc(entry.name) == nfc(path.name))
    return next(names, None)


def _is_below(path: Path, content: Path) -> bool:
    folder = real_path(content)
    try:
        real = real_path(path.parent) / path.name
    except (OSError, RuntimeError):
        return False
    return real != folder and real.is_relative_to(folder)


def _real(path: Path) -> Path:
    """A path whose folder is no symbolic link."""
    return real_path(path.parent) / path.name


def _broken_links(content: Path, old: Path, new: Path) -> Iterator[str]:
    """The symbolic links below `content` that a move makes lead nowhere, or to fewer notes."""
    for folder, folders, files in os.walk(content):
        for link in (Path(folder, name) for name in (*folders, *files)):
            if not link.is_symlink():
                continue
            raw, real = link.readlink(), Path(os.path.realpath(link))
            leads_in = real.is_relative_to(old)
            if link.is_relative_to(old):
                # It goes along. What it says is from its own folder, or from the root.
                stays = raw.is_absolute() != leads_in or (not leads_in and old.parent == new.parent)
            else:
                stays = not leads_in and not old.is_relative_to(real)
            # One that leads to a folder around it is not followed.
            if not stays and real.exists() and not link.is_relative_to(real):
                yield link.relative_to(content).as_posix()


def _is_same(one: Path, other: Path) -> bool:
    """Whether two names are one file, as they are where case does not count."""
    try:
        return one.samefile(other)
    except OSError:
        return False


def _with_suffix(name: str, old: Path) -> str:
    if old.name.lower().endswith(NOTE_SUFFIX):
        return name if name.lower().endswith(NOTE_SUFFIX) else name + NOTE_SUFFIX
    return name if Path(name).suffix else name + old.suffix


def _path(file: Path, content: Path) -> str:
    real = real_path(file.parent) / file.name
    return nfc(real.relative_to(real_path(content)).as_posix())


def _check(
    root: Path, content: Path, config: Config, move: Move, found: Path, target: Path
) -> None:
    """Raises UsageError where `target` is no name for it."""
    if move.old == move.new and found.name == target.name:
        raise UsageError(f"{move.old} is there already")
    if f"{move.new}/".startswith(f"{move.old}/") and found.is_dir() and move.new != move.old:
        raise UsageError(f"{move.old} cannot be moved into itself")
    if target.exists() and not _is_same(target, found):
        raise UsageError(f"{move.new} exists already")
    if found.is_file() and found.suffix.lower() != target.suffix.lower():
        raise UsageError(f"{found.name} would be a file of another kind as {target.name}")
    for name in _new_names(move):
        if fault := fault_of_name(name):
            raise UsageError(fault)
    if content == root and move.new.split("/")[0] in NOT_NOTES:
        raise _no_part(move)
    _check_templates(template_folders(root, content), content, config, move, found, target)
    for folder in target.parents:
        if folder.exists() and not folder.is_dir():
            raise UsageError(f"{folder} is not a folder")
        if _is_same(folder, content):
            break
        if (folder / MANIFEST).exists():
            raise UsageError(f"{move.new} would be no part of the site: kbsite built {folder}")


def _check_templates(
    templates: tuple[str, ...],
    content: Path,
    config: Config,
    move: Move,
    found: Path,
    target: Path,
) -> None:
    """Raises UsageError where something would become a template, or `ignore` leave it out, and
    where templates would become notes."""
    is_note = found.is_dir() or target.suffix.lower() == NOTE_SUFFIX
    is_template = is_note and f"{move.new}/".startswith(templates)
    if is_template or covering(config.ignore)(move.new):
        raise _no_part(move)
    for kept_out in templates:
        if kept_out.startswith(f"{move.old}/") and (content / kept_out).exists():
            is_folder = kept_out.endswith("/")
            says = "holds templates" if is_folder else "is the template of daily notes"
            hint = f"name another {'folder' if is_folder else 'note'} there first"
            raise UsageError(f"{kept_out} {says} by the settings of Obsidian; {hint}")
        if f"{move.old}/".startswith(kept_out) and any(found.rglob(f"*{NOTE_SUFFIX}")):
            raise UsageError(f"{move.old} holds templates of Obsidian, which would be published")


def _no_part(move: Move) -> UsageError:
    return UsageError(f"{move.new} would be no part of the site")


def _new_names(move: Move) -> Iterator[str]:
    """The names in the new path that are not in the old one."""
    old = move.old.split("/")
    for number, name in enumerate(move.new.split("/")):
        if old[number : number + 1] != [name]:
            yield name
