"""What the HTML of a template loads, runs or names, found in its source; of Jinja nothing is run.
No I/O.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from html.parser import HTMLParser
from typing import NamedTuple

from kbsite.appearance.policy import UNKNOWN

#: Where `static/` is published; what is told apart has one character for each of the source, so
#: that places stay.
ASSETS = "\ufdd1"
_FILLER = "\ufdd2"
#: What stands where a statement stood; HTML takes it for a space, and no author writes it.
_BLANK = "\f"

_JINJA = re.compile(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)
_IS_ASSETS = re.compile(r"\{\{-?\s*site\.assets\s*-?\}\}")
_PROGRAMS = re.compile(
    r"|module|importmap|speculationrules|(?:text|application)/(?:x-)?(?:java|ecma)script", re.I
)
#: Attribute → the directive of a policy that has a say in it, by element.
_LOADED = {
    "script": {"src": "script-src"},
    "img": {"src": "img-src"},
    "iframe": {"src": "frame-src"},
    "object": {"data": "object-src"},
    "embed": {"src": "object-src"},
    "audio": {"src": "media-src"},
    "video": {"src": "media-src", "poster": "img-src"},
    "source": {"src": "media-src"},
    "track": {"src": "media-src"},
    "form": {"action": "form-action"},
    "base": {"href": "base-uri"},
}
_LINKED = {
    "stylesheet": "style-src",
    "icon": "img-src",
    "apple-touch-icon": "img-src",
    "manifest": "manifest-src",
    "modulepreload": "script-src",
}


class Mark(NamedTuple):
    """Something at a line and column. `kind` is `script`, `style` or `handler` of what stands in
    the page itself, with its `text`; else a directive, with an address."""

    line: int
    column: int
    kind: str
    text: str


def marks_in(text: str) -> list[Mark]:
    """Those of a template."""
    reader = _Reader(text)
    reader.feed(_JINJA.sub(_told_apart, text))
    reader.close()
    return reader.found


def _told_apart(found: re.Match[str]) -> str:
    what = found.group()
    if _IS_ASSETS.fullmatch(what):
        sign, rest = ASSETS, _FILLER
    elif what.startswith("{{"):
        sign, rest = UNKNOWN, _FILLER
    else:
        sign = rest = _BLANK
    return "".join(
        "\n" if char == "\n" else sign if n == 0 else rest for n, char in enumerate(what)
    )


class _Reader(HTMLParser):
    def __init__(self, source: str) -> None:
        super().__init__(convert_charrefs=True)
        self._lines = source.split("\n")
        self.found: list[Mark] = []
        #: The script or style that is being read, and what its text is so far.
        self._open: tuple[str, int, int] | None = None
        self._text: list[str] = []

    def handle_starttag(self, tag: str, attrs: Sequence[tuple[str, str | None]]) -> None:
        line, offset = self.getpos()
        given = {name: value or "" for name, value in attrs}

        def add(kind: str, text: str) -> None:
            self.found.append(
                Mark(line, offset + 1, kind, text.replace(_FILLER, "").strip(" \n\t\r"))
            )

        for name, value in given.items():
            if value.strip() and re.fullmatch(r"on[a-z]{2,}", name):
                add("handler", name)
            if value.strip().lower().startswith("javascript:"):
                add("handler", "javascript:")
        for name, directive in _LOADED.get(tag, {}).items():
            if name in given:
                add(directive, given[name])
        if tag == "link" and "href" in given:
            for rel in given.get("rel", "").lower().split():
                if rel in _LINKED:
                    add(_LINKED[rel], given["href"])
        is_program = tag == "script" and "src" not in given and _is_program(given.get("type", ""))
        if is_program or tag == "style":
            self._open, self._text = (tag, line, offset + 1), []

    def handle_data(self, data: str) -> None:
        if self._open:
            self._text.append(data)

    def handle_endtag(self, tag: str) -> None:
        if self._open and tag == self._open[0]:
            kind, line, column = self._open
            self._open = None
            # Of what a build alone knows it may be nothing.
            if text := "".join(self._text).replace(_FILLER, "").strip(f"{UNKNOWN} \n\t\r\f"):
                self.found.append(Mark(line, column, kind, text))


def _is_program(kind: str) -> bool:
    return _PROGRAMS.fullmatch(kind.strip()) is not None
