"""The file that a note most likely means by a path at which there is none. No I/O."""

from __future__ import annotations

import posixpath
import re
from collections import defaultdict
from collections.abc import Iterable
from typing import TypeAlias

from kbsite.urls import IMAGE_SUFFIXES
from kbsite.words.names import Names, folded_name
from kbsite.words.nearest import NearestName

# What names are told apart by that mean the same.
_BLANKS = re.compile(r"[\s_-]+")
# `图2`, `image-20260502` and the like are other pictures, not misspelt names.
_NUMBER = re.compile(r"0*(\d+)")

#: The kind of a file, and the numbers in its name.
_Alike: TypeAlias = tuple[str, ...]


class NearestFile:
    """Finds a file of the same name in another folder, else one of the same kind whose name is
    near and has the same numbers; the suffix says the kind alone: all pictures would be near one
    another by that."""

    def __init__(self, paths: Iterable[str]) -> None:
        self._names, self._stems = Names(), Names()
        self._alike = defaultdict[_Alike, list[str]](list)
        # Made when first asked for: there may be as many as there are numbers.
        self._nearest: dict[_Alike, NearestName] = {}
        for path in paths:
            name = posixpath.basename(path)
            stem = _stem(name)
            self._names.add(name, path)
            kind = _kind(name)
            self._stems.add(f"{stem}{kind}", path)
            self._alike[_alike(stem, kind)].append(stem)

    def find(self, source: str, target: str) -> str:
        """Its path from the note at `source`, "" where there is none."""
        name = posixpath.basename(target.replace("\\", "/"))
        found = self._names.find(folded_name(name))
        stem, kind = _stem(name), _kind(name)
        if not found and (near := self._nearest_of(_alike(stem, kind)).find(stem)):
            found = self._stems.find(folded_name(f"{near}{kind}"))
        if not found:
            return ""
        return posixpath.relpath(found.nearest(source), posixpath.dirname(source) or ".")

    def _nearest_of(self, alike: _Alike) -> NearestName:
        if alike not in self._nearest:
            self._nearest[alike] = NearestName(self._alike.get(alike, ()))
        return self._nearest[alike]


def _alike(stem: str, kind: str) -> _Alike:
    return (kind, *_NUMBER.findall(stem))


def _stem(name: str) -> str:
    stem = posixpath.splitext(name)[0]
    return _BLANKS.sub("", stem) or stem


def _kind(name: str) -> str:
    """The suffix, one for all pictures."""
    suffix = posixpath.splitext(name)[1].lower()
    return ".png" if suffix in IMAGE_SUFFIXES else suffix
