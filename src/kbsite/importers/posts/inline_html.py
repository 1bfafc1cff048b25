"""A picture or a link of Markdown as HTML, for where no Markdown is read. No I/O."""

from __future__ import annotations

import re
from html import escape

from kbsite.importers.texts.destinations import ESCAPE

_WHOLE = re.compile(
    r"(?P<mark>!?)\[(?P<words>(?:\\.|[^\\\[\]])*+)\]"
    r"\((?P<url>[^\s()]++)(?: \"(?P<title>(?:\\.|[^\\\"])*+)\")?+\)"
)
_SIZE = re.compile(r"(?<!\\)\|(\d{1,5})(?:x(\d{1,5}))?$")


def as_html(markdown: str) -> str | None:
    """The element, None of what is more than one picture or link."""
    found = _WHOLE.fullmatch(markdown)
    if not found:
        return None
    words, sizes = found["words"], ""
    if found["mark"] and (size := _SIZE.search(words)):
        words = words[: size.start()]
        pairs = zip(("width", "height"), size.groups(), strict=True)
        sizes = "".join(f' {name}="{value}"' for name, value in pairs if value)
    words = escape(ESCAPE.sub(r"\1", words))
    url = escape(found["url"])
    title = escape(ESCAPE.sub(r"\1", found["title"] or ""))
    hint = f' title="{title}"' if title else ""
    if found["mark"]:
        return f'<img src="{url}" alt="{words}"{hint}{sizes}>'
    return f'<a href="{url}"{hint}>{words}</a>'
