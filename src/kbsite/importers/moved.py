"""What was moved here since it was imported, and not edited: READS the files that may be it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from pathlib import Path

import msgspec

from kbsite.importers.memory import Kept, Section
from kbsite.importers.writing import digest_of, paths_below
from kbsite.urls import nfc


def followed(folder: Path, section: Section) -> Section:
    """`section` with what is no more at its target at the only other file below `folder` that has
    its name and bytes, and that no import wrote."""
    kept = [*section.notes.values(), *section.files.values()]
    lost = [one for one in kept if not (folder / one.target).is_file()]
    if not lost:
        return section
    wanted = {one.target.rpartition("/")[2] for one in lost}
    known = {one.target for one in kept}
    known |= {one.target for one in section.images.values()}
    found: dict[tuple[str, str], list[str]] = defaultdict(list)
    for path in map(nfc, paths_below(folder)):
        name = path.rpartition("/")[2]
        if name in wanted and path not in known and (folder / path).is_file():
            found[name, digest_of(folder / path)].append(path)
    # Two that are alike may each be the one that was moved.
    alike = Counter(map(_key, lost))
    places = {
        one.target: found[_key(one)][0]
        for one in lost
        if len(found.get(_key(one), ())) == 1 and alike[_key(one)] == 1
    }
    return msgspec.structs.replace(
        section, notes=_moved(section.notes, places), files=_moved(section.files, places)
    )


def _key(kept: Kept) -> tuple[str, str]:
    return kept.target.rpartition("/")[2], kept.digest


def _moved(group: Mapping[str, Kept], places: Mapping[str, str]) -> Mapping[str, Kept]:
    return {
        identity: msgspec.structs.replace(one, target=places.get(one.target, one.target))
        for identity, one in group.items()
    }
