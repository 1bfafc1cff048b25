"""`kbsite.yaml` when what it names is moved: `nav`, `ignore`, `check.ignore`. READS it, and which
files are moved.
"""

from __future__ import annotations

import itertools
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import msgspec

from kbsite.config import FILE_NAME, Config, parse_config
from kbsite.fixing.globs import glob_words
from kbsite.fixing.moves import Move, Refusal, Word
from kbsite.fixing.nav import lost_entries, nav_words
from kbsite.fixing.outcomes import View
from kbsite.fixing.source_text import Edit, SourceText
from kbsite.urls import nfc
from kbsite.words.globs import covering


class MovedConfig(NamedTuple):
    """The old and new bytes of `kbsite.yaml`, b"" where it stays as it is; what cannot be mended
    there, and what forbids the move."""

    old: bytes = b""
    data: bytes = b""
    said: tuple[str, ...] = ()
    refusals: tuple[Refusal, ...] = ()


def moved_config(
    root: Path, config: Config, before: View, after: View, moved: Path, move: Move
) -> MovedConfig:
    """`config` is what the file says, `moved` is where on disk the thing is; `after` has everything
    in its new place."""
    file = root / FILE_NAME
    if not file.is_file():
        return MovedConfig()
    said = list(lost_entries(config, before, after, move))
    old = file.read_bytes()
    source = SourceText(old)
    edits: list[Edit] = []
    done = config
    for word in (*nav_words(config, before, move), *glob_words(source.text, move)):
        wanted = word.applied(done)
        for edit in _ways(source.text, word):
            if _says(source.edited([*edits, edit]), wanted):
                edits.append(edit)
                done = wanted
                break
        else:
            place = f"{FILE_NAME}:{word.line}:{word.column}"
            said.append(f"{place}: `{word.key}` names {word.old!r}; write {word.new!r}")
    data = source.edited(edits) if edits else b""
    return MovedConfig(old, data, tuple(said), tuple(_shown_otherwise(config, done, moved, move)))


def _ways(text: str, word: Word) -> Iterator[Edit]:
    """Edits that may put the new word in place of the old one: as it is written, else in double
    quotes."""
    start = 0
    for _ in range(word.line - 1):
        start = text.index("\n", start) + 1
    start += word.column - 1
    quote = text[start : start + 1]
    is_quoted = quote in ("'", '"')
    end = text.find(quote, start + 1) + 1 if is_quoted else start + len(word.old)
    if end <= start:
        return
    yield Edit(start, end, quote + word.new + quote if is_quoted else word.new)
    yield Edit(start, end, json.dumps(word.new, ensure_ascii=False))


def _says(data: bytes, wanted: Config) -> bool:
    """Whether the file with these bytes says what is wanted."""
    read, mistakes = parse_config(SourceText(data).text)
    return not mistakes and _unplaced(read) == _unplaced(wanted)


def _unplaced(config: Config) -> Config:
    """Without the places of entries, which edits on their lines move."""
    entries = (msgspec.structs.replace(entry, line=0, column=0) for entry in config.nav)
    return msgspec.structs.replace(config, nav=tuple(entries))


def _shown_otherwise(config: Config, done: Config, moved: Path, move: Move) -> Iterator[Refusal]:
    """The first file in a folder that was ignored and would not be, or the other way: one that is
    moved, or another that an entry of one name meant, too. Of a file its author says so by the new
    name."""
    was, will_be = covering(config.ignore), covering(done.ignore)
    paths = _paths_below(moved, move.old)
    if done.ignore != config.ignore:
        content = moved.parents[move.old.count("/")]
        paths = itertools.chain(paths, _paths_below(content, ""))
    for path in paths:
        if was(path) != will_be(move.path(path)):
            how = ("hides", "would not") if was(path) else ("does not hide", "would")
            yield Refusal(path, 0, f"`ignore` in {FILE_NAME} {how[0]} it, and {how[1]} then")
            return


def _paths_below(moved: Path, path: str) -> Iterator[str]:
    """The files in a folder that is moved, as paths from the content folder; `path` is its own."""
    for folder, folders, files in os.walk(moved):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(files):
            if not name.startswith("."):
                inner = (Path(folder) / name).relative_to(moved).as_posix()
                yield f"{path}/{nfc(inner)}".lstrip("/")
