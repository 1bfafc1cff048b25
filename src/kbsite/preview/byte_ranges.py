"""Which part of a file a request asks for (RFC 9110, section 14): players ask for the one that they
are about to play. No I/O."""

from __future__ import annotations

import re
from collections.abc import Mapping

#: One range; who asks for several is given the whole, as is who writes no range at all.
_RANGE = re.compile(r"bytes=[ \t]*(\d{0,18})-(\d{0,18})[ \t]*", re.ASCII | re.IGNORECASE)


def range_asked(method: str, headers: Mapping[str, str], size: int, tag: str) -> range | None:
    """The places of the bytes that are asked for; none of them where the file has none of these;
    None for the whole file. `tag` is that of the file, in quotes."""
    found = _RANGE.fullmatch(headers.get("range", ""))
    if method != "GET" or not found or headers.get("if-range", tag) != tag:
        return None
    first, last = found.groups()
    if first:
        end = int(last) + 1 if last else size
        is_range = int(first) < end or not last
        return range(int(first), min(end, size)) if is_range else None
    return range(max(size - int(last), 0), size) if last and size else None


def content_range(part: range, size: int) -> str:
    """What an answer says that it holds of a file."""
    return f"bytes {part.start}-{part.stop - 1}/{size}" if part else f"bytes */{size}"
