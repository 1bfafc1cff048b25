"""What a stylesheet loads: `@import` and `url(…)`, with their places. No I/O."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kbsite.appearance.marks import Mark

_STRING = r""""(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'"""
_TOKEN = re.compile(
    rf"/\*.*?(?:\*/|\Z)|(?P<import>@import\s+(?:url\(\s*)?)?(?P<quoted>{_STRING})"
    rf"|(?P<import_url>@import\s+)?\burl\(\s*(?P<url>{_STRING}|[^\s\"'()]+)\s*\)"
    r"|(?P<face>@font-face\b)|(?P<mark>[{}])",
    re.IGNORECASE | re.DOTALL,
)


def style_marks_in(text: str) -> Iterator[Mark]:
    """Fonts are loaded by another directive than pictures."""
    is_face = False
    line, start = 1, 0
    for token in _TOKEN.finditer(text):
        if token["mark"] == "}":
            is_face = False
        is_face = is_face or token["face"] is not None
        is_import = token["import"] or token["import_url"]
        address = token["url"] or (token["quoted"] if is_import else None)
        # An escape in an address is rare, and no two readers agree on it.
        if address is None or "\\" in address:
            continue
        place = token.start()
        line, start = line + text.count("\n", start, place), place
        column = place - text.rfind("\n", 0, place)
        kind = "style-src" if is_import else "font-src" if is_face else "img-src"
        yield Mark(line, column, kind, address.strip("\"'").strip())
