"""The tags of GitBook → callouts, code with a title, links. No I/O."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import TypeAlias

from kbsite.importers.callouts import callout_kind
from kbsite.importers.code_lines import with_code
from kbsite.importers.model import Line, text_of, trimmed
from kbsite.importers.posts.building import (
    UNCLOSED,
    Block,
    Inline,
    Kept,
    Result,
    misplaced,
    with_tags_converted,
)
from kbsite.importers.posts.media import callout, link
from kbsite.importers.posts.tags import Tag, arguments, liquid
from kbsite.importers.texts.code_groups import code_of_tab
from kbsite.words.players import player_of

#: A link whose words may be the path that it leads to.
_LINK = re.compile(r"\[([^\[\]]*)\]\(<?([^()<>]*)>?\)")
_IN_WIKILINK = re.compile(r"[^\[\]|#^%\n\\]+")
_NO_ADDRESS = Kept("it names no address")

#: What is named in the tag, what stands between it and its end, and its source line.
_Reader: TypeAlias = Callable[[Mapping[str, str], "list[Line]", int], Result]


def _hint(named: Mapping[str, str], inner: list[Line], number: int) -> Result:
    return callout(callout_kind(named.get("style", "")) or "info", "", inner, number)


def _code(named: Mapping[str, str], inner: list[Line], number: int) -> Result:
    lines = trimmed(inner)
    block = code_of_tab("", lines)
    title = re.sub(r"[\"`\\]", "'", named.get("title", ""))
    if block is None:
        return Block(lines, f"its title is left out: {title}" if title else "", tight=False)
    said = [f'title="{title}"'] if title else []
    said += ["linenos"] if named.get("linenumbers") == "true" else []
    if said:
        opening = block[0].text.rstrip()
        language = "" if opening.strip(" \t>`~") else "text"
        block[0] = block[0]._replace(text=f"{opening}{language} {' '.join(said)}")
    return Block(block, tight=False)


def _tab(named: Mapping[str, str], inner: list[Line], number: int) -> Result:
    title = named.get("title", "")
    if block := code_of_tab(title, trimmed(inner)):
        return Block(block, tight=False)
    return callout("note", title, inner, number)


def _tabs(named: Mapping[str, str], inner: list[Line], number: int) -> Result:
    """Its tabs are what they become already."""
    lines = [line for line, is_code in with_code(inner) if is_code or line.text.strip()]
    if lines and all(is_code for line, is_code in with_code(inner) if line.text.strip()):
        group = [Line("::: code-group", number), *lines, Line(":::", lines[-1].number)]
        return Block(group, tight=False)
    return _held(named, inner, number)


def _held(named: Mapping[str, str], inner: list[Line], number: int) -> Result:
    """What only places what it holds, or keeps a program from reading it."""
    return Block(trimmed(inner), tight=False)


def _reference(named: Mapping[str, str], inner: list[Line], number: int) -> Result:
    """A card of a page, which has its path for words, mostly: a wikilink shows its title."""
    text = " ".join(text_of(inner).split())
    found = _LINK.fullmatch(text)
    words, path = found.groups() if found else ("", "" if text else named.get("url", ""))
    if path.endswith(".md") and words in ("", path) and _IN_WIKILINK.fullmatch(path):
        return Inline(f"[[{path if path[0] in './' else f'./{path}'}]]")
    return Inline(text or link(path, path)) if text or path else _NO_ADDRESS


def _embed(named: Mapping[str, str], inner: list[Line], number: int) -> Result:
    if not (url := named.get("url", "")):
        return _NO_ADDRESS
    words = " ".join(text_of(inner).split())
    if player_of(url):
        return Inline(f"!{link(words, url)}")
    return Inline(link(words or url, url))


def _file(named: Mapping[str, str], inner: list[Line], number: int) -> Result:
    if not (path := named.get("src", "")):
        return _NO_ADDRESS
    words = named.get("caption", "") or " ".join(text_of(inner).split())
    return Inline(link(words or path.rpartition("/")[2], path))


_PAIRED: Mapping[str, _Reader] = {
    "code": _code,
    "column": _held,
    "columns": _held,
    "content-ref": _reference,
    "hint": _hint,
    "raw": _held,
    "step": _held,
    "stepper": _held,
    "tab": _tab,
    "tabs": _tabs,
}
#: Those that may have an end, and what stands before that for their words.
_EITHER: Mapping[str, _Reader] = {"embed": _embed, "file": _file}


def _transform(tag: Tag, inner: list[Line] | None, number: int) -> Result:
    if tag.mark != "{%":
        return Kept("")
    if refused := misplaced(tag, in_html=False, fits=()):
        return refused
    named = arguments(tag.inner).named
    if read := _PAIRED.get(tag.name):
        return UNCLOSED if inner is None else read(named, inner, number)
    if read := _EITHER.get(tag.name):
        return read(named, inner or [], number)
    return Kept("kbsite has no such tag")


#: The conversion.
gitbook_tags = with_tags_converted(liquid("raw"), _transform)
