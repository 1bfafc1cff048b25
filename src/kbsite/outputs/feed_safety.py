"""HTML without what runs where no policy of a page forbids it, as in a reader of feeds: scripts,
handlers, frames of their own text, addresses of other schemes than links in Markdown have. No I/O.

Tags are read as browsers read them (HTML, 13.2.5), so that nothing hides in what others take for a
value.
"""

from __future__ import annotations

import re

from kbsite.urls import SAFE_SCHEMES, SCRIPT_SCHEMES, scheme_of
from kbsite.words.html_attributes import ATTRIBUTE, ELEMENT, in_place_of, tag_end, value_of

#: Attributes whose value is an address, or several: those have their own ways to part them.
_ADDRESS = frozenset(
    {
        *("action", "background", "cite", "classid", "codebase", "data", "formaction", "href"),
        *("longdesc", "poster", "src"),
    }
)
_ADDRESSES = {"srcset": r"[,\s]+", "imagesrcset": r"[,\s]+", "ping": r"\s+"}
#: What an animation gives to another attribute.
_ANIMATED = frozenset({"by", "from", "to", "values"})
_LEFT_OUT = frozenset({"script", "base", "meta"})
#: What shows the data of a picture, a sound or a video, and runs nothing of it.
_SHOWS = frozenset({"audio", "image", "img", "input", "source", "video"})
_MEDIA = re.compile(r"data:(?:image|audio|video)/", re.IGNORECASE)
_RUNS = SCRIPT_SCHEMES | {"data"}

# Where nothing of this is found all stays as it is, which is nearly always.
_SUSPECT = re.compile(
    r"[\s\"'/]on[a-z]+\s*="
    r"|<(?:script|base|meta)"
    r"|srcdoc|(?:srcset|ping|\b(?:by|from|to|values))\s*="
    rf"|(?:{'|'.join(sorted(_ADDRESS))})\s*+=\s*+[\"']?(?!https?://|mailto:|[/#])",
    re.IGNORECASE,
)
# A comment, what browsers take for one, or the beginning of a tag.
_TAG = re.compile(
    r"<!--(?:-?>|.*?(?:--!?>|\Z))"
    r"|<(?:[!?]|/(?![a-zA-Z]))[^>]*+(?:>|\Z)"
    rf"|<(?P<end>/?)(?P<name>{ELEMENT})",
    re.DOTALL,
)
#: What holds text alone, to many readers at least: nothing in it hides its end.
_TEXTS = {
    name: re.compile(rf"</{name}(?=[\s/>])", re.IGNORECASE)
    for name in ["iframe", "noembed", "noframes", "noscript", "style", "textarea", "title", "xmp"]
}
_NAMES = "|".join(sorted({*_ADDRESS, *_ADDRESSES, *_ANIMATED, "srcdoc"}))
# Text, and tags that say nothing of all that, as most do: they are read in one go. What of others
# is not matched here is read below.
_HARMLESS = re.compile(
    rf"(?:[^<]++|</?(?!(?:{'|'.join([*sorted(_LEFT_OUT), *_TEXTS])})[ >])[a-z][a-z0-9]*+"
    rf"(?: (?!on|(?:{_NAMES})=)[a-z-]++=\"[^\"]*+\")*+>)++"
)
_SCRIPT_END = re.compile(r"</script(?=[\s/>])[^>]*+>", re.IGNORECASE)
_NO_LETTERS = re.compile(r"^[^a-z]+")
_UNSEEN = re.compile(r"[\x00-\x20]")


def safe(html: str) -> str:
    """`html` without all that; the tags that it was in stay, but those of scripts."""
    return _without_what_runs(html, is_text=False) if _SUSPECT.search(html) else html


def _without_what_runs(html: str, *, is_text: bool) -> str:
    """`is_text` of the inside of an element of `_TEXTS`, in which some see tags all the same."""
    parts: list[str] = []
    done = position = 0
    while True:
        if harmless := _HARMLESS.match(html, position):
            position = harmless.end()
        if not (begins := _TAG.search(html, position)):
            return "".join((*parts, html[done:]))
        position = begins.end()
        if begins["name"] is None:
            continue
        name = begins["name"].lower()
        end = position if html.startswith(">", position) else tag_end(html, position)
        refused = [
            (*attribute.span(), in_place_of(attribute))
            for attribute in ATTRIBUTE.finditer(html, position, end)
            if _is_refused(name, attribute)
        ]
        position = end
        if position == len(html):
            # A tag without an end is none, nor is anything that follows.
            parts.append(html[done : begins.start()])
            return "".join(parts)
        position += 1
        if name in _LEFT_OUT:
            if name == "script" and not begins["end"]:
                closing = _SCRIPT_END.search(html, position)
                position = closing.end() if closing else len(html)
            refused = [(begins.start(), position, "")]
        for begin, end, instead in refused:
            parts += (html[done:begin], instead)
            done = end
        if not is_text and name in _TEXTS and not begins["end"]:
            found = _TEXTS[name].search(html, position)
            inside = html[position : found.start() if found else len(html)]
            parts += (html[done:position], _without_what_runs(inside, is_text=True))
            done = position = position + len(inside)


def _is_refused(tag: str, attribute: re.Match[str]) -> bool:
    # `xlink:href`, and what stands before a name by mistake.
    name = _NO_LETTERS.sub("", attribute["key"].lower()).rpartition(":")[2]
    if name.startswith("on") or name == "srcdoc":
        return True
    value = value_of(attribute)
    if name in _ADDRESS:
        return not _is_safe(tag, value)
    if name in _ADDRESSES:
        return not all(_is_safe(tag, one) for one in re.split(_ADDRESSES[name], value))
    return name in _ANIMATED and any(scheme_of(one) in _RUNS for one in value.split(";"))


def _is_safe(tag: str, address: str) -> bool:
    scheme = scheme_of(address)
    if scheme is None or scheme == "" or scheme in SAFE_SCHEMES:
        return True
    return tag in _SHOWS and _MEDIA.match(_UNSEEN.sub("", address)) is not None
