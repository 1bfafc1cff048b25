"""HTML as browsers cut it: its tags, comments, and text that only its own end ends (HTML, 13.2.5).
No I/O."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from kbsite.markdown.html.edits import Edit
from kbsite.words.html_attributes import ATTRIBUTE, ELEMENT, INSIDE

# A comment, what browsers take for one, or a tag.
TAG = re.compile(
    r"<!--(?:-?>|.*?(?:--!?>|\Z))"
    r"|<(?:[!?]|/(?=[^a-zA-Z>]))[^>]*+>"
    rf"|<(?P<end>/?)(?P<name>{ELEMENT}){INSIDE}>",
    re.DOTALL,
)
_BEGINS = re.compile(r"<(?:[!?a-zA-Z]|/(?!>))")
_COMMENT_END = re.compile(r"<!--(?:-?>\Z|.*--!?>\Z)", re.DOTALL)

#: What holds text alone.
RAW = frozenset({"script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes"})
#: In a drawing it reaches to `]]>`, elsewhere to a `>`: it is text.
DATA = "<![CDATA["
#: What shows nothing of what it holds, or little.
INERT = frozenset({"template", "select"})
SCRIPT_END = re.compile(r"</script(?:[\s/][^<>]*+)?>", re.IGNORECASE)
#: Where `<path/>` is closed; elsewhere the slash says nothing.
FOREIGN = frozenset({"svg", "math"})
_INSTRUCTION_END = "?>"
_NOWHERE = -1
# `<?php`; `List<?>` and `List<? extends T>` are words.
_INSTRUCTION = re.compile(r"<\?(?!\s*+(?:[>,]|extends\b|super\b))")


class Cut(NamedTuple):
    """The tags of a piece of HTML in order, without those of what holds text alone; what has to be
    changed; where what nothing ends begins, with its name, "" for a tag without an end and "?" for
    an instruction; the end of the comment or instruction that is open at the end, which hides it;
    where what is left of it ends, as a script without an end takes in the rest."""

    tags: Sequence[re.Match[str]]
    edits: Sequence[Edit]
    endless: Sequence[tuple[int, str]]
    missing: str
    end: int


def pieces_in(html: str) -> Iterator[re.Match[str]]:
    """Comments and tags in order. What follows one without an end is all a part of it: none is
    looked for twice."""
    position = 0
    while begins := _BEGINS.search(html, position):
        piece = TAG.match(html, begins.start())
        if piece is None:
            return
        yield piece
        position = piece.end()


def tag_attributes(tag: re.Match[str]) -> Iterator[re.Match[str]]:
    """The attributes of a tag, in order."""
    return ATTRIBUTE.finditer(tag.string, tag.end("name"), tag.end() - 1)


def raw_end(html: str, name: str, position: int) -> int:
    """Where behind `position` the text ends that an element of this name holds; -1 for nowhere."""
    end = _end_of(name.lower()).search(html, position)
    return end.start() if end else -1


@lru_cache(maxsize=64)
def _end_of(name: str) -> re.Pattern[str]:
    return re.compile(rf"</{re.escape(name)}(?=[\s/>])", re.IGNORECASE)


def cut(html: str) -> Cut:
    """What browsers see in `html`. What is to hide all until its end, and has none, is text:
    `<template>` in a sentence is a word. So is each `<` in what holds text alone: one browser
    reads tags there, in drawings, and another does not."""
    return _Cutter(html).cut()


class _Cutter:
    """One pass over `html`; each step gives where the next begins, `_NOWHERE` where there is
    none."""

    def __init__(self, html: str) -> None:
        self._html = html
        self._tags: list[re.Match[str]] = []
        self._edits: list[Edit] = []
        self._endless: list[tuple[int, str]] = []
        #: What is looked for no more, as nothing ends it: names of elements, "?" for instructions.
        self._without_end: set[str] = set()
        #: How many drawings and formulas are open.
        self._foreign = 0
        self._missing, self._end = "", len(html)

    def cut(self) -> Cut:
        position, tags = 0, self._tags
        while position >= 0 and (begins := _BEGINS.search(self._html, position)):
            if self._html.startswith("<?", begins.start()):
                position = self._instruction(begins.start())
            else:
                position = self._piece(begins.start())
        unpaired = unpaired_in(tags, [len(tags)] * len(tags))
        for i in sorted(unpaired):
            self._show(*tags[i].span(), tags[i]["name"].lower())
        kept = [tag for i, tag in enumerate(tags) if i not in unpaired]
        return Cut(kept, self._edits, self._endless, self._missing, self._end)

    def _show(self, begin: int, end: int, name: str) -> None:
        """Shows as text a tag that nothing ends, or what may be one."""
        self._edits += shown_whole(self._html, begin, end)
        self._endless.append((begin, name))

    def _instruction(self, at: int) -> int:
        """`<?php`, to be left out, or a word."""
        html, inside = self._html, at + len("<?")
        if not is_instruction(html, at) or "?" in self._without_end:
            self._edits.append(shown_as_text(at))
            return inside
        ends_at = html.find(_INSTRUCTION_END, inside)
        if ends_at >= 0:
            behind = ends_at + len(_INSTRUCTION_END)
            self._edits.append(_left_out(html, at, behind))
            return behind
        if not html[:at].strip():
            self._missing = _INSTRUCTION_END
            self._edits.append(_left_out(html, at, len(html.rstrip("\n"))))
            return _NOWHERE
        self._without_end.add("?")
        self._show(at, inside, "?")
        return inside

    def _piece(self, at: int) -> int:
        """A comment or a tag, with all that is text within it."""
        html = self._html
        tag = TAG.match(html, at)
        if tag is None:
            self._edits += (shown_as_text(one.start()) for one in _BEGINS.finditer(html, at))
            self._endless.append((at, ""))
            return _NOWHERE
        name, is_end = (tag["name"] or "").lower(), bool(tag["end"])
        if name in FOREIGN:
            self._foreign = max(0, self._foreign + (-1 if is_end else 1))
        if html.startswith(DATA, at):
            self._edits.append(shown_as_text(at))
            return at + len(DATA)
        if not name:
            if html.startswith("<!--", at) and not _COMMENT_END.match(tag.group()):
                self._missing = "-->"
            self._edits.append(without_comment(tag))
        elif name == "script":
            return tag.end() if is_end else self._script(tag)
        elif name in RAW and not is_end:
            return self._raw(tag, name)
        elif name == "plaintext" and not is_end:
            self._show(*tag.span(), name)
        else:
            self._tags.append(tag)
        return tag.end()

    def _script(self, tag: re.Match[str]) -> int:
        # `<script/>` is closed within SVG, and left out elsewhere.
        if tag.group().endswith("/>"):
            return tag.end()
        if closing := SCRIPT_END.search(self._html, tag.end()):
            return closing.end()
        self._end = tag.start()
        return _NOWHERE

    def _raw(self, tag: re.Match[str], name: str) -> int:
        """An element that holds text alone."""
        html, position = self._html, tag.end()
        if self._foreign and tag.group().endswith("/>"):
            self._edits.append(Edit(position, position, f"</{name}>"))
            return position
        closing = None if name in self._without_end else _closing(html, name, position)
        if closing:
            text = html[position : closing.start()]
            self._edits += raw_edits(tag, closing, text, position)
            return closing.end()
        self._without_end.add(name)
        if shows_page(tag):
            self._edits.append(Edit(position, position, f"</{name}>"))
        else:
            self._show(*tag.span(), name)
        return position


def is_instruction(html: str, at: int) -> bool:
    """Whether `<?php` or the like begins there."""
    return _INSTRUCTION.match(html, at) is not None


def without_comment(comment: re.Match[str]) -> Edit:
    """It, or what browsers take for one, is for who reads the source of the note, not for who reads
    that of the page. One that nothing ends leaves the end of its last line."""
    text = comment.group()
    is_closed = not text.startswith("<!--") or _COMMENT_END.match(text)
    end = comment.start() + len(text if is_closed else text.rstrip("\n"))
    return _left_out(comment.string, comment.start(), end)


def _left_out(html: str, begin: int, end: int) -> Edit:
    # What stands around it must not become a tag together.
    is_behind = html.startswith("<", begin - 1) and begin > 0
    return Edit(begin, end, " " if is_behind else "")


def shows_page(tag: re.Match[str]) -> bool:
    """Whether it begins a frame that is meant as one also without its end: `<iframe src="…"/>`."""
    return tag["name"].lower() == "iframe" and "src=" in tag.group().lower()


def _closing(html: str, name: str, position: int) -> re.Match[str] | None:
    end = raw_end(html, name, position)
    return TAG.match(html, end) if end >= 0 else None


def shown_as_text(at: int) -> Edit:
    """The `<` of what is no tag."""
    return Edit(at, at + 1, "&lt;")


def shown_whole(html: str, begin: int, end: int) -> list[Edit]:
    """Each `<` from `begin` to `end`: in what is no tag any more, a value may begin another."""
    return [shown_as_text(at) for at in range(begin, end) if html[at] == "<"]


def raw_edits(begin: re.Match[str], end: re.Match[str], text: str, at: int) -> list[Edit]:
    """Those of an element that holds text alone, `text`, which begins `at`. `<xmp>` shows it as
    it is written."""
    edits = [shown_as_text(at + i) for i, one in enumerate(text) if one == "<"]
    if begin["name"].lower() == "xmp":
        edits += (Edit(*tag.span("name"), "pre") for tag in (begin, end))
        edits += (Edit(at + i, at + i + 1, "&amp;") for i, one in enumerate(text) if one == "&")
    return edits


def unpaired_in(tags: Sequence[re.Match[str]], until: Sequence[int]) -> set[int]:
    """The numbers of those `tags` that open what is `INERT` and have no end; that of tag `i` stands
    before `until[i]`. Those that are left stand within one another."""
    unpaired: set[int] = set()
    opened: list[int] = []
    count = dict.fromkeys(INERT, 0)

    def close() -> str:
        name = tags[opened.pop()]["name"].lower()
        count[name] -= 1
        return name

    for i, tag in enumerate(tags):
        if (name := (tag["name"] or "").lower()) not in INERT:
            continue
        while opened and until[opened[-1]] <= i:
            unpaired.add(opened[-1])
            close()
        if not tag["end"]:
            opened.append(i)
            count[name] += 1
        elif count[name]:
            last = opened[-1]
            while close() != name:
                unpaired.add(last)
                last = opened[-1]
    return unpaired.union(opened)
