"""What a link says to readers that was given no words of its own. No I/O."""

from __future__ import annotations

import re

from kbsite.model import Link
from kbsite.urls import BLOCK_MARK
from kbsite.words.patterns import late_pattern

#: How the anchor of a heading begins that must not spell what the heading says. No slug does.
MASKED_ANCHOR = "h:"

# A name that was cut at a mark has lost the space there.
_PATH = re.compile(r"/|#.")
# `[[1,0]]`, `[["a","b"]]`; a year and the number of a card (`[[202403081200]]`) are names.
_VALUE = r"(?:[-+]?\d+(?:\.\d+)?|\"[^\"]*\"|'[^']*')"
_ARRAY = late_pattern(rf"(?!\d{{4,}}\Z){_VALUE}(?:(?:\s*,\s*|\s+){_VALUE})*")


def as_written(link: Link) -> str:
    """Its target and heading, as Obsidian shows them."""
    return "" if link.has_text else _joined(link.target, link.fragment)


def array_of(link: Link) -> str:
    """An array of numbers or strings that is written as a wikilink is, "" where it is none."""
    if link.kind not in ("wikilink", "embed") or link.has_text:
        return ""
    written = f"{link.target}#{link.fragment}" if link.fragment else link.target
    if not _ARRAY.fullmatch(written):
        return ""
    return f"{'!' * (link.kind == 'embed')}[[{written}]]"


def words_of(link: Link, title: str, anchor: str) -> str:
    """Of one to a note: the target as written, the note's `title` where a path was written;
    behind `>` the heading, unless that names an unpublished note. A block's id says nothing."""
    if link.has_text:
        return ""
    is_hidden = anchor.startswith(MASKED_ANCHOR) or link.fragment.startswith(BLOCK_MARK)
    heading = "" if is_hidden else link.fragment
    is_path = _PATH.search(link.target) or link.target.endswith(".md")
    return _joined(title if is_path else link.target, heading) or title


def _joined(name: str, fragment: str) -> str:
    return " > ".join(part for part in (name, *fragment.split("#")) if part)
