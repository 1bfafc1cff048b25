"""The file that a note most likely means by a path at which there is none. No I/O."""

from __future__ import annotations

import posixpath
import re
from collections import defaultdict
from collections.abc import Iterable

from kbsite.urls import IMAGE_SUFFIXES
from kbsite.words.names import Names, folded_name
from kbsite.words.nearest import NearestName

# What names are told apart by that mean the same.
_BLANKS = re.compile(r"[\s_-]+")


class NearestFile:
    """Finds a file of the same name in another folder, else one of the same kind whose name is
    near; the suffix says the kind alone: all pictures would be near one another by that."""

    def __init__(self, paths: Iterable[str]) -> None:
        self._names, self._stems = Names(), Names()
        stems = defaultdict[str, list[str]](list)
        for path in paths:
            name = posixpath.basename(path)
            stem = _stem(name)
            self._names.add(name, path)
            kind = _kind(name)
            self._stems.add(f"{stem}{kind}", path)
            stems[kind].append(stem)
        self._nearest = {kind: NearestName(names) for kind, names in stems.items()}

    def find(self, source: str, target: str) -> str:
        """Its path from the note at `source`, "" where there is none."""
        name = posixpath.basename(target.replace("\\", "/"))
        found = self._names.find(folded_name(name))
        kind = _kind(name)
        nearest = self._nearest.get(kind)
        if not found and nearest and (near := nearest.find(_stem(name))):
            found = self._stems.find(folded_name(f"{near}{kind}"))
        if not found:
            return ""
        return posixpath.relpath(found.nearest(source), posixpath.dirname(source) or ".")


def _stem(name: str) -> str:
    stem = posixpath.splitext(name)[0]
    return _BLANKS.sub("", stem) or stem


def _kind(name: str) -> str:
    """The suffix, one for all pictures."""
    suffix = posixpath.splitext(name)[1].lower()
    return ".png" if suffix in IMAGE_SUFFIXES else suffix
