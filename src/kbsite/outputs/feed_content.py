"""The text of a note for readers of feeds, who see it apart from its site: no MathML, which most of
them strip, and no address that depends on where it stands. No I/O."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from html import escape, unescape
from typing import NamedTuple
from urllib.parse import urljoin

from kbsite.keys import digest_of, source_digest, version_of
from kbsite.urls import href
from kbsite.words.patterns import late_pattern

_MATH = re.compile(r"<math\b(?P<attributes>[^>]*)>")
_MATH_END = "</math>"
_ALTTEXT = re.compile(r'\balttext="([^"]*)"')
# A comment, or a tag that may hold an address. Quoted values are bounded: the whole stays linear.
_TAG = late_pattern(
    r"<!--.*?(?:-->|\Z)"
    r"|<(?:a|area|audio|blockquote|del|embed|iframe|img|input|ins|q|source|track|video)\b"
    r"(?:[^<>\"']|\"[^\"]{0,10000}+\"|'[^']{0,10000}+')*+>",
    re.DOTALL | re.IGNORECASE,
)
# What is for the page: contents in the text, and what makes a box scroll by keys.
_CONTENTS = re.compile(r'<div class="toc-marker">\n.*?</ul>\n</div>\n', re.DOTALL)
_FOCUS = re.compile(r'(<[a-z]++[^<>]*?) tabindex="0"')
_ADDRESS = re.compile(r"(?<=\s)(?P<name>href|src|poster|cite)=\"(?P<value>[^\"]*)\"")
_SCHEME = re.compile(r"[a-zA-Z][a-zA-Z0-9+.\-]*:|//")


class Picture(NamedTuple):
    """A formula: its permalink, and what it is drawn from."""

    url: str
    mathml: str
    tex: str


class Content(NamedTuple):
    """HTML, and the pictures of those formulas that it does not hold as text, each once."""

    html: str
    pictures: tuple[Picture, ...]


def feed_content(html: str, root: str, url: str) -> Content:
    """`html` of the note at `url` with absolute addresses and formulas as text or pictures; `root`
    is the address of the site without a slash at its end."""
    # Most edits make no text of the feed.
    from kbsite.outputs.feed_safety import safe
    from kbsite.outputs.formula_html import written_formula

    pictures: dict[str, Picture] = {}

    def drawn(mathml: str, attributes: str) -> str:
        is_block = 'display="block"' in attributes
        if not is_block and (written := written_formula(mathml)) is not None:
            return written
        picture = _picture(mathml, attributes)
        pictures.setdefault(picture.url, picture)
        source = escape(href(root, picture.url))
        # The attribute for those who strip the style.
        style = ' style="vertical-align:middle" align="middle"'
        if is_block:
            style = ' style="display:block;margin:0 auto;max-width:100%"'
        return f'<img src="{source}" alt="{escape(picture.tex)}"{style}>'

    def absolute(tag: re.Match[str]) -> str:
        if tag.group().startswith("<!--"):
            return ""
        return _ADDRESS.sub(lambda found: _absolute(found, url), tag.group())

    html = _CONTENTS.sub("", _FOCUS.sub(r"\1", html))
    shown = safe("".join(_with_formulas(html, drawn)))
    return Content(_TAG.sub(absolute, shown), tuple(pictures.values()))


def _with_formulas(html: str, drawn: Callable[[str, str], str]) -> Iterator[str]:
    """`html` in parts, its formulas as they are `drawn` of their MathML and their attributes."""
    place = 0
    while (start := _MATH.search(html, place)) and (end := html.find(_MATH_END, start.end())) >= 0:
        end += len(_MATH_END)
        yield html[place : start.start()]
        yield drawn(html[start.start() : end], start["attributes"])
        place = end
    yield html[place:]


def _picture(mathml: str, attributes: str) -> Picture:
    given = _ALTTEXT.search(attributes)
    tex = unescape(given[1]) if given else " ".join(re.sub(r"<[^>]*>", " ", mathml).split())
    # Not a key, which is another's on a machine with another Python.
    name = digest_of(source_digest(), version_of("ziamath"), version_of("ziafont"), mathml)[:16]
    return Picture(f"/assets/formulas/{name}.svg", mathml, tex)


def _absolute(found: re.Match[str], url: str) -> str:
    value = unescape(found["value"]).strip()
    if _SCHEME.match(value) and not value.startswith("//"):
        return found.group()
    try:
        value = urljoin(url, value)
    except ValueError:
        return found.group()
    return f'{found["name"]}="{escape(value)}"'
