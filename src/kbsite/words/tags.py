"""What a tag is: its levels, and what two spellings of it share. No I/O."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from kbsite.urls import fold, nfc, segment

#: `a/b/c` has three levels. Each is a page in a folder below the last: more than this, or
#: longer in UTF-8 (and in pinyin more than twice that), and some file systems cannot hold it.
MAX_LEVELS = 16
MAX_BYTES = 400

# `#a #b` is two tags, `C# #1` one.
_TAG_MARK = re.compile(r"\s+(?=#)")
# To YAML wide commas are letters, in a list too, and no tag in a text holds them.
_BETWEEN_COMMAS = re.compile(r"(?:\[\[[^\[\]\n]*\]\]|[^，、])+")

DEPTH_HINT = f"A tag has {MAX_LEVELS} levels at most, and {MAX_BYTES} bytes."


def tags_in(entry: str) -> Iterator[str]:
    """The tags of one entry of front matter, which may be several if commas of Chinese stand
    between them or each is marked."""
    for part in _BETWEEN_COMMAS.findall(entry):
        for tag in _TAG_MARK.split(part) if part.startswith("#") else (part,):
            if name := tag.lstrip("#").strip("/ "):
                yield name


@lru_cache(maxsize=65536)
def tag_levels(tag: str) -> tuple[str, ...]:
    """The levels of a tag as written, as far as they count; those that come to nothing in a
    permalink do not."""
    levels: list[str] = []
    left = MAX_BYTES
    for level in nfc(tag).split("/"):
        if name := segment(level):
            left -= len(name.encode()) + 1
            if left < 0 or len(levels) == MAX_LEVELS:
                break
            levels.append(level)
    return tuple(levels)


def is_cut(tag: str) -> bool:
    """Whether a tag has more levels than count."""
    written = sum(1 for level in nfc(tag).split("/") if segment(level))
    return written > len(tag_levels(tag))


def too_deep(tag: str) -> str:
    """What is said of a tag that is cut."""
    shown = tag if len(tag) <= 60 else f"{tag[:59]}…"
    return f"of the tag {shown!r} the first {len(tag_levels(tag))} levels count"


@lru_cache(maxsize=65536)
def tag_key(tag: str) -> str:
    """What two spellings of a tag share: `Deep Learning` and `deep-learning` are one."""
    return "/".join(name_key(level) for level in tag_levels(tag))


def name_key(name: str) -> str:
    """What two spellings of a name that becomes one segment of a permalink share."""
    return fold(segment(name))
