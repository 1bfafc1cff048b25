"""The body of a note → where a second block of front matter stands, which is text. No I/O.

Templates and converters put one above a text that has its own. Its lines are a heading then.
"""

from __future__ import annotations

import re

from kbsite.front_matter.flags import BLANK

#: What is told of one, and what to do.
SECOND_BLOCK = (
    "a second block of front matter is text here",
    "Put what it says into the first block, and leave it out.",
)
_BLOCK = re.compile(
    rf"(?:{BLANK}*\n)*+((?:---{BLANK}*\n)?)"
    rf"((?:(?!---)[^\S\n]*+\S[^\n]*+\n){{2,200}}?)---{BLANK}*(?:\n|\Z)"
)
_LINE = re.compile(r"""["']?[\w.-]+["']?[ \t]*:(?:\s|$)|[ \t]+\S|- |#""")
# Without one of these, which notes have, the lines may be anything: `Q: …` above `A: …`.
_KEY = re.compile(
    r"^(?:title|date|updated|tags?|categor(?:y|ies)|layout|author|description|slug|permalink"
    r"|aliases)[ \t]*:(?:\s|$)",
    re.IGNORECASE | re.MULTILINE,
)


def second_block(body: str) -> int | None:
    """The line of the block that stands directly below the note's own, counted from 0 in `body`."""
    found = _BLOCK.match(body)
    if found is None or _KEY.search(found[2]) is None:
        return None
    if not all(map(_LINE.match, found[2].splitlines())):
        return None
    return body.count("\n", 0, found.start(1))
