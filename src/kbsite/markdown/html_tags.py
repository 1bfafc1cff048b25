"""HTML as browsers cut it: its tags, comments, and text that only its own end ends (HTML, 13.2.5).
No I/O."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

# A comment, what browsers take for one, or a tag: in it quotation marks mean something behind `=`
# only, and `<` nothing.
TAG = re.compile(
    r"<!--(?:-?>|.*?(?:--!?>|\Z))"
    r"|<(?:[!?]|/(?=[^a-zA-Z>]))[^>]*+>"
    r"|<(?P<end>/?)(?P<name>[a-zA-Z][^\s/>]*+)"
    r"(?:[^>=]|=\s*+(?:\"[^\"]*+\"|'[^']*+'|(?![\"'])))*+>",
    re.DOTALL,
)
_BEGINS = re.compile(r"<(?:[!?a-zA-Z]|/[^>])")
_COMMENT_END = re.compile(r"<!--(?:-?>\Z|.*--!?>\Z)", re.DOTALL)

#: What holds text alone.
RAW = frozenset({"script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes"})
#: What hides all that follows it until it is closed.
HIDING = RAW | {"template", "noscript", "select"}


class Cut(NamedTuple):
    """The tags of a piece of HTML in order; where in it what would take in all that follows
    begins, as nothing ends it; what would close what else hides all that follows."""

    tags: Sequence[re.Match[str]]
    endless: Sequence[int]
    hides: str


def pieces_in(html: str) -> Iterator[re.Match[str]]:
    """Comments and tags in order. What follows one without an end is all a part of it: none is
    looked for twice."""
    position = 0
    while begins := _BEGINS.search(html, position):
        piece = TAG.match(html, begins.start())
        if piece is None:
            return
        yield piece
        position = piece.end()


def raw_end(html: str, name: str, position: int) -> int:
    """Where behind `position` the text ends that an element of this name holds; -1 for nowhere."""
    end = _end_of(name.lower()).search(html, position)
    return end.start() if end else -1


@lru_cache(maxsize=64)
def _end_of(name: str) -> re.Pattern[str]:
    return re.compile(rf"</{re.escape(name)}(?=[\s/>])", re.IGNORECASE)


def cut(html: str) -> Cut:
    """What browsers see in `html`."""
    tags: list[re.Match[str]] = []
    endless: list[int] = []
    hiding: list[str] = []
    position = 0
    while begins := _BEGINS.search(html, position):
        tag = TAG.match(html, begins.start())
        if tag is None:
            endless += (one.start() for one in _BEGINS.finditer(html, begins.start()))
            break
        position = tag.end()
        name, is_end = (tag["name"] or "").lower(), bool(tag["end"])
        if not name:
            if tag.group().startswith("<!--") and not _COMMENT_END.match(tag.group()):
                return Cut(tags, endless, "-->" + _ends(hiding))
        elif name == "plaintext" and not is_end:
            endless.append(tag.start())
        elif name in RAW and not is_end:
            # `<script/>` is closed within SVG, and left out elsewhere.
            if name == "script" and tag.group().endswith("/>"):
                continue
            if (end := raw_end(html, name, position)) < 0:
                return Cut(tags, endless, _ends([*hiding, name]))
            position = end
        elif name in HIDING - RAW:
            if not is_end:
                hiding.append(name)
            elif name in hiding:
                del hiding[len(hiding) - 1 - hiding[::-1].index(name) :]
        elif name not in HIDING and "select" not in hiding:
            tags.append(tag)
    return Cut(tags, endless, _ends(hiding))


def _ends(names: Sequence[str]) -> str:
    return "".join(f"</{name}>" for name in reversed(names))
