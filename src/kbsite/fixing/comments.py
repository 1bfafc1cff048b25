"""Links in the comments of notes, which no reader sees and nobody mends. No I/O."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kbsite.fixing.link_places import candidates
from kbsite.fixing.loose_links import LooseLinks
from kbsite.fixing.source_text import SourceText
from kbsite.model import Link

# Code comes first: in it neither is a comment.
_CODE = (
    r"^[ \t>]{0,20}(?P<fence>`{3,}|~{3,})[^\n]*\n.*?(?:^[ \t>]{0,20}(?P=fence)|\Z)|`[^`\n]{1,500}`"
)
_COMMENT = re.compile(
    rf"{_CODE}|(?P<comment><!--.{{0,20000}}?-->|%%.{{0,20000}}?%%)", re.DOTALL | re.MULTILINE
)
#: Lines that are told of one file.
_MOST = 3


def links_in_comments(path: str, data: bytes, loose: LooseLinks) -> Iterator[tuple[int, str]]:
    """Line and target of what leads from comments of the note at `path` to what is moved, and will
    no longer; the first few. `data` is the note as it will be."""
    if b"%%" not in data and b"<!--" not in data:
        return
    text, found = SourceText(data).text, 0
    for comment in _COMMENT.finditer(text):
        for one in candidates(comment["comment"] or ""):
            link = Link("wikilink" if one.form == "wikilink" else "link", one.target)
            if found < _MOST and loose.is_lost(path, link):
                found += 1
                yield text.count("\n", 0, comment.start() + one.start) + 1, one.target
