"""The URLs in a sitemap, or in a plain list. READS the file, and those beside it that an index
names.

A sitemap comes from outside: no document type is read, so there are no entities to expand.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit
from xml.parsers import expat

from kbsite.refusals import UsageError
from kbsite.urls import decoded, scheme_of

#: The protocol's limit for one file is 50 MB; it holds once a file is unpacked as well.
MAX_BYTES = 50 * 1024 * 1024
MAX_FILES = 1000
_SPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"


class ListedUrl(NamedTuple):
    """A URL and where it is listed: path of the file as given, line and column."""

    url: str
    path: str
    line: int
    column: int


def read_sitemap(path: Path) -> list[ListedUrl]:
    """All URLs of the sitemap at `path`, or of those that it is an index of, or a line each. Raises
    UsageError for what is no such file, OSError."""
    if not path.is_file() and (scheme := scheme_of(path.as_posix().replace(":/", "://", 1))):
        raise UsageError(f"--against takes a file; fetch it first: curl -O {scheme}://…")
    found, parts = _parse(path)
    if len(parts) > MAX_FILES:
        raise UsageError(f"{path}: an index of more than {MAX_FILES:,} sitemaps")
    for part in dict.fromkeys(parts):
        # Of a URL only its name counts: the file is one beside the index.
        file = path.parent / decoded(urlsplit(part).path).rpartition("/")[2]
        if not file.is_file():
            raise UsageError(f"{path} is an index; {file.name} is to lie beside it")
        found += _parse(file)[0]
    return found


def _parse(path: Path) -> tuple[list[ListedUrl], list[str]]:
    """URLs of pages, and of further sitemaps."""
    data = _unpacked(path)
    if data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        return _parse_xml(data, path)
    return list(_lines(data, path)), []


def _unpacked(path: Path) -> bytes:
    too_large = UsageError(f"{path} is larger than a sitemap may be ({MAX_BYTES:,} bytes)")
    if path.stat().st_size > MAX_BYTES:
        raise too_large
    data = path.read_bytes()
    if data.startswith(b"\x1f\x8b"):
        unpacker = zlib.decompressobj(zlib.MAX_WBITS | 16)
        try:
            data = unpacker.decompress(data, MAX_BYTES + 1)
        except zlib.error:
            raise UsageError(f"{path} is damaged") from None
        if len(data) > MAX_BYTES:
            raise too_large
        if not unpacker.eof:
            raise UsageError(f"{path} is damaged")
    return data


def _lines(data: bytes, path: Path) -> Iterator[ListedUrl]:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise UsageError(f"{path} is neither a sitemap nor a list of URLs") from None
    for number, line in enumerate(text.split("\n"), 1):
        url = line.strip()
        if not url or url.startswith("#"):
            continue
        if not url.startswith(("/", "http://", "https://")) or any(map(str.isspace, url)):
            message = f"{path}:{number}: {url[:60]!r} is no URL"
            raise UsageError(message)
        yield ListedUrl(url, path.as_posix(), number, len(line) - len(line.lstrip()) + 1)


def _parse_xml(data: bytes, path: Path) -> tuple[list[ListedUrl], list[str]]:
    pages: list[ListedUrl] = []
    parts: list[str] = []
    stack: list[str] = []
    text: list[str] = []
    place = (1, 1)
    parser = expat.ParserCreate(namespace_separator=" ")

    def start(name: str, attributes: object) -> None:
        nonlocal place
        stack.append(name.removeprefix(f"{_SPACE} "))
        text.clear()
        place = (parser.CurrentLineNumber, parser.CurrentColumnNumber + 1)

    def end(name: str) -> None:
        if stack[-2:] == ["url", "loc"] and (url := "".join(text).strip()):
            pages.append(ListedUrl(url, path.as_posix(), *place))
        elif stack[-2:] == ["sitemap", "loc"] and (url := "".join(text).strip()):
            parts.append(url)
        stack.pop()
        text.clear()

    def refuse(*_: object) -> None:
        raise UsageError(f"{path} has a document type, which no sitemap has")

    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.CharacterDataHandler = text.append
    parser.StartDoctypeDeclHandler = refuse
    try:
        parser.Parse(data, True)
    except expat.ExpatError as fault:
        said = expat.ErrorString(fault.code)
        raise UsageError(f"{path}:{fault.lineno}: no XML that can be read: {said}") from None
    except (ValueError, LookupError):
        raise UsageError(f"{path}: in an encoding that is not known") from None
    if not pages and not parts:
        raise UsageError(f"{path} lists no URL")
    return pages, parts
