"""What a stylesheet loads: `@import` and `url(…)`, with their places. No I/O."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kbsite.appearance.marks import Mark, Places

#: One without an end goes to that of its line, so that nothing is read twice.
_STRING = r""""(?:[^"\\\n]|\\.)*+(?:"|(?=\n)|\\?\Z)|'(?:[^'\\\n]|\\.)*+(?:'|(?=\n)|\\?\Z)"""
_TOKEN = re.compile(
    rf"/\*.*?(?:\*/|\Z)|@(?:namespace|(?:-moz-)?document)\b[^;{{]*+"
    rf"|(?P<import>@import\s++(?:url\(\s*+)?)?(?P<quoted>{_STRING})"
    rf"|(?P<import_url>@import\s++)?\burl\(\s*+(?P<url>{_STRING}|[^\s\"'()]++)\s*+\)"
    r"|(?P<face>@font-face\b)|(?P<mark>[{}])",
    re.IGNORECASE | re.DOTALL,
)


def style_marks_in(text: str) -> Iterator[Mark]:
    """Fonts are loaded by another directive than pictures."""
    is_face = False
    places = Places(text)
    for token in _TOKEN.finditer(text):
        if token["mark"] == "}":
            is_face = False
        is_face = is_face or token["face"] is not None
        is_import = token["import"] or token["import_url"]
        address = token["url"] or (token["quoted"] if is_import else None)
        # An escape in an address is rare, and no two readers agree on it.
        if address is None or "\\" in address or address[-1:] != address[:1] in ("'", '"'):
            continue
        line, column = places.of(token.start())
        kind = "style-src" if is_import else "font-src" if is_face else "img-src"
        yield Mark(line, column, kind, address.strip("\"'").strip())
