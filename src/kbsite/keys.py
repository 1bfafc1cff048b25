"""Digests that name what a result was made from. No I/O."""

from __future__ import annotations

import hashlib
from typing import Any

import msgspec


def key_of(*parts: Any) -> str:
    """The SHA-256 of `parts` (values that msgspec encodes), 64 hex digits."""
    return hashlib.sha256(msgspec.msgpack.encode(parts)).hexdigest()
