"""What a merge of git left in a note, outside of its code. No I/O."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from markdown_it.token import Token

from kbsite.markdown.reporter import Reporter
from kbsite.reading.conflicts import HINT, MESSAGE, first_conflict

_CODE = ("fence", "code_block")
_BEGINS_PRE, _ENDS_PRE = (re.compile(rf"<{name}(?=[\s>]|$)", re.I) for name in ("pre", "/pre"))


def tell_conflict(
    lines: Sequence[str], first_line: int, tokens: Sequence[Token], reporter: Reporter
) -> None:
    """Tells of the first conflict in the `lines` of a body, of which `tokens` are the blocks; it
    begins with line `first_line` of its note."""
    blocks = (token.map for token in tokens if token.type in _CODE and token.map)
    code = {number for begin, end in blocks for number in range(begin, end)}
    html = (token.map for token in tokens if token.type == "html_block" and token.map)
    code.update(number for begin, end in html for number in _in_pre(lines, begin, end))
    others = ((number, line) for number, line in enumerate(lines) if number not in code)
    if (found := first_conflict(others)) is not None:
        reporter.warn("conflict", (first_line + found, 1), MESSAGE, HINT)


def _in_pre(lines: Sequence[str], begin: int, end: int) -> Iterator[int]:
    is_within = False
    for number in range(begin, min(end, len(lines))):
        is_within = is_within or _BEGINS_PRE.search(lines[number]) is not None
        if is_within:
            yield number
            is_within = _ENDS_PRE.search(lines[number]) is None
