"""Bytes as a gzip file (RFC 1952) that says nothing of when and where it was made. No I/O."""

from __future__ import annotations

import zlib

# Deflated, no flags, no time, made as small as can be, on a system that is not named.
_HEAD = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\xff"
_LEVEL = 9


def gzipped(data: bytes, *, names_from: int | None = None) -> bytes:
    """`data` as a gzip file. Of names, which it may end with, hardly any part comes twice, and a
    short one by chance costs more than it saves: they have a code of their own, five bits for each
    of their 32 letters."""
    at = len(data) if names_from is None else names_from
    packed = _deflated(data[:at], zlib.Z_DEFAULT_STRATEGY, is_last=at == len(data))
    if at < len(data):
        packed += _deflated(data[at:], zlib.Z_HUFFMAN_ONLY, is_last=True)
    end = zlib.crc32(data).to_bytes(4, "little") + (len(data) & 0xFFFFFFFF).to_bytes(4, "little")
    return b"".join((_HEAD, packed, end))


def _deflated(data: bytes, strategy: int, *, is_last: bool) -> bytes:
    """Whole bytes, behind which another part may stand if it is not the last."""
    packer = zlib.compressobj(_LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS, zlib.DEF_MEM_LEVEL, strategy)
    return packer.compress(data) + packer.flush(zlib.Z_FINISH if is_last else zlib.Z_SYNC_FLUSH)
