"""Tags of HTML in a text, and their attributes. No I/O.

No pattern here looks further than its tag reaches, so that openers without an end cost no more
than other text."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import unescape
from urllib.parse import quote

_ATTRIBUTES = (
    r"(?:\s++[^\s=<>\"'/`]++(?:\s*+=\s*+(?:\"[^\"]*+\"|'[^']*+'|[^\s\"'<>=`]++))?+)*+\s*+/?+>"
)
_ATTRIBUTE = re.compile(
    r"([^\s=<>\"'/`]++)(?:\s*+=\s*+(?:\"([^\"]*+)\"|'([^']*+)'|([^\s\"'<>=`]++)))?+"
)
_TAG = re.compile(r"<[/!?a-zA-Z][^<>]*+>")
# But for letters beyond ASCII, which stay readable, and for NUL, which no text holds.
_UNFIT = re.compile(r"[\x01-\x20()<>\"\\\x7f]")

# What would end a title: a quote that is not escaped, a backslash that stands last.
_ENDING = re.compile(r'\\.|["\\]', re.DOTALL)
_SIGN = re.compile(r'[\\"*_`$\[\]~=<&]')


def opening_tag(name: str) -> re.Pattern[str]:
    """Finds `<name …>`, whole."""
    return re.compile(rf"<{name}\b{_ATTRIBUTES}", re.IGNORECASE)


def attributes(tag: str) -> Mapping[str, str]:
    """Those of an opening tag, names in lower case, values unescaped."""
    inner = tag.rstrip("/>").partition(" " if " " in tag else "\n")[2]
    found: dict[str, str] = {}
    for match in _ATTRIBUTE.finditer(inner):
        value = match[2] or match[3] or match[4] or ""
        found.setdefault(match[1].lower(), unescape(value))
    return found


def without_tags(html: str) -> str:
    """The words of a piece of HTML on one line."""
    return " ".join(unescape(_TAG.sub("", html)).split())


def destination(url: str) -> str:
    """An address as it can stand between the parentheses of a Markdown link."""
    return _UNFIT.sub(lambda found: quote(found[0]), url.strip())


def title(words: str) -> str:
    """Words as the title of a Markdown link or picture, with the space before it; "" of none."""
    escaped = words.replace("\\", "\\\\").replace('"', '\\"')
    return f' "{escaped}"' if words else ""


def caption_title(markdown: str) -> str:
    """The title of a picture, which is read as Markdown where it is a caption, with the space
    before it; "" of none."""
    escaped = _ENDING.sub(lambda f: f[0] if f[0][1:] else f"\\{f[0]}", markdown)
    return f' "{escaped}"' if escaped else ""


def plain(words: str) -> str:
    """Words as Markdown that says no more than they do."""
    return _SIGN.sub(r"\\\g<0>", words)


def label(words: str) -> str:
    """Words as they can stand between the brackets of a Markdown link."""
    return re.sub(r"([\\\[\]]|<(?=[A-Za-z/!?]))", r"\\\1", words)
