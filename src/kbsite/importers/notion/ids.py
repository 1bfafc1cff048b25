"""The ids by which Notion names pages in file names and addresses. No I/O.

A page's id is 32 hex digits, in addresses also written as a UUID with dashes."""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import unquote_to_bytes, urlsplit

from kbsite.urls import nfc

_HEX = r"[0-9a-f]{32}"
_UUID = r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}"
_NAMED = re.compile(rf"(?is)(?:(.*)[ _-])?({_HEX}|{_UUID})(_all)?")
_IN_ADDRESS = re.compile(rf"(?i)(?:^|[/\-=])({_HEX}|{_UUID})(?=$|[/?#&])")
_HOST = re.compile(r"(?i)(?:[\w-]+\.)?notion\.(?:so|site|com)")
#: Where Notion could not say where a link leads.
DEAD_HOST = "notion.soundefined"


def split_name(stem: str) -> tuple[str, str]:
    """The name of a file without its suffix → its title and id, "" where there is none."""
    match = _NAMED.fullmatch(stem.strip())
    if not match:
        return stem, ""
    return (match[1] or "").strip(), match[2].replace("-", "").lower()


def is_notion(url: str) -> bool:
    """Whether an address leads to Notion itself, or to a path of it (`/<id>?pvs=21`)."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    if not parts.scheme and not parts.netloc:
        return url.startswith("/") and bool(id_in(url))
    host = parts.netloc.rpartition("@")[2]
    return parts.scheme in ("http", "https") and bool(_HOST.fullmatch(host))


def id_in(url: str) -> str:
    """The id of the page that an address of Notion names, "" where it names none. That of a block
    behind `#` does not count."""
    # `?p=` names the page that is opened above another; `?v=` a view, never the page.
    path, _, query = url.partition("#")[0].partition("?")
    for part in query.split("&"):
        key, _, value = part.partition("=")
        if key == "p" and (match := re.fullmatch(rf"(?i){_HEX}|{_UUID}", value)):
            return match[0].replace("-", "").lower()
    found = _IN_ADDRESS.findall(path)
    return found[-1].replace("-", "").lower() if found else ""


def decoded(path: str) -> str:
    """A percent-encoded path as text, NFC; bytes that are no UTF-8 are taken for GB18030, else
    they become `�`."""
    if "%" not in path:
        return nfc(path)
    raw = unquote_to_bytes(path)
    for encoding in ("utf-8", "gb18030"):
        try:
            return nfc(raw.decode(encoding))
        except UnicodeDecodeError:
            continue
    return nfc(raw.decode("utf-8", "replace"))


def title_key(title: str) -> str:
    """What two spellings of a title share: file names lose brackets, dashes and other marks."""
    folded = unicodedata.normalize("NFKC", title).casefold()
    return "".join(char for char in folded if char.isalnum())
