"""HTML as browsers cut it: its tags, comments, and text that only its own end ends (HTML, 13.2.5).
No I/O."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from kbsite.markdown.html_edits import Edit

# A comment, what browsers take for one, or a tag: in it quotation marks mean something behind `=`
# only, and `<` nothing.
TAG = re.compile(
    r"<!--(?:-?>|.*?(?:--!?>|\Z))"
    r"|<(?:[!?]|/(?=[^a-zA-Z>]))[^>]*+>"
    r"|<(?P<end>/?)(?P<name>[a-zA-Z][^\s/>]*+)"
    r"(?:[^>=]|=\s*+(?:\"[^\"]*+\"|'[^']*+'|(?![\"'])))*+>",
    re.DOTALL,
)
#: What a tag says behind its name.
ATTRIBUTE = re.compile(
    r"(?P<key>[^\s\"'<>/=]+)"
    r"(?:\s*=\s*(?:\"(?P<double>[^\"]*)\"|'(?P<single>[^']*)'|(?P<bare>[^\s\"'<>`]+)))?"
)
_BEGINS = re.compile(r"<(?:[!?a-zA-Z]|/(?!>))")
_COMMENT_END = re.compile(r"<!--(?:-?>\Z|.*--!?>\Z)", re.DOTALL)

#: What holds text alone.
RAW = frozenset({"script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes"})
#: In a drawing it reaches to `]]>`, elsewhere to a `>`: it is text.
DATA = "<![CDATA["
#: What holds nothing, and has no end.
VOID = frozenset(
    {
        *("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param"),
        *("source", "track", "wbr"),
    }
)
#: What shows nothing of what it holds, or little.
INERT = frozenset({"template", "select"})
SCRIPT_END = re.compile(r"</script(?:[\s/][^<>]*+)?>", re.IGNORECASE)
#: Where `<path/>` is closed; elsewhere the slash says nothing.
FOREIGN = frozenset({"svg", "math"})
_INSTRUCTION_END = "?>"
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
    tags: list[re.Match[str]] = []
    edits: list[Edit] = []
    endless: list[tuple[int, str]] = []
    without_end: set[str] = set()
    position = foreign = 0
    missing, end = "", len(html)
    while begins := _BEGINS.search(html, position):
        if html.startswith("<?", begins.start()):
            at, position = begins.span()
            is_first = is_instruction(html, at) and "?" not in without_end
            ends_at = html.find(_INSTRUCTION_END, position) if is_first else -1
            if ends_at >= 0:
                position = ends_at + len(_INSTRUCTION_END)
                edits.append(_left_out(html, at, position))
            elif is_first and not html[:at].strip():
                missing = _INSTRUCTION_END
                edits.append(_left_out(html, at, len(html.rstrip("\n"))))
                break
            else:
                edits.append(shown_as_text(at))
                if is_first:
                    without_end.add("?")
                    endless.append((at, "?"))
            continue
        tag = TAG.match(html, begins.start())
        if tag is None:
            edits += (shown_as_text(one.start()) for one in _BEGINS.finditer(html, begins.start()))
            endless.append((begins.start(), ""))
            break
        position = tag.end()
        name, is_end = (tag["name"] or "").lower(), bool(tag["end"])
        if name in FOREIGN:
            foreign = max(0, foreign + (-1 if is_end else 1))
        if tag.group().startswith(DATA):
            edits.append(shown_as_text(tag.start()))
            position = tag.start() + len(DATA)
        elif not name:
            if tag.group().startswith("<!--") and not _COMMENT_END.match(tag.group()):
                missing = "-->"
            edits.append(without_comment(tag))
        elif name == "script":
            # `<script/>` is closed within SVG, and left out elsewhere.
            if not is_end and not tag.group().endswith("/>"):
                if (closing := SCRIPT_END.search(html, position)) is None:
                    end = tag.start()
                    break
                position = closing.end()
        elif name in RAW and not is_end:
            if foreign and tag.group().endswith("/>"):
                edits.append(Edit(position, position, f"</{name}>"))
            elif closing := None if name in without_end else _closing(html, name, position):
                edits += raw_edits(tag, closing, html[position : closing.start()], position)
                position = closing.end()
            elif shows_page(tag):
                without_end.add(name)
                edits.append(Edit(position, position, f"</{name}>"))
            else:
                without_end.add(name)
                edits.append(shown_as_text(tag.start()))
                endless.append((tag.start(), name))
        elif name == "plaintext" and not is_end:
            edits.append(shown_as_text(tag.start()))
            endless.append((tag.start(), name))
        else:
            tags.append(tag)
    unpaired = unpaired_in(tags, [len(tags)] * len(tags))
    for i in sorted(unpaired):
        edits.append(shown_as_text(tags[i].start()))
        endless.append((tags[i].start(), tags[i]["name"].lower()))
    kept = [tag for i, tag in enumerate(tags) if i not in unpaired]
    return Cut(kept, edits, endless, missing, end)


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
