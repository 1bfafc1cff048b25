"""Links by reference that stay text, since what defines them (`[1]: https://…`) stands directly
below text, which it goes on with. No I/O."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise

from markdown_it.common.utils import normalizeReference
from markdown_it.token import Token

from kbsite.markdown.reporter import Meant

# A line that is a definition where a blank line stands above it.
_DEFINITION = re.compile(
    r"(?<=\n)[ \t]*(?P<begin>\[(?P<label>[^\[\]\n^]+)\]:)[ \t]*(?:<[^<>\n]*>|[^\s<]\S*)"
    r"(?:[ \t]+(?:\"[^\"\n]*\"|'[^'\n]*'|\([^()\n]*\)))?[ \t]*$",
    re.MULTILINE,
)
_BEGIN = re.compile(r"\[[^\[\]\n^]+\]:")
_REFERENCE = re.compile(r"(?<!\\)\[(?P<words>[^\[\]\n]+)\]\[(?P<label>[^\[\]\n]*)\]")


def definitions_in(body: str, tokens: Iterable[Token]) -> Mapping[str, str]:
    """Label as it is compared → as it is written, of all in the text of `tokens`, those of a note
    of the text `body`; none where nothing refers to one."""
    if "][" not in body or "]:" not in body:
        return {}
    found: dict[str, str] = {}
    for token in tokens:
        if token.type == "inline" and "]:" in token.content and "\n" in token.content:
            shown = set(_line_beginnings(token.children or ()))
            for one in _DEFINITION.finditer(token.content):
                # Others are code.
                if one["begin"] in shown:
                    found[normalizeReference(one["label"])] = one["label"]
    return found


def _line_beginnings(children: Sequence[Token]) -> Iterator[str]:
    """What looks like the beginning of a definition, where a line of text begins."""
    for before, token in pairwise(children):
        is_first = before.type in ("softbreak", "hardbreak") and token.type == "text"
        if is_first and (begin := _BEGIN.match(token.content)):
            yield begin.group()


def literal_references(text: Token, definitions: Mapping[str, str]) -> Iterator[Meant]:
    """The first link of a block that nothing but such a line defines."""
    content = text.content
    if "][" not in content:
        return
    # Of those that are links no brackets are left.
    words = "".join([child.content for child in text.children or () if child.type == "text"])
    shown = {found.group() for found in _REFERENCE.finditer(words)}
    for found in _REFERENCE.finditer(content):
        label = definitions.get(normalizeReference(found["label"] or found["words"]))
        if label is not None and found.group() in shown:
            message = f"a link stays text: its [{label}]: … stands directly below text"
            hint = "Leave a blank line above that line."
            yield Meant("link-literal", found.start(), message, hint)
            return
