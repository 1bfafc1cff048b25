"""Links in the comments of notes, which no reader sees and nobody mends. No I/O."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kbsite.fixing.link_places import candidates
from kbsite.fixing.loose_links import LooseLinks
from kbsite.fixing.source_text import SourceText
from kbsite.model import Link

# What begins a comment, and code and formulas, in which neither is one.
_BEGINS = re.compile(
    r"\\[`$%<\\]"
    r"|^[ \t>*+-]{0,20}(?:\d{1,9}[.)][ \t]{1,4})?(?P<fence>`{3,}(?=[^`\n]*$)|~{3,})"
    r"|\$(?![\s$])[^$\n]++(?<!\s)\$(?!\d)"
    r"|(?P<mark>`++|\$\$|<!--|%%)",
    re.MULTILINE,
)
_COMMENTS = {"<!--": "-->", "%%": "%%"}
#: Lines that are told of one file.
_MOST = 3


def links_in_comments(path: str, data: bytes, loose: LooseLinks) -> Iterator[tuple[int, str]]:
    """Line and target of what leads from comments of the note at `path` to what is moved, and will
    no longer; the first few. `data` is the note as it will be."""
    if b"%%" not in data and b"<!--" not in data:
        return
    text, found = SourceText(data).text, 0
    for start, end in _comments(text):
        for one in candidates(text[start:end]):
            link = Link("wikilink" if one.form == "wikilink" else "link", one.target)
            if found < _MOST and loose.is_lost(path, link):
                found += 1
                yield text.count("\n", 0, start + one.start) + 1, one.target


def _comments(text: str) -> Iterator[tuple[int, int]]:
    """Where each begins and ends."""
    #: Where what a mark began ends that holds a blank line, and so is none; -1 where nothing ends
    #: it any more. None is looked for twice.
    far: dict[str, int] = {}
    position = blank = 0
    while begins := _BEGINS.search(text, position):
        position = begins.end()
        mark = begins["fence"] or begins["mark"]
        if not mark:
            continue
        if blank < position:
            blank = text.find("\n\n", position)
            blank = len(text) if blank < 0 else blank
        known = far.get(mark, 0)
        if known < 0 or (known > position and known >= blank + 2):
            continue
        end = _end(text, position, mark, is_fence=begins["fence"] is not None)
        if end < 0 and begins["fence"]:
            return
        if end < 0:
            far[mark] = end
        elif mark in _COMMENTS:
            yield begins.start(), end
            position = end
        elif begins["fence"] or end < blank + 2:
            position = end
        else:
            far[mark] = end


def _end(text: str, start: int, mark: str, *, is_fence: bool) -> int:
    """Where that ends which `mark`, in front of `start`, begins; -1 where nothing ends it."""
    if is_fence or mark[0] == "`":
        pattern = rf"^[ \t>]{{0,20}}{mark}" if is_fence else rf"(?<!`){mark}(?!`)"
        found = re.compile(pattern, re.MULTILINE).search(text, start)
        return found.end() if found else -1
    ends = _COMMENTS.get(mark, mark)
    # `<!-->` is one.
    end = text.find(ends, start - 2 if mark == "<!--" else start)
    return end + len(ends) if end >= 0 else -1
