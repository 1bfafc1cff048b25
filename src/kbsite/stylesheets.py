"""Stylesheets as they are published: what one imports from its folder stands in it. No I/O.

A browser learns of an import when the file that holds it has arrived, so each costs a trip.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping

_IMPORT = re.compile(
    rb"""^[ \t]*@import[ \t]+["']([^"'/\n]+\.css)["'][ \t]*;[ \t]*$""", re.MULTILINE
)


def bundled(path: str, files: Mapping[str, bytes]) -> bytes:
    """The stylesheet at `path` of `files` with its imports written out, each once. Imports from
    elsewhere, and those with a condition, stay."""
    return _bundled(path, files, {path})


def _bundled(path: str, files: Mapping[str, bytes], seen: set[str]) -> bytes:
    def write_out(found: re.Match[bytes]) -> bytes:
        name = posixpath.join(posixpath.dirname(path), found[1].decode(errors="replace"))
        if name not in files:
            return found.group()
        if name in seen:
            return b""
        seen.add(name)
        return _bundled(name, files, seen).rstrip(b"\n")

    return _IMPORT.sub(write_out, files[path])
