"""Markdown that stands in a block of HTML, where none is read: code, tables, lists, headings,
formulas, pictures and links. No I/O.

Such a block ends at a blank line, which is missing behind a line like `<summary>…</summary>`.
"""

from __future__ import annotations

import re
from typing import NamedTuple

_FENCE = r"(?P<fence>(?P<mark>`{3,}(?=[^`\n]*$)|~{3,}))"
_TABLE = r"(?P<table>\|.*\n[ \t]*\|[ \t]*:?-[-|: \t]*$)"
_HEADING = r"(?P<heading>#{1,6}[ \t]+\S)"
# In a sentence a line may begin with a dash. What follows a heading is a block of its own.
_LIST = r"(?P<list>(?:[-*+]|\d{1,9}[.)])[ \t]+\S)"
_DISPLAY = r"(?P<display>\$\$)"
_ADDRESS = r"(?=\([^()\n]*\w)\((?:[^()\n]|\([^()\n]*\))+\)"
_PICTURE = rf"(?P<picture>!(?:\[[^\[\]\n]*\]{_ADDRESS}|\[\[[^\[\]\n]+\]\]))"
# No `[a-z](.*)`, which is a regular expression; what names a note is none, whatever is in it.
_REGEX = r"[*^|]|\?:|\.\+|\\(?:[bdswBDSW](?!\w)|[^\w\n])"
_NO_REGEX = rf"(?:(?=\([^()\n]*\.md[)#? ])|(?!\([^()\n]*(?:{_REGEX})))"
# `a[i](x)` is an expression.
_LINK = (
    r"(?<![A-Za-z0-9_\])!])"
    rf"(?P<link>\[(?!\^)[^\[\]\n]+\](?=\([^()\n]*[./#]){_NO_REGEX}{_ADDRESS})"
)
# `[[1, 2]]` is a matrix, `x[[i]]` an expression and `[[ -f x ]]` a condition.
_WIKILINK = (
    r"(?<![A-Za-z0-9_\])\[])(?P<wikilink>\[\[(?=[^\[\]\n]*[^\W\d_])(?! )[^\[\]\n]+(?<! )\]\])"
)
# `$5` is an amount, and `$HOME` a variable.
_FORMULA = (
    r"(?<![\\$A-Za-z0-9_])(?P<formula>\$(?:(?=[^$\n]*[\\^_])|(?=[A-Za-z](?:\$|[^$\n]*[=+\-*/<>(|])))"
    r"(?!\s)[^$\n\u2e80-\uffef]+(?<=[^\s\\])\$(?![A-Za-z0-9_$]))"
)
_MARKDOWN = re.compile(
    rf"^[ \t]*(?:{_FENCE}|{_TABLE}|{_HEADING})|(?:^|>)[ \t]*{_DISPLAY}"
    rf"|(?:>[ \t]*\n|\A)[ \t]*{_LIST}|{_PICTURE}|{_LINK}|{_WIKILINK}|{_FORMULA}",
    re.MULTILINE,
)
# Tags, and what holds text as it is meant, or was meant to.
_UNREAD = re.compile(
    r"<!--.*?(?:-->|\Z)"
    r"|<(pre|code|kbd|samp|tt|xmp|script|style|textarea|template|title|select|iframe|math|svg)\b"
    r".*?(?:</\1\s*>|\Z)"
    r"|</?[a-zA-Z](?:[^<>\"']|\"[^\"]*\"|'[^']*')*+>"
    r"|(?<!`)(?P<ticks>`{1,2})(?!`)[^`\n]+(?P=ticks)(?!`)",
    re.DOTALL | re.IGNORECASE,
)
_SEEN = re.compile(r"[^\n]")
_NAMES = {
    "fence": "a code block",
    "table": "a table",
    "heading": "a heading",
    "list": "a list",
    "display": "a formula",
    "picture": "a picture",
    "link": "a link",
    "wikilink": "a link to a note",
    "formula": "a formula",
}
_A = '<a href="…">…</a>'
_TAGS = {
    "picture": '<img src="…">',
    "link": _A,
    # What a link is to leave out is in the text here.
    "wikilink": f"{_A}. Readers see its name, also where the note is not published.",
}


class HtmlMarkdown(NamedTuple):
    """Where the first of it begins in the HTML, and what it is; what HTML says in its place, "" for
    nothing short; the character of the fence that ends elsewhere, "" for none."""

    at: int
    name: str
    tag: str
    open_fence: str


def html_markdown(html: str) -> HtmlMarkdown | None:
    """The first of it; a list only directly below a line that ends with a tag."""
    if not _MARKDOWN.search(html):
        return None
    seen = _UNREAD.sub(lambda one: _SEEN.sub("\0", one.group()[:-1]) + one.group()[-1], html)
    if not (found := _MARKDOWN.search(seen)):
        return None
    kind = next(kind for kind in _NAMES if found[kind])
    mark = (found["mark"] or "")[:1]
    fences = re.findall(rf"^[ \t]*{mark}{{3}}", seen, re.MULTILINE) if mark else []
    is_open = len(fences) % 2 == 1
    return HtmlMarkdown(
        found.start(kind), _NAMES[kind], _TAGS.get(kind, ""), mark if is_open else ""
    )
