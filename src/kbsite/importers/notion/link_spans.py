"""Where the inline links and images of a line stand. No I/O.

As CommonMark 0.31 §6.3 has it, but that brackets in the words need not be balanced."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from kbsite.importers.code_lines import code_spans

_TOKEN = re.compile(r"\\.|!?\[|\]\(?|\(|\)")
_DESTINATION = re.compile(
    r"\s*(?:<(?P<angle>[^<>\n]*)>|(?P<plain>[^\s<][^\s]*)?)(?P<title>\s+(?:\"[^\"]*\"|'[^']*'))?\s*"
)
#: No address is longer.
_LONGEST = 4000
_LONGEST_PATH = 1000
# The rest of a path that a bracket in a title has cut off, or left open: Notion encodes none.
_REST = re.compile(r"[^\s()\[\]]{0,300}%[^\s()\[\]]{0,300}\.[A-Za-z]{2,4}\)")
_LEFT_OPEN = re.compile(r"[^\s()\[\]]{0,300}\([^\s()\[\]]{0,300}\.[A-Za-z]{2,4}(?=\))")


class LinkSpan(NamedTuple):
    """`line[begin:end]` is `[words](destination "title")`, with `!` before it for an image; its
    words are `line[words:behind]`."""

    begin: int
    words: int
    behind: int
    end: int
    is_image: bool
    destination: str
    title: str
    #: A bracket or a space in the path kept it from being read as far as it goes.
    is_mended: bool = False


def link_spans(text: str) -> Iterator[LinkSpan]:
    """Those outside code, from left to right; an image in a link's words before the link."""
    if "](" not in text:
        return
    code = list(code_spans(text))
    closing = _closing(text, code)
    openers: list[tuple[int, int, bool]] = []
    for token in _tokens(text, code):
        begin, end, mark = token.start(), token.end(), token[0]
        if mark in ("[", "!["):
            openers.append((begin, end, mark == "!["))
        elif mark in ("]", "](") and openers:
            opener, words, is_image = openers.pop()
            if mark == "](" and (found := _destination(text, end, closing.get(end - 1, -1))):
                yield LinkSpan(opener, words, begin, found[2], is_image, *found[:2], found[3])


def _tokens(text: str, code: list[tuple[int, int]]) -> Iterator[re.Match[str]]:
    begin = 0
    for end, behind in (*code, (len(text), len(text))):
        yield from _TOKEN.finditer(text, begin, end)
        begin = behind


def _closing(text: str, code: list[tuple[int, int]]) -> dict[int, int]:
    """Of each `(` its `)`."""
    found: dict[int, int] = {}
    begun: list[int] = []
    for token in _tokens(text, code):
        if token[0] in ("(", "]("):
            begun.append(token.end() - 1)
        elif token[0] == ")" and begun:
            found[begun.pop()] = token.start()
    return found


def _destination(text: str, begin: int, end: int) -> tuple[str, str, int, bool] | None:
    """Destination, title and end of a link, and whether it was mended."""
    if end < 0:
        open_ = _LEFT_OPEN.match(text, begin)
        return (open_[0], "", open_.end() + 1, True) if open_ else None
    if end - begin > _LONGEST:
        return None
    inside = text[begin:end]
    if "](" in inside:
        return None
    match = _DESTINATION.fullmatch(inside)
    if not match:
        # Spaces in a path that is not encoded.
        is_path = "://" not in inside and len(inside) <= _LONGEST_PATH
        return (inside.strip(), "", end + 1, True) if is_path else None
    destination = match["angle"] if match["angle"] is not None else match["plain"] or ""
    title = match["title"] or ""
    if not title and "://" not in destination and (rest := _REST.match(text, end + 1)):
        return f"{destination}){rest[0][:-1]}", "", rest.end(), True
    return destination, title, end + 1, False
