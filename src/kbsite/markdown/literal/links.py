"""What looks like an image or a link in a note's text and is none. No I/O.

Its target has white space in it, or stands apart from its words, or its signs or those of its title
are of full width, which Chinese input makes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from markdown_it.token import Token

from kbsite.diagnostics import Code
from kbsite.markdown.positions import POSITION
from kbsite.markdown.reporter import Meant

_LITERAL = re.compile(
    r"(?P<mark>[!！]?)\[(?P<words>[^\[\]\n]*)\](?:\((?P<target>[^()\n]+)\)"
    r"|[ \t]{1,4}\((?P<apart>[^()\n]+)\)"
    r"|(?P<wide>\((?P<ends>[^()（）\n]+)）|（(?P<begins>[^()（）\n]+)[)）]))"
)
# What is in parentheses behind brackets and is surely meant to lead somewhere.
_ADDRESS = re.compile(
    r"(?:https?:/|\.{0,2}/|#)|.*\.(?:md|html?|zip|docx?|pptx?|xlsx?|csv)(?:[?#].*)?\Z", re.I
)
_PICTURE = re.compile(r"[^?#]*\.(?:png|jpe?g|gif|webp|svg|avif|bmp)(?:[?#]|\Z)", re.IGNORECASE)
# A title in signs that Chinese input makes.
_TITLED = re.compile(r"(\S+)\s+(?:（(.*)）|“(.*)”|‘(.*)’|「(.*)」|『(.*)』|＂(.*)＂)")
# One in its own, behind an address that is none.
_PLAIN_TITLE = re.compile(r"(.*\S)\s+(?:\"([^\"]*)\"|'([^']*)')")
_DATA = "data:"
# Words that an address in parentheses may follow: the number of a source, the box of a task.
_NUMBER = re.compile(r"\s*+(?:\d+|[xX])?\s*+")
#: The code, and what was meant.
_LINKS: tuple[Code, str] = ("link-literal", "a link")
_PICTURES: tuple[Code, str] = ("image-literal", "an image")
_OPENINGS = ("](", "]（", "] (", "]\t(")


def literal_links(text: Token, begin: int, end: int) -> Iterator[Meant]:
    """Those of a block's text, which stands in its content from `begin` to `end`."""
    if text.content.find("]", begin, end) < 0:
        return
    words = _shown(text.children or ())
    if "！" in words:
        yield from _marks_of_full_width(text.children or ())
    if not any(opening in words for opening in _OPENINGS):
        return
    shown = {found.group() for found in _LITERAL.finditer(words)}
    for found in _LITERAL.finditer(text.content, begin, end) if shown else ():
        if found.group() in shown and _is_meant(found):
            target = _target(found)
            mark = "!" if found["mark"] == "!" or _PICTURE.match(target) else ""
            address = f"<{target}>" if any(map(str.isspace, target)) else target
            titled = _title(found) or _plain_title(found)
            title = f' "{titled}"' if titled else ""
            hint = f"Write {mark}[{found['words']}]({address}{title})."
            if target.startswith(_DATA):
                hint = "It stands for a picture that the page it was copied from had not loaded."
            code, name = _PICTURES if mark else _LINKS
            yield Meant(code, found.start(), f"{name} stays text: {_fault(found)}", hint)


def _marks_of_full_width(children: Sequence[Token]) -> Iterator[Meant]:
    """Links to a picture behind `！` that begins a line or stands behind a space."""
    for before, token in pairwise(children):
        address = str(token.attrs.get("href", "")) if token.type == "link_open" else ""
        if before.type == "text" and address and _PICTURE.match(address):
            text, mark, rest = before.content.rpartition("！")
            if mark and not rest and (not text or text[-1].isspace()):
                at = max(0, token.meta.get(POSITION, 1) - 1)
                code, name = _PICTURES
                message = f"{name} is a link: its ! is of full width"
                yield Meant(code, at, message, "Write ![…](…).")


def _fault(found: re.Match[str]) -> str:
    if found["wide"]:
        return "its brackets are of full width"
    if _title(found):
        return 'its title stands in other signs than "'
    if found["apart"]:
        return "a space stands between its brackets"
    return "its target has white space in it"


def _is_meant(found: re.Match[str]) -> bool:
    """Whether nothing else keeps it from being one: it looks like an address and is not escaped."""
    target = _target(found)
    if found["target"] and not (any(map(str.isspace, target)) or _title(found)):
        return False
    if found["apart"] and (_NUMBER.fullmatch(found["words"]) or " " in target):
        return False
    reads = {"!": True, "！": _PICTURE.match(target) is not None}.get(found["mark"], False)
    return (reads or _ADDRESS.match(target) is not None) and found.string[
        max(0, found.start() - 1) : found.start()
    ] != "\\"


def _target(found: re.Match[str]) -> str:
    target = _inside(found)
    if titled := _titled(found) or _PLAIN_TITLE.fullmatch(target):
        return titled[1]
    return target[1:-1] if target.startswith("<") and target.endswith(">") else target


def _inside(found: re.Match[str]) -> str:
    inside = next(filter(None, map(found.group, ("target", "apart", "ends", "begins"))))
    return str(inside).strip()


def _title(found: re.Match[str]) -> str:
    """What the title of a link was to be, as it stands between quotes, "" where it has none."""
    titled = _titled(found)
    title: str = next(filter(None, titled.groups()[1:]), "") if titled else ""
    return title.replace('"', '\\"')


def _plain_title(found: re.Match[str]) -> str:
    titled = _PLAIN_TITLE.fullmatch(_inside(found))
    return (titled[2] or titled[3] or "").replace('"', '\\"') if titled else ""


def _titled(found: re.Match[str]) -> re.Match[str] | None:
    return _TITLED.fullmatch(found["target"].strip()) if found["target"] else None


def _shown(children: Sequence[Token]) -> str:
    """What of a text stayed text; bare addresses that became links did, and so did what a tag
    that stands in it is a part of."""
    return "".join([_as_text(child) for child in children])


def _as_text(child: Token) -> str:
    if child.type == "text" or (child.type == "html_inline" and "](" not in child.content):
        return child.content
    return "" if child.info == "auto" else "\0"
