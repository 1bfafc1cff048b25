"""Finished HTML as a part of another page: no id of it may stand there twice, and it may not end
what it did not begin. No I/O."""

from __future__ import annotations

import re

from kbsite.words.html_attributes import ATTRIBUTE, ELEMENT, INSIDE
from kbsite.words.html_elements import VOID

# A comment, or a tag; what begins as one and has no end is all the rest, so that none is looked for
# twice.
_TAG = re.compile(
    r"<!--.*?(?:-->|\Z)"
    rf"|<(?P<name>{ELEMENT}){INSIDE}>"
    r"|<[a-zA-Z].*+",
    re.DOTALL,
)
_MAY_NAME = re.compile(
    r"\b(?:id|name|for|headers|aria-[a-z]+|xlink:href)\s*=|url\(#", re.IGNORECASE
)
#: Attributes that hold the ids of other elements.
_REFERENCES = frozenset({"for", "headers", "aria-labelledby", "aria-describedby", "aria-controls"})

_PARTS = re.compile(
    r"<!--.*?(?:-->|\Z)|<(?P<raw>script|style|textarea|title)\b.*?(?:</(?P=raw)[^>]*>|\Z)"
    rf"|<(?P<end>/?)(?P<name>{ELEMENT}){INSIDE}>"
    r"|</?[a-zA-Z].*+",
    re.DOTALL | re.IGNORECASE,
)
# What is there to hold others; a section may end within, directly behind its beginning.
_HOLDERS = frozenset(
    {
        *("article", "aside", "blockquote", "center", "details", "div", "dl", "fieldset"),
        *("figure", "footer", "header", "main", "nav", "ol", "section", "ul"),
    }
)
_NOTHING = re.compile(r"(?:\s|<!--.*?-->)*+", re.DOTALL)
_SUMMARY = re.compile(r"\s*+<summary\b.*?</summary\s*>", re.DOTALL | re.IGNORECASE)
# Where `<path/>` is closed; elsewhere the slash says nothing (HTML, 13.1.2.1).
_FOREIGN = ("svg", "math")


def prefixed(html: str, prefix: str) -> str:
    """`html` with `prefix` before its ids, and before what refers to them."""
    if not _MAY_NAME.search(html):
        return html

    def attribute(found: re.Match[str], tag: str) -> str:
        key, group = found["key"].lower(), found.lastgroup or "key"
        if group == "key":
            return found.group()
        value = found[group]
        if key == "id" or (key == "name" and tag == "a"):
            changed = prefix + value
        elif key in _REFERENCES:
            changed = " ".join(prefix + name for name in value.split())
        elif key == "xlink:href" and value.startswith("#"):
            changed = f"#{prefix}{value[1:]}"
        else:
            changed = value.replace("url(#", f"url(#{prefix}")
        if changed == value:
            return found.group()
        whole, (begin, end) = found.string, found.span(group)
        if group == "bare":
            changed = '"{}"'.format(changed.replace('"', "&quot;"))
        return f"{whole[found.start() : begin]}{changed}{whole[end : found.end()]}"

    def tag(found: re.Match[str]) -> str:
        name = found["name"]
        if name is None:
            return found.group()
        inside = html[found.end("name") : found.end() - 1]
        said = ATTRIBUTE.sub(lambda one: attribute(one, name.lower()), inside)
        return f"<{name}{said}>"

    return _TAG.sub(tag, html)


def balanced(html: str) -> str:
    """`html` with the ends of what it leaves open, unless that holds nothing, and without ends of
    what it did not open."""
    open_names: list[str] = []
    begins: list[re.Match[str]] = []
    count: dict[str, int] = {}
    kept: list[str] = []
    done = 0
    for part in _PARTS.finditer(html):
        if part["name"] is None:
            continue
        name = part["name"].lower()
        is_closed = part.group().endswith("/>") and any(map(count.get, _FOREIGN))
        if name in VOID or is_closed:
            continue
        if not part["end"]:
            open_names.append(name)
            begins.append(part)
            count[name] = count.get(name, 0) + 1
        elif count.get(name):
            while (closed := open_names.pop()) != name:
                count[closed] -= 1
            count[name] -= 1
            del begins[len(open_names) :]
        else:
            kept.append(html[done : part.start()])
            done = part.end()
    end = len(html)
    while begins and open_names[-1] in _HOLDERS and _is_empty(begins[-1], end):
        end = begins.pop().start()
        open_names.pop()
    ends = "".join(f"</{name}>" for name in reversed(open_names))
    return "".join([*kept, html[done:end], ends])


def _is_empty(begin: re.Match[str], end: int) -> bool:
    """Whether nothing stands behind the beginning of an element, or what names all that it would
    hold. To one that has an id something may lead."""
    html, behind = begin.string, begin.end()
    if _MAY_NAME.search(begin.group()):
        return False
    if begin["name"].lower() == "details" and (summary := _SUMMARY.match(html, behind, end)):
        behind = summary.end()
    return _NOTHING.fullmatch(html, behind, end) is not None
