"""WRITES the output folder: only what changed, whole files only.

What changed is produced into a staging folder beside the output, then moved into place by
renames; a build that fails before that leaves the last site as it was. The manifest in the
output folder lists what kbsite wrote: the union of old and new before the first removal or
rename, the new one after the last. Nothing else there is touched.
"""

from __future__ import annotations

import os
from bisect import bisect_left
from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain, islice
from pathlib import Path

import msgspec

from kbsite.claims import MANIFEST
from kbsite.diagnostics import Diagnostic
from kbsite.model import PlannedOutput
from kbsite.output_tables import table_of
from kbsite.publishing.output_folder import ForeignFileError as ForeignFileError
from kbsite.publishing.output_folder import OutputFolder
from kbsite.publishing.staging import folds_case, staging_folder
from kbsite.publishing.stamps import NO_STAMPS, Run, Stamps, others, shared
from kbsite.refusals import naming

_VERSION = 1
# So many files to a folder of the staging folder: some file systems read folders from the start.
_STAGED = 1000


@dataclass(frozen=True)
class Published:
    """How many files were written and removed, the stamps of all that are there, and what is to
    say of these."""

    written: int
    removed: int
    stamps: Stamps = field(default=NO_STAMPS, compare=False)
    diagnostics: tuple[Diagnostic, ...] = ()


Produce = Callable[[Sequence[PlannedOutput]], Iterable[tuple[PlannedOutput, bytes]]]


def _produce_in_turn(
    outputs: Sequence[PlannedOutput],
) -> Iterator[tuple[PlannedOutput, bytes]]:
    """Each output with its bytes."""
    return ((output, output.produce()) for output in outputs)


def publish(
    outputs: Sequence[PlannedOutput],
    folder: Path,
    *,
    clean: bool = False,
    stamps: Stamps = NO_STAMPS,
    produce: Produce = _produce_in_turn,
    on_file: Callable[[int], None] = lambda count: None,
) -> Published:
    """Makes `folder` hold `outputs`; `clean` writes every file anew. Files of which there are
    `stamps`, since they lie there as they did the last time, are not produced again. `on_file` is
    called with how many outputs more are there.

    Raises ForeignFileError, OSError or what `produce` raises. Until all is produced the last
    site is then untouched; after it every file is whole, and the next build finishes."""
    table = table_of(outputs)
    paths, keys = table.paths, table.keys
    if folder.exists() and not folder.is_dir():
        raise ForeignFileError(f"{folder} is a file, not a folder")
    folder.parent.mkdir(parents=True, exist_ok=True)
    last = NO_STAMPS if clean else stamps
    same = list(shared((last.paths, last.keys), (paths, keys)))
    places = others(len(paths), ((start, count) for _, start, count in same))
    wanted = [output for place in places for output in table[place]]
    with staging_folder(folder) as staging:
        produced = _begun(produce(wanted))
        old, listed_alike, in_order = _listed_before(folder, last, paths, same)
        obsolete, added = _differing(old, _Paths(paths), listed_alike)
        there = OutputFolder(folder)
        on_file(len(paths) - len(wanted))
        respelt = _respelt(obsolete, paths) if folds_case(staging) else frozenset()
        staged = _stage(produced, there, staging, old, respelt, clean, on_file)
        for path in obsolete:
            there.has_place(path)
        # A link in its place leads to what the next build would read.
        has_manifest = not paths or there.is_file(MANIFEST)
        lists_same = not (obsolete or added) and in_order and has_manifest
        if staged or not lists_same:
            folder.mkdir(parents=True, exist_ok=True)
            # Producing takes long: what is there is looked at again.
            there = OutputFolder(folder)
            listed = b"" if lists_same else _listed(paths)
            if added:
                _write_manifest(there, staging, obsolete, listed)
            _replace(there, obsolete, staged)
            if not lists_same:
                _write_manifest(there, staging, (), listed)
    now = last.followed(there, [*paths, MANIFEST], [*keys, ""], same)
    return Published(len(staged), len(obsolete), now)


def _begun(
    produced: Iterable[tuple[PlannedOutput, bytes]],
) -> Iterator[tuple[PlannedOutput, bytes]]:
    """What is `produced`, the first of it now: what others are asked for is made meanwhile."""
    rest = iter(produced)
    return chain(list(islice(rest, 1)), rest)


class _Paths(Container[str]):
    """Many paths, of which few are asked for."""

    def __init__(self, ascending: Sequence[str]) -> None:
        self.ascending = ascending

    def __contains__(self, path: object) -> bool:
        at = bisect_left(self.ascending, str(path))
        return at < len(self.ascending) and self.ascending[at] == path


