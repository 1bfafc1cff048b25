"""Bytes as a gzip file (RFC 1952) that says nothing of when and where it was made. No I/O."""

from __future__ import annotations

import zlib

# Deflated, no flags, no time, made as small as can be, on a system that is not named.
_HEAD = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\xff"
_LEVEL = 9


def gzipped(data: bytes, *, are_names: bool = False) -> bytes:
    """`data` as a gzip file. Of names hardly any part comes twice, and a short one by chance costs
    more than it saves."""
    strategy = zlib.Z_FILTERED if are_names else zlib.Z_DEFAULT_STRATEGY
    packer = zlib.compressobj(_LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS, zlib.DEF_MEM_LEVEL, strategy)
    end = zlib.crc32(data).to_bytes(4, "little") + (len(data) & 0xFFFFFFFF).to_bytes(4, "little")
    return b"".join((_HEAD, packer.compress(data), packer.flush(), end))
