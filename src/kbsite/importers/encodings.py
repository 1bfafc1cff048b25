"""Bytes → text, in the encodings that notes come in. No I/O."""

from __future__ import annotations

import codecs

from kbsite.reading.decoding import is_text

_UTF32 = (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)
#: Of how many characters it is asked whether they are in use; fewer tell nothing.
_LOOKED_AT, _LEAST = 2_000, 8
_DOUBT = "which it hardly is: perhaps Big5 or Shift-JIS; save it as UTF-8 and import again"
_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def decoded(data: bytes) -> tuple[str, str]:
    """The text without BOM, with LF line ends and without NUL, and what had to be guessed or
    replaced. UTF-16 has a BOM, or NUL in every other of its first bytes."""
    encodings = [("utf-8-sig", "")]
    if data.startswith(_UTF16):
        encodings.insert(0, ("utf-16", "read as UTF-16"))
    elif data and len(data) % 2 == 0 and data[1:40:2].count(0) * 2 > len(data[1:40:2]):
        encodings.insert(0, ("utf-16-le", "read as UTF-16"))
    if data.startswith(_UTF32):
        # In little-endian its BOM begins with that of UTF-16.
        encodings.insert(0, ("utf-32", "read as UTF-32"))
    encodings.append(("gb18030", "read as GB18030"))
    for encoding, said in encodings:
        try:
            text = _plain(data.decode(encoding))
            is_doubtful = encoding == "gb18030" and _is_rare(text)
            return text, f"{said}, {_DOUBT}" if is_doubtful else said
        except UnicodeDecodeError:
            continue
    text = data.decode("utf-8-sig", errors="replace")
    return _plain(text), "bytes that are no UTF-8 were replaced by �"


def _is_rare(text: str) -> bool:
    """Whether most of its characters are none of those in use, as those of Big5 and Shift-JIS
    become; of a text in traditional characters a third are."""
    wide = [char for char in text if char > "\x7f"][:_LOOKED_AT]
    known = sum(bool(char.encode("gb2312", errors="ignore")) for char in wide)
    return len(wide) >= _LEAST and known * 2 < len(wide)


def _plain(text: str) -> str:
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "�")
    # Halves of characters, which UTF-16 may hold and no file can.
    return text.encode("utf-8", errors="replace").decode() if not is_text(text) else text
