"""Code, tables and lists of Markdown that stand in a block of HTML, where no Markdown is read. No
I/O.

Such a block ends at a blank line, which is missing behind a line like `<summary>…</summary>`.
"""

from __future__ import annotations

import re
from typing import NamedTuple

_FENCE = r"(?P<fence>(?P<mark>`{3,}|~{3,}))"
_TABLE = r"(?P<table>\|.*\n[ \t]*\|[ \t]*:?-[-|: \t]*$)"
_LIST = r"(?P<list>(?:[-*+]|\d{1,9}[.)])[ \t]+\S)"
_BELOW_HTML = re.compile(rf">[ \t]*\n[ \t]*(?:{_FENCE}|{_TABLE}|{_LIST})", re.MULTILINE)
# In these all lines are text as it is meant.
_UNREAD = re.compile(
    r"<!--.*?(?:-->|\Z)|<(pre|code|script|style|textarea|math|svg)\b.*?(?:</\1\s*>|\Z)",
    re.DOTALL | re.IGNORECASE,
)
_SEEN = re.compile(r"[^\n]")
_NAMES = {"fence": "a code block", "table": "a table", "list": "a list"}


class HtmlMarkdown(NamedTuple):
    """Where the first of it begins in the HTML, and what it is; the character of the fence that
    ends elsewhere, "" for none."""

    at: int
    name: str
    open_fence: str


def html_markdown(html: str) -> HtmlMarkdown | None:
    """The first of it directly below a line that ends with a tag."""
    if not _BELOW_HTML.search(html):
        return None
    seen = _UNREAD.sub(lambda one: _SEEN.sub("\0", one.group()), html)
    if not (found := _BELOW_HTML.search(seen)):
        return None
    kind = next(kind for kind in _NAMES if found[kind])
    mark = (found["mark"] or "")[:1]
    fences = re.findall(rf"^[ \t]*{mark}{{3}}", seen, re.MULTILINE) if mark else []
    return HtmlMarkdown(found.start(kind), _NAMES[kind], mark if len(fences) % 2 else "")
