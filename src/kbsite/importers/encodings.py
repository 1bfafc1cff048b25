"""Bytes → text, in the encodings that notes come in. No I/O."""

from __future__ import annotations

import codecs

_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def decoded(data: bytes) -> tuple[str, str]:
    """The text without BOM, with LF line ends and without NUL, and what had to be guessed or
    replaced. UTF-16 has a BOM, or NUL in every other of its first bytes."""
    encodings = [("utf-8-sig", "")]
    if data.startswith(_UTF16):
        encodings.insert(0, ("utf-16", "read as UTF-16"))
    elif data and len(data) % 2 == 0 and data[1:40:2].count(0) * 2 > len(data[1:40:2]):
        encodings.insert(0, ("utf-16-le", "read as UTF-16"))
    encodings.append(("gb18030", "read as GB18030"))
    for encoding, said in encodings:
        try:
            return _plain(data.decode(encoding)), said
        except UnicodeDecodeError:
            continue
    text = data.decode("utf-8-sig", errors="replace")
    return _plain(text), "bytes that are no UTF-8 were replaced by �"


def _plain(text: str) -> str:
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "�")
    # Halves of characters, which UTF-16 may hold and no file can.
    return text.encode("utf-8", errors="replace").decode() if not _is_whole(text) else text


def _is_whole(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
