"""The author's own HTML: its internal `src` and `href` become slots, its ids are known.
No I/O."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape

from kbsite.model import Piece, Url

# A comment, or a tag with its attributes. Quoted values are bounded, so
# that the whole stays linear.
_TAG = re.compile(
    r"<!--.*?(?:-->|\Z)"
    r"|<(?P<name>[a-zA-Z][a-zA-Z0-9-]*)(?:[^<>\"']|\"[^\"]{0,2000}+\"|'[^']{0,2000}+')*+>",
    re.DOTALL,
)
# Every attribute is matched, so that the value of one is never read as another.
_ATTRIBUTE = re.compile(
    r"(?<=[\s\"'/])(?P<key>[^\s\"'<>/=]+)\s*=\s*"
    r"(?:\"(?P<double>[^\"]*)\"|'(?P<single>[^']*)'|(?P<bare>[^\s\"'<>`]+))"
)
_URLS = frozenset({"src", "href", "poster"})
_ANY_TAG = re.compile(r"<!--.*?(?:-->|\Z)|</?[a-zA-Z][^<>]*>|<[!?][^<>]*>", re.DOTALL)
_UNSEEN = re.compile(r"<(script|style)\b.*?(?:</\1\s*>|\Z)", re.DOTALL | re.IGNORECASE)

# What hides all that follows it until it is closed.
_SWALLOWS = re.compile(
    r"<!--|<(?P<name>script|style|textarea|title|template|noscript|iframe|select)\b[^<>]*>",
    re.IGNORECASE,
)


def split_html(
    html: str, link_of: Callable[[str, int], int | None], anchors: list[str]
) -> list[Piece]:
    """`html` in pieces: where `link_of(url, offset)` answers with a link's number, the
    attribute is a `Url` slot. Its ids are appended to `anchors`."""
    pieces: list[Piece] = []
    done = 0
    for tag in _TAG.finditer(html):
        if tag["name"] is None:
            continue
        for attribute in _ATTRIBUTE.finditer(html, tag.end("name"), tag.end()):
            group = attribute.lastgroup or "bare"
            key, value = attribute["key"].lower(), unescape(attribute[group])
            if key in ("id", "name"):
                if key == "id" or tag["name"].lower() == "a":
                    anchors.append(value)
                continue
            link = link_of(value, attribute.start(group)) if key in _URLS else None
            if link is None:
                continue
            pieces += [html[done : attribute.start()], Url(link, key, attribute.group())]
            done = attribute.end()
    pieces.append(html[done:])
    return [piece for piece in pieces if piece != ""]


def unclosed(html: str) -> str:
    """What would have to stand behind `html` so that it does not swallow the page: `-->`,
    `</style>` …, or "" where everything that hides what follows is closed."""
    position = 0
    while opening := _SWALLOWS.search(html, position):
        end = "-->" if opening["name"] is None else f"</{opening['name'].lower()}>"
        form = re.compile(re.escape(end[:-1]), re.IGNORECASE)
        closing = form.search(html, opening.end())
        if closing is None:
            return end
        position = closing.end()
    return ""


def html_text(html: str) -> str:
    """What a reader sees of `html`, as plain text."""
    return unescape(_ANY_TAG.sub("", _UNSEEN.sub("", html)))
