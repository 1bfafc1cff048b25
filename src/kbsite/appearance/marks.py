"""What the HTML of a template loads, runs or names, found in its source; of Jinja nothing is run.
No I/O.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from kbsite.appearance.policy import UNKNOWN
from kbsite.words.html_attributes import ELEMENT, attributes_in, tag_end

#: Where `static/` is published; what is told apart has one character for each of the source, so
#: that places stay.
ASSETS = "\ufdd1"
_FILLER = "\ufdd2"
#: What stands where a statement stood; HTML takes it for a space, and no author writes it.
_BLANK = "\f"

_JINJA = re.compile(r"\{([#%{])")
_ENDS = {"#": "#}", "%": "%}", "{": "}}"}
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

#: Where markup begins: a comment, what browsers take for one, or a tag up to its attributes.
_MARKUP = re.compile(
    r"<!--(?:>|->|.*?(?:--!?>|\Z))|<(?:[!?]|/(?![a-z]))[^>]*+|"
    rf"<(?P<end>/?)(?P<tag>{ELEMENT})",
    re.IGNORECASE | re.DOTALL,
)
#: What these hold is text to browsers that run scripts.
_TEXTS = {
    name: re.compile(rf"</{name}(?=[\s/>])", re.IGNORECASE)
    for name in ("script", "style", "textarea", "title", "noscript", "iframe", "xmp", "noembed")
}
_HANDLER = re.compile(
    r"on(?:(?:aux|dbl)?click|abort|after\w+|animation\w+|before\w+|blur|cancel|canplay(?:through)?"
    r"|change|close|contextmenu|copy|cut|drag\w*|drop|durationchange|emptied|ended|error"
    r"|focus(?:in|out)?|formdata|hashchange|input|invalid|key(?:down|press|up)|load(?:\w+)?"
    r"|message|mouse\w+|offline|online|page(?:hide|show)|paste|pause|play(?:ing)?|pointer\w+"
    r"|popstate|progress|ratechange|reset|resize|scroll(?:end)?|search|seek(?:ed|ing)|select\w*"
    r"|stalled|storage|submit|suspend|timeupdate|toggle|touch\w+|transition\w+|unload"
    r"|volumechange|waiting|wheel)"
)


class Mark(NamedTuple):
    """Something at a line and column. `kind` is `script`, `style` or `handler` of what stands in
    the page itself, with its `text`; else a directive, with an address."""

    line: int
    column: int
    kind: str
    text: str


class Places:
    """Offsets, each behind the one before → line and column."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._offset = self._start = 0
        self._line = 1

    def of(self, offset: int) -> tuple[int, int]:
        if more := self._text.count("\n", self._offset, offset):
            self._line += more
            self._start = self._text.rindex("\n", self._offset, offset) + 1
        self._offset = offset
        return self._line, offset - self._start + 1


def marks_in(text: str) -> Iterator[Mark]:
    """Those of a template."""
    text = _without_jinja(text)
    places = Places(text)
    at = inert = 0
    while found := _MARKUP.search(text, at):
        at = found.end()
        if found["tag"] is None:
            continue
        tag = found["tag"].lower()
        end = tag_end(text, at)
        if end == len(text):
            # Browsers drop a tag that has no end, and it takes all the rest.
            return
        given, at = attributes_in(text, at, end), end + 1
        if tag == "template":
            inert = max(0, inert - 1 if found["end"] else inert + 1)
        if found["end"]:
            continue
        marks = list(_marks_of(tag, given))
        if tag in _TEXTS:
            closing = _TEXTS[tag].search(text, at)
            if closing is None:
                return
            marks += _written(tag, given, text[at : closing.start()])
            at = closing.start()
        if marks and not inert:
            line, column = places.of(found.start())
            for kind, value in marks:
                value = value.replace(_FILLER, "").strip(" \n\t\r")
                yield Mark(line, column, kind, value)


def _without_jinja(text: str) -> str:
    """The text with a sign for each expression and blanks for statements, all of their length."""
    parts = []
    at = 0
    endless: set[str] = set()
    for found in _JINJA.finditer(text):
        mark = found[1]
        if found.start() < at or mark in endless:
            continue
        end = text.find(_ENDS[mark], found.end())
        if end < 0:
            endless.add(mark)
            continue
        parts += [text[at : found.start()], _told_apart(text[found.start() : end + 2])]
        at = end + 2
    return "".join(parts) + text[at:]


def _told_apart(what: str) -> str:
    if _IS_ASSETS.fullmatch(what):
        sign, rest = ASSETS, _FILLER
    elif what.startswith("{{"):
        sign, rest = UNKNOWN, _FILLER
    else:
        sign = rest = _BLANK
    return "".join(
        "\n" if char == "\n" else sign if n == 0 else rest for n, char in enumerate(what)
    )


def _marks_of(tag: str, given: dict[str, str]) -> Iterator[tuple[str, str]]:
    for name, value in given.items():
        if value.strip() and _HANDLER.fullmatch(name):
            yield "handler", name
        if value.strip().lower().startswith("javascript:"):
            yield "handler", "javascript:"
    for name, directive in _LOADED.get(tag, {}).items():
        if name in given:
            yield directive, given[name]
    if tag == "link" and "href" in given:
        for rel in given.get("rel", "").lower().split():
            if rel in _LINKED:
                yield _LINKED[rel], given["href"]


def _written(tag: str, given: dict[str, str], text: str) -> Iterator[tuple[str, str]]:
    is_program = tag == "script" and "src" not in given and _is_program(given.get("type", ""))
    # Of what a build alone knows it may be nothing.
    text = text.replace(_FILLER, "").strip(f"{UNKNOWN} \n\t\r\f")
    if text and (is_program or tag == "style"):
        yield tag, text


def _is_program(kind: str) -> bool:
    return _PROGRAMS.fullmatch(kind.strip()) is not None
