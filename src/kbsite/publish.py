"""WRITES the output folder: only what changed, whole files only.

What changed is produced into a staging folder beside the output, then moved into place by
renames; a build that fails before the first rename leaves the last site as it was. The
manifest in the output folder lists what kbsite wrote: the union of old and new before the
first rename, the new one after the last removal. Nothing else there is touched.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from kbsite.claims import MANIFEST
from kbsite.model import PlannedOutput
from kbsite.staging import staging_folder

_VERSION = 1


class ForeignFileError(Exception):
    """A file stands in the way that kbsite did not write."""


class Stamp(NamedTuple):
    """What a published file was made from, by its output's key, and how it lies on disk."""

    key: str
    size: int
    mtime: int


@dataclass(frozen=True)
class Published:
    """How many files were written and removed, and the stamps of all that are there."""

    written: int
    removed: int
    stamps: Mapping[str, Stamp] = field(default_factory=dict, compare=False)


Produce = Callable[[Sequence[PlannedOutput]], Iterable[tuple[PlannedOutput, bytes]]]


def produce_in_turn(
    outputs: Sequence[PlannedOutput],
) -> Iterator[tuple[PlannedOutput, bytes]]:
    """Each output with its bytes."""
    return ((output, output.produce()) for output in outputs)


def publish(
    outputs: Sequence[PlannedOutput],
    folder: Path,
    *,
    clean: bool = False,
    stamps: Mapping[str, Stamp] = {},
    produce: Produce = produce_in_turn,
    on_file: Callable[[], None] = lambda: None,
) -> Published:
    """Makes `folder` hold `outputs`; `clean` writes every file anew. Files that lie there as their
    `stamps` say, those of the last time, are not produced again. `on_file` is called after each
    output.

    Raises ForeignFileError, OSError or what `produce` raises. Until the first rename the last
    site is then untouched; after it every file is whole, and the next build finishes."""
    old = _read_manifest(folder)
    new = [output.path for output in outputs]
    if folder.exists() and not folder.is_dir():
        raise ForeignFileError(f"{folder} is a file, not a folder")
    folder.parent.mkdir(parents=True, exist_ok=True)
    with staging_folder(folder) as staging:
        top = str(folder)
        known = set() if clean else {o.path for o in outputs if _is_known(top, o, stamps)}
        for _ in known:
            on_file()
        new_outputs = [output for output in outputs if output.path not in known]
        changed = _stage(produce(new_outputs), folder, staging, old, clean, on_file)
        obsolete = sorted(old - set(new))
        for path in obsolete:
            _inside(folder, path)
        if changed or obsolete or old != set(new):
            folder.mkdir(parents=True, exist_ok=True)
            _write_manifest(folder, staging, old | set(new))
            # Removal first: a file may have become a folder, or a folder a file.
            for path in obsolete:
                _remove(folder, path)
            for path in changed:
                _move(staging / path, _inside(folder, path))
            _write_manifest(folder, staging, new)
    current = {path: stamps[path] for path in known}
    written = [(output.path, output.key) for output in new_outputs]
    for path, key in (*written, (MANIFEST, "")):
        if stamp := _stamp(str(folder), path, key):
            current[path] = stamp
    return Published(len(changed), len(obsolete), current)


def lie_as_stamped(folder: Path, stamps: Mapping[str, Stamp]) -> bool:
    """Whether all files of `stamps` lie below `folder` as they did."""
    top = str(folder)
    return all(_stamp(top, path, stamp.key) == stamp for path, stamp in stamps.items())


def _stamp(folder: str, path: str, key: str) -> Stamp | None:
    try:
        found = os.lstat(f"{folder}/{path}")
    except OSError:
        return None
    return Stamp(key, found.st_size, found.st_mtime_ns)


def _is_known(folder: str, output: PlannedOutput, stamps: Mapping[str, Stamp]) -> bool:
    stamp = stamps.get(output.path)
    return (
        stamp is not None
        and stamp.key == output.key
        and stamp == _stamp(folder, output.path, output.key)
    )


def _stage(
    produced: Iterable[tuple[PlannedOutput, bytes]],
    folder: Path,
    staging: Path,
    old: set[str],
    clean: bool,
    on_file: Callable[[], None],
) -> list[str]:
    """Takes what is produced; what differs from the folder's is staged."""
    changed = []
    for output, data in produced:
        _inside(folder, output.path)
        same = _holds(folder / output.path, data)
        if not same and output.path not in old and _is_foreign(folder, output.path, old):
            raise ForeignFileError(
                f"{folder} holds {output.path}, which kbsite did not write; "
                "choose another --output, or empty that folder"
            )
        if clean or not same:
            staged = staging / output.path
            staged.parent.mkdir(parents=True, exist_ok=True)
            staged.write_bytes(data)
            changed.append(output.path)
        on_file()
    return changed


def _is_foreign(folder: Path, path: str, old: set[str]) -> bool:
    """Whether what stands at `path` is another's; a folder of nothing but kbsite's files is
    not, it may become a file."""
    target = folder / path
    if target.is_dir() and not target.is_symlink():
        files = (file for file in target.rglob("*") if not file.is_dir())
        return any(file.relative_to(folder).as_posix() not in old for file in files)
    return os.path.lexists(target)


def _holds(file: Path, data: bytes) -> bool:
    try:
        return file.stat().st_size == len(data) and file.read_bytes() == data
    except OSError:
        return False


def _inside(folder: Path, path: str) -> Path:
    """`folder / path`; refuses to leave the folder, through a symbolic link either."""
    target = folder / path
    parent = Path(os.path.realpath(target.parent))
    if ".." in path.split("/") or not parent.is_relative_to(os.path.realpath(folder)):
        raise ForeignFileError(f"{path} would be written outside {folder}")
    return target


def _move(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    # On Windows a file that somebody reads cannot be replaced for a moment.
    for attempt in range(10):
        try:
            source.replace(target)
            return
        except PermissionError:
            if attempt == 9:
                raise
            time.sleep(0.05 * (attempt + 1))


def _remove(folder: Path, path: str) -> None:
    file = _inside(folder, path)
    file.unlink(missing_ok=True)
    for parent in file.parents:
        if parent == folder:
            break
        try:
            parent.rmdir()
        except OSError:
            break


def _read_manifest(folder: Path) -> set[str]:
    """The files that kbsite wrote; none where the manifest is missing or damaged."""
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        files = manifest["files"] if manifest["version"] == _VERSION else []
        return {path for path in files if isinstance(path, str)}
    except (OSError, ValueError, KeyError, TypeError):
        return set()


def _write_manifest(folder: Path, staging: Path, files: Iterable[str]) -> None:
    text = json.dumps({"version": _VERSION, "files": sorted(files)}, ensure_ascii=False, indent=0)
    staged = staging / MANIFEST
    staged.write_text(text + "\n", encoding="utf-8", newline="\n")
    _move(staged, folder / MANIFEST)