def _listed_before(
    folder: Path, last: Stamps, paths: Sequence[str], same: list[Run]
) -> tuple[_Paths, list[Run], bool]:
    """The paths that the manifest lists, the rows that they share with `paths`, and whether they
    stand there in order: they do not where a build ended before its last step. `same` are the rows
    shared with the `last` stamps, which are there where they are those of all that is listed."""
    if last.listed:
        return _Paths(last.listed), same, True
    files = _read_manifest(folder)
    ascending = sorted(files)
    return _Paths(ascending), list(shared((ascending,), (paths,))), ascending == files


def _differing(old: _Paths, new: _Paths, same: Sequence[Run]) -> tuple[list[str], list[str]]:
    """The paths that are in `old` alone, and those that are in `new` alone; none of those is in the
    rows that are the `same`."""
    places = others(len(old.ascending), ((start, count) for start, _, count in same))
    gone = [path for place in places for path in old.ascending[place] if path not in new]
    places = others(len(new.ascending), ((start, count) for _, start, count in same))
    return gone, [path for place in places for path in new.ascending[place] if path not in old]


def _respelt(obsolete: Iterable[str], paths: Iterable[str]) -> frozenset[str]:
    """Those of `paths` that differ from an obsolete one in case alone: not as `ß` from `ss`, which
    are two files everywhere."""
    lower = {path.lower() for path in obsolete}
    return frozenset(path for path in paths if lower and path.lower() in lower)


def _stage(
    produced: Iterable[tuple[PlannedOutput, bytes]],
    there: OutputFolder,
    staging: Path,
    old: Container[str],
    respelt: Container[str],
    clean: bool,
    on_file: Callable[[int], None],
) -> list[tuple[str, str]]:
    """Takes what is produced and stages what differs from the folder's: path and staged file.
    The latter are numbered, since a folder for each would have to be made twice. What is
    `respelt` lies there by a name that is removed."""
    staged: list[tuple[str, str]] = []
    for output, data in produced:
        path = output.path
        has_name = path not in respelt
        same = has_name and there.has_place(path) and there.holds(path, data)
        is_own = (path in old or not has_name) and not there.is_folder(path)
        in_the_way = "" if same or is_own else _in_the_way(path, there, old)
        if in_the_way:
            raise ForeignFileError(
                f"{there.root} holds {in_the_way}, which kbsite did not write; "
                "choose another --output, or empty that folder"
            )
        if clean or not same:
            part, number = divmod(len(staged), _STAGED)
            if not number:
                (staging / str(part)).mkdir()
            file = f"{staging}{os.sep}{part}{os.sep}{number}"
            _write_new(file, data)
            staged.append((path, file))
        on_file(1)
    return staged


def _replace(
    there: OutputFolder, obsolete: Iterable[str], staged: Iterable[tuple[str, str]]
) -> None:
    """Removes what is obsolete first: a file may have become a folder, or a folder a file."""
    for path in obsolete:
        there.remove(path)
    for path, file in staged:
        there.move_in(file, path)


def _in_the_way(path: str, there: OutputFolder, old: Container[str]) -> str:
    """What kbsite did not write and stands at `path`, or where a folder above it has to be."""
    if there.has_place(path):
        return path if there.is_foreign(path, old) else ""
    blocked = there.blocked_by(path)
    return "" if blocked in old else blocked


def _write_new(file: str, data: bytes) -> None:
    """Writes a file that is not there yet: half of the time of a file object."""
    opened = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o666)
    try:
        with naming(file):
            written = os.write(opened, data)
            while written < len(data):
                written += os.write(opened, data[written:])
    finally:
        os.close(opened)


class _Manifest(msgspec.Struct):
    version: int
    files: list[str]


def _read_manifest(folder: Path) -> list[str]:
    """The files that kbsite wrote; none where the manifest is missing or damaged."""
    try:
        manifest = msgspec.json.decode((folder / MANIFEST).read_bytes(), type=_Manifest)
    except (OSError, ValueError, msgspec.DecodeError):
        return []
    return manifest.files if manifest.version == _VERSION else []


def _listed(files: Sequence[str]) -> bytes:
    """Their paths as the manifest has them, a path a line."""
    # A quotation mark within a path has a backslash before it, never a comma.
    return msgspec.json.encode(files)[1:-1].replace(b'","', b'",\n"')


def _write_manifest(there: OutputFolder, staging: Path, more: Sequence[str], listed: bytes) -> None:
    """With what is `listed` already, and some files more before that."""
    listed = b",\n".join(filter(None, (_listed(more), listed)))
    staged = staging / MANIFEST
    with naming(str(staged)):
        staged.write_bytes(b'{\n"version": %d,\n"files": [\n%b\n]\n}\n' % (_VERSION, listed))
    there.move_in(str(staged), MANIFEST)
