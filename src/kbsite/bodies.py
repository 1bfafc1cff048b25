"""The bodies of notes, packed: each is decoded when it is asked for, so that not all of them fill
the memory. No I/O."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

import msgspec

from kbsite.model import Body

_DECODER = msgspec.msgpack.Decoder(Body)


class Bodies(Mapping[str, Body]):
    """Note path → body. `keys` holds the digest of each note, `read` gives the packed body of a
    digest."""

    def __init__(self, keys: Mapping[str, str], read: Callable[[str], bytes]) -> None:
        self._keys = keys
        self._read = read

    def __getitem__(self, path: str) -> Body:
        return _DECODER.decode(self._read(self._keys[path]))

    def __iter__(self) -> Iterator[str]:
        return iter(self._keys)

    def __len__(self) -> int:
        return len(self._keys)
