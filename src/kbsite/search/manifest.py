"""What the search reads first: which file holds which terms, and the texts of which note. No I/O.

Files are named by their content, so that browsers keep what did not change; `manifest.bin` alone
has a fixed name. Where a site is large, the manifest names files that hold the names.
"""

from __future__ import annotations

from base64 import b32encode
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple
from zlib import crc32

import msgspec

from kbsite.keys import mark_of
from kbsite.search.shards import Shard, separator

#: Of all files of the index; part of their names, so that no browser takes an older one for it.
VERSION = 3
MANIFEST = "manifest"
#: Where the names begin in it, which are all that stands behind.
NAMES_FROM = b'"names":'
_NAME = 8
#: How many files hold the variants, and how many characters there are to one at the least.
_VARIANT_FILES, _LEAST_VARIANTS = 16, 256


class Bounds(NamedTuple):
    """Up to how many shards and notes stand in the manifest itself; how many shards a file of
    shards' names has, at the least, about, and at the most, or half of that up to so many in all,
    where more of these files are less for a query; how many notes one of notes' names."""

    shards: int = 512
    notes: int = 1024
    least: int = 16
    one_in: int = 32
    most: int = 96
    halved: int = 4096
    block: int = 32


BOUNDS = Bounds()


def file_mark(kind: str, content: bytes) -> str:
    """What tells the content of a file from all others, of its kind or another: a digest in base32,
    the beginning of which is the name of the file."""
    return _letters(mark_of(b"%s%d\0%s" % (kind.encode(), VERSION, content)))


def _letters(digest: bytes) -> str:
    return b32encode(digest).decode().rstrip("=").lower()


def short_name(mark: str) -> str:
    """The first forty bits of a mark: eight characters."""
    return mark[:_NAME]


class Names:
    """The names of files. Of two contents that come to one name the later gets another."""

    def __init__(self, short: Callable[[str], str] = short_name) -> None:
        self.short = short
        #: Whether all names are those of their marks alone.
        self.are_plain = True
        self._marks: dict[str, str] = {}
        self._names: dict[str, str] = {}

    def name(self, mark: str) -> str:
        """The name of a content, the same whenever it is asked for."""
        if (known := self._names.get(mark)) is not None:
            return known
        name, salted = self.short(mark), mark
        while self._marks.setdefault(name, mark) != mark:
            self.are_plain = False
            salted = _letters(mark_of(f"{salted} {mark}".encode()))
            name = self.short(salted)
        self._names[mark] = name
        return name

    def name_all(self, marks: Iterable[str]) -> Mapping[str, str]:
        """Names contents in their order; the names of all that were named, by mark. Quick where no
        two come to one name."""
        new = [mark for mark in dict.fromkeys(marks) if mark not in self._names]
        shorts = dict(zip(map(self.short, new), new, strict=True))
        if len(shorts) == len(new) and shorts.keys().isdisjoint(self._marks):
            self._marks.update(shorts)
            self._names.update(zip(new, shorts, strict=True))
        else:
            for mark in new:
                self.name(mark)
        return self._names


class Small(NamedTuple):
    """A file that holds names, or the variants of characters: name and content."""

    name: str
    content: bytes


def manifest(
    fragments: Sequence[str],
    shards: Sequence[Shard],
    variants: str,
    names: Names,
    bounds: Bounds = BOUNDS,
) -> list[Small]:
    """The manifest, which comes last, and the files that it names beside shards and fragments.
    `fragments` holds the mark of each note's texts, in the order of their ids; `variants` pairs of
    characters, the traditional one first."""
    files: list[Small] = []

    def filed(kind: str, content: bytes) -> str:
        name = names.name(file_mark(kind, content))
        files.append(Small(name, content))
        return name

    found: dict[str, Any] = {"version": VERSION, "notes": len(fragments)}
    firsts = _separators(shards)
    named = names.name_all(shard.mark for shard in shards)
    names_of = [named[shard.mark] for shard in shards]
    if len(shards) <= bounds.shards:
        found["terms"] = _directory(firsts, names_of)
    else:
        starts = _group_starts(shards, bounds)
        groups = [
            filed("group", _json(_directory(firsts[start:end], names_of[start:end])))
            for start, end in zip(starts, [*starts[1:], len(shards)], strict=True)
        ]
        found["groups"] = _directory([firsts[start] for start in starts], groups)
    named = names.name_all(fragments)
    texts = [named[mark] for mark in fragments]
    if len(texts) <= bounds.notes:
        found["fragments"] = "".join(texts)
    else:
        blocks = range(0, len(texts), bounds.block)
        found["blocks"] = "".join(
            filed("block", "".join(texts[start : start + bounds.block]).encode())
            for start in blocks
        )
    if variants:
        parts = _variant_parts(variants)
        found["variants"] = "".join(filed("variants", part.encode()) for part in parts)
    return [*files, Small(MANIFEST, _json(found))]


@lru_cache(maxsize=1)
def _variant_parts(variants: str) -> tuple[str, ...]:
    """The pairs in files, so that a query with a few traditional characters needs little of them:
    by the code point of the first of a pair, modulo the number of files."""
    size = max(1, min(_VARIANT_FILES, len(variants) // _LEAST_VARIANTS))
    parts: list[list[str]] = [[] for _ in range(size)]
    for traditional, simplified in zip(variants[::2], variants[1::2], strict=True):
        parts[ord(traditional) % size] += (traditional, simplified)
    return tuple("".join(part) for part in parts)


def _separators(shards: Sequence[Shard]) -> list[str]:
    """The least text that tells the terms of each shard from those before it."""
    befores = [None, *(shard.last for shard in shards)]
    return [
        "" if last is None else separator(last, shard.first)
        for last, shard in zip(befores, shards, strict=False)
    ]


def _group_starts(shards: Sequence[Shard], bounds: Bounds) -> list[int]:
    """Where groups of shards begin. A group ends where its content says, as a shard does."""
    share = 2 if len(shards) <= bounds.halved else 1
    least, one_in, most = (size // share for size in (bounds.least, bounds.one_in, bounds.most))
    starts = [0]
    for number, shard in enumerate(shards[:-1], 1):
        size = number - starts[-1]
        is_cut = size >= least and crc32(shard.first.encode()) % one_in == 0
        if is_cut or size >= most:
            starts.append(number)
    return starts


def _directory(firsts: Sequence[str], names: Sequence[str]) -> dict[str, Any]:
    return {"firsts": firsts, "names": "".join(names)}


def _json(value: Any) -> bytes:
    return msgspec.json.encode(value)
