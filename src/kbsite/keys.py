"""Digests that name what a result was made from. No I/O but reading kbsite's own source and the
versions of installed packages."""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import msgspec

from kbsite.real_paths import real_path

#: What notes and pages are made with.
_LIBRARIES = (
    *("markdown-it-py", "mdit-py-plugins", "pyyaml", "pygments", "math-core", "merman"),
    *("msgspec", "jinja2", "markupsafe", "pypinyin", "opencc", "imagesize", "fonttools", "brotli"),
    *("ziamath", "ziafont", "rjsmin", "pillow"),
)
#: What the folder in which a package is recorded is called behind its name and version.
_RECORD = ".dist-info"


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


def folder_name(folder: Path) -> str:
    """Where a folder really is, as text: its path may be none."""
    return os.fsencode(real_path(folder)).decode(errors="backslashreplace")


@cache
def _versions() -> list[str]:
    return [".".join(map(str, sys.version_info)), *map(version_of, _LIBRARIES)]


def version_of(library: str) -> str:
    """The version of an installed package, "" where it is not installed."""
    return _installed().get(_normal(library)) or _recorded_version(library)


@cache
def _installed() -> dict[str, str]:
    """Name → version of what is installed, by the names of its `.dist-info` folders alone (Binary
    distribution format: `{name}-{version}.dist-info`): a tenth of the time of reading them."""
    found: dict[str, str] = {}
    for folder in sys.path:
        try:
            entries = os.listdir(folder or ".")  # noqa: PTH208 - it has some hundred names
        except OSError:
            # Not there, or an archive.
            continue
        for entry in entries:
            if entry.endswith(_RECORD):
                name, _, version = entry.removesuffix(_RECORD).partition("-")
                # What comes first on the path is what is imported.
                found.setdefault(_normal(name), version)
    return found


def _normal(name: str) -> str:
    return name.lower().replace("-", "_").replace(".", "_")


def _recorded_version(library: str) -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version(library)
    except PackageNotFoundError:
        return ""


@cache
def source_digest() -> str:
    """The digest of every module of kbsite, in path order."""
    package = os.path.dirname(__file__)  # noqa: PTH120 - five hundred files: a Path takes longer
    digest = hashlib.sha256()
    for path in sorted(_modules(package, "")):
        digest.update(path.encode() + b"\0" + Path(package, path).read_bytes())
    return digest.hexdigest()


def _modules(folder: str, prefix: str) -> Iterator[str]:
    """The paths of the modules in a folder of a package, which count from the top of that."""
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.name.endswith(".py"):
                yield prefix + entry.name
            elif entry.is_dir() and entry.name != "__pycache__":
                yield from _modules(entry.path, f"{prefix}{entry.name}/")
