"""The known name most like a misspelt one. No I/O."""

from __future__ import annotations

import difflib
from collections import Counter, defaultdict
from collections.abc import Iterable

from kbsite.urls import fold

#: A pair of letters that more names than this share says little about any of them.
_COMMON = 200
_COMPARED = 20


class NearestName:
    """Finds by shared pairs of letters, so that each look-up compares a few names only."""

    def __init__(self, names: Iterable[str]) -> None:
        self._names: dict[str, str] = {}
        self._by_pair: defaultdict[str, list[str]] = defaultdict(list)
        for name in names:
            folded = fold(name)
            if folded not in self._names:
                self._names[folded] = name
                for pair in _pairs(folded):
                    self._by_pair[pair].append(folded)

    def find(self, name: str) -> str:
        """The nearest name as it is spelt, "" where none is near."""
        folded = fold(name)
        shared: Counter[str] = Counter()
        for pair in _pairs(folded):
            if len(found := self._by_pair.get(pair, ())) <= _COMMON:
                shared.update(found)
        likely = [candidate for candidate, _ in shared.most_common(_COMPARED)]
        near = difflib.get_close_matches(folded, likely, n=1)
        return self._names[near[0]] if near else ""


def _pairs(text: str) -> list[str]:
    return sorted({text[i : i + 2] for i in range(len(text) - 1)} or {text})
