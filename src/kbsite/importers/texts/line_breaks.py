"""Whether a note shows otherwise where a single line break is none. No I/O."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kbsite.importers.code_lines import with_code
from kbsite.importers.model import Line

_RULE = r"([-*_=])[ \t]*+(?:\1[ \t]*+){2,}+$"
# What no line above it goes on in: headings, items, tables, rules, formulas, HTML, definitions,
# comments.
_OWN = re.compile(
    r"[ \t>]*+(?:#{1,6}\s|[-*+]\s|\d{1,9}[.)]\s|\||\$\$|<|\[\^?[^\]]++\]:|%%|\[!|" + _RULE + ")"
)
# What does not go on in the line below.
_CLOSED = re.compile(r"[ \t>]*+(?:#{1,6}\s|\||<|\[\^?[^\]]++\]:|" + _RULE + ")")
_BROKEN = ("$$", "%%", "\\", "  ")


def has_single_breaks(lines: Sequence[Line]) -> bool:
    """Whether two lines of one paragraph stand below each other."""
    above = ""
    in_formula = False
    for line, is_code in with_code(lines):
        text = "" if is_code else line.text
        bare = text.strip(" \t>")
        joins = above.strip(" \t>") and bare and not in_formula
        if joins and not (_CLOSED.match(above) or above.endswith(_BROKEN) or _OWN.match(text)):
            return True
        if text.count("$$") % 2:
            in_formula = not in_formula
        above = text
    return False
