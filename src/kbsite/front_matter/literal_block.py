"""What looks like front matter at the top of a note's body and is text. No I/O.

Templates and converters put a second block above a text that has its own. Its lines are a heading
then. Pelican and MultiMarkdown have no fences: a blank line ends the block.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from kbsite.front_matter.block import Split
from kbsite.front_matter.flags import BLANK

_SECOND = re.compile(
    rf"(?:{BLANK}*\n)*+((?:---{BLANK}*\n)?)"
    rf"((?:(?!---)[^\S\n]*+\S[^\n]*+\n){{2,200}}?)---{BLANK}*(?:\n|\Z)"
)
# A heading above it is none of its lines.
_BARE = re.compile(
    rf"(?:{BLANK}*\n)*+(?:#[^\n]*+\n)*+()"
    rf"((?:[^\S\n]*+\S[^\n]*+(?:\n|\Z)){{2,200}}+)(?:{BLANK}*\n|\Z)"
)
_LINE = re.compile(r"""["']?[\w.-]+["']?[ \t]*:(?:\s|$)|[ \t]+\S|- |#""")
# Without these, which notes have, the lines may be anything: `Q: …` above `A: …`.
_KEY = re.compile(
    r"^(?:title|date|updated|tags?|categor(?:y|ies)|layout|author|description|slug|permalink"
    r"|aliases)[ \t]*:(?:\s|$)",
    re.IGNORECASE | re.MULTILINE,
)


class LiteralBlock(NamedTuple):
    """`line` is that where it begins, from 0."""

    line: int
    message: str
    hint: str


def literal_block(split: Split) -> LiteralBlock | None:
    """The one directly below the note's own front matter, or without fences where it has none."""
    body = split.body
    if split.language:
        keys, pattern = 1, _SECOND
        message = "a second block of front matter is text here"
        hint = "Put what it says into the first block, and leave it out."
    else:
        keys, pattern = 2, _BARE
        message = "front matter without fences is text here"
        hint = "Put it at the top, between two lines that hold only ---"
    found = pattern.match(body)
    if found is None or len(_KEY.findall(found[2])) < keys:
        return None
    if not all(map(_LINE.match, found[2].splitlines())):
        return None
    return LiteralBlock(body.count("\n", 0, found.start(1)), message, hint)
