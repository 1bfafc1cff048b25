"""The levels of a path, or of a tag: what stands above it. No I/O."""

from __future__ import annotations

from collections.abc import Iterator


def levels_above(path: str) -> Iterator[str]:
    """`a` and `a/b` of `a/b/c`: the folders that a file is in, outermost first."""
    at = path.find("/")
    while at >= 0:
        yield path[:at]
        at = path.find("/", at + 1)


def levels_of(path: str) -> Iterator[str]:
    """`a`, `a/b` and `a/b/c` of `a/b/c`; none of ""."""
    yield from levels_above(path)
    if path:
        yield path
