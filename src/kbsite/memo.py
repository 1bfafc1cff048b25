"""The last result of a stage, in memory and in the cache. I/O through the cache alone."""

from __future__ import annotations

from typing import Generic, TypeVar

import msgspec

from kbsite.cache import Cache

_Value = TypeVar("_Value")


class Memo(Generic[_Value]):
    """One value; `nothing` until there is one."""

    def __init__(self, cache: Cache, kind: str, of: type[_Value], nothing: _Value) -> None:
        self._cache = cache
        self._kind = kind
        self._of = of
        self._nothing = nothing
        self._last: _Value | None = None
        self._is_held = False

    @property
    def last(self) -> _Value:
        """The value that was kept last, by this process or another."""
        if self._last is None:
            data = self._cache.get(self._kind, "")
            try:
                self._last = msgspec.msgpack.decode(data, type=self._of) if data else self._nothing
            except msgspec.DecodeError:
                self._last = self._nothing
        return self._last

    def recall(self) -> None:
        """Reads it before it is asked for."""
        _ = self.last

    def keep(self, value: _Value) -> _Value:
        """Puts `value` in place of the last."""
        if value != self.last:
            self.hold(value)
            self.write()
        return value

    def hold(self, value: _Value) -> None:
        """The same in memory alone, until it is written."""
        self._last = value
        self._is_held = True

    def write(self) -> None:
        """Writes what is held."""
        if self._is_held:
            self._cache.put(self._kind, {"": msgspec.msgpack.encode(self._last)})
            self._is_held = False
