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
_ITEM = re.compile(
    r"[ \t]*(?:-(?P<item>[^-].*)|(?P<entry>[\"'].*)|(?P<end>[\]］].*)|(?P<none>(?:#.*)?))"
)
# Entries in braces become lines.
_NEXT = re.compile(r",\s*(?=[\"']?[\w-]+[\"']?[ \t]*[:：])")
_COMMENT = re.compile(r"(?:^|[ \t])#.*")
_HEADING = re.compile(r"^ {0,3}#[ \t]+(\S.*)$", re.MULTILINE)
# A list that goes on in the lines below, and what is none of its lines.
_OPEN = re.compile(r"[ \t]*[\[［][^\]］]*")
_OTHER = re.compile(r"[ \t]*|[\w-]+[ \t]*[:：=＝].*|-{3,}[ \t]*")
# A text that stands in the lines below.
_BELOW = re.compile(r"[ \t]*[|>][-+0-9]{0,2}[ \t]*(?:#.*)?")
_QUOTES = "\"'“”‘’"


def unread_names(text: str) -> tuple[str, tuple[str, ...]]:
    """The title ("" where there is none) and the aliases that lines of `text` seem to give."""
    written: list[list[str]] = []
    aliases: list[str] = []
    key, is_open = "", False
    text = seen(text)
    for line in (_NEXT.sub("\n", text) if text.lstrip()[:1] == "{" else text).split("\n"):
        if found := _KEY.match(line):
            key, is_open = found["key"].lower(), False
            if key == "title":
                written.append([found["value"]])
            else:
                is_open = _OPEN.fullmatch(found["value"]) is not None
                aliases += _values(found["value"], is_list=True)
        elif key == "title" and line[:1] in (" ", "\t") and line.strip():
            written[-1].append(line)
        elif is_open and not _OTHER.fullmatch(line):
            is_open = not any(end in line for end in "]］")
            aliases += _values(line, is_list=True)
        elif key not in ("", "title") and (more := _ITEM.fullmatch(line)):
            item = more["item"] or more["entry"] or ""
            is_open = _OPEN.fullmatch(item or line) is not None
            aliases += _values(item, is_list=True)
        elif key not in ("", "title") and _OPEN.fullmatch(line):
            is_open = True
            aliases += _values(line, is_list=True)
        else:
            key, is_open = "", False
    titles = [title for lines in written for title in _titles(lines)]
    names = dict.fromkeys((*titles, *aliases))
    title = titles[0] if titles else ""
    return title, tuple(name for name in names if name != title)


def heading_name(body: str) -> str:
    """The first heading of the first level, "" where there is none."""
    found = _HEADING.search(body)
    if not found:
        return ""
    text = found[1].rstrip()
    name = text.rstrip("#")
    return name.rstrip() if name[-1:].isspace() else text


def _titles(lines: list[str]) -> Iterator[str]:
    """Of one in several lines that, and what the first one says."""
    first = "" if _BELOW.fullmatch(lines[0]) else lines[0]
    yield from _values(" ".join((first, *lines[1:])), is_list=False)
    if first and len(lines) > 1:
        yield from _values(first, is_list=False)


def _values(written: str, *, is_list: bool) -> Iterator[str]:
    text = _COMMENT.sub("", written).strip().rstrip(",}").strip(" []［］")
    for part in (text, *(re.split("[,，、]", text) if is_list else ())):
        if name := clean(part.strip().strip(_QUOTES)):
            yield name
