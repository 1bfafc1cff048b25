"""Tables (`.base` files, fences in notes) and canvases that name what is moved. No I/O of its own.

Only what can mean nothing else is mended: paths from the content folder and the names of notes in
the strings of filters and formulas, and what a canvas shows. A file that would be read otherwise
then is left as it is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import partial

from kbsite.bases.reader import read_base
from kbsite.fixing.canvas import canvas_edits
from kbsite.fixing.loose_links import LooseLinks
from kbsite.fixing.moves import Move, MovePlan
from kbsite.fixing.source_text import Edit, SourceText, applied
from kbsite.model import Note
from kbsite.placing.linked_notes import Ground
from kbsite.urls import fold, nfc, suffix_of

_FENCE = re.compile(r"^(`{3,}|~{3,})[ \t]*base[ \t]*\n(.*?)^\1", re.MULTILINE | re.DOTALL)
# `file.folder == "a"` compares the whole; the functions take a path, or the name of a note.
_STRING = re.compile(
    r"""(?P<before>\b(?:inFolder|(?P<names>hasLink|link|file))\(\s{0,20}"""
    r"""|\bfile\.(?:folder|path)(?:\s{0,20}[!=]=\s{0,20}|\.startsWith\(\s{0,20}))"""
    r"""(?P<quote>["'])(?P<path>[^"'\\\n]{1,1000})(?P=quote)"""
)


def mended_files(
    ground: Ground[Note], loose: LooseLinks, plan: MovePlan, read: Callable[[str], bytes]
) -> Mapping[str, tuple[bytes, bytes]]:
    """The old and new bytes of files that have to be otherwise, by their path as it is now; `plan`
    is what happens to notes, of which some have fences."""
    rewritten = {one.path: one for one in plan.rewrites}
    found = {}
    for card in ground.cards:
        if card.bases:
            one = rewritten.get(card.path)
            old, data = (one.old, one.data) if one else (read(card.path),) * 2
            found[card.path] = (old, _edited(data, partial(_in_fences, loose)))
    for file in ground.attachments:
        if suffix_of(file.path) in (".base", ".canvas"):
            old = read(file.path)
            if suffix_of(file.path) == ".base":
                found[file.path] = (old, _edited(old, partial(_in_base, loose)))
            else:
                found[file.path] = (old, _edited(old, partial(_in_canvas, loose, file.path)))
    before = {path: one.data for path, one in rewritten.items()}
    return {path: both for path, both in found.items() if both[1] != before.get(path, both[0])}


def tables_of(ground: Ground[Note], read: Callable[[str], bytes]) -> Iterator[tuple[str, str, int]]:
    """The path, the text and the line before the first of each table; `read` gives files by their
    path as it is now."""
    for file in ground.attachments:
        if suffix_of(file.path) == ".base":
            yield file.path, read(file.path).decode(errors="replace"), 0
    for card in ground.cards:
        if card.bases:
            text = SourceText(read(card.path)).text
            for fence in _FENCE.finditer(text):
                yield card.path, fence[2], text.count("\n", 0, fence.start(2))


def _edited(data: bytes, edits: Callable[[str], Iterator[Edit]]) -> bytes:
    try:
        source = SourceText(data)
    except UnicodeDecodeError:
        return data
    found = list(edits(source.text))
    return source.edited(found) if found else data


def _in_fences(loose: LooseLinks, text: str) -> Iterator[Edit]:
    for fence in _FENCE.finditer(text):
        start = fence.start(2)
        for edit in _in_base(loose, fence[2]):
            yield Edit(edit.start + start, edit.end + start, edit.new)


def _in_base(loose: LooseLinks, text: str) -> Iterator[Edit]:
    edits = []
    for match in _STRING.finditer(text):
        if "startsWith" in match["before"] and not match["path"].endswith("/"):
            # It may mean others that begin so.
            continue
        new = _moved(match["path"], loose.move)
        if not new and match["names"]:
            new = loose.name(match["path"])
        if new and match["quote"] not in new and "\\" not in new:
            edits.append(Edit(*match.span("path"), new))
    # A quote or a bracket in a new name could make something else of it.
    if edits and len(read_base(applied(text, edits))[1]) == len(read_base(text)[1]):
        yield from edits


def _in_canvas(loose: LooseLinks, path: str, text: str) -> Iterator[Edit]:
    return canvas_edits(text, loose.move.path, partial(loose.text, path))


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
