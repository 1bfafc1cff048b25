"""What the engine remembers of the last build. I/O through the cache alone."""

from __future__ import annotations

import msgspec

from kbsite.cache import Cache
from kbsite.diagnostics import Diagnostic
from kbsite.memo import Memo
from kbsite.sources import Seen
from kbsite.stamps import PackedStamps

STAMPS = "stamps"


class Publication(msgspec.Struct, frozen=True, array_like=True):
    """What was published last: from which sources (and commit, where notes had no dates of their
    own), to which folder, how many files; what there was to say, how many notes and pages."""

    sources: str = ""
    git: str | None = None
    folder: str = ""
    files: int = 0
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
        self.known = Memo(cache, "seen", Known, Known())
        self.published = Memo(cache, "published", Publication, Publication())
        self.stamps = Memo(cache, STAMPS, PackedStamps, PackedStamps())
