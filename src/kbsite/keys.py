"""Digests that name what a result was made from. No I/O but reading kbsite's own source."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path
from typing import Any

import msgspec


def digest_of(*parts: Any) -> str:
    """The SHA-256 of `parts` (values that msgspec encodes), 64 hex digits."""
    return hashlib.sha256(msgspec.msgpack.encode(parts)).hexdigest()


def key_of(*parts: Any) -> str:
    """The digest of `parts` and of kbsite's own source: another version makes other things
    of the same parts."""
    return digest_of(source_digest(), parts)


@cache
def source_digest() -> str:
    """The digest of every module of kbsite, in path order."""
    package = Path(__file__).parent
    digest = hashlib.sha256()
    for file in sorted(package.rglob("*.py")):
        digest.update(file.relative_to(package).as_posix().encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()
