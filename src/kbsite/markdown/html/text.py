"""HTML as a reader's words, and as quotes and links can hold it. No I/O."""

from __future__ import annotations

import re
from html import unescape

from kbsite.markdown.html.raw import tags_in
from kbsite.tex.readable_scripts import scripted
from kbsite.words.html_attributes import ATTRIBUTE, ELEMENT, INSIDE, in_place_of

_ANY_TAG = re.compile(
    r"<!--.*?(?:-->|\Z)"
    rf"|</?{ELEMENT}{INSIDE}(?:>|\Z)"
    r"|<[!?][^<>]*>",
    re.DOTALL,
)
_UNSEEN = re.compile(
    r"<(script|style|template|title|iframe|noembed|noframes)\b.*?(?:</\1\s*>|\Z)",
    re.DOTALL | re.IGNORECASE,
)
_END = re.compile(r"</([a-zA-Z][a-zA-Z0-9-]*)[^<>]*>")
# Elements and attributes that are bound to their place.
_BOUND = frozenset(
    {
        *("a", "area", "audio", "button", "details", "embed", "fieldset", "form", "iframe"),
        *("img", "input", "label", "link", "map", "meta", "object", "optgroup", "option"),
        *("picture", "script", "select", "source", "style", "summary", "textarea", "track"),
        "video",
    }
)
_BOUND_ATTRIBUTES = frozenset({"id", "name", "tabindex", "for", "contenteditable"})

_MARKS = {"sup": "^", "sub": "_"}
_SCRIPT = re.compile(r"<(su[pb])(?:\s[^<>]*)?>([^<>]*)</\1\s*>", re.IGNORECASE)
_SCRIPT_TAG = re.compile(r"<(/?)(su[pb])(?:\s[^<>]*)?>", re.IGNORECASE)
# What a formula would have there: short, and no Chinese.
_SHORT = re.compile(
    r"[a-zA-Z0-9\u0370-\u03ff+\-−=*()∞′]{1,8}|[a-zA-Z0-9]{1,4}(?: ?[+\-−*=] ?[a-zA-Z0-9]{1,4}){1,3}"
)
_NO_SCRIPT = re.compile(r"st|nd|rd|th|TM|SM|[^\w+\-−=*]*[\[［〔【].*|[^\w+\-−=]+", re.DOTALL)


def portable_html(html: str) -> str:
    """`html` as it can stand in a quote, and in a link: its words and marks, no links, no media,
    nothing that takes the keyboard, no ids."""

    def kept(tag: re.Match[str]) -> str:
        if tag["name"].lower() in _BOUND:
            return ""
        said = ATTRIBUTE.sub(
            lambda one: (
                in_place_of(one) if one["key"].lower() in _BOUND_ATTRIBUTES else one.group()
            ),
            html[tag.end("name") : tag.end() - 1],
        )
        return f"<{tag['name']}{said}>"

    html, kept_to = _UNSEEN.sub("", html), 0
    parts: list[str] = []
    for tag in tags_in(html):
        parts += (html[kept_to : tag.start()], kept(tag))
        kept_to = tag.end()
    html = "".join(parts) + html[kept_to:]
    return _END.sub(lambda end: "" if end[1].lower() in _BOUND else end.group(), html)


def html_text(html: str) -> str:
    """What a reader sees of `html`, as plain text; 10<sup>5</sup> is 10⁵."""
    html = _UNSEEN.sub("", html)
    if "<su" in html or "<SU" in html:
        html = _SCRIPT.sub(lambda one: as_script(one[1], unescape(one[2])), html)
    return unescape(_ANY_TAG.sub("", html))


def script_tag(tag: str) -> tuple[str, bool] | None:
    """`sup` or `sub`, and whether the tag ends it; None of other tags."""
    found = _SCRIPT_TAG.fullmatch(tag)
    return (found[2].lower(), bool(found[1])) if found else None


def as_script(name: str, words: str) -> str:
    """The words of a `sup` or `sub` behind what they belong to. Captions, citations, those of 4th,
    ™ and of the mark of a note are words as others."""
    plain = words.strip()
    is_script = _SHORT.fullmatch(plain) and not _NO_SCRIPT.fullmatch(plain)
    return scripted(_MARKS[name.lower()], plain) if is_script else words
