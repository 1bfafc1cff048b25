"""A mapping whose values are read when they are asked for: not all fill the memory. No I/O."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TypeVar

_Value = TypeVar("_Value")


class Lazy(Mapping[str, _Value]):
    """Path → value. `keys` holds what each path is read by, `read` reads."""

    def __init__(self, keys: Mapping[str, str], read: Callable[[str], _Value]) -> None:
        self._keys = keys
        self._read = read

    def __getitem__(self, path: str) -> _Value:
        return self._read(self._keys[path])

    def __contains__(self, path: object) -> bool:
        return path in self._keys

    def __iter__(self) -> Iterator[str]:
        return iter(self._keys)

    def __len__(self) -> int:
        return len(self._keys)
