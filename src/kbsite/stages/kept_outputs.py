"""Outputs that take long to make, kept where the site itself may not be: a machine that publishes
has the cache of its last run and an empty folder. I/O through the cache alone."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

import msgspec

from kbsite.cache import Cache
from kbsite.memo import Memo
from kbsite.model import PlannedOutput
from kbsite.output_tables import table_of

_KIND = "output"
#: So many bytes are put at a time: fewer than the cache holds back.
_AT_ONCE = 1_000_000


class _Keys(msgspec.Struct, frozen=True, array_like=True):
    """Those of all that is kept."""

    keys: frozenset[str]


class KeptOutputs:
    """Those of the last build."""

    def __init__(self, cache: Cache) -> None:
        self._cache = cache
        self._kept = Memo(cache, "outputs", _Keys, _Keys(frozenset()))

    def produce(
        self,
        outputs: Sequence[PlannedOutput],
        make: Callable[[Sequence[PlannedOutput]], Iterable[tuple[PlannedOutput, bytes]]],
    ) -> Iterator[tuple[PlannedOutput, bytes]]:
        """Each output with its bytes; those that are not kept are what `make` makes of them."""
        wanted = {output.key: output for output in outputs if output.is_kept}
        there: set[str] = set()
        made: dict[str, bytes] = {}
        size = 0
        for key, data in self._cache.get_many(_KIND, wanted.keys() & self._kept.last.keys):
            there.add(key)
            yield wanted[key], data
        for output, data in make([o for o in outputs if not o.is_kept or o.key not in there]):
            if output.is_kept:
                made[output.key] = data
                size += len(data)
                if size > _AT_ONCE:
                    self._keep(made)
                    made, size = {}, 0
            yield output, data
        self._keep(made)

    def _keep(self, made: Mapping[str, bytes]) -> None:
        """At once, as workers wait to read the cache while a part of what was put is written."""
        self._cache.put(_KIND, made)
        self._cache.commit()
        self._kept.hold(_Keys(self._kept.last.keys | made.keys()))

    def settle(self, outputs: Sequence[PlannedOutput]) -> None:
        """Forgets what is none of `outputs`, all those of the site."""
        planned = {output.key for output in table_of(outputs).listed if output.is_kept}
        if gone := self._kept.last.keys - planned:
            self._cache.drop(_KIND, gone)
            self._kept.hold(_Keys(self._kept.last.keys & planned))
        self._kept.write()
