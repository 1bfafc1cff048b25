"""The bytes of a note → its text, or what is wrong with them. No I/O."""

from __future__ import annotations

import codecs

from kbsite.diagnostics import Diagnostic, error
from kbsite.nouns.sources import SourceFile

#: So many bytes of a text say how it is encoded.
_HEAD = 64


def decode(source: SourceFile) -> tuple[str, Diagnostic | None]:
    """The text of a note with LF line ends and without BOM, or what is wrong with its bytes."""
    data = source.data
    # In little-endian its mark begins with that of UTF-16.
    if data.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
        return "", error(
            "encoding", source.path, "this is UTF-32", line=1, column=1, hint="Save it as UTF-8."
        )
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) or _is_utf16(data):
        return "", error(
            "encoding", source.path, "this is UTF-16", line=1, column=1, hint="Save it as UTF-8."
        )
    if b"\0" in data[:2]:
        # It would hide what the front matter says.
        message, hint = "the note begins with a NUL, which shows nothing", "Take it out."
        column = data.index(b"\0") + 1
        return "", error("encoding", source.path, message, line=1, column=column, hint=hint)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        begin = data.rfind(b"\n", 0, fault.start) + 1
        hint = "Save the file as UTF-8."
        if data[: fault.start].isascii() and _is_gbk(data):
            hint = "It reads as GBK:  iconv -f GB18030 -t UTF-8"
        return "", error(
            "encoding",
            source.path,
            f"not UTF-8: byte {fault.start} (0x{data[fault.start]:02x}) cannot be read",
            line=data.count(b"\n", 0, fault.start) + 1,
            column=len(data[begin : fault.start].decode(errors="replace")) + 1,
            hint=hint,
        )
    return text.replace("\r\n", "\n").replace("\r", "\n"), None


def _is_utf16(data: bytes) -> bool:
    """Whether it is without a byte order mark: one of the first two bytes is NUL then, and so are
    more on its side, or what follows is no UTF-8."""
    if b"\0" not in data[:2]:
        return False
    even, odd = (data[first:_HEAD:2].count(0) for first in (0, 1))
    return (even != odd and max(even, odd) > 1) or not _is_utf8(data)


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True


def _is_gbk(data: bytes) -> bool:
    try:
        data.decode("gb18030")
    except UnicodeDecodeError:
        return False
    return True


def is_text(said: str) -> bool:
    """Whether what the system or JSON gave can be written: it may hold halves of characters, as a
    file name does that is not UTF-8."""
    try:
        said.encode()
    except UnicodeEncodeError:
        return False
    return True
