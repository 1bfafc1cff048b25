"""In which line of its source each element of a page's text begins. No I/O.

The page is what a build would publish, so the lines stand beside it: the text is composed once more
from a note whose blocks are marked, and its elements are counted as a browser counts them.
"""

from __future__ import annotations

import re

#: What is counted; all of it is one `querySelectorAll` of the page script.
NAMES = (
    *("p", "h1", "h2", "h3", "h4", "h5", "h6", "pre", "blockquote", "ul", "ol", "li", "dl", "dt"),
    *("dd", "table", "tr", "hr", "figure", "details", "summary", "div", "section", "img"),
)
#: How many lines from the start a title is looked for in.
_LOOKED_AT = 200
_KEY = re.compile(r"""\s*["']?title["']?\s*[:=]""")
_H1 = re.compile(r" {0,3}#\s")
_TAG = re.compile(
    rf"""<!--line:(?P<line>\d+)-->|<!--.*?(?:-->|\Z)
    |<(?P<raw>script|style|textarea|title)\b.*?(?:</(?P=raw)\b|\Z)
    |<(?:{"|".join(NAMES)})(?=[\s/>])(?:[^>"']|"[^"]*(?:"|\Z)|'[^']*(?:'|\Z))*+(?:>|\Z)""",
    re.DOTALL | re.IGNORECASE | re.VERBOSE,
)


def lines_of(html: str) -> list[tuple[int, int]]:
    """(number of the element, line) of those that are known to begin a block, in order. `html` is
    a text composed from marked blocks."""
    found: list[tuple[int, int]] = []
    number, line = 0, 0
    for tag in _TAG.finditer(html):
        if tag["line"]:
            line = int(tag["line"])
        elif not (tag["raw"] or tag[0].startswith("<!")):
            if line:
                found.append((number, line))
            number, line = number + 1, 0
    return found


def title_line(source: str) -> int:
    """The line of the title: of the first that looks like one in the front matter, else of an H1,
    else the first."""
    lines = source.split("\n", _LOOKED_AT)[:_LOOKED_AT]
    for pattern in (_KEY, _H1):
        for number, text in enumerate(lines, 1):
            if pattern.match(text):
                return number
    return 1
