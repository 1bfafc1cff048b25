"""Digests that name what a result was made from. No I/O but reading kbsite's own source and the
versions of installed packages."""

from __future__ import annotations

import hashlib
import platform
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import msgspec

#: What notes and pages are made with.
_LIBRARIES = (
    *("markdown-it-py", "mdit-py-plugins", "pyyaml", "pygments", "math-core", "merman"),
    *("msgspec", "jinja2", "markupsafe", "pypinyin", "imagesize", "fonttools", "brotli", "ziamath"),
)


def digest_of(*parts: Any) -> str:
    """The SHA-256 of `parts` (values that msgspec encodes), 64 hex digits."""
    return hashlib.sha256(msgspec.msgpack.encode(parts)).hexdigest()


def mark_of(data: bytes) -> bytes:
    """Sixteen bytes that tell `data` from other data."""
    return hashlib.blake2b(data, digest_size=16).digest()


def key_of(*parts: Any) -> str:
    """The digest of `parts`, of kbsite's own source and of what it stands on: other versions
    may make other things of the same parts. A key names nothing that is published, since another
    machine has others."""
    return digest_of(source_digest(), _versions(), parts)


@cache
def _versions() -> list[str]:
    return [platform.python_version(), *map(_version_of, _LIBRARIES)]


def _version_of(library: str) -> str:
    try:
        return version(library)
    except PackageNotFoundError:
        return ""


@cache
def source_digest() -> str:
    """The digest of every module of kbsite, in path order."""
    package = Path(__file__).parent
    digest = hashlib.sha256()
    for file in sorted(package.rglob("*.py")):
        digest.update(file.relative_to(package).as_posix().encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()
