"""What the feed holds of notes, in the cache from one build to the next. I/O through the cache
alone."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from kbsite.cache import Cache
from kbsite.memo import Memo
from kbsite.outputs.feed import Sized, last_contents, tell_contents


class _Contents(msgspec.Struct, frozen=True, array_like=True):
    """Those of the notes in it, by what each was made from."""

    sized: Mapping[str, Sized]


class StoredFeed:
    """The last one that was planned."""

    def __init__(self, cache: Cache) -> None:
        self._contents = Memo(cache, "feed", _Contents, _Contents({}))
        self._is_told = False

    def tell(self) -> None:
        """Tells who plans feeds what the last build made, once in a process."""
        if not self._is_told:
            self._is_told = True
            tell_contents(self._contents.last.sized)

    def keep(self) -> None:
        """Keeps what was planned now."""
        self._contents.keep(_Contents(last_contents()))
