"""The names of a note that cannot be read, by the look of its lines. No I/O.

It is kept back, and so must be what a link to it by one of these names would show; nothing else is
made of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from kbsite.front_matter.flags import seen
from kbsite.front_matter.values import clean

_KEY = re.compile(
    r"[ \t{]*(?:-[ \t]+)?[\"']?(?P<key>title|alias(?:es)?)[\"']?[ \t]*[:：=＝](?P<value>.*)",
    re.IGNORECASE,
)
_ITEM = re.compile(r"[ \t]*(?:-(?P<item>[^-].*)|(?P<entry>[\"'].*)|(?P<end>[\]］].*)|(?P<blank>))")
# Entries in braces become lines.
_NEXT = re.compile(r",\s*(?=[\"']?[\w-]+[\"']?[ \t]*[:：])")
_COMMENT = re.compile(r"(?:^|[ \t])#.*")
_HEADING = re.compile(r"^ {0,3}#[ \t]+(.+?)(?:[ \t]+#+)?[ \t]*$", re.MULTILINE)
_QUOTES = "\"'“”‘’"


def unread_names(text: str) -> tuple[str, tuple[str, ...]]:
    """The title ("" where there is none) and the aliases that lines of `text` seem to give."""
    titles: list[str] = []
    aliases: list[str] = []
    goes_on = False
    text = seen(text)
    for line in (_NEXT.sub("\n", text) if text.lstrip()[:1] == "{" else text).split("\n"):
        if found := _KEY.match(line):
            goes_on = found["key"].lower() != "title"
            into = aliases if goes_on else titles
            into += _values(found["value"], is_list=goes_on)
        elif goes_on and (more := _ITEM.fullmatch(line)):
            aliases += _values(more["item"] or more["entry"] or "", is_list=True)
        else:
            goes_on = False
    names = dict.fromkeys((*titles, *aliases))
    title = titles[0] if titles else ""
    return title, tuple(name for name in names if name != title)


def heading_name(body: str) -> str:
    """The first heading of the first level, "" where there is none."""
    found = _HEADING.search(body)
    return found[1] if found else ""


def _values(written: str, *, is_list: bool) -> Iterator[str]:
    text = _COMMENT.sub("", written).strip().rstrip(",}").strip(" []［］")
    for part in (text, *(re.split("[,，、]", text) if is_list else ())):
        if name := clean(part.strip().strip(_QUOTES)):
            yield name
