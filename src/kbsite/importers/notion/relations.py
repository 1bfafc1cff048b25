"""Values of properties that hold links: relations, files. No I/O.

A relation is `Name (path%20<id>.md)` or `Name (https://www.notion.so/Name-<id>?pvs=21)`, in older
exports the address alone; a file is its path. Several are parted by `, `."""

from __future__ import annotations

import re
from collections.abc import Callable

from kbsite.importers.notion.ids import decoded, id_in, is_notion, split_name
from kbsite.importers.notion.links import Find, Place

_ELSEWHERE = re.compile(r"[^\s:]+/[^\s:/]+\.[A-Za-z]\w{1,4}")
_ENDS = (".md", ".csv")


def linked(
    text: str, find: Find, at_path: Callable[[str], Place | None]
) -> list[tuple[str, Place | None]] | None:
    """Each entry with where it leads; None where the value is no list of links. `at_path`: what
    stands at a path, decoded."""
    if not any(mark in text for mark in (".md)", ".csv)", "notion.", "/")):
        return None
    found = [_entry(piece, find) for piece in _pieces(text)]
    relations = [entry for entry in found if entry]
    if relations and len(relations) == len(found):
        return relations
    return _files(text, find, at_path)


def _pieces(text: str) -> list[str]:
    """The entries; a comma in a name parts none, as an entry ends with its address."""
    pieces: list[str] = []
    held: list[str] = []
    for part in text.replace("\n", " ").split(", "):
        held.append(part)
        is_address = len(held) == 1 and is_notion(part.strip())
        if is_address or (part.endswith(")") and " (" in part):
            pieces.append(", ".join(held).strip())
            held = []
    if held:
        pieces.append(", ".join(held).strip())
    return pieces


def _entry(piece: str, find: Find) -> tuple[str, Place | None] | None:
    if is_notion(piece) and "://" in piece:
        place = find(piece)
        name = split_name(decoded(piece.partition("?")[0]).rpartition("/")[2])[0]
        return (place.title if place else name or piece), place
    words, bracket, url = piece.removesuffix(")").rpartition(" (")
    if not bracket or not piece.endswith(")"):
        return None
    if (is_notion(url) and id_in(url)) or (url.endswith(_ENDS) and "://" not in url):
        return words.strip(), find(url)
    return None


def _files(
    text: str, find: Find, at_path: Callable[[str], Place | None]
) -> list[tuple[str, Place | None]] | None:
    found: list[tuple[str, Place | None]] = []
    for piece in text.split(", "):
        path = decoded(piece.strip())
        place = at_path(path) if path else None
        if not place and _ELSEWHERE.fullmatch(piece.strip()):
            # Written as from another folder.
            place = find(piece.strip())
        if not place or place.title:
            return None
        found.append(("", place))
    return found
