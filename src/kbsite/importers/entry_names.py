"""Names of files as an archive or a folder has them → safe paths, or why they are none. No I/O."""

from __future__ import annotations

import re
import struct
import zipfile
import zlib
from typing import NamedTuple

from kbsite.urls import fold, nfc

#: What systems put beside files and no one wrote; a folder of the second is left out as a whole.
LITTER = frozenset({".ds_store", "thumbs.db", "desktop.ini", ".localized"})
LITTER_FOLDERS = frozenset({"__macosx", ".git", ".hg", ".svn", "node_modules", ".kbsite"})

#: A path that is longer, in UTF-8 bytes, is refused.
MAX_PATH = 4096
_MAX_DEPTH = 64
#: As many characters may come of a name by chance.
_FEW = 3

#: The flag of an entry whose name is UTF-8.
IS_UTF8 = 0x800
_UNICODE_PATH = 0x7075
_DRIVE = re.compile(r"[A-Za-z]:(?:/|$)")
# Those as well that turn the direction of a text: a build refuses a file of such a name.
# What a name as written may hold in Windows-1252 and is UTF-8 by chance: a capital or ß at the end
# of a word, or by itself, and a sign behind it (`CAFÉ’s`, `Spaß…`, `Å³`); dashes behind a space
# that does not break (`café\xa0– menu`). `Ã` and `Â` begin most accented letters of such UTF-8.
_SIGN = "[\xa0²³°·®»½¼¾†’”–—…™]"
_BY_CHANCE = re.compile(
    f"(?:(?<=[A-Z])[Ä-Þ]|(?<=[A-Za-z])ß){_SIGN}|(?<![A-Za-z])[Ä-Þ]{_SIGN}(?![a-z])"
    f"|(?<=[A-Z])[ÂÃ](?:{_SIGN}(?![A-Za-z])|’[sS](?![A-Za-z]))|(?<=[a-z])[à-ï]\xa0[–—…»”]"
)
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")


class Named(NamedTuple):
    """A safe path; what was mended of it, if anything; or why there is none, and a name to say it
    by in `path`."""

    path: str
    mended: str = ""
    refused: str = ""


def unscrambled(name: str) -> tuple[str, str]:
    """A path whose names were UTF-8 that some program read in another encoding as it was meant, and
    what was guessed. That a name as written is UTF-8 by chance hardly happens: in CP437 it would
    need signs in a row that no word has; in Windows-1252 what words may have is left out; of
    Chinese names, only what comes to two Chinese characters at least, and to no other letters, is
    taken for one, where they are few only if they are common ones."""
    if name.isascii():
        return name, ""
    said = ""
    parts = name.split("/")
    for at, part in enumerate(parts):
        for encoding in ("cp437", "cp1252", "gbk"):
            if meant := _read_again(part, encoding):
                parts[at], said = meant, f"its name was UTF-8 that was read as {encoding.upper()}"
                break
    return "/".join(parts), said


def _read_again(part: str, encoding: str) -> str:
    """The name as UTF-8; "" where it is none."""
    if part.isascii():
        return ""
    part = nfc(part)
    try:
        # What Windows-1252 has no sign for stands for itself.
        raw = b"".join(map(_byte, part)) if encoding == "cp1252" else part.encode(encoding)
        meant = raw.decode("utf-8")
    except UnicodeError:
        return ""
    beyond = [char for char in meant if not char.isascii()]
    if encoding == "gbk" and not (len(beyond) > 1 and min(beyond) >= "\u2e80"):
        return ""
    if encoding == "gbk" and len(beyond) <= _FEW and not _are_common(beyond):
        return ""
    if encoding == "cp1252" and _BY_CHANCE.sub("", part).isascii():
        return ""
    return meant if meant.isprintable() else ""


def _are_common(chars: list[str]) -> bool:
    """Whether one of the sets that hold what names are mostly written with has all of them."""
    return any(_has_all(encoding, chars) for encoding in ("gb2312", "big5", "euc_jp", "euc_kr"))


def _has_all(encoding: str, chars: list[str]) -> bool:
    try:
        "".join(chars).encode(encoding)
    except UnicodeError:
        return False
    return True


def _byte(char: str) -> bytes:
    return char.encode("latin-1" if "\x80" <= char <= "\x9f" else "cp1252")


def safe_path(name: str) -> Named:
    """`name`, parted by `/` or, as some Windows programs write, by `\\`, as a path below the
    source."""
    shown = printable(name)
    path = nfc(name).replace("\\", "/")
    if "\0" in path:
        return Named(shown, refused="its name holds a NUL character")
    if path.startswith("/") or _DRIVE.match(path):
        return Named(shown, refused="its name is an absolute path")
    parts = [part for part in path.split("/") if part not in ("", ".")]
    if ".." in (part.strip() for part in parts):
        return Named(shown, refused="its name leads out of the archive (`..`)")
    if not parts:
        return Named(shown or "(no name)", refused="it has no name")
    if len(parts) > _MAX_DEPTH or len(path.encode(errors="replace")) > MAX_PATH:
        return Named(shown[:200], refused="its path is too long or too deep")
    clean = "/".join(_CONTROL.sub("\ufffd", part) for part in parts)
    mended = "its name held control characters" if clean != "/".join(parts) else ""
    return Named(clean, mended)


def spelt_path(name: str) -> str:
    """The path of a safe name with accents encoded as they are there."""
    return "/".join(part for part in name.replace("\\", "/").split("/") if part not in ("", "."))


def litter(path: str) -> str:
    """Why a file is none of the source's content, or ""."""
    *folders, name = fold(path).split("/")
    if "__macosx" in folders or name in LITTER or name.startswith("._"):
        return "made by the operating system"
    if any(folder in LITTER_FOLDERS for folder in folders):
        return "no content"
    return ""


def zip_name(info: zipfile.ZipInfo) -> tuple[str, str]:
    """The name of an entry as its maker meant it, and what had to be guessed. Where no flag says
    UTF-8 it may be so all the same (macOS), or GBK (Windows in China), else CP437 as APPNOTE.TXT
    §D.1 has it; Info-ZIP's Unicode path (§4.6.9) goes before."""
    name = info.orig_filename
    if info.flag_bits & IS_UTF8:
        return name, ""
    try:
        raw = name.encode("cp437")
    except UnicodeEncodeError:
        return name, ""
    if told := _unicode_path(info.extra, raw):
        return told, ""
    if raw.isascii():
        return name, ""
    for encoding, said in (("utf-8", ""), ("gb18030", "its name was read as GBK")):
        try:
            return raw.decode(encoding), said
        except UnicodeDecodeError:
            continue
    return name, "its name was read as CP437"


def _unicode_path(extra: bytes, raw: bytes) -> str:
    """The name in an extra field, where it belongs to the name in the header."""
    at = 0
    while at + 4 <= len(extra):
        kind, size = struct.unpack_from("<HH", extra, at)
        body = extra[at + 4 : at + 4 + size]
        at += 4 + size
        if kind == _UNICODE_PATH and len(body) > 5 and body[0] == 1:
            if struct.unpack_from("<I", body, 1)[0] != zlib.crc32(raw):
                return ""
            return body[5:].decode("utf-8", errors="replace")
    return ""


def printable(name: str) -> str:
    """A name as a report can show it."""
    return _CONTROL.sub("\ufffd", name)
