"""Tables (`.base` files, fences in notes) and canvases that name what is moved. No I/O of its own.

Only what can mean nothing else is mended: paths from the content folder in the strings of filters
and formulas, and the files of a canvas. A file that would be read otherwise then is left as it is.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from kbsite.bases.reader import read_base
from kbsite.fixing.moves import Move, MovePlan
from kbsite.fixing.outcomes import Ground
from kbsite.fixing.source_text import Edit, SourceText
from kbsite.urls import fold, nfc, suffix_of

_FENCE = re.compile(r"^(`{3,}|~{3,})[ \t]*base[ \t]*\n(.*?)^\1", re.MULTILINE | re.DOTALL)
# `file.folder == "a"` compares the whole; the functions take a path.
_STRING = re.compile(
    r"""(?P<before>\b(?:inFolder|hasLink|link|file)\(\s{0,20}|\bfile\.(?:folder|path)\s{0,20}[!=]=\s{0,20})"""
    r"""(?P<quote>["'])(?P<path>[^"'\\\n]{1,1000})(?P=quote)"""
)
_CANVAS_FILE = re.compile(r'("file"\s{0,20}:\s{0,20})("(?:[^"\\\n]|\\.){1,2000}+")')


def mended_files(
    ground: Ground, plan: MovePlan, read: Callable[[str], bytes]
) -> Mapping[str, tuple[bytes, bytes]]:
    """The old and new bytes of files that have to be otherwise, by their path as it is now; `plan`
    is what happens to notes, of which some have fences."""
    rewritten = {one.path: one for one in plan.rewrites}
    found = {}
    for card in ground.cards:
        if card.bases:
            one = rewritten.get(card.path)
            old, data = (one.old, one.data) if one else (read(card.path),) * 2
            found[card.path] = (old, _edited(data, _in_fences, plan.move))
    for file in ground.attachments:
        if edits := _EDITS.get(suffix_of(file.path)):
            old = read(file.path)
            found[file.path] = (old, _edited(old, edits, plan.move))
    before = {path: one.data for path, one in rewritten.items()}
    return {path: both for path, both in found.items() if both[1] != before.get(path, both[0])}


def _edited(data: bytes, edits: Callable[[str, Move], Iterator[Edit]], move: Move) -> bytes:
    try:
        source = SourceText(data)
    except UnicodeDecodeError:
        return data
    found = list(edits(source.text, move))
    return source.edited(found) if found else data


def _in_fences(text: str, move: Move) -> Iterator[Edit]:
    for fence in _FENCE.finditer(text):
        start = fence.start(2)
        for edit in _in_base(fence[2], move):
            yield Edit(edit.start + start, edit.end + start, edit.new)


def _in_base(text: str, move: Move) -> Iterator[Edit]:
    edits = []
    for match in _STRING.finditer(text):
        new = _moved(match["path"], move)
        if new and match["quote"] not in new and "\\" not in new:
            edits.append(Edit(*match.span("path"), new))
    # A quote or a bracket in a new name could make something else of it.
    changed = "".join(_applied(text, edits))
    if edits and len(read_base(changed)[1]) == len(read_base(text)[1]):
        yield from edits


def _applied(text: str, edits: list[Edit]) -> Iterator[str]:
    end = 0
    for edit in edits:
        yield text[end : edit.start] + edit.new
        end = edit.end
    yield text[end:]


def _moved(written: str, move: Move) -> str:
    """What a path from the content folder has to say then, "" where it may stay."""
    path = nfc(written).strip("/")
    for suffix in ("", ".md"):
        new = move.path(path + suffix)
        if new != path + suffix:
            lead = "/" if written.startswith("/") else ""
            tail = "/" if written.endswith("/") else ""
            return lead + (new.removesuffix(".md") if suffix else new) + tail
    # Folders are compared without regard to case.
    if fold(path) == fold(move.old):
        return move.new
    return ""


def _in_canvas(text: str, move: Move) -> Iterator[Edit]:
    edits = []
    for match in _CANVAS_FILE.finditer(text):
        try:
            path = nfc(json.loads(match[2]))
        except ValueError:
            continue
        if (new := move.path(path)) != path:
            edits.append(Edit(*match.span(2), json.dumps(new, ensure_ascii=False)))
    try:
        before, after = json.loads(text), json.loads("".join(_applied(text, edits)))
    except (ValueError, RecursionError):
        return
    if _files(before, move) == _files(after):
        yield from edits


def _files(canvas: Any, move: Move | None = None) -> list[str]:
    """The files of a canvas, as they are called after `move`."""
    nodes = canvas.get("nodes") if isinstance(canvas, dict) else None
    paths = [
        node["file"]
        for node in (nodes if isinstance(nodes, list) else ())
        if isinstance(node, dict) and isinstance(node.get("file"), str)
    ]
    return [move.path(nfc(path)) if move else path for path in paths]


_EDITS: Mapping[str, Callable[[str, Move], Iterator[Edit]]] = {
    ".base": _in_base,
    ".canvas": _in_canvas,
}
