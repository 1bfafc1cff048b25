"""Bytes as zlib data (RFC 1950), which browsers unpack: less of a head than gzip has. No I/O."""

from __future__ import annotations

import zlib

# Deflated, with a window of 32 KB, made as small as can be.
_HEAD = b"\x78\xda"
_LEVEL = 9


def deflated(data: bytes, *, names_from: int | None = None) -> bytes:
    """`data` as zlib data. Of names, which it may end with, hardly any part comes twice, and a
    short one by chance costs more than it saves: they have a code of their own, five bits for each
    of their 32 letters."""
    at = len(data) if names_from is None else names_from
    packed = _part(data[:at], zlib.Z_DEFAULT_STRATEGY, is_last=at == len(data))
    if at < len(data):
        packed += _part(data[at:], zlib.Z_HUFFMAN_ONLY, is_last=True)
    return b"".join((_HEAD, packed, zlib.adler32(data).to_bytes(4, "big")))


def _part(data: bytes, strategy: int, *, is_last: bool) -> bytes:
    """Whole bytes, behind which another part may stand if it is not the last."""
    packer = zlib.compressobj(_LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS, zlib.DEF_MEM_LEVEL, strategy)
    return packer.compress(data) + packer.flush(zlib.Z_FINISH if is_last else zlib.Z_SYNC_FLUSH)
