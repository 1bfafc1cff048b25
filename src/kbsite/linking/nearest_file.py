"""The file that a note most likely means by a path at which there is none. No I/O."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable

from kbsite.words.names import Names, folded_name
from kbsite.words.nearest import NearestName

# What names are told apart by that mean the same.
_BLANKS = re.compile(r"[\s_-]+")


class NearestFile:
    """Finds a file of the same name in another folder, else one whose name is near, whatever it
    ends with: all pictures would be near one another by that."""

    def __init__(self, paths: Iterable[str]) -> None:
        self._names, self._stems = Names(), Names()
        stems = []
        for path in paths:
            name = posixpath.basename(path)
            stem = _stem(name)
            self._names.add(name, path)
            self._stems.add(stem, path)
            stems.append(stem)
        self._nearest = NearestName(stems)

    def find(self, source: str, target: str) -> str:
        """Its path from the note at `source`, "" where there is none."""
        name = posixpath.basename(target.replace("\\", "/"))
        found = self._names.find(folded_name(name))
        if not found and (near := self._nearest.find(_stem(name))):
            found = self._stems.find(folded_name(near))
        if not found:
            return ""
        return posixpath.relpath(found.nearest(source), posixpath.dirname(source) or ".")


def _stem(name: str) -> str:
    stem = posixpath.splitext(name)[0]
    return _BLANKS.sub("", stem) or stem
