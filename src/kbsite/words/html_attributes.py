"""What a tag of HTML says behind its name, as browsers read it (HTML, 13.2.5.32 and on). No I/O."""

from __future__ import annotations

import re
from html import unescape

_SPACE = r"[ \t\n\f\r]"
#: The name of an element, where browsers end it.
ELEMENT = r"[a-zA-Z][^ \t\n\f\r/>]*+"
# A name may begin with `=`, and hold quotation marks. Each value is matched, so that none is read
# as an attribute; one that nothing ends reaches to the end of all.
_NAME = r"=[^ \t\n\f\r/>=]*+|[^ \t\n\f\r/>=]++"
_DOUBLE, _SINGLE, _BARE = r"[^\"]*+", r"[^']*+", r"[^ \t\n\f\r>]++"
#: All that stands between the name of an element and the `>` that ends its tag. What most tags say
#: is matched first: it is sooner done so.
INSIDE = (
    rf"(?: [a-z-]++=\"{_DOUBLE}\")*+[ \t\n\f\r/]*+"
    rf"(?:(?:{_NAME})(?:{_SPACE}*+={_SPACE}*+"
    rf"(?:\"{_DOUBLE}(?:\"|\Z)|'{_SINGLE}(?:'|\Z)|{_BARE})?+)?+[ \t\n\f\r/]*+)*+"
)
#: An attribute, to be found from behind the name of an element on. Without a value its last group
#: is `key`.
ATTRIBUTE = re.compile(
    rf"(?P<key>{_NAME})(?:{_SPACE}*+={_SPACE}*+"
    rf"(?:\"(?P<double>{_DOUBLE})(?:\"|\Z)|'(?P<single>{_SINGLE})(?:'|\Z)|(?P<bare>{_BARE}))?+)?+"
)
_INSIDE = re.compile(INSIDE)
_BEGINS_WITH_SIGN = re.compile(rf"{_SPACE}*+=")


def tag_end(html: str, position: int) -> int:
    """Where the `>` of the tag is whose name ended there; without one that is the end of all."""
    inside = _INSIDE.match(html, position)
    assert inside  # It may be nothing.
    return inside.end()


def value_of(attribute: re.Match[str]) -> str:
    """What it says, unescaped."""
    return unescape(attribute["double"] or attribute["single"] or attribute["bare"] or "")


def in_place_of(attribute: re.Match[str]) -> str:
    """What stands where one is left out: an attribute whose name begins with `=` would become the
    value of the one before."""
    return "/" if _BEGINS_WITH_SIGN.match(attribute.string, attribute.end()) else ""


def attributes_in(html: str, begin: int = 0, end: int | None = None) -> dict[str, str]:
    """Those in a tag from behind its name on, by lower-case name. Of two of one name the first
    counts."""
    found: dict[str, str] = {}
    for one in ATTRIBUTE.finditer(html, begin, len(html) if end is None else end):
        found.setdefault(one["key"].lower(), value_of(one))
    return found
