"""Where a site goes on naming what was moved, in files that nobody but their author can mend: its
templates, its static files, its extensions, what is left in its tables. No I/O.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping

from kbsite.fixing.moves import Move
from kbsite.fixing.outcomes import View
from kbsite.nouns.sources import THEME, Sources, StaticFile
from kbsite.urls import decoded, nfc, permalink, suffix_of

_TEXTS = frozenset(
    {".css", ".html", ".js", ".json", ".mjs", ".py", ".svg", ".txt", ".webmanifest", ".xml"}
)
# What stands before a single name in quotes, and behind it. In a table it may be a tag or a title.
_QUOTED = r"""["'](%s)["']"""
_EXPRESSED = r"""\bfile\.\w+[^"'\n]{0,60}["'](%s)["']"""
#: Lines that are told of one file.
_MOST = 3


def leftovers(
    sources: Sources,
    read: Callable[[StaticFile], bytes],
    extensions: Mapping[str, bytes],
    tables: Iterable[tuple[str, str, int]],
    before: View,
    move: Move,
) -> Iterator[str]:
    """The lines with their file, and what they name. `tables` are the file, the text and the line
    before the first of each table, as they will be; `read` gives the bytes of a static file."""
    pattern = _pattern(before, move, _QUOTED)
    for place, data in (*_own_files(sources, read), *extensions.items()):
        yield from _lines(place, data.decode(errors="replace"), pattern)
    pattern = _pattern(before, move, _EXPRESSED)
    for place, text, line in tables:
        yield from _lines(place, text, pattern, line)


def _own_files(
    sources: Sources, read: Callable[[StaticFile], bytes]
) -> Iterator[tuple[str, bytes]]:
    theme = {(file.path, file.digest) for file in sources.theme}
    for file in sources.templates:
        if (file.path, file.digest) not in theme and not file.path.startswith(THEME):
            yield f"templates/{file.path}", file.data
    theirs = {*sources.scripts, *sources.styles}
    for static in sources.static:
        if static.path not in theirs and suffix_of(static.path) in _TEXTS:
            yield f"static/{static.path}", read(static)


def _lines(place: str, text: str, pattern: re.Pattern[str], before: int = 0) -> Iterator[str]:
    found = 0
    for number, line in enumerate(text.split("\n"), before + 1):
        if (match := pattern.search(nfc(decoded(line)))) and (found := found + 1) <= _MOST:
            name = match[match.lastindex or 0]
            yield f"{place}:{number}: {name!r} is named there, and left as it is"


def _pattern(before: View, move: Move, alone: str) -> re.Pattern[str]:
    """The old path, with `.md` or without, and the old URL. Of a single name, which may be a word,
    only what is written as a path, or stands `alone`."""
    bare = move.old.removesuffix(".md")
    url = before.graph.urls.get(move.old) or permalink(bare.split("/"))
    names = {bare, move.old, url.strip("/")} - {""}
    forms = []
    for name in sorted(names, key=len, reverse=True):
        word = re.escape(name)
        if "/" in name:
            forms.append(rf"(?<!\w)(?<!\w/)(/?{word})(?![\w-])")
        else:
            forms += [rf"(?<![\w/])(/{word})(?![\w-])", rf"(?<![\w/])({word}/)", alone % word]
            if name.endswith(".md"):
                forms.append(rf"(?<!\w)(?<!\w/)({word})(?!\w)")
    return re.compile("|".join(forms))
