"""The parts into which Notion divides a large export: `ExportBlock-<id>-Part-1.zip`. No I/O."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable
from posixpath import basename

from kbsite.importers.model import Fate, Source

_PART = re.compile(r"(?i)(export.*part-)([1-9]\d{0,2})(?:\.zip)?")
_AGAIN = "Notion gave this export in parts: import the zip or folder that holds them all"


def missing_parts(source: Source, missed: Collection[str]) -> list[Fate]:
    """The parts that are not there though a later one is; the next one, where a part was given by
    itself whose pages lead to files that it does not have (`missed`)."""
    found: dict[str, set[int]] = defaultdict(set)
    for name in _names(source):
        if match := _PART.fullmatch(basename(name)):
            found[match[1]].add(int(match[2]))
    fates = []
    for stem, numbers in sorted(found.items()):
        gaps = [number for number in range(1, max(numbers)) if number not in numbers]
        fates += [Fate(f"{stem}{each}.zip", "failed", f"is missing. {_AGAIN}") for each in gaps]
        if not gaps and missed and _PART.fullmatch(source.name):
            why = f"seems to be missing, as pages lead to {len(missed):,} files that are not there"
            fates.append(Fate(f"{stem}{max(numbers) + 1}.zip", "failed", f"{why}. {_AGAIN}"))
    return fates


def _names(source: Source) -> Iterable[str]:
    """Of what was imported, of the archives in it, and of the folders that these were unpacked
    to."""
    yield source.name
    yield from (fate.path for fate in source.refused)
    yield from {folder for entry in source.entries for folder in entry.path.split("/")[:2]}
