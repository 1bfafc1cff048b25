"""What the engine remembers of the last build, and what of it still lies there. I/O through the
cache; READS the output folder, or has another process do it."""

from __future__ import annotations

from collections.abc import Set
from pathlib import Path

import msgspec

from kbsite.cache import Cache
from kbsite.diagnostics import Diagnostic
from kbsite.memo import Memo
from kbsite.nouns.sources import Seen
from kbsite.publishing.inspecting import Inspection
from kbsite.publishing.stamps import NO_STAMPS, STAMPS, Stamps


class Publication(msgspec.Struct, frozen=True, array_like=True):
    """What was published last: from which sources (and commit, where notes had no dates of their
    own), to which folder, how many files, and the mark of their stamps; what there was to say, how
    many notes and pages."""

    sources: str = ""
    git: str | None = None
    folder: str = ""
    files: int = 0
    stamps: bytes = b""
    diagnostics: tuple[Diagnostic, ...] = ()
    notes: int = 0
    pages: int = 0


class Known(msgspec.Struct, frozen=True, array_like=True):
    """What the scan of a content folder need not read again."""

    folder: str = ""
    files: dict[str, Seen] = {}


class Remembered:
    """The last build's, each read when it is asked for."""

    def __init__(self, cache: Cache) -> None:
        self._cache = cache
        self._inspection: Inspection | None = None
        self.known = Memo(cache, "seen", Known, Known())
        self.published = Memo(cache, "published", Publication, Publication())
        self.stamps = Memo(cache, STAMPS, Stamps, NO_STAMPS)

    def inspect(self, jobs: int) -> None:
        """Begins to look for what was `touched`, while `jobs` processes may work."""
        self.close()
        last = self.published.last
        self._inspection = Inspection(self._cache, last.folder, last.files, jobs)

    def touched(self) -> Set[str] | None:
        """The published files that do not lie as they did; None where any may."""
        last = self.published.last
        inspection, self._inspection = self._inspection, None
        if inspection:
            touched = inspection.touched(last.stamps, lambda: self.stamps.last)
            if touched is not None:
                return touched
        stamps = self.stamps.last
        # Another process may have published since, or they are lost.
        is_known = stamps.mark == last.stamps
        return frozenset(stamps.touched(Path(last.folder))) if is_known else None

    def untouched(self) -> Stamps:
        """The stamps of all others."""
        touched, stamps = self.touched(), self.stamps.last
        if touched is None or stamps.mark != self.published.last.stamps:
            return NO_STAMPS
        return stamps.without(touched)

    def keep(self, published: Publication, stamps: Stamps) -> None:
        """Remembers what was published."""
        self.published.hold(published)
        self.stamps.hold(stamps)
        self.published.write()
        self.stamps.write()

    def close(self) -> None:
        """Stops what is not wanted any more."""
        if self._inspection:
            self._inspection.stop()
            self._inspection = None
